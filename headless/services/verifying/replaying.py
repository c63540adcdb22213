"""Replaying: every member's events decided again from an empty state, by the installed code and the present configuration.

What differs from what is stored is no drift: rules, tiers, tags and kinds may have changed since. A rule is asked about an event
only if it was asked then. A profile is seen as it is now, for what it once was is not kept.
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
from headless.models.base.session import Record, Session
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.programs import MerchantRow
from headless.services.verifying.histories.drift import Drift
from headless.services.verifying.histories.folding import Fold
from headless.services.verifying.histories.histories import History, load_histories
from headless.services.verifying.verifying import CHUNK, snapshot

_PROFILES = "SELECT id, joined_at, joined_on, birthday_on, attributes FROM member WHERE merchant_id = $1 AND {ids}"
_PERSONAL = "SELECT event_id, fields FROM event_personal WHERE merchant_id = $1 AND {ids}"


@dataclass(frozen=True, slots=True)
class Difference(Drift):
    """Something that would be decided otherwise now: `expected` is stored, `found` is what comes of deciding again."""

    def __str__(self) -> str:
        return f"{self.member} {self.area} {self.what}: stored {self.expected}, decided again {self.found}"


async def differences(kernel: Kernel, merchant: MerchantRow) -> AsyncIterator[Difference]:
    """What the installed code would decide otherwise, member by member."""
    after_id = 0
    while True:
        async with snapshot(kernel.db) as session:
            current = await kernel.programs.merchant(session, merchant.id)
            program = await kernel.programs.of(session, current)
            judge = kernel.programs.judge_of(program)
            histories = await load_histories(session, program, after_id, CHUNK)
            profiles = await _profiles(session, program, [each.id for each in histories])
            personal = await _personal(session, program, [each.id for each in histories])
        if not histories:
            return
        for history in histories:
            for difference in replay(judge, history, profiles[history.id], personal):
                yield difference
        after_id = histories[-1].id


async def left_out(kernel: Kernel, merchant: MerchantRow) -> list[str]:
    """What cannot be decided again, by name: it reads its plugin's own tables, which hold no history."""
    async with kernel.db.read() as session:
        program = await kernel.programs.of(session, merchant)
    rules = (versions.latest for versions in program.rules)
    others = (*program.computed, *program.voters.values())
    found = {f"{each.plugin}.{each.rule}" for each in rules if reads_own(each)}
    return sorted(found | {each.name for each in others if reads_own(each)})


async def _profiles(session: Session, program: Program, ids: Sequence[int]) -> dict[int, Record]:
    rows = await session.fetch(_PROFILES.format(ids=session.any_of("id", 2)), program.merchant_id, ids)
    return {row["id"]: row for row in rows}


async def _personal(session: Session, program: Program, ids: Sequence[int]) -> dict[int, Any]:
    rows = await session.fetch(_PERSONAL.format(ids=session.any_of("member_id", 2)), program.merchant_id, ids)
    return {row["event_id"]: json.loads(row["fields"]) for row in rows}


def replay(judge: Judge, history: History, profile: Record, personal: Mapping[int, Any]) -> Iterator[Difference]:
    """Decide one member's events again, and compare events, entries, standings and tags."""
    ids = count(1 << 62)
    fold = Fold(judge, history, profile, lambda: next(ids))
    for at, event in fold.steps:
        if event is None:
            fold.run_clock(at)
            continue
        outcome = fold.settle(event, personal.get(event["id"]))
        if outcome is not None:
            yield Difference("event", f"{event['type']} {event['external_id']}", *outcome, history.id)
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
        _entry(history, fold.label(row["event_id"]), row["type"], row["amount"], row["kind_id"], row["rule_id"])
        for row in history.rows("entries")
        if row["rule_id"] not in fold.left_out
    )


def _entries(history: History, fold: Fold) -> Counter[str]:
    return Counter(
        _entry(history, fold.label(each.event_id), each.type, each.amount, each.kind_id, each.rule_id)
        for each in fold.journal.entries
    )


def _standing(history: History, track_id: int, tier_id: int | None, code: str, cause: str) -> str:
    track = history.program.track_by_id.get(track_id)
    tier = track.by_id.get(tier_id) if track and tier_id is not None else None
    return f"{track.code if track else track_id} {tier.code if tier else tier_id} {code} by {cause}"


def _stored_standings(history: History, fold: Fold) -> Counter[str]:
    return Counter(
        _standing(history, row["track_id"], row["tier_id"], row["code"], fold.cause(row["event_id"]))
        for row in history.rows("standings")
    )


def _standings(history: History, fold: Fold) -> Counter[str]:
    return Counter(
        _standing(history, each.track_id, each.tier_id, each.code, fold.cause(each.event_id))
        for each in fold.journal.standings
    )


def _tag(history: History, tag_id: int, origin: int, cause: str, is_on: bool) -> str:
    tag = history.program.tag_by_id.get(tag_id)
    state = "worn" if is_on else "taken off"
    return f"{tag.code if tag else tag_id} by {Origin(origin).name.lower()} since {cause}, {state}"


def _stored_tags(history: History, fold: Fold) -> Counter[str]:
    return Counter(
        _tag(history, row["tag_id"], row["origin"], fold.cause(row["event_id"]), row["removed_at"] is None)
        for row in history.rows("tags")
    )


def _tags(history: History, fold: Fold) -> Counter[str]:
    return Counter(
        _tag(history, each.tag_id, each.origin, fold.cause(each.event_id), each.removed_at is None)
        for each in fold.journal.tags
    )
