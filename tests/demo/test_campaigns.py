"""The campaigns of the sample, and their coupons in both shops."""

import csv
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest

from headless.config import Settings
from headless.demo import Demo
from headless.demo.campaigns import read_campaigns
from tests.oracle.demo_sample import SHOP_ZONE, read
from tests.services.importing.stores import open_kernel

FOLDER = Path(__file__).resolve().parents[2] / "headless" / "demo"


def table(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


WINDOWS = {
    line["campaign_id"]: (date.fromisoformat(line["start_date"]), date.fromisoformat(line["end_date"]))
    for line in table("campaigns")
}
SENT = {(line["campaign_id"], line["household_id"]) for line in table("campaign_households")}
REDEEMED = table("coupon_redemptions")


class Used(NamedTuple):
    """A coupon of a campaign that was used."""

    campaign: str
    household: str
    basket: str


async def coupons(settings: Settings, demo: Demo, *, used: bool) -> list[tuple[Used, date, int]]:
    """The coupons of campaigns that are used, or that are not, with the local day of use (or of issue) and their end."""
    sql = """SELECT k.code AS kind, m.external_id AS household, c.order_ref AS basket, c.used_at AS used_at,
c.issued_at AS issued_at, c.expires_at AS ends FROM coupon c
JOIN coupon_kind k ON k.merchant_id = c.merchant_id AND k.id = c.kind_id AND k.version = 1
JOIN member m ON m.merchant_id = c.merchant_id AND m.id = c.member_id
WHERE c.merchant_id = $1 AND k.code LIKE 'mailing-%'"""
    zone = ZoneInfo(demo.merchant.time_zone)
    async with open_kernel(settings.database_url) as kernel, kernel.db.read() as session:
        rows = [row for row in await session.fetch(sql, demo.merchant.id) if used is (row["used_at"] is not None)]
    return [
        (
            Used(row["kind"].removeprefix("mailing-"), row["household"], row["basket"]),
            datetime.fromtimestamp((row["used_at"] or row["issued_at"]) // 1_000_000, UTC).astimezone(zone).date(),
            row["ends"],
        )
        for row in rows
    ]


def test_the_sample_has_what_its_source_has_of_its_households() -> None:
    assert (27, 543, 159) == (len(WINDOWS), len(SENT), len(REDEEMED))
    assert {"13": 60, "8": 30, "18": 29, "14": 10, "17": 8} == dict(
        Counter(line["campaign_id"] for line in REDEEMED).most_common(5)
    )


def test_each_redemption_is_of_a_basket_of_its_day_and_of_a_household_to_which_the_campaign_was_sent() -> None:
    baskets = {basket.number: (basket.customer, basket.at.astimezone(SHOP_ZONE).date()) for basket in read().movements}

    for line in REDEEMED:
        day = date.fromisoformat(line["redemption_date"])
        first, last = WINDOWS[line["campaign_id"]]
        assert (line["household_id"], day) == baskets[line["basket_id"]]
        assert first <= day <= last
        assert (line["campaign_id"], line["household_id"]) in SENT


@pytest.mark.parametrize("shop", ["demo", "chinese_demo"])
async def test_every_redemption_is_a_used_coupon_of_its_basket(
    settings: Settings, shop: str, request: pytest.FixtureRequest
) -> None:
    used = await coupons(settings, request.getfixturevalue(shop), used=True)

    assert Counter(Used(line["campaign_id"], line["household_id"], line["basket_id"]) for line in REDEEMED) == Counter(
        coupon for coupon, *_ in used
    )
    assert all(WINDOWS[coupon.campaign][0] <= day <= WINDOWS[coupon.campaign][1] for coupon, day, _ in used)


async def test_who_redeemed_none_has_one_from_the_day_of_the_campaign_on(settings: Settings, demo: Demo) -> None:
    unused = await coupons(settings, demo, used=False)
    redeemers = {(line["campaign_id"], line["household_id"]) for line in REDEEMED}
    # one household joined when the campaign that was sent to it was over
    assert sorted(SENT - redeemers - {("27", "572")}) == sorted((own.campaign, own.household) for own, *_ in unused)
    joined = {line["household_id"]: line["joined_at"][:10] for line in table("members")}
    assert all(
        WINDOWS[own.campaign][0] == day or WINDOWS[own.campaign][0] <= day <= date.fromisoformat(joined[own.household])
        for own, day, _ in unused
    )


async def test_coupons_of_campaigns_that_go_on_can_still_be_used(settings: Settings, demo: Demo) -> None:
    now = demo.edition.clock_us
    usable = Counter(own.campaign for own, _, ends in await coupons(settings, demo, used=False) if ends > now)

    assert {"15", "20", "21", "22", "23"} >= set(usable)
    assert sum(usable.values()) > 0


def test_a_campaign_that_was_sent_to_no_household_has_no_coupons() -> None:
    sent = {campaign for campaign, _ in SENT}

    assert sent == {str(campaign.number) for campaign in read_campaigns(FOLDER)}
