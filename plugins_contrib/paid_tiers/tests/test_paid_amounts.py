"""Payments that buy nothing say so in the answer, and what follows a plan is told apart from it."""

from typing import Any

import pytest
from paid_club import CLUB, MONTHLY, open_club
from paid_kit import MONTHLY as MONTH
from paid_kit import PLUS, PaidShop

from headless.errors import Invalid
from headless.services.configuration.rules import save_rule
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.outcomes import Recorded
from tests.services.shop import Shop, instant


async def pay(shop: Shop, amount: str, **data: Any) -> Recorded:
    """Pay for the club in a shop."""
    await open_club(shop, CLUB, MONTHLY)
    member = await shop.member()
    paid = {"paymentId": "p1", "amount": amount, "plan": "club", **data}
    return await shop.send("subscription.paid", member, paid)


@pytest.mark.parametrize(
    ("amount", "data", "code"),
    [
        ("260", {"plan": "clubb"}, "UNKNOWN_PLAN"),
        ("260", {"currency": "USD"}, "WRONG_CURRENCY"),
        ("0", {}, "UNDERPAID"),
        ("0.01", {}, "UNDERPAID"),
        ("259.99", {}, "UNDERPAID"),
        ("0", {"provider": "stripe"}, "UNDERPAID"),
        ("0.01", {"provider": "stripe"}, "UNDERPAID"),
    ],
)
async def test_a_payment_that_buys_nothing_is_recorded_and_says_so(
    shop: Shop, amount: str, data: dict[str, Any], code: str
) -> None:
    paid = await pay(shop, amount, **data)

    assert ("RECORDED", [code]) == (paid.outcome, [problem.code for problem in paid.problems])
    assert await shop.tier(await shop.member("other")) is None


@pytest.mark.parametrize("amount", ["260", "300"])
async def test_a_payment_of_the_price_or_more_opens_the_plan(shop: Shop, amount: str) -> None:
    paid = await pay(shop, amount)

    assert ("RECORDED", []) == (paid.outcome, paid.problems)


def test_a_refund_of_more_than_is_left_takes_nothing_back() -> None:
    shop = PaidShop(PLUS)
    shop.pay("gu", "149", "2026-01-31", "plus")
    shop.refund_fee("gu", "p1", "100", "2026-02-01")
    shop.refund_fee("gu", "p1", "50", "2026-02-02")
    assert "active" == shop.status("gu")

    shop.refund_fee("gu", "p1", "49", "2026-02-03")

    assert "expired" == shop.status("gu")


async def test_an_upgrade_paid_at_the_full_price_lasts_longer(shop: Shop) -> None:
    lite = {**CLUB, "code": "lite", "name": "Lite", "price": "26", "tier": "plus"}
    await open_club(shop, lite, {**CLUB, "level": 1})
    member = await shop.member()
    await shop.send("subscription.paid", member, {"paymentId": "p1", "amount": "26", "plan": "lite"})

    await shop.send("subscription.paid", member, {"paymentId": "p2", "amount": "260", "plan": "club"})

    # 234 were due, so that 26 of a price of 260 are too much: floor(2600 × 365 / 26000) = 36 days more than a year
    standings = (await shop.state(member)).standings
    assert [instant("2027-03-08T00:00")] == [standing.until_at for standing in standings.values()]


def test_a_free_plan_opens_for_nothing() -> None:
    shop = PaidShop({**MONTH, "price": "0"})
    shop.pay("gu", "0", "2026-01-31", "monthly")

    assert "active" == shop.status("gu")


def test_a_change_paid_ahead_is_what_follows() -> None:
    quarterly = {**MONTH, "code": "quarterly", "price": "10", "period": "3m"}
    shop = PaidShop({**MONTH, "level": 1}, quarterly)
    shop.pay("gu", "15", "2026-01-31", "monthly")
    shop.pay("gu", "10", "2026-02-01", "quarterly")

    ext = shop.ext("gu")

    assert ("monthly", "2026-02-28") == (ext["current_plan"], str(ext["paid_through"]))
    assert ("quarterly", "2026-05-28") == (ext["next_plan"], str(ext["next_paid_through"]))


KWD = {"code": "dinar", "price": "12.5", "currency": "KWD", "period": "1m", "tier": "plus"}


@pytest.mark.parametrize(
    ("type_", "data"),
    [
        ("subscription.paid", {"paymentId": "p1", "amount": "1.0005"}),
        ("subscription.paid", {"paymentId": "p1", "amount": "10.5", "currency": "JPY"}),
        ("subscription.paid", {"paymentId": "p1", "amount": "10.0001", "currency": "KWD"}),
        ("subscription.refunded", {"refundId": "r1", "paymentId": "p1", "amount": "1.005"}),
        ("subscription.topup_refunded", {"refundId": "r1", "paymentId": "p1", "amount": "1.005"}),
        ("subscription.saved", {"amount": "0.001"}),
    ],
)
async def test_money_that_its_currency_does_not_have_is_refused(shop: Shop, type_: str, data: dict[str, Any]) -> None:
    await open_club(shop, CLUB)

    sent = await shop.send(type_, await shop.member(), data)

    assert ("INVALID", "AMOUNT_NOT_EXACT") == (sent.outcome, sent.problem and sent.problem.code)


async def test_a_payment_of_three_decimals_opens_a_plan_of_that_currency(shop: Shop) -> None:
    await open_club(shop, KWD)
    paid = {"paymentId": "p1", "amount": "12.500", "plan": "dinar", "currency": "KWD"}

    sent = await shop.send("subscription.paid", await shop.member(), paid)

    assert ("RECORDED", []) == (sent.outcome, sent.problems)


@pytest.mark.parametrize(
    ("currency", "price", "shown", "nothing"),
    [("KWD", "12.5", "12.500", "0.000"), ("JPY", "1200", "1200", "0"), ("CNY", "12", "12.00", "0.00")],
)
def test_money_is_written_in_one_way(currency: str, price: str, shown: str, nothing: str) -> None:
    shop = PaidShop({**KWD, "currency": currency, "price": price})
    shop.pay("gu", price, "2026-01-31", "dinar", currency=currency)

    seen = shop.ext("gu")
    shop.ask("gu", "saved", "2026-02-01", amount=price, currency=currency)
    later = shop.ext("gu")

    assert (shown, shown) == (str(seen["plans"][0].price), str(seen["plans"][0].costs_today))
    assert (nothing, shown) == (str(seen["saved"]), str(seen["still_to_save"]))
    assert (shown, nothing) == (str(later["saved"]), str(later["still_to_save"]))


def test_a_plan_costs_what_its_currency_has() -> None:
    with pytest.raises(Invalid, match="more than the 0 decimals of JPY"):
        PaidShop({**KWD, "currency": "JPY"})


def test_a_refund_in_another_currency_takes_nothing_back() -> None:
    shop = PaidShop(PLUS)
    shop.pay("gu", "149", "2026-01-31", "plus")

    shop.ask("gu", "refunded", "2026-02-01", refundId="r1", paymentId="p1", amount="149", currency="JPY")

    assert "active" == shop.status("gu")


@pytest.mark.parametrize("wrong", [{"plan": "clubb"}, {"currency": "USD"}, {"amount": "26.00"}])
async def test_a_payment_that_bought_nothing_can_be_corrected_under_its_number(
    shop: Shop, wrong: dict[str, Any]
) -> None:
    await open_club(shop, CLUB, MONTHLY)
    member, right = await shop.member(), {"paymentId": "p1", "amount": "260", "plan": "club"}

    void = await shop.send("subscription.paid", member, {**right, **wrong})
    good = await shop.send("subscription.paid", member, right)
    again = await shop.send("subscription.paid", member, right)

    assert [1, 0] == [len(void.problems), len(good.problems)]
    assert ["RECORDED", "RECORDED", "CONFLICT"] == [void.outcome, good.outcome, again.outcome]
    assert "club" == await shop.tier(member)


async def test_a_refund_of_too_much_can_be_corrected_under_its_number(shop: Shop) -> None:
    await open_club(shop, CLUB)
    member = await shop.member()
    await shop.send("subscription.paid", member, {"paymentId": "p1", "amount": "260", "plan": "club"})
    refund = {"refundId": "r1", "paymentId": "p1", "amount": "260.01"}

    void = await shop.send("subscription.refunded", member, refund)
    good = await shop.send("subscription.refunded", member, {**refund, "amount": "260"})

    assert (["REFUND_TOO_LARGE"], []) == ([problem.code for problem in void.problems], good.problems)
    assert ("RECORDED", None) == (good.outcome, await shop.tier(member))


def test_what_was_saved_on_an_order_counts_once() -> None:
    shop = PaidShop(PLUS)
    shop.pay("gu", "149", "2026-01-31", "plus")
    price = {"amount": "5", "orderId": "o1", "why": "member price"}

    for saved in (
        price,
        price,
        {**price, "why": "free delivery"},
        {**price, "orderId": "o2"},
        {"amount": "1"},
        {"amount": "1"},
    ):
        shop.ask("gu", "saved", "2026-02-01", **saved)

    assert "17.00" == str(shop.ext("gu")["saved"])


async def test_a_plan_that_is_no_longer_for_sale_is_paid_by_its_members_alone(shop: Shop) -> None:
    await open_club(shop, CLUB)
    ann, bob = await shop.member("ann"), await shop.member("bob")
    await shop.send("subscription.paid", ann, {"paymentId": "p1", "amount": "260", "plan": "club"})
    settings = {"plans": [{**CLUB, "offered": False}]}
    await save_rule(shop.kernel, shop.owner, {"plugin": "paid_tiers", "rule": "membership", "settings": settings})

    again = await shop.send("subscription.paid", ann, {"paymentId": "p2", "amount": "260", "plan": "club"})
    new = await shop.send("subscription.paid", bob, {"paymentId": "p3", "amount": "260", "plan": "club"})

    assert ([], ["NOT_OFFERED"]) == (again.problems, [problem.code for problem in new.problems])
    assert None is await shop.tier(bob)


def test_a_refund_of_more_than_was_paid_that_comes_first_takes_nothing_back() -> None:
    shop = PaidShop(PLUS)
    shop.refund_fee("gu", "p1", "150", "2026-01-05")

    shop.pay("gu", "149", "2026-01-06", "plus")

    assert "active" == shop.status("gu")


def test_from_the_provider_of_the_settings_less_than_the_price_counts() -> None:
    shop = PaidShop(PLUS, provider="stripe", stripe_key="k", stripe_webhook_secret="s")
    shop.pay("gu", "99", "2026-01-31", "plus", provider="stripe")

    assert "active" == shop.status("gu")


async def test_a_refund_of_more_than_was_paid_in_says_so(shop: Shop) -> None:
    await open_club(shop, CLUB)
    await shop.ladder({"code": "silver", "name": "Silver", "rank": 1}, code="stored_value", kind="STORED_VALUE")
    steps = {"steps": [{"from": "500", "tier": "silver", "validity": "6m"}]}
    await save_rule(shop.kernel, shop.owner, {"plugin": "paid_tiers", "rule": "top_up", "settings": steps})
    member, refund = await shop.member(), {"refundId": "r1", "paymentId": "t1"}
    await shop.send("topup.paid", member, {"paymentId": "t1", "amount": "500"})

    void = await shop.send("subscription.topup_refunded", member, {**refund, "amount": "501"})
    good = await shop.send("subscription.topup_refunded", member, {**refund, "amount": "500"})

    assert ("RECORDED", ["REFUND_TOO_LARGE"]) == (void.outcome, [problem.code for problem in void.problems])
    assert ("RECORDED", []) == (good.outcome, good.problems)
    assert (await shop.state(member)).tier_code("stored_value") is None


@pytest.mark.parametrize("number", [" p1", "p1\u200b"])
async def test_a_refund_finds_its_payment_however_the_number_is_spelled(shop: Shop, number: str) -> None:
    await pay(shop, "260", plan=" club\u200b")
    member = Lookup("number", "m1")
    held = await club(shop, member)
    back = {"refundId": "r1", "paymentId": number, "amount": "260"}
    refunded = await shop.send("subscription.refunded", member, back)

    assert "RECORDED" == refunded.outcome
    assert (True, False) == (held, await club(shop, member))


async def club(shop: Shop, member: Lookup) -> bool:
    """Whether the member is in the club."""
    return any(standing.tier_id is not None for standing in (await shop.state(member)).standings.values())


@pytest.mark.parametrize(
    ("amount", "data", "told"),
    [("260", {}, False), ("300", {}, True), ("300", {"provider": "stripe"}, False)],
)
async def test_what_was_paid_beyond_the_price_is_said(
    shop: Shop, amount: str, data: dict[str, Any], told: bool
) -> None:
    """For a first period and for a renewal. What the provider of the settings charges is never too much."""
    await open_club(shop, CLUB, MONTHLY, **({"provider": "stripe"} if data else {}))
    member = await shop.member()
    texts = []
    for number in range(2):
        paid = {"paymentId": f"p{number}", "amount": amount, "plan": "club", **data}
        recorded = await shop.send("subscription.paid", member, paid)
        assert ("RECORDED", []) == (recorded.outcome, recorded.problems)
        texts.append(str(recorded.document))

    assert [told, told] == ["40.00 CNY more than its price was paid" in text for text in texts], texts
