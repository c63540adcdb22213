"""Members with 200 coupons each, of different sorts, member prices, and orders of many lines."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

COUPONS, LINES, SHELF = 200, 50, 100
CATEGORIES = ("tea", "ware", "books", "sweets", "gifts")
Ask = Callable[[str, Mapping[str, Any]], Awaitable[Any]]

SAVE = "mutation($input: CouponKindSaveInput!) { couponKindSave(input: $input) { userErrors { message path } } }"
ISSUE = "mutation($input: CouponIssueInput!) { couponIssue(input: $input) { coupons { code } userErrors { message } } }"
BENEFIT = "mutation($input: BenefitSaveInput!) { benefitSave(input: $input) { userErrors { message path } } }"
RULE = "mutation($input: RuleSaveInput!) { ruleSave(input: $input) { userErrors { message } } }"


def _kind(wallet: str, number: int, **more: Any) -> dict[str, Any]:
    return {"code": f"{wallet}-{number}", "name": f"{wallet.title()} {number}", **more}


def _alike() -> list[dict[str, Any]]:
    """Return five kinds, of each of which a member has 40 coupons."""
    return [_kind("alike", number, discount={"amount": f"{number + 1}.50"}, minimum="20") for number in range(5)]


def _groups() -> list[dict[str, Any]]:
    """Return forty kinds in eight groups, of which an order uses one coupon each."""
    return [
        _kind(
            "groups", number, discount={"percent": 1 + number % 20, "most": "30"} if number % 2 else {"amount": str(2 + number)},
            group=f"g{number % 8}", scope=None if number % 4 else {"categories": [CATEGORIES[number % 5]]},
        )
        for number in range(40)
    ]  # fmt: skip


def _loose() -> list[dict[str, Any]]:
    """Return two hundred kinds that all go together: percentages and amounts, for some goods or for all."""
    return [
        _kind(
            "loose", number, discount={"percent": "0.7"} if number % 3 else {"amount": f"{1 + number % 7}.25"},
            scope=None if number % 2 else {"categories": [CATEGORIES[number // 2 % 5]]},
        )
        for number in range(COUPONS)
    ]  # fmt: skip


WALLETS = {"alike": _alike(), "groups": _groups(), "loose": _loose()}
"""The coupon kinds of each sort of wallet."""


def member_of(wallet: str) -> str:
    """Return the number of the member with a wallet."""
    return f"n{('small', *WALLETS).index(wallet)}"


def order_of(lines: int) -> dict[str, Any]:
    """Return an order of so many lines, of several categories and prices."""
    cents = [995 + 137 * number % 4000 for number in range(lines)]
    items = [
        {"sku": f"s{number}", "category": CATEGORIES[number % 5], "quantity": str(1 + number % 3), "amount": _money(amount)}
        for number, amount in enumerate(cents)
    ]  # fmt: skip
    return {"total": _money(sum(cents)), "delivery": "4.90", "items": items}


def _money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"


async def fill(ask: Ask) -> None:
    """Save a price for each category, a cap on points, and the wallets."""
    await _saved(ask, RULE, {"rule": "spend_cap", "settings": {}})
    for number, category in enumerate(CATEGORIES):
        price = {"percentOff": 5 + number, "scope": {"categories": [category]}}
        given = {"code": f"price-{category}", "name": category.title(), "value": "ECONOMIC", "memberPrice": price}
        await _saved(ask, BENEFIT, given)
    for wallet, kinds in {"small": [_kind("small", 0, discount={"amount": "1"})], **WALLETS}.items():
        for kind in kinds:
            await _saved(ask, SAVE, kind)
            count = 1 if wallet == "small" else COUPONS // len(kinds)
            given = {"kind": kind["code"], "member": {"number": member_of(wallet)}, "count": count}
            await _saved(ask, ISSUE, {**given, "idempotencyKey": kind["code"]})


async def _saved(ask: Ask, mutation: str, given: Mapping[str, Any]) -> None:
    (answer,) = (await ask(mutation, {"input": given})).values()
    assert answer["userErrors"] == [], answer["userErrors"]
