"""Members' stored histories as they are folded: by a back-test, and to decide an event again as it first was."""

from collections.abc import Iterable
from typing import Protocol

from headless.engine.backtest.histories import Input, Story
from headless.engine.handlers.transfers.arrivals import ASSET_RECEIVED
from headless.engine.member.provenance import is_remade
from headless.models.base.session import Session
from headless.models.tables.events.histories import inputs_by_member
from headless.models.tables.ledger.histories import entry_origins, hold_origins
from headless.models.tables.members.histories import profiles
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
    """Return the histories of members up to a moment, with a constant number of queries."""
    stored = await inputs_by_member(session, merchant_id, ids, until)
    inputs = {member_id: _from_outside(events) for member_id, events in stored.items()}
    naming = [id_ for id_, events in inputs.items() if any(event.type in NAMES_ENTRIES for event in events)]
    holds = await hold_origins(session, merchant_id, ids)
    coupons = await used_coupons(session, merchant_id, ids)
    entries = await entry_origins(session, merchant_id, sorted(naming)) if naming else {}
    return [
        Story(
            profile.id, profile.joined_at, profile.joined_on, profile.birthday_on, profile.attributes or "{}",
            inputs.get(profile.id, ()), tuple(coupons.get(profile.id, ())),
            {hold.id: hold.event_id for hold in holds.get(profile.id, ())}, places_of(entries.get(profile.id, ())),
        )
        for profile in await profiles(session, merchant_id, ids)
    ]  # fmt: skip


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
