"""What is kept for an order: its holds, and its coupons."""

from collections.abc import Collection, Sequence
from typing import Any

from headless.engine.handlers.paying import release, use_under
from headless.engine.member.coupons import Coupon, CouponStatus, is_held, normal
from headless.engine.member.known_rewards import codes_held_for, coupon_of
from headless.engine.member.records import Hold
from headless.engine.member.state import MemberState
from headless.engine.rewards.rewards import let_go
from headless.engine.turn import Turn
from headless.engine.values.amounts import text_of
from headless.ids import Prefix, encode


def holds_for(state: MemberState, order: str) -> list[Hold]:
    """Return the open holds that the checkout of an order made, oldest first. Raise FactsMissing if they were not loaded."""
    return [
        hold
        for account in list(state.accounts.values())
        if account.held
        for hold in state.holds(account.kind_id).values()
        if hold.checkout and hold.order_ref == order and hold.open_amount
    ]


def idle_holds(turn: Turn) -> list[Hold]:
    """Return the holds that are kept for an order and that its tenders do not name."""
    data = turn.event.data
    named = {tender.hold for tender in data.pay_with}
    return [hold for hold in holds_for(turn.state, data.order_id) if encode(Prefix.HOLD, hold.id) not in named]


def coupons_for(turn: Turn, order: str) -> list[Coupon]:
    """Return the coupons that are kept for an order, and not too long. Raise FactsMissing if they were not loaded."""
    coupons = (coupon_of(turn.state, code) for code in codes_held_for(turn.state, order))
    return [coupon for coupon in coupons if coupon is not None and is_held(coupon, turn.now)]


def give_up(turn: Turn, holds: Sequence[Hold], coupons: Sequence[Coupon], but: Collection[str] = ()) -> None:
    """Release holds, and let coupons be usable again, `but` those of these codes."""
    for hold in holds:
        units = hold.open_amount
        if units:
            release(turn, hold, units)
            use_under(turn, hold.order_ref, turn.program.kind_by_id[hold.kind_id], -units)
    for coupon in coupons:
        if normal(coupon.code) not in but and coupon.status is CouponStatus.HELD:
            let_go(turn, coupon)


def name_what_is_kept(turn: Turn) -> None:
    """Let a paid order name what its checkout keeps, for good: what is stored of the event has it, too.

    Coupons and tenders that the order leaves out are those of the checkout. A tender of a kind that is kept is taken from there.
    """
    event = turn.event
    data, sent = event.data, event.data.model_fields_set
    holds = holds_for(turn.state, data.order_id)
    said: dict[str, Any] = {}
    if holds:
        said["payWith"] = _taken(turn, holds) if "pay_with" in sent else [_whole(turn, hold) for hold in holds]
    if "coupons" not in sent and turn.program.coupon_kinds:
        codes = [coupon.code for coupon in coupons_for(turn, data.order_id)]
        if codes:
            said["coupons"] = codes
    if said:
        event.json = {**data.to_json(), **said}
        event.data = turn.program.payload(event.type, event.json)


def _whole(turn: Turn, hold: Hold) -> dict[str, str]:
    kind = turn.program.kind_by_id[hold.kind_id]
    return {
        "asset": kind.code, "amount": text_of(hold.open_amount, kind.decimals), "hold": encode(Prefix.HOLD, hold.id),
    }  # fmt: skip


def _taken(turn: Turn, holds: Sequence[Hold]) -> list[Any]:
    """Return an order's tenders, each that names no hold with the one of its kind, if that keeps enough."""
    data = turn.event.data
    by_kind = {turn.program.kind_by_id[hold.kind_id].code: hold for hold in holds}
    named = {said.hold for said in data.pay_with}
    taken: list[Any] = []
    for said in data.pay_with:
        tender, hold = {"asset": said.asset, "amount": f"{said.amount:f}", "hold": said.hold}, by_kind.get(said.asset)
        if said.hold is None and hold is not None and encode(Prefix.HOLD, hold.id) not in named:
            kind = turn.program.kind_by_id[hold.kind_id]
            if said.amount.scaleb(kind.decimals) <= hold.open_amount:
                tender["hold"] = encode(Prefix.HOLD, hold.id)
                named.add(tender["hold"])
        taken.append({name: value for name, value in tender.items() if value is not None})
    return taken
