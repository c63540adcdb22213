"""Who may use a benefit, how often, and as long as there is some of it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from headless.engine.evaluation.benefits import entitlement
from headless.engine.member.known_rewards import benefit_facts
from headless.plugins import Grant
from tests.kit.rewards import CLAIM, RewardShop, benefit, coupon
from tests.kit.rules import saying
from tests.kit.setup import Ruling, Setup

Opening = Callable[..., RewardShop]
THREE = {"test": {"metric": "orders", "op": "GTE", "value": 3}}


@pytest.fixture
def open_shop() -> Opening:
    """Opens a shop with one benefit, and rules."""

    def opened(*rules: Any, **lounge: Any) -> RewardShop:
        return RewardShop(
            Setup(
                benefits=[benefit("lounge", **lounge)],
                coupons=[coupon("ten")],
                rules=[Ruling(rule) for rule in rules],
                event_types=[CLAIM],
            )
        )

    return opened


def stands(shop: RewardShop, member: str, on: str, left: int | None = None) -> tuple[str, int, int | None, str | None]:
    """Status, used, remaining and the day of the reset."""
    shop.clock(on)
    state, lounge = shop.member(member, shop.now), shop.program.benefits["lounge"]
    stocks = None if left is None else {lounge.stock_name: left}
    entitled = entitlement(shop.settler.judge, lounge, state, benefit_facts(state, lounge.id), shop.now, stocks)
    resets = None if entitled.resets_at is None else date.fromordinal(shop.zone.day_of(entitled.resets_at)).isoformat()
    return entitled.status, entitled.used, entitled.remaining, resets


def test_without_condition_and_quota_everybody_may_always(open_shop: Opening) -> None:
    shop = open_shop()
    outcomes = [shop.use("ann", "lounge", "2026-05-01").outcome for _ in range(3)]

    assert ["RECORDED"] * 3 == outcomes
    assert ("AVAILABLE", 3, None, None) == stands(shop, "ann", "2026-05-02")


def test_the_condition_is_judged_when_it_is_used_and_says_what_is_missing(open_shop: Opening) -> None:
    shop = open_shop(condition=THREE)
    for _ in range(2):
        shop.order("ann", "10", "2026-05-01")
    refused = shop.use("ann", "lounge", "2026-05-02")
    shop.order("ann", "10", "2026-05-03")

    assert ("REFUSED", "NOT_ELIGIBLE") == (refused.outcome, refused.code)
    assert (2, 3) == (refused.data["missing"].value, refused.data["missing"].threshold)
    assert "RECORDED" == shop.use("ann", "lounge", "2026-05-04").outcome


@pytest.mark.parametrize(
    ("period", "last", "resets"),
    [
        ("month", "2026-05-31T23:59", "2026-06-01"),
        ("week", "2026-05-24T23:59", "2026-05-25"),
        ("quarter", "2026-06-30T23:59", "2026-07-01"),
        ("year", "2026-12-31T23:59", "2027-01-01"),
        ("1d", "2026-05-20T23:59", "2026-05-21"),
    ],
)
def test_a_quota_is_filled_again_with_the_calendar_of_the_merchant(
    open_shop: Opening, period: str, last: str, resets: str
) -> None:
    shop = open_shop(quota=2, quotaPeriod=period)
    for _ in range(2):
        assert "RECORDED" == shop.use("ann", "lounge", "2026-05-20").outcome
    refused = shop.use("ann", "lounge", last)
    zone = shop.zone

    assert ("QUOTA_USED", "0", zone.start_of(date.fromisoformat(resets).toordinal())) == (
        refused.code,
        refused.data["left"],
        refused.data["resetsAt"],
    )
    assert ("QUOTA_USED", 2, 0, resets) == stands(shop, "ann", last)
    assert "RECORDED" == shop.use("ann", "lounge", resets + "T00:00").outcome


def test_a_quota_without_a_period_is_for_life(open_shop: Opening) -> None:
    shop = open_shop(quota=1)
    shop.use("ann", "lounge", "2026-05-20")
    refused = shop.use("ann", "lounge", "2031-05-20")

    assert ("QUOTA_USED", None) == (refused.code, refused.data["resetsAt"])


def test_grants_are_used_after_the_quota_soonest_end_first(open_shop: Opening) -> None:
    gifts = (Grant("lounge", 1, until=date(2026, 5, 30)), Grant("lounge", 1, until=date(2026, 5, 10)), Grant("lounge"))
    shop = open_shop(saying("gift", *gifts), quota=1, quotaPeriod="month")
    shop.order("ann", "10", "2026-05-01")
    seen = [stands(shop, "ann", "2026-05-02")[2]]
    for _ in range(4):
        assert "RECORDED" == shop.use("ann", "lounge", "2026-05-02").outcome
        seen.append(stands(shop, "ann", "2026-05-02")[2])
    ends = [grant.until_at for grant in sorted(shop.settler.journal.rewards.grants, key=lambda grant: grant.used)]

    assert [4, 3, 2, 1, 0] == seen
    assert 3 == len(ends)
    assert "QUOTA_USED" == shop.use("ann", "lounge", "2026-05-02").code
    assert ("AVAILABLE", 0, 1, "2026-07-01") == stands(shop, "ann", "2026-06-01")


def test_a_grant_stands_in_for_the_condition(open_shop: Opening) -> None:
    shop = open_shop(saying("gift", Grant("lounge")), condition=THREE)
    before = stands(shop, "ann", "2026-04-30")
    shop.order("ann", "10", "2026-05-01")

    assert "NOT_ELIGIBLE" == before[0]
    assert ("AVAILABLE", 0, 1, None) == stands(shop, "ann", "2026-05-02")
    assert ["RECORDED", "REFUSED"] == [shop.use("ann", "lounge", "2026-05-02").outcome for _ in range(2)]


def test_what_is_out_of_stock_is_exhausted(open_shop: Opening) -> None:
    shop = open_shop(stock=1)
    shop.left(benefit_lounge=1)
    outcomes = [shop.use(member, "lounge", "2026-05-02") for member in ("ann", "bob")]

    assert ["RECORDED", "REFUSED"] == [outcome.outcome for outcome in outcomes]
    assert ("EXHAUSTED", "0") == (outcomes[1].code, outcomes[1].data["left"])
    assert "OUT_OF_STOCK" == stands(shop, "bob", "2026-05-02", left=0)[0]


def test_a_use_may_give_a_coupon(open_shop: Opening) -> None:
    shop = open_shop(gives="ten")
    outcome = shop.use("ann", "lounge", "2026-05-02")

    assert [("C1", "ten", "USABLE")] == shop.coupons("ann")
    assert [("BENEFIT", "lounge", None, "USED"), ("COUPON", "ten", None, "USABLE")] == outcome.changes


def test_frozen_members_use_nothing(open_shop: Opening) -> None:
    shop = open_shop()
    shop.set_status("ann", "FROZEN", "2026-05-01")

    assert "MEMBER_FROZEN" == shop.use("ann", "lounge", "2026-05-02").code


def test_a_condition_that_cannot_be_judged_leaves_it_unknown(open_shop: Opening) -> None:
    shop = open_shop(condition={"test": {"metric": "gone.score", "op": "GTE", "value": 1}}, quota=1)
    refused = shop.use("ann", "lounge", "2026-05-02")

    assert "UNKNOWN" == stands(shop, "ann", "2026-05-02")[0]
    assert "BENEFIT_UNKNOWN" == refused.code


def test_a_benefit_that_does_not_exist_is_named(open_shop: Opening) -> None:
    refused = open_shop().use("ann", "sauna", "2026-05-02")

    assert ("INVALID", "UNKNOWN_BENEFIT") == (refused.outcome, refused.code)
