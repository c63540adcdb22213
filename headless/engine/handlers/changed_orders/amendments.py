"""`order.amended`: an order is something else from now on. It is decided again as it first was, and only amounts move."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from headless.engine.evaluation.due_amounts import RatingRequest
from headless.engine.handlers.cards.sales import sells_cards
from headless.engine.handlers.changed_orders.amounts import Amounts, amounts_of, post_amounts
from headless.engine.handlers.changed_orders.order_totals import change_counts
from headless.engine.handlers.couponing import Couponed, check_coupons
from headless.engine.handlers.handler import Handler
from headless.engine.handlers.paying import money_value
from headless.engine.handlers.tenders.restoring import is_tender
from headless.engine.member.coupons import Coupon, CouponStatus, normal
from headless.engine.member.known_rewards import coupon_of, used_for
from headless.engine.member.orders.line_totals import fit_lines, scaled_notes
from headless.engine.member.orders.order_changes import (
    AMENDED,
    amended_data,
    is_wholly_refunded,
    note_change,
    starts_over,
)
from headless.engine.member.records import OriginFacts
from headless.engine.rewards.rewards import give_back, use
from headless.engine.rewards.rule_limits import count_again
from headless.engine.turn import Checked, Count, Turn
from headless.engine.values.amounts import from_units
from headless.engine.values.problems import Problem, invalid, refused
from headless.messages import Message

UNCHANGED = Amounts({}, ())


@dataclass(slots=True)
class Amendment(Checked):
    """What an amendment makes of its order, or nothing if the order is that already.

    after: the facts of the order from now on, without what is posted. used, returned: coupons that it names newly, or no longer.
    """

    after: OriginFacts | None = None
    amounts: Amounts = UNCHANGED
    used: Sequence[Coupon] = ()
    returned: Sequence[Coupon] = ()


class OrderAmended(Handler[Amendment]):
    """An order was edited, cut down, enlarged or revived."""

    def check(self, turn: Turn) -> Amendment | Problem:
        origin, data = turn.origin, turn.event.data
        assert origin is not None
        problem = _of_cards(turn, origin) or _misses_lines(turn, origin)
        if problem is None and data.items:
            problem = fit_lines(turn.event, turn.program.decimals)
        problem = problem or _below_refunded(turn, origin) or _below_tenders(turn, origin)
        if problem is not None:
            return problem
        order = amended_data(origin.event.data, turn.event.data)
        if not is_wholly_refunded(origin) and _is_same(origin.event.data, order):
            return Amendment()
        return _changed(turn, origin, order)

    def counts(self, turn: Turn, checked: Amendment) -> list[Count]:
        if checked.after is None or turn.origin is None:
            return []
        return change_counts(turn.program, turn.origin, checked.after)

    def apply(self, turn: Turn, checked: Amendment) -> None:
        origin = turn.origin
        if checked.after is None or origin is None:
            return
        turn.review_now = checked.after.event.data.total < origin.event.data.total
        was_refunded = is_wholly_refunded(origin)
        if was_refunded and turn.program.has_limits:
            count_again(turn, origin.event)
        for coupon in checked.used:
            use(turn, coupon, origin.event.subject)
        for coupon in checked.returned:
            give_back(turn, coupon)
        note_change(origin, AMENDED, turn.event.data)
        origin.due = dict(checked.amounts.due)
        post_amounts(turn, origin, checked.amounts)
        _tell_past(turn, origin, was_refunded)


def _changed(turn: Turn, origin: OriginFacts, order: Any) -> Amendment | Problem:
    """Return what comes of an order with other data, or what stands against its coupons."""
    before, after = origin.event.data, replace(origin, refunds=list(origin.refunds))
    note_change(after, AMENDED, turn.event.data)
    earlier, named = _codes(before), _codes(order)
    if turn.event.data.coupons is not None and is_wholly_refunded(origin):
        # What came back from the order is used for it again if it is named again.
        earlier = {code for code in earlier if _used(turn, origin, code)}
    counted = 0 if is_wholly_refunded(origin) else 1
    used = check_coupons(turn, Couponed(origin.event.occurred_at, order, earlier, counted))
    if isinstance(used, Problem):
        return used
    returned = [coupon for code in before.coupons if normal(code) not in named for coupon in _used(turn, origin, code)]
    earning = order.model_copy(update={"pay_with": _not_restored(turn, origin)}).to_json()
    request = RatingRequest(origin.event.id, earning, tuple(used), _settled_here(turn))
    amounts = amounts_of(turn, origin, after, turn.state.facts.rating(request))
    note: dict[str, Any] = {
        "c": "order_amended", "k": {"total": f"{order.total:f}", "before": f"{before.total:f}"}, "due": amounts.to_json(),
    }  # fmt: skip
    for scaled in scaled_notes(turn.event.data) if turn.event.data.items else ():
        note["k"]["lines"] = scaled["k"]["lines"]
    return Amendment(after=after, amounts=amounts, used=used, returned=returned, notes=[note])


def _settled_here(turn: Turn) -> tuple[Any, ...]:
    """Return what this very batch has settled of the member, which is not stored yet."""
    return tuple(event for event in turn.journal.events if event.member_id == turn.state.id)


def _tell_past(turn: Turn, origin: OriginFacts, was_refunded: bool) -> None:
    """Let rules that ask for earlier orders see this one as it is."""
    facts = turn.state.facts
    if is_wholly_refunded(origin):
        facts.forget_past(origin.event)
    elif was_refunded:
        facts.remember_past(origin.event)
    else:
        facts.amend_past(origin.event)


# ── what stands against it


def _of_cards(turn: Turn, origin: OriginFacts) -> Problem | None:
    """Return the refusal if lines are sent of an order that sold cards, or lines that would sell some."""
    if not sells_cards(turn.event.data) and not (turn.event.data.items is not None and sells_cards(origin.event.data)):
        return None
    message = Message(
        "order {refers} sells cards, and its lines cannot be changed; refund what is to go, and record the rest as a new order",
        refers=turn.event.refers,
    )
    return refused("ORDER_HAS_CARDS", message)


def _misses_lines(turn: Turn, origin: OriginFacts) -> Problem | None:
    """Return the problem if an order that has lines gets another total without lines. One of nothing may have none."""
    data, order = turn.event.data, origin.event.data
    if data.items or not order.items or data.total == order.total or (data.items is not None and not data.total):
        return None
    message = Message(
        "order {refers} has lines and comes to {total}; send all its lines, as they are now, in items",
        refers=turn.event.refers,
        total=order.total,
    )
    return invalid("ITEMS_NEEDED", message, "data", "items")


def _below_refunded(turn: Turn, origin: OriginFacts) -> Problem | None:
    total, refunded = turn.event.data.total, origin.refunded
    if total >= refunded or starts_over(origin, total):
        return None
    message = Message(
        "{refunded} of order {refers} were refunded, and refunds go on counting; its total before them "
        "cannot be {total}. For the same money send either a refund or an amendment",
        refunded=refunded,
        refers=turn.event.refers,
        total=total,
    )
    data = {"refunded": f"{refunded:f}"}
    return Problem("REFUSED", "BELOW_REFUNDED", message, data=data, path=("data", "total"))


def _below_tenders(turn: Turn, origin: OriginFacts) -> Problem | None:
    total, worth = turn.event.data.total, Decimal(0)
    for entry in origin.entries:
        if is_tender(entry):
            kind = turn.program.kind_by_id[entry.kind_id]
            left = -entry.amount - origin.taken.get(entry.id, 0)
            worth += money_value(kind, from_units(left, kind.decimals))
    if total >= worth:
        return None
    message = Message(
        "order {refers} was paid with assets worth {worth}, more than {total}; refund first",
        refers=turn.event.refers,
        worth=worth,
        total=total,
    )
    return Problem("REFUSED", "BELOW_TENDERS", message, data={"worth": f"{worth:f}"}, path=("data", "total"))


# ── what it changes


def _is_same(before: Any, order: Any) -> bool:
    return (before.total, before.items, _codes(before)) == (order.total, order.items, _codes(order))


def _codes(order: Any) -> set[str]:
    return {normal(code) for code in order.coupons}


def _used(turn: Turn, origin: OriginFacts, code: str) -> list[Coupon]:
    """Return the coupon of a code if it is this order that has used it."""
    coupon, order = coupon_of(turn.state, code), origin.event.subject
    kind = turn.program.kind_by_word.get(normal(code)) if coupon is None else None
    if kind is not None and order is not None:
        codes = _codes(origin.event.data)
        meant = [known for known in used_for(turn.state, order) if known.kind_id == kind.id and known.code not in codes]
    else:
        meant = [] if coupon is None else [coupon]
    return [known for known in meant if known.status is CouponStatus.USED and known.order_ref == order][:1]


def _not_restored(turn: Turn, origin: OriginFacts) -> tuple[Any, ...]:
    """Return the tenders of an order, each with what was not given back of it."""
    entries = [entry for entry in origin.entries if is_tender(entry)]
    left = []
    for tender in origin.event.data.pay_with:
        kind = turn.kind(tender.asset)
        entry = next((entry for entry in entries if kind is not None and entry.kind_id == kind.id), None)
        if kind is None or entry is None:
            continue
        entries.remove(entry)
        units = -entry.amount - origin.taken.get(entry.id, 0)
        if units:
            left.append(tender.model_copy(update={"amount": from_units(units, kind.decimals)}))
    return tuple(left)
