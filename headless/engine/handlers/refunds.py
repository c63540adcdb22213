"""Refunds: what an event brought goes back in proportion. Of orders, the tenders are returned as well, by the rules of then."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.handlers.cards.refunds import Back, check_refunded_cards, take_cards_back
from headless.engine.handlers.cards.sales import sells_cards
from headless.engine.handlers.handler import Handler
from headless.engine.handlers.narrowing import is_whole, names_order, returned, share_of
from headless.engine.handlers.order_lines import take_order_lines
from headless.engine.handlers.paying import tenders_worth
from headless.engine.handlers.refund_shares import TAKEN_BACK, Group, groups_of, key_of, recall_gifts, take_back
from headless.engine.handlers.tenders.restoring import is_tender, restored_parts
from headless.engine.handlers.tenders.to_balance import balance_part, give_balance
from headless.engine.member.orders.order_changes import is_wholly_refunded
from headless.engine.member.records import Entry, EventRecord, OriginFacts
from headless.engine.program.program import Program
from headless.engine.rewards import undoing
from headless.engine.rewards.rewards import give_back_paid
from headless.engine.texts.names import called
from headless.engine.turn import Checked, Count, Turn
from headless.engine.values.amounts import text_of, to_units
from headless.engine.values.problems import Problem, invalid, refused
from headless.messages import Message, Money


@dataclass(slots=True)
class Refund(Checked):
    """What a refund gives back of its order, in units of money.

    total: of the order. before: what earlier refunds gave back. An unlinked refund has neither. balance: the stored value that
    the member gets for its money, in units of its kind, None if that goes back outside.
    """

    amount: int
    total: int = 0
    before: int = 0
    cards: Sequence[Back] = ()
    balance: tuple[AssetKind, int] | None = None

    @property
    def refunded(self) -> int:
        """What is given back in all, this refund included."""
        return self.before + self.amount


@dataclass(slots=True)
class GivenBack(Checked):
    """What refunds give back of a payment in all, this one included, and what was paid. Exact, in natural units."""

    refunded: Decimal
    paid: Decimal


class EventRefunded(Handler[GivenBack]):
    """A payment was given back, wholly or in part, and so is what it brought: each of its entries in proportion."""

    def check(self, turn: Turn) -> GivenBack | Problem:
        data, origin = turn.event.data, turn.origin
        if origin is None or origin.paid is None:
            return GivenBack(Decimal(0), Decimal(0))
        back = GivenBack(origin.refunded + data.amount, origin.paid)
        if back.refunded > back.paid:
            left = format(back.paid - origin.refunded, "f")
            declared = turn.program.event_types[turn.event.type]
            message = Message(
                "{origin_noun} {refers} has {left} left to refund, {amount} was asked",
                origin_noun=declared.origin_noun,
                refers=turn.event.refers,
                left=Money(left, turn.program.currency),
                amount=Money(f"{data.amount:f}", turn.program.currency),
            )
            return refused("REFUND_TOO_LARGE", message, "Problem", left=left)
        return back

    def apply(self, turn: Turn, checked: GivenBack) -> None:
        origin = turn.origin
        turn.review_now = True
        if origin is None or not checked.paid:
            return
        origin.refunds.append(turn.event.data)
        take_back_entries(turn, origin, origin.entries, checked.refunded, checked.paid)


class OrderRefunded(Handler[Refund]):
    """Money went back to the member, for an order we know (linked) or not (unlinked)."""

    def check(self, turn: Turn) -> Refund | Problem:
        data, program = turn.event.data, turn.program
        if getattr(data, "currency", None) not in (None, program.currency):
            message = Message(
                "the refund is in {currency}, the merchant keeps {currency2}; convert it first",
                currency=data.currency,
                currency2=program.currency,
            )
            return invalid("WRONG_CURRENCY", message, "data", "currency")
        refund = refund_of(program, turn.event, turn.origin)
        if turn.origin is None:
            return _unlinked(turn) or refund
        if refund.refunded > refund.total:
            left = text_of(refund.total - refund.before, program.decimals)
            message = Message(
                "order {order_id} has {left} left to refund, {amount} was asked",
                order_id=data.order_id,
                left=Money(left, program.currency),
                amount=Money(f"{data.amount:f}", program.currency),
            )
            return refused("REFUND_TOO_LARGE", message, "Problem", left=left)
        problem = (
            _beyond_tenders(turn, turn.origin)
            or _beyond_amount(turn)
            or take_order_lines(turn.event, turn.origin, program.decimals)
        )
        if problem is not None:
            return problem
        cards = check_refunded_cards(turn, turn.origin, whole=refund.refunded >= refund.total)
        if isinstance(cards, Problem):
            return cards
        refund.cards = cards
        return _to_balance(turn, refund)

    def counts(self, turn: Turn, checked: Refund) -> list[Count]:
        return refund_counts(turn.program, turn.event, turn.origin, checked)

    def apply(self, turn: Turn, checked: Refund) -> None:
        origin = turn.origin
        turn.review_now = True
        if origin is None:
            return
        origin.refunds.append(turn.event.data)
        for group in list(groups_of(turn.program, origin)):
            take_back(turn, origin, group, checked.refunded, checked.total)
        recall_gifts(turn, origin, origin.entries, checked.refunded, checked.total)
        _restore(turn, origin, checked)
        take_cards_back(turn, checked.cards)
        if checked.balance is not None:
            give_balance(turn, checked.balance)
        if checked.refunded >= checked.total:
            turn.state.facts.forget_past(origin.event)
            undoing.take_back(turn, origin.event)
            if origin.event.data.coupons and origin.event.subject is not None:
                give_back_paid(turn, origin.event.subject)


def _to_balance(turn: Turn, refund: Refund) -> Refund | Problem:
    part = balance_part(turn, refund.total)
    if isinstance(part, Problem):
        return part
    refund.balance = part
    return refund


def refund_of(program: Program, event: EventRecord, origin: OriginFacts | None) -> Refund:
    """Return what a refund gives back, of its order if it has one."""
    amount = to_units(event.data.amount, program.decimals)
    if origin is None:
        return Refund(amount)
    total = to_units(origin.event.data.total, program.decimals)
    return Refund(amount, total, sum(to_units(refund.amount, program.decimals) for refund in origin.refunds))


def take_back_refunded(turn: Turn, origin: OriginFacts, entries: list[Entry]) -> None:
    """Take from entries that an event earned late what its refunds up to now would have taken back."""
    if origin.refunds and origin.paid is not None:
        take_back_entries(turn, origin, entries, origin.refunded, origin.paid)


def take_back_entries(turn: Turn, origin: OriginFacts, entries: list[Entry], refunded: Decimal, paid: Decimal) -> None:
    """Take back what refunds of so much of what was paid take of entries, and if all of it is refunded, what else it gave."""
    scale = 10**turn.program.decimals
    for entry in entries:
        if entry.type in TAKEN_BACK:
            group = Group(key_of(turn.program, entry), [entry], entry.amount)
            take_back(turn, origin, group, Fraction(refunded) * scale, Fraction(paid) * scale)
    recall_gifts(turn, origin, entries, Fraction(refunded) * scale, Fraction(paid) * scale)
    if refunded >= paid:
        undoing.take_back(turn, origin.event)


# ── what stands against it


def _unlinked(turn: Turn) -> Problem | None:
    part = balance_part(turn, 0)
    if isinstance(part, Problem):
        return part
    if sells_cards(turn.event.data) and not turn.state.facts.complete:
        message = Message("a line that sold a card is refunded with its order; name the orderId")
        return invalid("CARD_NEEDS_ORDER", message, "data", "orderId")
    if not turn.event.data.restore:
        return None
    message = Message("an unlinked refund has no tenders to restore; name the orderId or leave restore out")
    return invalid("NOTHING_TO_RESTORE", message, "data", "restore")


def _beyond_amount(turn: Turn) -> Problem | None:
    """Return the refusal if what is given back in kind is worth more than what is refunded."""
    data = turn.event.data
    worth = tenders_worth(turn.program.kinds, data.restore or ())
    if worth <= data.amount:
        return None
    message = Message(
        "the tenders to restore are worth {worth}, more than the {amount} that is refunded",
        worth=Money(f"{worth:f}", turn.program.currency),
        amount=Money(f"{data.amount:f}", turn.program.currency),
    )
    left = {"left": str(data.amount)}
    return Problem("REFUSED", "RESTORE_TOO_LARGE", message, data=left, path=("data", "restore"))


def _beyond_tenders(turn: Turn, origin: OriginFacts) -> Problem | None:
    """Return the refusal if more is to be restored of an asset than the order was paid with."""
    asked: dict[str, int] = {}
    for position, restore in enumerate(turn.event.data.restore or ()):
        kind, left = turn.kind(restore.asset), 0
        if kind is not None:
            asked[kind.code] = asked.get(kind.code, 0) + to_units(restore.amount, kind.decimals)
            left = _tendered(origin, kind)
        if kind is None or asked[kind.code] > left:
            have = text_of(left, kind.decimals if kind else 0)
            message = Message(
                "{amount} {asset} cannot be restored; the order has {have} of it left",
                amount=restore.amount,
                asset=restore.asset if kind is None else called(kind),
                have=Decimal(have),
            )
            path = ("data", "restore", str(position))
            return Problem("REFUSED", "RESTORE_TOO_LARGE", message, data={"left": have}, path=path)
    return None


def _tendered(origin: OriginFacts, kind: AssetKind) -> int:
    """Return the units of a kind that paid the order and were not given back yet."""
    tenders = (entry for entry in origin.entries if entry.kind_id == kind.id and is_tender(entry))
    return sum(-entry.amount - origin.taken.get(entry.id, 0) for entry in tenders)


# ── what it gives back


def _restore(turn: Turn, origin: OriginFacts, refund: Refund) -> None:
    """Give back each tender in proportion, or what was asked for, of an asset's last tender first."""
    data = turn.event.data
    for entry, part in restored_parts(turn.program, origin, origin.taken, data, refund.refunded, refund.total):
        kind, taken = turn.program.kind_by_id[entry.kind_id], origin.taken.get(entry.id, 0)
        turn.ledger.restore(kind, part, turn.cause("refund"), entry, origin.moves.get(entry.id, []), taken)
        origin.taken[entry.id] = taken + part


# ── what it counts


def refund_counts(program: Program, event: EventRecord, origin: OriginFacts | None, refund: Refund) -> list[Count]:
    """Return what a refund adds to the daily totals: on its order's day if it has one, else on its own."""
    if origin is None:
        return [Count("order", event.day, less=refund.amount), *_narrowed_unlinked(program, event, refund.amount)]
    count = -1 if refund.refunded >= refund.total and not is_wholly_refunded(origin) else 0
    whole = Count("order", origin.event.day, count, 0, refund.amount)
    return [whole, *_narrowed(program, event, origin, refund, count)]


def _narrowed(program: Program, event: EventRecord, origin: OriginFacts, refund: Refund, count: int) -> list[Count]:
    """Return what a linked refund adds to the narrowed totals: what its order's part gives back now."""
    order, day, decimals, total = origin.event.data, origin.event.day, program.decimals, refund.total
    counts = []
    for key, args in program.narrowed_keys:
        if is_whole(args):
            if names_order(args, order):
                counts.append(Count(key, day, count, 0, refund.amount))
        elif share_of(args, order, order.items, decimals) is not None:
            before = returned(args, order, origin.refunds, total, decimals) if origin.refunds else 0
            after = returned(args, order, [*origin.refunds, event.data], total, decimals)
            counts.append(Count(key, day, count, 0, after - before))
    return counts


def _narrowed_unlinked(program: Program, event: EventRecord, units: int) -> list[Count]:
    data, counts = event.data, []
    for key, args in program.narrowed_keys:
        back = units if is_whole(args) else share_of(args, data, data.items, program.decimals)
        if back is not None and names_order(args, data):
            counts.append(Count(key, event.day, less=back))
    return counts
