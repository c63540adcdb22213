"""What a quote says may be used of an asset settles, and one step more is refused: random limits, orders and balances."""

from decimal import Decimal
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from headless.engine.quoting.pay_options import PayOption
from headless.engine.quoting.quotes import Quote
from tests.engine.quoting.test_promises import BENEFITS, COUPONS, KINDS, orders, quoted
from tests.kit.rewards import RewardShop
from tests.kit.setup import Ruling, Setup, kind, points

DAY = "2026-03-01"
NUMBERS = st.sampled_from([None, "1", "7", "50", "100", "250", "1000"])
LIMITS = st.fixed_dictionaries(
    {"share": st.sampled_from(["0.1", "0.5", "1"])},
    optional={
        "least": NUMBERS,
        "step": NUMBERS,
        "most": st.sampled_from(["300", "999", "5000"]),
        "order_least": st.sampled_from(["5", "40", "150.01"]),
        "not_for_categories": st.just(["ware"]),
        "not_for_skus": st.just(["pot"]),
        "not_with_coupons": st.sampled_from([True, ["five", "tea"]]),
    },
).filter(lambda drawn: int(drawn.get("least") or 0) <= int(drawn.get("most", 10**9)))
REFUSALS = {
    "CAP_EXCEEDED", "BELOW_LEAST", "NOT_IN_STEPS", "NOT_WITH_COUPONS", "INSUFFICIENT_BALANCE", "TENDERS_EXCEED_TOTAL",
}  # fmt: skip


def opened(limits: list[dict[str, Any]], issued: list[str], balance: int) -> RewardShop:
    """A shop with these limits, and a member with points and coupons."""
    rules = [points(), *(Ruling("spend_cap", limit, f"limit {number}") for number, limit in enumerate(limits))]
    shop = RewardShop(Setup(kinds=[kind("points", worth="0.01")], coupons=COUPONS, benefits=BENEFITS, rules=rules))
    shop.grant("li", "points", str(balance), "2026-01-01")
    for code in issued:
        shop.send("li", "coupon.issued", "2026-01-02", source="api", kind=code, count=1)
    return shop


def option_of(quote: Quote) -> PayOption:
    return next(option for option in quote.pay_with if option.kind.code == "points")


def tenders(units: int) -> list[dict[str, str]]:
    return [{"asset": "points", "amount": str(units)}] if units else []


def step_of(limits: list[dict[str, Any]]) -> int:
    return max([int(limit.get("step") or 1) for limit in limits], default=1)


BALANCES = st.sampled_from([1, 40, 777, 3_000, 100_000])


@settings(deadline=None, max_examples=60)
@given(
    orders(),
    KINDS,
    st.lists(LIMITS, min_size=1, max_size=2),
    BALANCES,
    st.sampled_from(["order.paid", "checkout.held"]),
)
def test_what_may_be_used_settles_and_one_step_more_is_refused(
    order: dict[str, Any], issued: list[str], limits: list[dict[str, Any]], balance: int, how: str
) -> None:
    shop = opened(limits, issued, balance)
    quote = quoted(shop, order)
    most = option_of(quote).most
    said = {**quote.order.to_json(), "orderId": "A"}

    for more in {1, step_of(limits)}:
        refused = shop.send("li", how, DAY, source="api", **{**said, "payWith": tenders(most + more)})
        assert refused.code in REFUSALS
    assume(most or how == "order.paid")
    taken = shop.send("li", how, DAY, source="api", **{**said, "payWith": tenders(most)})

    assert (taken.outcome, taken.code) == ("RECORDED", None)


@settings(deadline=None, max_examples=40)
@given(orders(), LIMITS, BALANCES, st.integers(1, 2_000))
def test_what_is_left_of_a_limit_counts_what_the_order_uses_already(
    order: dict[str, Any], limit: dict[str, Any], balance: int, before: int
) -> None:
    asked, shop = (opened([limit], [], balance) for _ in range(2))
    for one in (asked, shop):
        held(one, before, order["total"])
    quote = quoted(asked, order, copied=False)
    most = option_of(quote).most
    said = quote.order.to_json()

    more = shop.send("li", "order.paid", DAY, **{**said, "payWith": tenders(most + step_of([limit]))})
    taken = shop.send("li", "order.paid", DAY, **{**said, "payWith": tenders(most)})

    assert more.code in REFUSALS
    assert taken.outcome == "RECORDED"


@settings(deadline=None, max_examples=40)
@given(LIMITS, BALANCES, st.integers(1, 20_000))
def test_a_hold_for_an_order_is_limited_as_its_payment_is(limit: dict[str, Any], balance: int, cents: int) -> None:
    limit = {name: part for name, part in limit.items() if not name.startswith("not_")}
    shop = opened([limit], [], balance)
    quote = quoted(shop, {"orderId": "A", "total": f"{Decimal(cents) / 100:.2f}"})
    most, total = option_of(quote).most, f"{quote.order.total}"

    more = held(shop, most + step_of([limit]), total)
    taken = held(shop, most, total) if most else None

    assert more.code in REFUSALS
    assert taken is None or taken.outcome == "RECORDED"


def held(shop: RewardShop, units: int, payable: str) -> Any:
    return shop.send(
        "li",
        "asset.held",
        DAY,
        source="api",
        kind="points",
        amount=str(units),
        reason="till",
        order="A",
        payable=payable,
    )
