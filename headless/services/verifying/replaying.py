"""Replay: every member's events are decided again from an empty state, by the installed code and the present configuration.

A difference from what is stored is not a drift: rules, tiers, tags and kinds may have changed since. A rule is asked about an
event only if it was asked then. Profiles are used as they are now, because earlier ones are not kept.
"""

import json
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from headless.engine.evaluation.judge import Judge
from headless.engine.evaluation.needs import reads_own
from headless.engine.member.records import EntryType, Origin
from headless.engine.program.program import Program
from headless.messages import Message
from headless.models.base.session import Session
from headless.models.database.snapshots import snapshot
from headless.models.tables.configuration.merchants import MerchantRow
from headless.models.tables.events.histories import personal_fields
from headless.models.tables.members.histories import Profile, profiles
from headless.models.tables.members.lives.erasing import ErasedEvents, count_erased, erased_members
from headless.services.kernel.kernel import Kernel
from headless.services.verifying.histories.drift import Drift
from headless.services.verifying.histories.folding import Fold
from headless.services.verifying.histories.histories import History, load_histories
from headless.services.verifying.verifying import CHUNK


@dataclass(frozen=True, slots=True)
class Difference(Drift):
    """Something that would be decided otherwise now: `expected` is stored, `actual` is what comes of deciding again."""

    def told(self) -> Message:
        """Return the difference for people."""
        return Message(
            "{member} {area} {what}: stored {expected}, decided again {actual}",
            member=self.member,
            area=self.area_told,
            what=self.what,
            expected=str(self.expected),
            actual=str(self.actual),
        )


async def differences(kernel: Kernel, merchant: MerchantRow) -> AsyncIterator[Difference]:
    """Yield what the installed code would decide otherwise, member by member."""
    after_id = 0
    while True:
        async with snapshot(kernel.db) as session:
            current = await kernel.programs.merchant(session, merchant.id)
            program = await kernel.programs.of(session, current)
            judge = kernel.programs.judge_of(program)
            histories = await load_histories(session, program, after_id, CHUNK)
            ids = [history.id for history in histories]
            erased = await erased_members(session, program.merchant_id, ids)
            known = await _profiles(
                session, program, [*ids, *(id_ for history in histories for id_ in history.aliases)]
            )
            personal = await _personal(session, program, ids)
        if not histories:
            return
        for history in histories:
            if history.id in erased:
                continue
            for difference in replay(judge, history, known, personal):
                yield difference
        after_id = histories[-1].id


async def left_out(kernel: Kernel, merchant: MerchantRow) -> list[str]:
    """Return the names of what cannot be decided again, because it reads its plugin's own tables, which hold no history."""
    async with kernel.db.read() as session:
        program = await kernel.programs.of(session, merchant)
    rules = (versions.latest for versions in program.rules)
    others = (*program.computed, *program.voters.values())
    names = {f"{rule.plugin}.{rule.rule}" for rule in rules if reads_own(rule)}
    return sorted(names | {other.name for other in others if reads_own(other)})


async def erased_events(kernel: Kernel, merchant: MerchantRow) -> ErasedEvents:
    """Count the events that are not decided again, because their members were erased."""
    async with kernel.db.read() as session:
        return await count_erased(session, merchant.id)


async def _profiles(session: Session, program: Program, ids: Sequence[int]) -> dict[int, Profile]:
    return {profile.id: profile for profile in await profiles(session, program.merchant_id, ids)}


async def _personal(session: Session, program: Program, ids: Sequence[int]) -> dict[int, Any]:
    stored = await personal_fields(session, program.merchant_id, ids)
    return {personal.event_id: json.loads(personal.fields) for personal in stored}


def replay(
    judge: Judge, history: History, known: Mapping[int, Profile], personal: Mapping[int, Any]
) -> Iterator[Difference]:
    """Decide one member's events again, and yield the events, entries, standings and tags that differ."""
    ids = count(1 << 62)
    fold = Fold(judge, history, known, lambda: next(ids))
    for event, outcome in fold.outcomes(personal):
        yield Difference("event", f"{event.type} {event.external_id}", *outcome, history.id)
    fold.run_clock(history.clock_at)
    yield from _differ(history, "entry", _stored_entries(history, fold), _entries(history, fold))
    yield from _differ(history, "standing", _stored_standings(history, fold), _standings(history, fold))
    yield from _differ(history, "tag", _stored_tags(history, fold), _tags(history, fold))


def _differ(history: History, area: str, stored: Counter[str], replayed: Counter[str]) -> Iterator[Difference]:
    for what in sorted({*stored, *replayed}):
        if stored[what] != replayed[what]:
            yield Difference(area, what, stored[what], replayed[what], history.id)


def _entry(history: History, label: str, type_: int, amount: int, kind_id: int, rule_id: int | None) -> str:
    names = {versions.latest.id: versions.latest.name for versions in history.program.rules}
    by = "" if rule_id is None else f" by {names.get(rule_id, rule_id)}"
    return f"{EntryType(type_).name} {amount} {history.code(kind_id)} of {label}{by}"


def _stored_entries(history: History, fold: Fold) -> Counter[str]:
    return Counter(
        _entry(history, fold.label(entry.event_id), entry.type, entry.amount, entry.kind_id, entry.rule_id)
        for entry in history.entries
        if entry.rule_id not in fold.left_out
    )


def _entries(history: History, fold: Fold) -> Counter[str]:
    return Counter(
        _entry(history, fold.label(entry.event_id), entry.type, entry.amount, entry.kind_id, entry.rule_id)
        for entry in fold.journal.entries
    )


def _standing(history: History, track_id: int, tier_id: int | None, code: str, cause: str) -> str:
    track = history.program.track_by_id.get(track_id)
    tier = track.by_id.get(tier_id) if track and tier_id is not None else None
    return f"{track.code if track else track_id} {tier.code if tier else tier_id} {code} by {cause}"


def _stored_standings(history: History, fold: Fold) -> Counter[str]:
    return Counter(
        _standing(history, standing.track_id, standing.tier_id, standing.code, fold.cause(standing.event_id))
        for standing in history.standings
    )


def _standings(history: History, fold: Fold) -> Counter[str]:
    return Counter(
        _standing(history, standing.track_id, standing.tier_id, standing.code, fold.cause(standing.event_id))
        for standing in fold.journal.standings
    )


def _tag(history: History, tag_id: int, origin: int, cause: str, is_on: bool) -> str:
    tag = history.program.tag_by_id.get(tag_id)
    state = "worn" if is_on else "taken off"
    return f"{tag.code if tag else tag_id} by {Origin(origin).name.lower()} since {cause}, {state}"


def _stored_tags(history: History, fold: Fold) -> Counter[str]:
    return Counter(
        _tag(history, tag.tag_id, tag.origin, fold.cause(tag.event_id), tag.removed_at is None) for tag in history.tags
    )


def _tags(history: History, fold: Fold) -> Counter[str]:
    return Counter(
        _tag(history, tag.tag_id, tag.origin, fold.cause(tag.event_id), tag.removed_at is None)
        for tag in fold.journal.tags
    )
