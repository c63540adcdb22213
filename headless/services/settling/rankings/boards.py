"""What rankings show to rules and fields, and what members have in them as it is stored."""

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal

from headless.engine.member.state import MemberState
from headless.engine.program.program import Program
from headless.engine.program.rankings.lists import PlaceKey, code_of
from headless.errors import HeadlessError
from headless.ids import Prefix, encode
from headless.models.base.session import Session
from headless.models.tables.members.rankings.places import (
    ListKey,
    StoredPlace,
    drop_places,
    first_places,
    keep_places,
    ranks_of,
    stored_value,
    value_of,
)


def most_by_list(program: Program) -> Mapping[str, int]:
    """Return how many places each list has, by its code."""
    most: dict[str, int] = {}
    for ranking in program.rankings.values():
        try:
            most[code_of(ranking)] = ranking.declared.most
        except (HeadlessError, AttributeError):
            continue
    return most


async def load_boards(
    session: Session, program: Program, states: Mapping[int, MemberState], keys: Collection[PlaceKey]
) -> None:
    """Fill in what rankings show as they are stored: one query for each list, whatever the number of members."""
    most = most_by_list(program) if keys else {}
    for key in sorted(keys):
        of = ListKey(key.code, key.period, most.get(key.code, 0))
        if key.first:
            places = await first_places(session, program.merchant_id, of._replace(most=min(of.most, key.first)))
            rows = [
                [rank, encode(Prefix.MEMBER, place.member_id), format(value_of(place), "f")]
                for rank, place in enumerate(places, 1)
            ]
            for state in states.values():
                state.facts.boards[key] = rows
        else:
            ranks = await ranks_of(session, program.merchant_id, of, list(states))
            for state in states.values():
                state.facts.boards[key] = ranks.get(state.id)


async def write_places(session: Session, merchant_id: int, states: Mapping[int, MemberState]) -> None:
    """Store what a run found for rankings."""
    gone = [(state.id, *key) for state in states.values() for key, place in state.places.items() if place.value is None]
    await drop_places(session, merchant_id, gone)
    await keep_places(session, merchant_id, list(_stored(states)))


def _stored(states: Mapping[int, MemberState]) -> Iterator[StoredPlace]:
    for state in sorted(states.values(), key=lambda state: state.id):
        for (code, period), place in sorted(state.places.items()):
            if place.value is not None:
                yield StoredPlace(
                    state.id, code, period, *stored_value(Decimal(place.value)), place.since, state.joined_on
                )
