"""Members' stored histories as they are folded: by a back-test, and to decide an event again as it first was."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from headless.engine.backtest.histories import AskedRules, Input, Story, UsedCoupon
from headless.engine.handlers.merging.merges import MEMBER_MERGED
from headless.engine.handlers.transfers.arrivals import ASSET_RECEIVED
from headless.engine.member.provenance import is_remade
from headless.engine.program.limits.limits import Barred
from headless.models.base.session import Session
from headless.models.tables.events.histories import inputs_by_member
from headless.models.tables.ledger.histories import entry_origins, hold_origins
from headless.models.tables.members.histories import Profile, profiles
from headless.models.tables.members.lives.merging import aliases_of
from headless.models.tables.members.lives.other_facts import KeptOther, others_by_owner
from headless.models.tables.rewards.histories import used_coupons

NAMES_ENTRIES = ("entry.reversed", ASSET_RECEIVED)
"""The types of events that name entries, whose places in the history are then needed."""


class PlacedEntry(Protocol):
    """An entry whose place among those of its event and kind is asked for."""

    @property
    def id(self) -> int: ...
    @property
    def event_id(self) -> int: ...
    @property
    def kind_id(self) -> int: ...


async def stories_of(session: Session, merchant_id: int, ids: list[int], until: int) -> list[Story]:
    """Return the histories of members up to a moment, with a constant number of queries.

    What was decided for members who were merged into them stands in stories of those.
    """
    stored = await inputs_by_member(session, merchant_id, ids, until)
    inputs = {member_id: _from_outside(events) for member_id, events in stored.items()}
    naming = [id_ for id_, events in inputs.items() if any(event.type in NAMES_ENTRIES for event in events)]
    merged = any(event.type == MEMBER_MERGED for events in inputs.values() for event in events)
    survivors = await aliases_of(session, merchant_id, ids) if merged else {}
    named = [*naming, *(alias for alias, survivor in survivors.items() if survivor in naming)]
    holds = await hold_origins(session, merchant_id, ids)
    coupons = await used_coupons(session, merchant_id, ids)
    entries = await entry_origins(session, merchant_id, sorted(named)) if named else {}
    others = await others_by_owner(session, merchant_id, ids)
    known = {profile.id: profile for profile in await profiles(session, merchant_id, [*ids, *survivors])}
    stories = []
    for id_ in (id_ for id_ in ids if id_ in known):
        aliases = [alias for alias, survivor in survivors.items() if survivor == id_]
        shared = SharedFacts(
            tuple(coupons.get(id_, ())),
            {hold.id: hold.event_id for hold in holds.get(id_, ())},
            places_of(entry for owner in (id_, *aliases) for entry in entries.get(owner, ())),
            others=tuple(others.get(id_, ())),
        )
        stories.append(family_story([known[id_], *(known[alias] for alias in aliases)], inputs.get(id_, ()), shared))
    return stories


@dataclass(frozen=True, slots=True)
class SharedFacts:
    """What the stories of a member and of those who were merged into it have in common, as in `Story`."""

    coupons: tuple[UsedCoupon, ...]
    holds: Mapping[int, int]
    entries: Mapping[int, tuple[int, int, int]]
    asked: AskedRules = field(default_factory=dict)
    short: Mapping[int, Mapping[int, Barred]] = field(default_factory=dict)
    others: tuple[KeptOther, ...] = ()


def family_story(profiles: Sequence[Profile], inputs: Iterable[Input], shared: SharedFacts) -> Story:
    """Return a member's story with those of the members who were merged into it. profiles: its own first."""
    survivor, *merged = profiles
    own: dict[int, list[Input]] = {}
    for given in inputs:
        own.setdefault(given.origin_member_id or survivor.id, []).append(given)
    aliases: dict[int, Story] = {}
    first, *others = (_story(profile, own.get(profile.id, ()), shared, aliases) for profile in (survivor, *merged))
    aliases.update((story.member_id, story) for story in others)
    return first


def _story(profile: Profile, inputs: Iterable[Input], shared: SharedFacts, aliases: Mapping[int, Story]) -> Story:
    return Story(
        profile.id, profile.joined_at, profile.joined_on, profile.birthday_on, profile.attributes or "{}", tuple(inputs),
        shared.coupons, shared.holds, shared.entries, shared.asked, shared.short, aliases, shared.others,
    )  # fmt: skip


def _from_outside(events: Iterable[Input]) -> tuple[Input, ...]:
    return tuple(event for event in events if not is_remade(event.source, event.external_id))


def places_of(entries: Iterable[PlacedEntry]) -> dict[int, tuple[int, int, int]]:
    """Return for each entry the event that wrote it, its kind, and its place among the event's entries of that kind."""
    counted: dict[tuple[int, int], int] = {}
    places: dict[int, tuple[int, int, int]] = {}
    for entry in entries:
        place = counted.get((entry.event_id, entry.kind_id), 0)
        places[entry.id] = (entry.event_id, entry.kind_id, place)
        counted[entry.event_id, entry.kind_id] = place + 1
    return places
