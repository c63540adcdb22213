"""Gifts between members by a rule: both sides, what the rule sees of the other one, and what comes back."""

from decimal import Decimal
from typing import Any

import pytest

from headless.plugins.testing import Shop
from headless.plugins.testing.shop import Member
from tests.golden.gifts import GIFTS, POINTS


def shop(**kind: Any) -> tuple[Shop, Member, Member]:
    made = Shop(GIFTS, names=["gifts"], kinds=[{**POINTS, **kind}], tags=[{"code": "vip", "name": "VIP"}])
    return made, made.member(), made.member()


def test_points_go_to_the_friend_with_their_end() -> None:
    made, ann, ben = shop()
    ann.grant("points", 100, on="2026-01-02")

    said = ann.send("gift.sent", on="2026-06-01", gift="g1", friend=ben, amount="30")

    assert (said.status, said.earned("points"), [effect.why for effect in said.effects]) == (
        "RECORDED",
        -30,
        ["for you"],
    )
    assert (ann.balance("points"), ben.balance("points")) == (70, 30)
    made.pass_time("2027-01-05")
    assert (ann.balance("points"), ben.balance("points")) == (0, 0)


def test_the_rule_sees_the_friend() -> None:
    _, ann, ben = shop()
    ann.grant("points", 100)
    ben.grant("points", 600)
    ben.tag("vip")

    said = ann.send("gift.sent", gift="g1", friend=ben, amount="30")

    assert said.skipped == {"give": "ACTIVE ['vip'] {} 600"}
    assert ann.send("gift.sent", gift="g2", amount="30").skipped == {"give": "nobody to give to"}


@pytest.mark.parametrize(
    ("kind", "amount", "why"),
    [
        ({}, "101", "100 can be spent"),
        ({"transferable": False}, "1", "cannot be transferred"),
        ({"transferDaily": "20"}, "21", "at most 20"),
    ],
)
def test_what_cannot_be_given_is_said(kind: dict[str, Any], amount: str, why: str) -> None:
    _, ann, ben = shop(**kind)
    ann.grant("points", 100)

    said = ann.send("gift.sent", gift="g1", friend=ben, amount=amount)
    asked = ann.send("gift.asked", gift="g2", friend=ben, amount=amount)

    assert (said.status, asked.status) == ("RECORDED", "REFUSED")
    assert why in said.skipped["give"]
    assert why in str(asked.message)
    assert (ann.balance("points"), ben.balance("points")) == (100, 0)


def test_nobody_gives_to_oneself() -> None:
    _, ann, _ = shop()
    ann.grant("points", 100)

    assert "itself" in ann.send("gift.sent", gift="g1", friend=ann, amount="1").skipped["give"]


def test_several_gifts_of_one_event() -> None:
    _, ann, ben = shop()
    ann.grant("points", 100)

    said = ann.send("gift.doubled", gift="g1", friend=ben, amount="30")

    assert (ann.balance("points"), ben.balance("points")) == (69, 31)
    undone = ann.send("gift.doubled", gift="g1", amount="30", unwanted=said.event)
    assert (ann.balance("points"), ben.balance("points")) == (100, 0)
    assert undone.earned("points") == 31


@pytest.mark.parametrize(("clawback", "left"), [("DEBT", (100, -25)), ("FORGIVE", (75, 0))])
def test_a_refund_moves_back_what_is_left_and_the_rest_is_owed_or_forgiven(
    clawback: str, left: tuple[int, int]
) -> None:
    _, ann, ben = shop(clawback=clawback)
    ann.grant("points", 100)
    ann.send("gift.sent", gift="g1", friend=ben, amount="40")
    ben.send("asset.spent", kind="points", amount="25", reason="tea")

    half = ann.send("gift.returned", gift="g1", amount="15")
    assert (ann.balance("points"), ben.balance("points"), half.earned("points")) == (75, 0, 15)
    ann.send("gift.returned", gift="g1", amount="25")

    assert (ann.balance("points"), ben.balance("points")) == left


def test_what_expired_with_the_friend_is_gone() -> None:
    _, ann, ben = shop()
    ann.grant("points", 100, on="2026-01-02")
    ann.send("gift.sent", on="2026-06-01", gift="g1", friend=ben, amount="40")

    ann.send("gift.returned", on="2027-02-01", gift="g1", amount="40")

    assert (ann.balance("points"), ben.balance("points")) == (Decimal(0), Decimal(0))


def test_what_comes_back_keeps_its_end() -> None:
    made, ann, ben = shop()
    ann.grant("points", 100, on="2026-01-02")
    ann.send("gift.sent", on="2026-06-01", gift="g1", friend=ben, amount="40")
    ann.send("gift.returned", on="2026-07-01", gift="g1", amount="40")

    made.pass_time("2026-12-31")
    assert (ann.balance("points"), ben.balance("points")) == (100, 0)
    made.pass_time("2027-01-05")
    assert ann.balance("points") == 0
