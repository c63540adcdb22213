"""Benefits that published programmes name, each as a shop configures it, and who may use it. None needs a line of code."""

from typing import Any, NamedTuple

import pytest

from tests.web.benefits.centre import tagged
from tests.web.golden.cast import gather
from tests.web.golden.platform import Platform, having, on_tier

GOLD, DIAMOND = on_tier("gold"), on_tier("diamond")
ECO = {"test": {"metric": "attribute", "op": "EQ", "value": "eco", "args": {"name": "likes"}}}
BIRTHDAY = {"test": {"metric": "birthday_in", "op": "EQ", "value": 0}}
SPRING = {"firstDay": "03-01", "lastDay": "05-31"}


class Recipe(NamedTuple):
    """How a benefit is saved, and which of two members may use it on 1 February: the first may, the second may not."""

    saved: dict[str, Any]
    has: str | None
    has_not: str | None


RECIPES: dict[str, Recipe] = {
    "BN1 dedicated service": Recipe({"value": "SERVICE", "condition": DIAMOND}, "diamond", "gold"),
    "BN1 a medal opens what is for its holders": Recipe({"condition": tagged("tea-medal")}, "tea-lover", "plain"),
    "BN2 price": Recipe({"memberPrice": {"percentOff": "5"}, "condition": GOLD}, "gold", "plain"),
    "BN2 logistics": Recipe({"memberPrice": {"delivery": True}, "condition": GOLD}, "gold", "plain"),
    "BN2 money back": Recipe(
        {"grants": [{"kind": "balance", "amount": "20"}], "quota": 1, "quotaPeriod": "month", "condition": GOLD},
        "gold",
        "plain",
    ),
    "BN5 economic": Recipe({"value": "ECONOMIC", "attributes": {"weight": 40}}, "plain", None),
    "BN5 service": Recipe({"value": "SERVICE", "attributes": {"weight": 25}}, "plain", None),
    "BN5 social": Recipe({"value": "SOCIAL", "attributes": {"weight": 20}}, "plain", None),
    "BN5 identity": Recipe({"value": "IDENTITY", "attributes": {"weight": 15}}, "plain", None),
    "BN9 material": Recipe({"attributes": {"drive": "interest"}, "memberPrice": {"percentOff": "1"}}, "plain", None),
    "BN9 spiritual": Recipe(
        {"value": "IDENTITY", "attributes": {"drive": "emotion"}, "condition": GOLD}, "gold", "plain"
    ),
    "BN10 a seat at the fashion week in spring": Recipe(
        {"value": "SOCIAL", "condition": DIAMOND, "season": SPRING}, None, "diamond"
    ),
    "BN12 a green plan for those who prefer it": Recipe({"condition": ECO}, "eco", "fashion"),
    "BN13 two more years of warranty": Recipe(
        {"value": "SERVICE", "condition": GOLD, "needsFulfilment": True}, "gold", "plain"
    ),
    "BN13 a wall of photos": Recipe(
        {"value": "SOCIAL", "condition": having("events", 1, type="share.posted")}, "photographer", "plain"
    ),
    "BN15 buying first in the shop": Recipe(
        {"value": "SERVICE", "opensAt": "2026-02-03T10:00:00+08:00", "earlyAccess": [{"condition": GOLD, "days": 3}]},
        "gold",
        "plain",
    ),
    "BN15 trying new goods": Recipe(
        {"stock": 20, "quota": 1, "condition": GOLD, "needsFulfilment": True}, "gold", "plain"
    ),
    "BN17 a discount on the birthday": Recipe(
        {"memberPrice": {"percentOff": "12"}, "condition": BIRTHDAY}, "born-today", "born-tomorrow"
    ),
    "BN17 a gift on the birthday": Recipe(
        {"condition": BIRTHDAY, "quota": 1, "quotaPeriod": "year", "needsFulfilment": True},
        "born-today",
        "born-tomorrow",
    ),
    "BN17 a greeting on the birthday": Recipe(
        {"value": "SOCIAL", "condition": BIRTHDAY}, "born-today", "born-tomorrow"
    ),
    "BN19 a lecture with numbered seats": Recipe(
        {"value": "SOCIAL", "stock": 30, "quota": 1, "condition": GOLD}, "gold", "plain"
    ),
    "BN19 the anniversary": Recipe(
        {"value": "SOCIAL", "opensAt": "2026-02-01T00:00:00+08:00", "closesAt": "2026-02-02T00:00:00+08:00"},
        "plain",
        None,
    ),
    "TR34 a certificate": Recipe({"value": "IDENTITY", "condition": DIAMOND, "quota": 1}, "diamond", "gold"),
    "TR34 the annual party": Recipe(
        {"value": "SOCIAL", "condition": DIAMOND, "stock": 100, "quota": 1, "quotaPeriod": "year"}, "diamond", "gold"
    ),
    "MV1 an avatar of one's own": Recipe(
        {"value": "IDENTITY", "condition": GOLD, "attributes": {"avatar": "crane"}}, "gold", "plain"
    ),
    "MV3 a concert in a virtual place": Recipe(
        {"value": "SOCIAL", "condition": GOLD, "stock": 5000, "quota": 1}, "gold", "plain"
    ),
}


@pytest.mark.parametrize("name", RECIPES)
async def test_it_is_configured_and_for_those_it_is_meant_for(platform: Platform, name: str) -> None:
    recipe = RECIPES[name]
    await gather(platform, [number for number in recipe[1:] if number is not None])
    await platform.save("it", name=name, **recipe.saved)

    shown = {number: (await platform.shown(number))["it"] for number in recipe[1:] if number is not None}

    assert {number: row["status"] == "AVAILABLE" for number, row in shown.items()} == {
        number: number == recipe.has for number in shown
    }
    if recipe.has is not None and "memberPrice" not in recipe.saved:
        assert (await platform.use(recipe.has, "it"))["userErrors"] == []
    if recipe.has_not is not None and "memberPrice" not in recipe.saved:
        (error,) = (await platform.use(recipe.has_not, "it"))["userErrors"]
        assert error["__typename"] == "NotEligible"
        assert shown[recipe.has_not]["why"] != "", "it is said what is missing or when it opens"
    await platform.sound()
