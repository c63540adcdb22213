"""Cards against what was done with them, and against the lots that their value made."""

from collections.abc import AsyncIterator, Iterator, Mapping
from types import MappingProxyType

from headless.engine.member.cards.records import CardMoveType, CardStatus
from headless.engine.program.program import Program
from headless.ids import Prefix, encode
from headless.messages import Message
from headless.models.base.session import Session
from headless.models.tables.cards.sums import CardSums, card_entries, card_lots, card_sums, put_into_accounts
from headless.services.verifying.histories.drift import Drift

CHUNK = 1_000
_AFTER: Mapping[CardMoveType, tuple[CardStatus, ...]] = MappingProxyType({
    CardMoveType.ISSUED: (CardStatus.INACTIVE,),
    CardMoveType.ACTIVATED: (CardStatus.ACTIVE,),
    CardMoveType.BOUND: (CardStatus.BOUND,),
    CardMoveType.UNBOUND: (CardStatus.ACTIVE,),
    CardMoveType.BLOCKED: (CardStatus.BLOCKED,),
    CardMoveType.UNBLOCKED: (CardStatus.INACTIVE, CardStatus.ACTIVE, CardStatus.BOUND),
})  # fmt: skip
"""The states in which a move leaves a card. A refund may leave it as it was."""


async def check_cards(session: Session, program: Program) -> AsyncIterator[Drift]:
    """Check that each card holds what its moves say, in the state that they say, and that its lots are no more than was bound."""
    merchant_id, after_id = program.merchant_id, 0
    while cards := await card_sums(session, merchant_id, after_id, CHUNK):
        for card in cards:
            for drift in _card(card):
                yield drift
        after_id = cards[-1].id
    for wrong in await card_entries(session, merchant_id):
        what = f"{encode(Prefix.CARD, wrong.card_id)} entry {wrong.entry_id}"
        yield Drift("card move", what, wrong.bound, wrong.amount)
    bound = await put_into_accounts(session, merchant_id)
    for lots in await card_lots(session, merchant_id):
        most = bound.get(lots.card_id, 0)
        if lots.units > most:
            what = f"{encode(Prefix.CARD, lots.card_id)} lots"
            yield Drift("card", what, Message("at most {most}", most=most), lots.units)


def _card(card: CardSums) -> Iterator[Drift]:
    named, status = encode(Prefix.CARD, card.id), CardStatus(card.status)
    if card.balance != card.moved:
        yield Drift("card", f"{named} balance", card.moved, card.balance, card.member_id)
    if card.bonus != card.moved_bonus:
        yield Drift("card", f"{named} bonus", card.moved_bonus, card.bonus, card.member_id)
    if status is CardStatus.REPLACED:
        if card.last is not None:
            yield Drift(
                "card", f"{named} state", Message("the card that bears another number has its moves"), card.status
            )
        return
    allowed = None if card.last is None else _AFTER.get(CardMoveType(card.last))
    if card.last is None or (allowed is not None and status not in allowed):
        told = "?" if card.last is None else CardMoveType(card.last).name
        yield Drift("card", f"{named} state", Message("after {move}", move=told), status.name, card.member_id)
    if (status is CardStatus.BOUND) and card.member_id is None:
        yield Drift("card", f"{named} member", Message("a member"), None)
