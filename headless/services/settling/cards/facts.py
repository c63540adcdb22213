"""Loading the cards that a decision names, with the entries that put their value into accounts."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from headless.engine.member.cards.records import Card
from headless.engine.member.records import EventRecord
from headless.engine.member.state import MemberState
from headless.engine.program.program import Program
from headless.engine.rewards.cards.known import key_of
from headless.models.base.session import Session
from headless.models.tables.cards.cards import cards_by_id, cards_by_number, cards_of_members
from headless.models.tables.cards.moves import entries_of_cards

States = Mapping[int, MemberState]
Key = tuple[int, int | str]
"""A member, and the id or the number of a card."""


def cards_at(record: EventRecord) -> Iterator[int | str]:
    """Yield what names the cards in an event."""
    if record.type.startswith("card."):
        yield key_of(record.data.card)
    for item in getattr(record.data, "items", None) or ():
        named = getattr(item, "card", None)
        if named is not None:
            yield key_of(named)


async def load_cards(
    session: Session, program: Program, states: States, wanted: Collection[Key], tagging: Collection[int]
) -> None:
    """Fill in cards by id or number, and the cards that put tags on members. A card that is wanted twice is one record."""
    known: dict[int, Card] = {}
    by_key: dict[int | str, Card] = {}
    keys = {key for _, key in wanted}
    for card in await _read(session, program.merchant_id, keys):
        card = known.setdefault(card.id, card)
        by_key[card.id] = by_key[card.number] = card
    for member_id, key in wanted:
        if member_id in states:
            states[member_id].facts.rewards.cards[key] = by_key.get(key)
    await _tagging(session, program, states, tagging, known)
    for entry in await entries_of_cards(session, program.merchant_id, known) if known else ():
        known[entry.card_id].entries.add(entry.entry_id)


async def cards_named(session: Session, program: Program, keys: Collection[int | str]) -> dict[int | str, Card | None]:
    """Return the cards of these ids and numbers, None where there is none."""
    read = await _read(session, program.merchant_id, keys)
    known: dict[int | str, Card] = {}
    for card in read:
        known[card.id] = known[card.number] = card
    return {key: known.get(key) for key in keys}


async def _read(session: Session, merchant_id: int, keys: Iterable[int | str]) -> list[Card]:
    ids = [key for key in keys if isinstance(key, int)]
    numbers = [key for key in keys if isinstance(key, str)]
    cards = await cards_by_id(session, merchant_id, ids) if ids else []
    return [*cards, *(await cards_by_number(session, merchant_id, numbers) if numbers else ())]


async def _tagging(
    session: Session, program: Program, states: States, members: Collection[int], known: dict[int, Card]
) -> None:
    listed = sorted({member for member in members if member in states})
    for member in listed:
        states[member].facts.rewards.tagging = []
    kinds = sorted(kind.id for kind in program.card_kinds.values() if kind.tag is not None)
    if not listed or not kinds:
        return
    for card in await cards_of_members(session, program.merchant_id, listed, kinds):
        tagging = states[card.member_id or 0].facts.rewards.tagging
        if tagging is not None:
            tagging.append(known.setdefault(card.id, card))
