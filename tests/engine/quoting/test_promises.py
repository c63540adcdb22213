"""A quote is what the order then does, and a checkout loses nothing: random orders, prices, coupons, points and cancellations."""

from itertools import count
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from headless.engine.member.records import Change
from headless.engine.quoting.asked_orders import Asked
from headless.engine.quoting.quotes import Quote, Quoter
from headless.plugins.contract.payloads import parse_payload
from tests.kit.rewards import RewardShop, benefit, coupon
from tests.kit.setup import Ruling, Setup, kind, points

DAY = "2026-03-01"
COUPONS = [
    coupon("five", "5", minimum="20", group="sale"),
    coupon("fifth", discount={"percent": "20", "most": "30"}, group="sale"),
    coupon("tea", discount={"percent": "50", "of": "LIST"}, scope={"categories": ["tea"]}),
    coupon("first", "3", firstOrder=True),
    coupon("single", "9", alone=True),
    coupon("free", discount={"delivery": True}),
    coupon("cup", discount={"gift": "a cup"}),
]
BENEFITS = [
    benefit("tenth", memberPrice={"percentOff": "10"}),
    benefit("swap", memberPrice={"each": "10", "scope": {"skus": ["pot"]}, "orderLeast": "30", "mostPieces": 1}),
]


@st.composite
def orders(draw: st.DrawFn, number: str = "A") -> dict[str, Any]:
    """Draw an order of one to five lines, before prices and coupons."""
    items = []
    for _ in range(draw(st.integers(1, 5))):
        listed = draw(st.integers(1, 9_000))
        asked = draw(st.sampled_from([listed, listed, listed - listed // 7]))
        items.append({
            "sku": draw(st.sampled_from(["pot", "oolong", "cup"])), "category": draw(st.sampled_from(["tea", "ware"])),
            "quantity": str(draw(st.integers(1, 3))), "amount": cents(asked), "list": cents(listed),
        })  # fmt: skip
    total = sum(round(float(item["amount"]) * 100) for item in items)
    return {"orderId": number, "total": cents(total), "items": items}


def cents(units: int) -> str:
    return f"{units // 100}.{units % 100:02}"


def opened(issued: list[str]) -> RewardShop:
    """A shop with prices, and a member with points and coupons of these kinds."""
    rules = [points(), Ruling("spend_cap")]
    shop = RewardShop(Setup(kinds=[kind("points", worth="0.01")], coupons=COUPONS, benefits=BENEFITS, rules=rules))
    shop.grant("li", "points", "3000", "2026-01-01")
    for code in issued:
        shop.send("li", "coupon.issued", "2026-01-02", source="api", kind=code, count=1)
    return shop


def quoted(shop: RewardShop, order: dict[str, Any], *, copied: bool = True, **asked: Any) -> Quote:
    """Quote an order on a copy of all that the shop knows, unless the shop is not asked again."""
    member, state = shop.ids["li"], shop.states[shop.ids["li"]]
    states = {member: shop.copied("li") if copied else state}
    ids = count(10**9)
    data = parse_payload(shop.program.event_types["order.paid"], order)
    at = shop.record("li", "order.paid", shop.now + 1, order).occurred_at
    coupons = [held for held in shop.codes.values() if held.member_id == member and held.is_unused]
    quoter = Quoter(shop.program, states, ids.__next__, history=True)
    return quoter.quote(Asked(member, data, at, next(ids), shop.program.price_benefits, coupons, **asked))


def told(changes: list[Change]) -> list[tuple[Any, ...]]:
    return [(change.kind, change.code, change.before, change.after, change.amount) for change in changes]


KINDS = st.lists(st.sampled_from([one["code"] for one in COUPONS]), max_size=6)


@settings(deadline=None, max_examples=40)
@given(orders(), KINDS)
def test_an_order_does_what_its_quote_said(order: dict[str, Any], issued: list[str]) -> None:
    shop = opened(issued)
    quote = quoted(shop, order, delivery=490)
    said = told(list(quote.changes))

    paid = shop.send("li", "order.paid", DAY, **quote.order.to_json())

    assert quote.problem is None
    assert paid.outcome == "RECORDED"
    assert said == [tuple(change) for change in paid_changes(shop)]


def paid_changes(shop: RewardShop) -> list[tuple[Any, ...]]:
    """What the last event did."""
    return told(list(shop.settler._changes))


@settings(deadline=None, max_examples=40)
@given(orders(), KINDS)
def test_what_is_due_of_the_lines_is_the_total_and_never_more_than_asked(
    order: dict[str, Any], issued: list[str]
) -> None:
    quote = quoted(opened(issued), order)

    assert sum(line.due for line in quote.lines) == round(float(quote.order.total) * 100)
    assert all(0 <= line.due <= line.member.price <= line.line.amount for line in quote.lines)


STEPS = st.lists(st.sampled_from(["hold", "hold again", "pay", "pay less", "cancel", "wait"]), min_size=1, max_size=6)


@settings(deadline=None, max_examples=40)
@given(orders(), KINDS, STEPS)
def test_a_checkout_loses_neither_points_nor_coupons(
    order: dict[str, Any], issued: list[str], steps: list[str]
) -> None:
    shop = opened(issued)
    day = iter(f"2026-03-{number:02}T12:00" for number in range(1, 29))
    whole, paid = 3000, 0
    for step in steps:
        on = next(day)
        act(shop, order, step, on)
        holding = shop.asset("li", "points")
        used = {code for code, _, state in shop.coupons("li") if state == "USED"}
        assert int(holding.available) + int(holding.held) >= 0
        assert len(shop.coupons("li")) == len(issued)
        paid_now = step.startswith("pay") and len(shop.events("li", "order.paid")) > paid
        paid = len(shop.events("li", "order.paid"))
        if step in ("cancel", "wait") or paid_now:
            assert "HELD" not in {state for _, _, state in shop.coupons("li")}
            assert holding.held == "0"
        if not used and "pay" not in step and not shop.events("li", "order.paid"):
            assert int(holding.available) + int(holding.held) == whole


def act(shop: RewardShop, order: dict[str, Any], step: str, on: str) -> None:
    """Do one step of a checkout. What is refused changes nothing."""
    codes = [code for code, _, state in shop.coupons("li") if state in ("USABLE", "HELD")][:1]
    most = min(3000, round(float(order["total"]) * 50))
    tenders = [{"asset": "points", "amount": str(most)}] if most else []
    if step.startswith("hold"):
        kept = {"payWith": tenders, "coupons": codes} if step == "hold" else {"payWith": [], "coupons": codes}
        shop.send("li", "checkout.held", on, source="api", **order, **kept)
    elif step == "cancel":
        shop.send("li", "checkout.released", on, source="api", orderId="A")
    elif step == "wait":
        shop.clock(on.replace("2026-03", "2026-05"))
        shop.send("li", "checkout.released", on.replace("2026-03", "2026-05"), source="api", orderId="A")
    elif not shop.events("li", "order.paid"):
        shop.send("li", "order.paid", on, **order, **({} if step == "pay" else {"payWith": [], "coupons": []}))
