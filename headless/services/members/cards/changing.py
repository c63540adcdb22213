"""Cards changed by hand: activated, topped up, bound, blocked and replaced.

What moves a member's lots or tags is an event of that member's. All else is a change of the card's own row. Which of both it is
depends on the card, so that a repeated key is looked up first.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.handlers.cards.bindings import no_top_up, not_blocked
from headless.engine.handlers.cards.sales import ended, out_of_bounds
from headless.engine.member.cards.records import Card, CardMove, CardMoveType, CardStatus
from headless.engine.program.cards.kinds import CardKind
from headless.engine.program.program import Program
from headless.engine.rewards.cards.barriers import barrier, unknown
from headless.engine.rewards.cards.known import asset_of, public_id
from headless.engine.values.amounts import to_units
from headless.engine.values.problems import Problem, invalid, refused
from headless.errors import Invalid, StorageBusy
from headless.messages import Message
from headless.models.base.session import Session
from headless.models.tables.cards.cards import CARDS, cards_by_id, change_card
from headless.models.tables.cards.moves import MOVES, move_of_key
from headless.services.auditing.trail import Action, note
from headless.services.intake.mutations import perform
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.keys import key_conflict, read_key
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.principals import Principal
from headless.services.members.batches import hash_of
from headless.services.members.cards.issuing import Cards
from headless.services.members.cards.lookups import as_told, check_pin, find_card
from headless.services.members.cards.pins import digest_of, draw_number, draw_pin
from headless.services.work.retrying import retrying

ATTEMPTS = 8


@dataclass(slots=True)
class CardDesk:
    """A card in the transaction that changes it."""

    kernel: Kernel
    session: Session
    program: Program
    card: Card
    now: int

    @property
    def kind(self) -> CardKind:
        """The card's kind."""
        return self.program.card_kind_by_id[self.card.kind_id]

    @property
    def asset(self) -> AssetKind | None:
        """The asset kind of what the card holds."""
        return asset_of(self.program, self.kind)


Work = Callable[[CardDesk, CardMove], Problem | None]
"""Changes a card and says in the move how, or returns what stands against it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request to change a card. content: what it asks for. event: what it is if the card is a member's, None if it never is."""

    type: CardMoveType
    card: str
    key: str
    content: tuple[object, ...]
    event: str | None = None
    data: Mapping[str, Any] | None = None
    reason: str | None = None


async def activate_card(
    kernel: Kernel, principal: Principal, card: str, amount: Any, order: str | None, key: str
) -> Cards:
    """Activate a card: it was sold. amount: what it holds if its kind does not say. order: what sold it, for the record."""

    def work(desk: CardDesk, move: CardMove) -> Problem | None:
        problem = barrier(desk.card, desk.now, "INACTIVE") or ended(desk.kind, desk.program.zone, desk.now)
        units = _opening(desk, amount) if problem is None else problem
        if isinstance(units, Problem):
            return units
        zone, changed = desk.program.zone, desk.card
        changed.status, changed.activated_at, changed.order_ref = CardStatus.ACTIVE, desk.now, order
        changed.balance = changed.paid = units
        changed.expires_at = desk.kind.life.ends_at(zone.day_of(desk.now), zone)
        move.amount, move.order_ref = units, order
        return None

    asked = Asked(CardMoveType.ACTIVATED, card, key, (amount, order))
    return await _change(kernel, principal, asked, work)


async def top_up_card(kernel: Kernel, principal: Principal, card: str, amount: Any, key: str) -> Cards:
    """Put an amount on a card, or into the account of the member whose card it is."""

    def work(desk: CardDesk, move: CardMove) -> Problem | None:
        problem = barrier(desk.card, desk.now, "ACTIVE") or no_top_up(desk.kind, desk.asset)
        units = _units(desk.asset, amount) if problem is None else problem
        if isinstance(units, Problem):
            return units
        desk.card.balance += units
        move.amount = units
        return None

    asked = Asked(CardMoveType.TOPPED_UP, card, key, (amount,), "card.topped_up", {"amount": str(amount)})
    return await _change(kernel, principal, asked, work)


async def block_card(kernel: Kernel, principal: Principal, card: str, reason: str, key: str) -> Cards:
    """Block a card. What is left of a member's card goes back to it."""

    def work(desk: CardDesk, move: CardMove) -> Problem | None:
        if desk.card.status not in (CardStatus.INACTIVE, CardStatus.ACTIVE):
            return barrier(desk.card, desk.now, "INACTIVE", "ACTIVE", "EXPIRED")
        desk.card.status, desk.card.reason = CardStatus.BLOCKED, reason
        return None

    asked = Asked(CardMoveType.BLOCKED, card, key, (reason,), "card.blocked", {"reason": reason}, reason)
    return await _change(kernel, principal, asked, work)


async def unblock_card(kernel: Kernel, principal: Principal, card: str, reason: str, key: str) -> Cards:
    """Let a card be used again, and forget its wrong PINs. A member's card has again what it had."""

    def work(desk: CardDesk, move: CardMove) -> Problem | None:
        changed = desk.card
        if changed.status is not CardStatus.BLOCKED and not changed.is_locked:
            return not_blocked(changed)
        changed.status, changed.reason, changed.wrong_pins = changed.unblocked, None, 0
        return None

    asked = Asked(CardMoveType.UNBLOCKED, card, key, (reason,), "card.unblocked", {"reason": reason}, reason)
    return await _change(kernel, principal, asked, work)


async def replace_card(kernel: Kernel, principal: Principal, card: str, reason: str, key: str) -> Cards:
    """Give a card another number and PIN. Its value, its member and its end stay, and the old number is REPLACED."""
    pin, old = draw_pin(), list[Card]()

    def work(desk: CardDesk, move: CardMove) -> Problem | None:
        changed = desk.card
        if changed.status in (CardStatus.REPLACED, CardStatus.REFUNDED):
            return barrier(changed, desk.now, "BOUND")
        old[:] = [
            replace(
                changed, id=desk.kernel.ids.new(), status=CardStatus.REPLACED, member_id=None, balance=0, bonus=0, paid=0,
                replaced_by=changed.id, version=0, reason=reason, entries=set(), batch_id=None,
            )
        ]  # fmt: skip
        changed.number, changed.wrong_pins = draw_number(), 0
        changed.pin_digest = digest_of(desk.kernel.settings, changed.id, pin)
        return None

    asked = Asked(CardMoveType.REPLACED, card, key, (reason,), reason=reason)
    done = await _change(kernel, principal, asked, work, old, anyone=True)
    return replace(done, pins={known.id: pin for known in done.cards}) if old and done.problem is None else done


async def unbind_card(kernel: Kernel, principal: Principal, card: str, reason: str, key: str) -> Cards:
    """Take a card off its member: what is left of it goes back to it, and it may be bound again."""

    def work(desk: CardDesk, move: CardMove) -> Problem | None:
        return barrier(desk.card, desk.now, "BOUND")

    asked = Asked(CardMoveType.UNBOUND, card, key, (reason,), "card.unbound", {"reason": reason}, reason)
    return await _change(kernel, principal, asked, work)


async def bind_card(
    kernel: Kernel, principal: Principal, lookup: Lookup, number: str, pin: str | None, key: str
) -> Cards:
    """Make a card a member's. A merchant's token may leave the PIN out, and a member's must give it."""
    checked = read_key(key)
    if isinstance(checked, Problem):
        return Cards(problem=checked)
    async with kernel.db.read() as session:
        earlier = await move_of_key(session, principal.merchant_id, checked)
    if earlier is not None and earlier.event_id is None and principal.member_id is None:
        return Cards(problem=key_conflict(checked))
    if pin is None and principal.member_id is None:
        async with kernel.db.read() as session:
            card = await find_card(session, principal.merchant_id, number)
        problem = unknown("number")
    else:
        card, problem = await check_pin(kernel, principal, number, pin or ""), _wrong()
    if card is None:
        return Cards(problem=as_told(principal, problem))
    return await _as_event(kernel, principal, card, "card.bound", {}, key, lookup)


def _wrong() -> Problem:
    message = Message("the number or the PIN is wrong; after five wrong PINs a card is locked until it is unblocked")
    return refused("WRONG_PIN", message)


# ── one change


async def _change(
    kernel: Kernel,
    principal: Principal,
    asked: Asked,
    work: Work,
    besides: list[Card] | None = None,
    *,
    anyone: bool = False,
) -> Cards:
    """Change a card: by an event if it is a member's, else by hand. besides: what else to write. anyone: by hand in any case."""
    key = read_key(asked.key)
    if isinstance(key, Problem):
        return Cards(problem=key)
    if asked.reason is not None and not asked.reason.strip():
        return Cards(problem=invalid("INVALID_DATA", Message("give the reason, for the record"), "reason"))

    async def attempt() -> Cards:
        async with kernel.db.read() as session:
            card = await find_card(session, principal.merchant_id, asked.card)
            earlier = None if card is None else await move_of_key(session, principal.merchant_id, key)
        if card is None:
            return Cards(problem=unknown("card"))
        theirs = not anyone and asked.event is not None and card.member_id is not None
        if earlier is not None:
            theirs = earlier.event_id is not None
            if earlier.card_id not in (card.id, card.replaced_by) or (theirs and asked.event is None):
                return Cards(problem=key_conflict(key))
            if not theirs:
                return await _again(kernel, principal, earlier, asked)
        if theirs:
            member_id = card.member_id if earlier is None else earlier.member_id
            assert asked.event is not None
            return await _as_event(
                kernel, principal, card, asked.event, asked.data or {}, asked.key, member_id=member_id
            )
        return await _by_hand(kernel, principal, card, asked, key, work, [] if besides is None else besides)

    return await retrying(attempt, ATTEMPTS)


async def _again(kernel: Kernel, principal: Principal, earlier: CardMove, asked: Asked) -> Cards:
    """Return the answer to a repeated request."""
    if (earlier.type, earlier.content_hash) != (asked.type, hash_of(*asked.content)):
        return Cards(problem=key_conflict(asked.key))
    async with kernel.db.read() as session:
        cards = await cards_by_id(session, principal.merchant_id, [earlier.card_id])
    return Cards(tuple(cards), cards[0].member_id)


async def _by_hand(
    kernel: Kernel, principal: Principal, card: Card, asked: Asked, key: str, work: Work, besides: list[Card]
) -> Cards:
    merchant_id, before = principal.merchant_id, replace(card)
    async with kernel.db.transaction() as session:
        merchant = await kernel.programs.merchant(session, merchant_id)
        program, now = await kernel.programs.of(session, merchant), kernel.now(merchant)
        move = CardMove(
            kernel.ids.new(), card.id, asked.type, now, principal.actor, reason=asked.reason, idempotency_key=key,
            content_hash=hash_of(*asked.content),
        )  # fmt: skip
        problem = work(CardDesk(kernel, session, program, card, now), move)
        if problem is not None:
            return Cards(member_id=card.member_id, problem=problem)
        if not await change_card(session, merchant_id, card):
            raise StorageBusy(Message("the card was changed by another request"))
        await session.write(MOVES.insert(merchant_id, [move]))
        await session.write(CARDS.insert(merchant_id, besides))
        told = {"status": before.status.name}, {"status": card.status.name, "change": asked.type.name}
        await note(kernel, session, principal, Action.CHANGED, "Card", _shown(card), before=told[0], after=told[1])
    return Cards((card,), card.member_id)


def _shown(card: Card) -> str:
    return card.number[-4:]


async def _as_event(
    kernel: Kernel,
    principal: Principal,
    card: Card,
    event: str,
    data: Mapping[str, Any],
    key: str,
    lookup: Lookup | None = None,
    member_id: int | None = None,
) -> Cards:
    given = {"card": public_id(card), **data}
    done = await perform(kernel, principal, event, given, key, lookup=lookup, member_id=member_id)
    if done.problem is not None:
        return Cards(member_id=done.member_id, problem=as_told(principal, done.problem))
    async with kernel.db.read() as session:
        cards = await cards_by_id(session, principal.merchant_id, [card.id])
    return Cards(tuple(cards), done.member_id)


def _opening(desk: CardDesk, amount: Any) -> int | Problem:
    """Return what a card holds once it is activated."""
    kind, asset = desk.kind, desk.asset
    if asset is None or kind.amount is not None:
        if amount is not None:
            message = Message("cards of the kind {kind} all hold the same; leave amount out", kind=kind.code)
            return invalid("CARD_AMOUNT", message, "amount")
        return kind.amount or 0
    if amount is None:
        message = Message("cards of the kind {kind} hold what is said now; give amount", kind=kind.code)
        return invalid("CARD_AMOUNT_NEEDED", message, "amount")
    units = _units(asset, amount)
    return units if isinstance(units, Problem) else out_of_bounds(kind, asset, units) or units


def _units(asset: AssetKind | None, amount: Any) -> int | Problem:
    assert asset is not None
    try:
        units = to_units(amount, asset.decimals)
    except Invalid as fault:
        return invalid(fault.code, fault.message, "amount")
    if units > 0:
        return units
    return invalid("INVALID_AMOUNT", Message("the amount is {amount}; give one above zero", amount=amount), "amount")
