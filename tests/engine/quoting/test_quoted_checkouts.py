"""What quotes say of words, of coupons that do not fit, of goods that are handed back, and of what a checkout keeps already."""

from typing import Any

from headless.engine.quoting.quotes import Quote
from tests.engine.quoting.test_promises import quoted
from tests.kit.rewards import RewardShop, benefit, coupon
from tests.kit.setup import Ruling, Setup, kind, points

SUMMER = coupon("summer", "4", word="SUMMER", wordKey="SUMMER", perMember=1)
ORDER: dict[str, Any] = {"orderId": "A", "total": "20.00"}


def shop_with(*coupons: Any, have: str = "3000") -> RewardShop:
    rules = [points(), Ruling("spend_cap")]
    shop = RewardShop(Setup(kinds=[kind("points", worth="0.01")], coupons=coupons, rules=rules))
    shop.grant("li", "points", have, "2026-01-01")
    return shop


def lines(*amounts: str) -> dict[str, Any]:
    items = [
        {"sku": f"s{place}", "quantity": "-1" if amount.startswith("-") else "1", "amount": amount, "list": amount}
        for place, amount in enumerate(amounts)
    ]
    return {"orderId": "A", "total": f"{sum(map(float, amounts)):.2f}", "items": items}


def most(quote: Quote) -> dict[str, int]:
    return {option.kind.code: option.most for option in quote.pay_with}


def test_a_word_saves_in_the_quote_what_it_saves_in_the_order() -> None:
    shop = shop_with(SUMMER)

    quote = quoted(shop, ORDER, named=["Summer"])
    shop.send("li", "order.paid", "2026-03-01", **quote.order.to_json())

    assert (str(quote.order.total), quote.best) == ("16.00", ["SUMMER"])
    assert [(change.kind, change.code) for change in quote.changes][:2] == [("COUPON", "summer"), ("COUPON", "summer")]
    assert [(kind, state) for _, kind, state in shop.coupons("li")] == [("summer", "USED")]


def test_a_word_means_the_coupon_that_the_member_has() -> None:
    shop = shop_with(SUMMER)
    shop.send("li", "coupon.issued", "2026-01-02", source="api", kind="summer", count=1)

    quote = quoted(shop, ORDER, named=["SUMMER"])

    assert (quote.left, quote.best, quote.problem) == (1600, ["C1"], None)


def test_a_word_that_gives_no_more_is_said_by_the_quote() -> None:
    shop = shop_with(SUMMER)
    shop.order("li", "30", "2026-02-01", coupons=["SUMMER"])

    quote = quoted(shop, ORDER, named=["SUMMER"])

    assert quote.problem is not None
    assert (quote.problem.code, quote.left, quote.changes) == ("COUPON_LIMIT_REACHED", 2000, [])


def test_a_coupon_that_is_named_and_does_not_fit_is_never_used_for_nothing() -> None:
    shop = shop_with(coupon("third", discount={"percent": "33"}, minimum="25"))
    shop.send("li", "coupon.issued", "2026-01-02", source="api", kind="third", count=1)

    quote = quoted(shop, ORDER, named=["C1"])

    assert quote.problem is not None
    assert (quote.problem.code, quote.problem.path, quote.changes) == (
        "MINIMUM_NOT_REACHED", ("data", "coupons", "0"), (),
    )  # fmt: skip


def test_more_is_handed_back_than_the_member_pays_for() -> None:
    shop = RewardShop(Setup(benefits=[benefit("half", memberPrice={"percentOff": "50"})]))
    shop.send("li", "login", "2026-01-01")

    quote = quoted(shop, lines("12.00", "-11.00"))

    assert quote.problem is not None
    assert (quote.problem.code, quote.left, quote.changes) == ("TOTAL_BELOW_ZERO", -500, ())


def test_what_a_checkout_keeps_may_be_used_for_its_order() -> None:
    shop = shop_with()
    tenders = [{"asset": "points", "amount": "800"}]
    shop.send("li", "checkout.held", "2026-03-01", source="api", **ORDER, payWith=tenders)

    assert most(quoted(shop, ORDER))["points"] == 1000, "half of the order, as without the checkout"
    assert most(quoted(shop, {**ORDER, "orderId": "B"}))["points"] == 1000


def test_a_checkout_that_is_replaced_keeps_no_more_than_there_is() -> None:
    shop = shop_with(have="1000")
    shop.order("li", "100", "2026-02-01", number="B")
    shop.spend("li", "points", "100", "2026-02-02")
    tenders = [{"asset": "points", "amount": "1000"}]
    shop.send("li", "checkout.held", "2026-03-01", source="api", **ORDER, payWith=tenders)
    shop.refund("li", "100", "2026-03-02", order="B")

    again = shop.send("li", "checkout.held", "2026-03-03", source="api", **ORDER, payWith=tenders)

    assert (again.outcome, again.code, again.data["available"]) == ("REFUSED", "INSUFFICIENT_BALANCE", "900")
    assert shop.asset("li", "points").held == "1000"


def test_coupons_whose_time_is_out_are_not_those_of_the_order() -> None:
    shop = shop_with(coupon())
    shop.send("li", "coupon.issued", "2026-01-02", source="api", kind="ten", count=1)
    shop.send("li", "checkout.held", "2026-03-01", source="api", **ORDER, coupons=["C1"])

    released = shop.send("li", "checkout.released", "2026-03-20", source="api", orderId="A")
    shop.send("li", "order.paid", "2026-03-21", **ORDER)

    assert released.code == "NOTHING_HELD"
    assert shop.coupons("li") == [("C1", "ten", "USABLE")]
