"""Cards issued: numbers that cannot be guessed from one another, with PINs that are told once."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from headless.engine.handlers.cards.sales import ended
from headless.engine.member.cards.records import Card, CardMove, CardMoveType, CardStatus
from headless.engine.program.cards.kinds import CardKind
from headless.engine.program.program import Program
from headless.engine.values.limits import CODES_PER_REQUEST
from headless.engine.values.problems import Problem, invalid
from headless.engine.values.spelling import spelled
from headless.errors import UniqueViolation
from headless.messages import Message
from headless.models.base.session import Session
from headless.models.tables.cards.cards import CARDS, CardBatch, cards_of_batch
from headless.models.tables.cards.moves import MOVES
from headless.services.auditing.trail import Action, note
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.keys import key_conflict, read_key
from headless.services.kernel.principals import Principal
from headless.services.members.batches import hash_of, wrong_count
from headless.services.members.cards.pins import digest_of, draw_number, draw_pin
from headless.services.work.retrying import retrying

ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Cards:
    """Cards that were issued or changed, or why none were. pins: by card, of those whose PIN is told now."""

    cards: tuple[Card, ...] = ()
    member_id: int | None = None
    problem: Problem | None = None
    pins: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Order:
    """A request for cards."""

    kind: str
    count: int
    key: str

    @property
    def content_hash(self) -> str:
        return hash_of(self.kind, self.count)


async def issue_cards(kernel: Kernel, principal: Principal, kind: str, count: int, key: str) -> Cards:
    """Issue cards that are not active yet. A repeated key is answered with the same cards, but without their PINs."""
    problem = wrong_count(count, CODES_PER_REQUEST)
    if problem is not None:
        return Cards(problem=problem)
    checked = read_key(key)
    if isinstance(checked, Problem):
        return Cards(problem=checked)
    order = Order(spelled(kind), count, checked)

    async def transaction() -> Cards:
        async with kernel.db.transaction() as session:
            return await _issue(kernel, session, principal, order)

    # Another request may have the same key at the same time, or, once in an age, draw the same number.
    return await retrying(transaction, ATTEMPTS, (UniqueViolation,))


async def _issue(kernel: Kernel, session: Session, principal: Principal, order: Order) -> Cards:
    merchant = await kernel.programs.merchant(session, principal.merchant_id)
    program, now = await kernel.programs.of(session, merchant), kernel.now(merchant)
    batch = await CardBatch.of(session, merchant.id).filter(idempotency_key=order.key).first()
    if batch is not None:
        same = batch.content_hash == order.content_hash
        if not same:
            return Cards(problem=key_conflict(order.key))
        return Cards(tuple(await cards_of_batch(session, merchant.id, batch.id)))
    kind = program.card_kinds.get(order.kind)
    if kind is None:
        return Cards(problem=unknown_kind(program, order.kind))
    problem = ended(kind, program.zone, now)
    if problem is not None:
        return Cards(problem=problem)
    batch_id = kernel.ids.new()
    await CardBatch.of(session, merchant.id).create(
        id=batch_id, idempotency_key=order.key, content_hash=order.content_hash, kind_id=kind.id, count=order.count,
        issued_at=now, issued_by=principal.actor,
    )  # fmt: skip
    cards, pins = await fresh_cards(kernel, kind, order.count, now, batch_id)
    moves = [CardMove(kernel.ids.new(), card.id, CardMoveType.ISSUED, now, principal.actor) for card in cards]
    await session.write(CARDS.insert(merchant.id, cards))
    await session.write(MOVES.insert(merchant.id, moves))
    told = {"kind": kind.code, "count": order.count}
    await note(kernel, session, principal, Action.CREATED, "Card", kind.code, after=told)
    return Cards(tuple(cards), pins=pins)


async def fresh_cards(
    kernel: Kernel, kind: CardKind, count: int, now: int, batch_id: int | None = None
) -> tuple[list[Card], dict[int, str]]:
    """Return new cards, and their PINs by card. Nothing is written."""
    pins = {kernel.ids.new(): draw_pin() for _ in range(count)}
    digests = await asyncio.to_thread(lambda: {id_: digest_of(kernel.settings, id_, pin) for id_, pin in pins.items()})
    cards = [
        Card(
            id_, kind.id, draw_number(), digests[id_], CardStatus.INACTIVE, None, 0, 0, 0, None, 0, None, now, None, None,
            batch_id=batch_id,
        )
        for id_ in pins
    ]  # fmt: skip
    return cards, pins


def unknown_kind(program: Program, code: str) -> Problem:
    """Return the problem of a card kind that the merchant does not have."""
    known = tuple(sorted(program.card_kinds))
    message = Message("the card kind {kind!r} does not exist; there are: {known}", kind=code, known=known)
    return invalid("UNKNOWN_CARD_KIND", message, "kind")
