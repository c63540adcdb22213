"""A reward catalogue: what is paid with points, with points and money, and how it is delivered (AS15, AS9, AS18, AS26)."""

from typing import Any

import pytest

from tests.web.benefits.centre import Centre, tagged

GOODS = ("kettle", "lamp", "dinner", "trip")


async def coupon_kind(centre: Centre, code: str, amount: str, stock: int | None = None) -> None:
    given = f'{{code: "{code}", name: "{code}", discount: {{amount: "{amount}"}}, stock: {stock or "null"}}}'
    saved = await centre.shop.ask(f"mutation {{ couponKindSave(input: {given}) {{ userErrors {{ code }} }} }}")
    assert saved["couponKindSave"]["userErrors"] == []


def points(amount: str) -> list[dict[str, str]]:
    return [{"kind": "points", "amount": amount}]


@pytest.fixture
async def catalogue(centre: Centre) -> Centre:
    """Goods, dining vouchers and travel, mobile data, phone credit, a coupon, a cash voucher, and goods with money."""
    await coupon_kind(centre, "dinner-for-two", "50", stock=5)
    await coupon_kind(centre, "ten-off", "10")
    await centre.save("kettle", price=points("2000"), stock=2, needsFulfilment=True)  # electronics
    await centre.save("lamp", price=points("800"), stock=10, needsFulfilment=True)  # home goods
    await centre.save("dinner", price=points("500"), gives="dinner-for-two")
    await centre.save("trip", price=points("90000"), needsFulfilment=True)
    await centre.save("data", name="1 GB", price=points("300"), needsFulfilment=True)
    await centre.save("credit", name="Phone credit", price=points("1000"), needsFulfilment=True)
    await centre.save("coupon", price=points("100"), gives="ten-off")
    await centre.save("cash", price=points("1000"), grants=[{"kind": "balance", "amount": "10.00"}])
    await centre.save(
        "headphones", price=[*points("1500"), {"kind": "balance", "amount": "99.00"}], stock=1, needsFulfilment=True
    )
    return centre


async def test_a_member_reads_the_catalogue_with_what_is_missing(catalogue: Centre) -> None:
    await catalogue.save("lounge")
    await catalogue.member("1", points="1700", balance="40")
    shown = await catalogue.shown("1", rewards=True)

    assert "lounge" not in shown
    assert shown["lamp"]["status"] == "AVAILABLE"
    kettle = shown["kettle"]
    assert (kettle["status"], kettle["lacks"]) == ("NOT_ELIGIBLE", [{"kind": {"code": "points"}, "amount": "300"}])
    assert kettle["missing"] == {"text": "have 300 more Points", "remaining": "300", "unit": "points"}
    assert kettle["why"] == "Kettle costs 2,000 Points: have 300 more Points"
    headphones = shown["headphones"]
    assert headphones["lacks"] == [{"kind": {"code": "balance"}, "amount": "59.00"}]
    assert list(await catalogue.shown("1", rewards=False)) == ["lounge"]


@pytest.mark.parametrize("code", ["kettle", "data", "credit"])
async def test_as15_as9_what_another_system_delivers_is_requested_and_fulfilled(catalogue: Centre, code: str) -> None:
    await catalogue.member("1", points="3000")
    used = await catalogue.use("1", code)
    asked = used["use"]
    done = await catalogue.fulfil(asked["id"], "FULFILLED", reference="SF-1")
    again = await catalogue.fulfil(asked["id"], "FULFILLED", reference="SF-2")

    assert (used["userErrors"], asked["fulfilment"]) == ([], "REQUESTED")
    assert (done["use"]["fulfilment"], done["use"]["reference"], done["userErrors"]) == ("FULFILLED", "SF-1", [])
    assert done["use"]["fulfilledAt"] is not None
    assert [error["code"] for error in again["userErrors"]] == ["FULFILLED_ALREADY"]
    await catalogue.sound()


async def test_as15_goods_that_cannot_be_delivered_give_price_and_stock_back(catalogue: Centre) -> None:
    await catalogue.member("1", points="2000")
    used = await catalogue.use("1", "kettle")
    paid = await catalogue.held("1")
    without = await catalogue.fulfil(used["use"]["id"], "FAILED")
    failed = await catalogue.fulfil(used["use"]["id"], "FAILED", reason="none left in the warehouse")
    late = await catalogue.fulfil(used["use"]["id"], "FULFILLED")
    left = (await catalogue.shop.ask("{ benefits { code left } }"))["benefits"]

    assert (used["use"]["serial"], used["use"]["entry"]) == (1, {"amount": "-2000", "asset": {"code": "points"}})
    assert (paid, await catalogue.held("1")) == ("0", "2000")
    assert [error["code"] for error in without["userErrors"]] == ["REASON_MISSING"]
    assert failed["use"]["fulfilment"] == "FAILED"
    assert failed["use"]["reversedAt"] is not None
    assert [error["code"] for error in late["userErrors"]] == ["USE_REVERSED"]
    assert {row["code"]: row["left"] for row in left}["kettle"] == 2
    assert (await catalogue.use("1", "kettle"))["use"]["serial"] == 2
    await catalogue.sound()


async def test_as9_points_become_a_coupon_in_one_step(catalogue: Centre) -> None:
    await catalogue.member("1", points="150")
    used = await catalogue.use("1", "coupon")

    assert used["use"]["coupon"]["state"] == "USABLE"
    assert used["use"]["fulfilment"] == "FULFILLED"
    assert await catalogue.held("1") == "50"
    await catalogue.sound()


async def test_as18_points_become_a_cash_voucher(catalogue: Centre) -> None:
    await catalogue.member("1", points="1000")
    used = await catalogue.use("1", "cash")

    assert used["use"]["entries"] == [
        {"type": "SPEND", "amount": "-1000", "asset": {"code": "points"}},
        {"type": "GRANT", "amount": "10.00", "asset": {"code": "balance"}},
    ]
    assert (await catalogue.held("1"), await catalogue.held("1", "balance")) == ("0", "10.00")
    await catalogue.sound()


async def test_as26_goods_are_paid_with_points_and_money(catalogue: Centre) -> None:
    await catalogue.member("1", points="1500", balance="98.99")
    short = await catalogue.use("1", "headphones")
    await catalogue.grant("1", "0.01", "balance")
    used = await catalogue.use("1", "headphones")

    (error,) = short["userErrors"]
    assert (error["__typename"], error["code"]) == ("InsufficientBalance", "INSUFFICIENT_BALANCE")
    assert (error["available"], error["required"]) == ("98.99", "99.00")
    assert used["userErrors"] == []
    assert [entry["amount"] for entry in used["use"]["entries"]] == ["-1500", "-99.00"]
    assert (await catalogue.held("1"), await catalogue.held("1", "balance")) == ("0", "0.00")
    await catalogue.sound()


async def test_if_one_part_is_missing_nothing_happens(catalogue: Centre) -> None:
    """The last coupon is gone: neither points nor quota move."""
    await coupon_kind(catalogue, "rare", "5", stock=1)
    await catalogue.save("rare", price=points("100"), gives="rare", quota=1)
    for number in ("1", "2"):
        await catalogue.member(number, points="100")
    first, second = await catalogue.use("1", "rare"), await catalogue.use("2", "rare")
    shown = (await catalogue.shown("2"))["rare"]

    assert first["userErrors"] == []
    assert [error["code"] for error in second["userErrors"]] == ["EXHAUSTED"]
    assert (await catalogue.held("2"), shown["used"]) == ("100", 0)
    await catalogue.sound()


async def test_points_on_hold_pay_for_nothing(catalogue: Centre) -> None:
    await catalogue.member("1", points="800")
    await catalogue.shop.ask(
        """mutation { assetHold(input: {member: {number: "1"}, kind: "points", amount: 1, reason: "cart",
  idempotencyKey: "h1"}) { userErrors { code } } }"""
    )
    shown = (await catalogue.shown("1"))["lamp"]
    refused = await catalogue.use("1", "lamp")

    assert shown["lacks"] == [{"kind": {"code": "points"}, "amount": "1"}]
    assert refused["userErrors"][0]["available"] == "799"


async def test_what_was_saved_is_read_back(catalogue: Centre) -> None:
    await catalogue.tags("gold")
    aside = [{"condition": tagged("gold"), "count": 2}]
    price = [*points("10"), {"kind": "balance", "amount": "1.50"}]
    saved = await catalogue.save("x", price=price, grants=points("1"), stock=5, setAside=aside, needsFulfilment=True)

    assert saved["price"] == [
        {"kind": {"code": "points"}, "amount": "10"},
        {"kind": {"code": "balance"}, "amount": "1.50"},
    ]
    assert saved["grants"] == [{"kind": {"code": "points"}, "amount": "1"}]
    assert (saved["needsFulfilment"], saved["left"]) == (True, 5)
    assert saved["setAside"] == [{"condition": tagged("gold"), "count": 2, "left": 2}]


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"price": [{"kind": "gems", "amount": "1"}]}, "UNKNOWN_ASSET_KIND", "price.0.kind"),
        ({"price": [*points("1"), *points("2")]}, "NAMED_TWICE", "price.1.kind"),
        ({"price": points("0")}, "INVALID_AMOUNT", "price.0.amount"),
        ({"price": points("-5")}, "INVALID_AMOUNT", "price.0.amount"),
        ({"price": points("1.5")}, "AMOUNT_NOT_EXACT", "price.0.amount"),
        ({"grants": points("1" + "0" * 16)}, "AMOUNT_TOO_LARGE", "grants.0.amount"),
        ({"setAside": [{"condition": {"all": []}, "count": 1}]}, "STOCK_MISSING", "stock"),
        ({"stock": 1, "setAside": [{"condition": {"all": []}, "count": 2}]}, "STOCK_TOO_SMALL", "stock"),
        ({"stock": 1, "setAside": [{"condition": {"all": []}, "count": 0}]}, "INVALID_NUMBER", "count"),
        ({"stock": 9, "setAside": [{"condition": {"all": []}, "count": 1}] * 2}, "NAMED_TWICE", "setAside.1.condition"),
    ],
)
async def test_a_reward_that_cannot_be_is_named(centre: Centre, given: dict[str, Any], code: str, path: str) -> None:
    (error,) = (await centre.try_to_save("a", **given))["userErrors"]

    assert (code, path) == (error["code"], ".".join(error["path"] or ()))
