"""Activities, joining, top-ups and upgrades."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from headless.plugins import Earn
from headless.plugins.builtin.rules import GrowthPerActivity, JoiningPoints, TopupBonus, UpgradeGift
from tests.plugins.builtin.contexts import TYPES, event, says


def test_a_new_member_gets_points() -> None:
    assert [Earn("points", Decimal(100), why="joined")] == says(JoiningPoints, event("member.joined"))
    assert "the amount is 0" == says(JoiningPoints, event("member.joined"), {"amount": 0})


def test_a_login_counts_once_a_local_day() -> None:
    answer = says(GrowthPerActivity, event("login", date(2026, 3, 4)))

    assert [Earn("growth", Decimal(1), once="login:2026-03-04", why="login")] == answer


def test_a_completed_profile_counts_once() -> None:
    answer = says(GrowthPerActivity, event("profile.completed"))

    assert [Earn("growth", Decimal(50), once="profile.completed", why="profile.completed")] == answer


def test_an_activity_that_is_not_named_earns_nothing() -> None:
    assert "checkin earns nothing" == says(GrowthPerActivity, event("checkin"), {"amounts": {"login": 5}})


def test_growth_rule_listens_to_event_types_that_exist() -> None:
    assert set(GrowthPerActivity.on) == set(GrowthPerActivity.on) & set(TYPES)


STEPS = {"steps": [{"from": 100, "percent": 5}, {"from": "500", "bonus": "50"}, {"from": 1000, "percent": "12.5"}]}


@pytest.mark.parametrize(("amount", "bonus"), [("100", "5"), ("499.99", "24.9995"), ("500", "50"), ("1000", "125")])
def test_the_highest_step_reached_gives_the_bonus(amount: str, bonus: str) -> None:
    answer: Any = says(TopupBonus, event("topup.paid", paymentId="p", amount=amount), STEPS)

    assert Decimal(bonus) == answer[0].amount
    assert ("balance", "house", False) == (answer[0].asset, answer[0].funding, answer[0].boostable)


def test_a_small_top_up_gets_no_bonus() -> None:
    assert "no bonus on 99" == says(TopupBonus, event("topup.paid", paymentId="p", amount="99"), STEPS)


@pytest.mark.parametrize("bonus", ["0", "20"])
def test_a_bonus_named_by_the_sender_replaces_the_rules(bonus: str) -> None:
    topup = event("topup.paid", paymentId="p", amount="500", bonus=bonus)

    assert "the top-up names its own bonus" == says(TopupBonus, topup, STEPS)


def test_a_top_up_of_another_kind_is_none_of_its_business() -> None:
    topup = event("topup.paid", paymentId="p", amount="500", asset="gift_card")

    assert "the top-up is of gift_card" == says(TopupBonus, topup, STEPS)


GIFTS = {"gifts": {"gold": {"asset": "points", "amount": 500}}}


def change(to: str | None, up: bool, track: str = "main") -> Any:
    data: dict[str, Any] = {"track": track, "from": "silver", "to": to, "up": up}
    return event("tier.changed", **data)


def test_reaching_a_tier_brings_its_gift_once_and_for_good() -> None:
    answer: Any = says(UpgradeGift, change("gold", True), GIFTS)

    assert ("points", Decimal(500)) == (answer[0].asset, answer[0].amount)
    assert ("gift:main:gold", True) == (answer[0].once, answer[0].keep)


def test_no_gift_for_falling_nor_for_other_tiers_and_tracks() -> None:
    assert "not an upgrade" == says(UpgradeGift, change("gold", False), GIFTS)
    assert "not an upgrade" == says(UpgradeGift, change(None, False), GIFTS)
    assert "no gift for diamond" == says(UpgradeGift, change("diamond", True), GIFTS)
    assert "another track: paid" == says(UpgradeGift, change("gold", True, "paid"), {**GIFTS, "track": "main"})
