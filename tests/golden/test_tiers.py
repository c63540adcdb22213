"""S2, S3, S4, S15: reaching tiers, losing them, and what a tier brings."""

from collections.abc import Mapping
from typing import Any

from tests.golden.conftest import Opening
from tests.golden.ladders import metals, stages
from tests.kit.setup import Ruling


def met(clause: Mapping[str, Any] | None) -> list[str]:
    """The metrics of the tests that are met."""
    assert clause is not None
    if clause["mode"] == "TEST":
        return [clause["metric"]] if clause["met"] else []
    return [metric for child in clause["clauses"] for metric in met(child)]


def test_s2_the_base_stage_is_reached_by_both_clauses_at_once(open_shop: Opening) -> None:
    shop = open_shop(tracks=[stages()])
    shop.order("an", "100.00", "2026-01-01")
    shop.order("an", "99.99", "2026-01-02")
    assert shop.tier("an") is None

    shop.order("an", "0.01", "2026-01-03")

    standing = shop.standing("an")
    assert standing is not None
    assert standing.tier == "base"
    assert met(standing.clause) == ["orders", "net_spend"]


def test_s2_one_purchase_of_two_hundred_reaches_it_by_spend_alone(open_shop: Opening) -> None:
    shop = open_shop(tracks=[stages()])

    shop.order("bo", "200.00", "2026-01-01")

    standing = shop.standing("bo")
    assert standing is not None
    assert standing.tier == "base"
    assert met(standing.clause) == ["net_spend"]


def purchases(open_shop: Opening, count: int, total: int) -> tuple[str | None, list[str]]:
    """The tier and clauses met after so many purchases in a year that come to `total` cents."""
    shop = open_shop(tracks=[stages()])
    for number in range(count):
        cents = total // count if number else total - total // count * (count - 1)
        day = 1 + number % 28
        shop.order("chen", f"{cents // 100}.{cents % 100:02}", f"2026-{1 + number // 3:02}-{day:02}")
    standing = shop.standing("chen")
    return (None, []) if standing is None else (standing.tier, met(standing.clause))


def test_s3_twenty_four_purchases_in_a_year_advance_by_frequency(open_shop: Opening) -> None:
    assert purchases(open_shop, 24, 5_000_00) == ("advanced", ["orders_per_month"])


def test_s3_eight_thousand_in_twelve_purchases_advance_by_spend(open_shop: Opening) -> None:
    assert purchases(open_shop, 12, 8_000_00) == ("advanced", ["net_spend"])


def test_s3_twenty_three_purchases_of_a_cent_less_do_not(open_shop: Opening) -> None:
    assert purchases(open_shop, 23, 7_999_99)[0] == "base"


def test_s4_a_cent_makes_the_diamond(open_shop: Opening) -> None:
    shop = open_shop(tracks=[metals()])
    shop.order("du", "29999.99", "2026-01-01")
    assert shop.tier("du") == "platinum"

    shop.order("du", "0.01", "2026-01-02")

    assert shop.tier("du") == "diamond"


def test_s4_without_a_downgrade_a_refund_takes_no_tier(open_shop: Opening) -> None:
    shop = open_shop(tracks=[metals(downgrade="NONE")])
    shop.order("du", "30000.00", "2026-01-01", number="A")

    shop.refund("du", "0.01", "2026-01-02", order="A")
    shop.clock("2026-12-01")

    assert shop.tier("du") == "diamond"


def test_s4_to_qualified_falls_to_platinum_after_grace(open_shop: Opening) -> None:
    shop = open_shop(tracks=[metals(downgrade="TO_QUALIFIED", grace="30d")])
    shop.order("du", "30000.00", "2026-01-01", number="A")

    shop.refund("du", "0.01", "2026-01-02", order="A")

    assert shop.tier("du") == "diamond"
    standing = shop.standing("du")
    assert standing is not None
    assert standing.grace_until == "2026-02-01"
    shop.clock("2026-01-31T23:59")
    assert shop.tier("du") == "diamond"
    shop.clock("2026-02-01T00:00")
    assert shop.tier("du") == "platinum"


def test_s15_up_down_and_up_again_brings_one_gift(open_shop: Opening) -> None:
    gift = Ruling("upgrade_gift", {"gifts": {"gold": {"asset": "points", "amount": "500"}}})
    shop = open_shop(tracks=[metals(downgrade="TO_QUALIFIED")], rules=[gift])

    shop.order("fang", "200.00", "2026-01-01", number="A")
    assert (shop.tier("fang"), shop.asset("fang", "points").available) == ("gold", "500")
    shop.refund("fang", "0.01", "2026-01-02", order="A")
    assert (shop.tier("fang"), shop.asset("fang", "points").available) == (None, "500")
    shop.order("fang", "100.00", "2026-01-03")

    assert (shop.tier("fang"), shop.asset("fang", "points").available) == ("gold", "500")
    assert len(shop.events("fang", "tier.changed")) == 3
