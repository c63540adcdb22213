"""`order.paid`: tenders are captured or spent under the lock, and the order is counted on its day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.evaluation.stages import Proposal
from headless.engine.handlers.cards.sales import Sale, check_sales, sell, sells_cards
from headless.engine.handlers.couponing import Couponed, basket_of, check_coupons
from headless.engine.handlers.handler import Handler
from headless.engine.handlers.narrowing import is_whole, names_order, share_of
from headless.engine.handlers.paying import (
    NO_SPENDING,
    find_hold,
    insufficient,
    over_cap,
    release,
    tenders_worth,
    unknown_kind,
    use_under,
)
from headless.engine.member.coupons import Coupon, normal
from headless.engine.member.orders.goods import goods_total
from headless.engine.member.orders.line_totals import fit_lines, scaled_notes
from headless.engine.member.records import EventRecord, Hold
from headless.engine.member.status import MemberStatus
from headless.engine.program.program import Program
from headless.engine.rewards.named_coupons import counted
from headless.engine.rewards.order_prices import order_price, price_benefits, price_notes
from headless.engine.rewards.rewards import use
from headless.engine.texts.names import called
from headless.engine.turn import Checked, Count, Turn
from headless.engine.values.amounts import to_units
from headless.engine.values.problems import Problem, invalid, refused
from headless.errors import Invalid
from headless.messages import Message, Money


class Tender(NamedTuple):
    """Units of a kind that pay a part of an order, out of a hold if there is one."""

    kind: AssetKind
    units: int
    hold: Hold | None


@dataclass(slots=True)
class PaidOrder(Checked):
    """What is payable, in units of money, and what pays it."""

    payable: int
    coupons: Sequence[Coupon] = ()
    tenders: Sequence[Tender] = ()
    sales: Sequence[Sale] = ()


class OrderPaid(Handler[PaidOrder]):
    """An order was paid, partly perhaps with assets."""

    def check(self, turn: Turn) -> PaidOrder | Problem:
        data, program = turn.event.data, turn.program
        foreign = foreign_currency(program, data, "data")
        if foreign is not None:
            return foreign
        order = PaidOrder(to_units(data.total, program.decimals))
        if data.items:
            misfit = fit_lines(turn.event, program.decimals)
            if misfit is not None:
                return misfit
            order.notes = scaled_notes(turn.event.data)
        problem = self._add_sales(turn, order) if sells_cards(data) else None
        if problem is None and data.coupons:
            problem = self._add_coupons(turn, order)
        if problem is None and (data.coupons or program.price_benefits):
            _price(turn, order)
        if problem is None and data.pay_with:
            problem = self._add_tenders(turn, order)
        return order if problem is None else problem

    def taken_before(self, turn: Turn) -> PaidOrder | Problem:
        return PaidOrder(to_units(turn.event.data.total, turn.program.decimals))

    def _add_sales(self, turn: Turn, order: PaidOrder) -> Problem | None:
        sales = check_sales(turn)
        if isinstance(sales, Problem):
            return sales
        order.sales = sales
        return None

    def _add_coupons(self, turn: Turn, order: PaidOrder) -> Problem | None:
        coupons = check_coupons(turn, Couponed(turn.event.occurred_at, turn.event.data, order=turn.event.data.order_id))
        if isinstance(coupons, Problem):
            return coupons
        order.coupons, order.codes = coupons, {normal(code) for code in turn.event.data.coupons}
        order.codes |= {coupon.code for coupon in coupons if coupon.code}
        order.gets, order.takes = counted(turn, coupons)
        return None

    def _add_tenders(self, turn: Turn, order: PaidOrder) -> Problem | None:
        data = turn.event.data
        tenders: list[Tender] = []
        for position in range(len(data.pay_with)):
            tender = _tender(turn, position, tenders)
            if isinstance(tender, Problem):
                return tender
            tenders.append(tender)
        value = tenders_worth(turn.program.kinds, data.pay_with)
        if value > data.total:
            message = Message(
                "the tenders are worth {value}, more than the order's total of {total}",
                value=Money(f"{value:f}", turn.program.currency),
                total=Money(f"{data.total:f}", turn.program.currency),
            )
            return invalid("TENDERS_EXCEED_TOTAL", message, "data", "payWith")
        goods = goods_total(data)
        if value > goods:
            message = Message(
                "the tenders are worth {value}, more than the order's goods, {goods}; assets do not pay for cards",
                value=Money(f"{value:f}", turn.program.currency),
                goods=Money(f"{max(goods, Decimal(0)):f}", turn.program.currency),
            )
            return refused("NOT_FOR_CARDS", message)
        order.tenders, order.spends = tenders, _added(tender[:2] for tender in tenders if tender.hold is None)
        if turn.state.status == MemberStatus.FROZEN:
            return refused("MEMBER_FROZEN", NO_SPENDING)
        return self._uncovered(turn, order)

    def _uncovered(self, turn: Turn, order: PaidOrder) -> Problem | None:
        for code, units in order.spends.items():
            kind = turn.program.kinds[code]
            spendable = self.spendable(turn, kind)
            if spendable < units:
                return insufficient(kind, spendable, units)
        return None

    def spendable(self, turn: Turn, kind: AssetKind) -> int:
        """Return the units that tenders without a hold may take."""
        return turn.ledger.spendable(kind, self.idle(turn))

    def idle(self, turn: Turn) -> Sequence[Hold]:
        """Return the holds that are kept for the order, and that it does not use."""
        return ()

    def counts(self, turn: Turn, checked: PaidOrder) -> list[Count]:
        return order_counts(turn.program, turn.event, checked.payable)

    def caps(self, turn: Turn, checked: PaidOrder, proposal: Proposal) -> Problem | None:
        if not checked.tenders:
            return None
        order = turn.event.data.order_id
        adding = _added((kind, units - _kept(hold)) for kind, units, hold in checked.tenders)
        coupons, idle = coupon_kinds_of(turn.program, checked.coupons), self.idle(turn)
        for code, units in adding.items():
            kind = turn.program.kinds[code]
            given_up = sum(hold.open_amount for hold in idle if hold.kind_id == kind.id)
            problem = over_cap(turn, proposal, order, kind, units - given_up, coupons)
            if problem is not None:
                return problem
        return None

    def apply(self, turn: Turn, checked: PaidOrder) -> None:
        order = turn.event.data.order_id
        for coupon in checked.coupons:
            use(turn, coupon, turn.event.subject or order)
        for tender in checked.tenders:
            _pay(turn, order, tender)
        sell(turn, checked.sales)


def _price(turn: Turn, order: PaidOrder) -> None:
    """Note what the order should come to, if the plain price of each line is known. What it says counts all the same.

    A coupon that takes nothing off stays unused.
    """
    data = turn.event.data
    if not data.items or any(item.list_price is None for item in data.items):
        return
    benefits = price_benefits(turn.judge, turn.state, turn.event.occurred_at)
    if not benefits and not order.coupons:
        return
    price = order_price(turn.program, basket_of(data, turn.program.decimals), benefits, order.coupons)
    order.coupons = price.used
    order.notes = [*order.notes, *price_notes(turn.program, price, order.payable)]


def coupon_kinds_of(program: Program, coupons: Iterable[Coupon]) -> set[str]:
    """Return the codes of the kinds of coupons."""
    return {program.coupon_kind_by_id[coupon.kind_id].code for coupon in coupons}


def foreign_currency(program: Program, data: Any, *path: str) -> Problem | None:
    """Return the refusal of an order in a currency that the merchant does not keep, or None. path: where the order stands."""
    if data.currency in (None, program.currency):
        return None
    message = Message(
        "the order is in {currency}, the merchant keeps {currency2}; convert it first",
        currency=data.currency,
        currency2=program.currency,
    )
    return invalid("WRONG_CURRENCY", message, *path, "currency")


def order_counts(program: Program, event: EventRecord, units: int) -> list[Count]:
    """Return what an order of so many units of money adds to the daily totals."""
    counts = [Count("order", event.day, 1, units)]
    for key, args in program.narrowed_keys:
        if is_whole(args):
            ours = units if names_order(args, event.data) else None
        else:
            ours = share_of(args, event.data, event.data.items, program.decimals)
        if ours is not None:
            counts.append(Count(key, event.day, 1, ours))
    return counts


def _tender(turn: Turn, position: int, before: Sequence[Tender]) -> Tender | Problem:
    said, path = turn.event.data.pay_with[position], ("data", "payWith", str(position))
    kind = turn.kind(said.asset)
    if kind is None:
        return unknown_kind(turn, said.asset, *path, "asset")
    if kind.money_worth is None:
        message = Message(
            "{kind} has no worth in money, so nothing can be paid with it; set its worth", kind=called(kind)
        )
        return invalid("NO_WORTH", message, *path, "asset")
    try:
        units = to_units(said.amount, kind.decimals)
    except Invalid as fault:
        return invalid(fault.code, fault.message, *path, "amount")
    if said.hold is None:
        return Tender(kind, units, None)
    hold = find_hold(turn, kind, said.hold, units, *path, "hold")
    if isinstance(hold, Problem):
        return hold
    if hold.order_ref not in (None, turn.event.data.order_id):
        return _of_another_order(turn.event.data.order_id, said.hold, hold, *path, "hold")
    if any(tender.hold is hold for tender in before):
        return invalid("HOLD_TWICE", Message("hold {hold} is named twice; name it once", hold=said.hold), *path, "hold")
    return Tender(kind, units, hold)


def _of_another_order(order: str, named: str, hold: Hold, *path: str) -> Problem:
    message = Message(
        "hold {named} was made for order {order_ref}, so order {order} cannot capture it; release it and hold "
        "the amount again, or pay without a hold",
        named=named,
        order_ref=hold.order_ref,
        order=order,
    )
    return Problem("REFUSED", "HOLD_OF_ANOTHER_ORDER", message, data={"order": hold.order_ref}, path=path)


def _added(amounts: Iterable[tuple[AssetKind, int]]) -> dict[str, int]:
    units_by_code: dict[str, int] = {}
    for kind, units in amounts:
        units_by_code[kind.code] = units_by_code.get(kind.code, 0) + units
    return units_by_code


def _kept(hold: Hold | None) -> int:
    """Return what a tender's hold counts under its order already, which is nothing if it names no order."""
    return hold.open_amount if hold is not None and hold.order_ref is not None else 0


def _pay(turn: Turn, order: str, tender: Tender) -> None:
    kind, units, hold = tender
    cause = turn.cause("tender")
    if hold is None:
        turn.ledger.spend(kind, units, cause, terms={"tender": 1})
    else:
        use_under(turn, hold.order_ref, kind, -hold.open_amount)
        # What the hold counts under the order already is not counted again as spent.
        terms = {"tender": 1, "captured": 1} | ({"hold": 1} if hold.order_ref is not None else {})
        turn.ledger.capture(hold, units, cause, terms=terms)
        if hold.open_amount:
            release(turn, hold, hold.open_amount)
    use_under(turn, order, kind, units)
