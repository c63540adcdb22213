"""All of Complete Journey's campaigns, and its 2,102 redemptions, against a reading of its tables that knows no product.

The tables are not part of the repository: the tests that need them are skipped where they are absent.
"""

import csv
import gzip
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from headless.demo.campaigns import Campaign, coupon_kinds
from headless.demo.editions import EDITIONS, Edition
from headless.demo.year import Year, start_of
from headless.models.base.session import Session
from headless.models.migrating.migrate import migrate
from headless.services.configuration.merchants import create_merchant
from headless.services.configuration.offers.coupon_kinds import save_coupon_kind
from headless.services.kernel.principals import system
from headless.services.verifying.verifying import verify
from tests.oracle.complete_journey import (
    SHOP_ZONE,
    Basket,
    Redemption,
    baskets_of,
    per_campaign,
    redemptions,
    targeted,
    windows,
)
from tests.oracle.source_files import complete_journey_or_skip
from tests.services.importing.stores import open_kernel

SHOP: Edition = EDITIONS["en"]


@pytest.fixture(scope="module")
def folder() -> Path:
    return complete_journey_or_skip()


def test_each_redemption_is_of_a_targeted_household_within_its_campaign(folder: Path) -> None:
    window, sent, redeemed = windows(folder), targeted(folder), redemptions(folder)

    assert (27, 6_589, 2_102) == (len(window), len(sent), len(redeemed))
    assert [] == [one for one in redeemed if not window[one.campaign][0] <= one.day <= window[one.campaign][1]]
    assert [] == [one for one in redeemed if (one.campaign, one.household) not in sent]


async def test_imported_with_their_baskets_they_count_the_same(folder: Path, tmp_path: Path) -> None:
    redeemed, window = redemptions(folder), windows(folder)
    paid_with = chosen(folder, redeemed)
    campaigns = mailed(folder, redeemed, paid_with)
    write(tmp_path, {household for _, household in targeted(folder)}, paid_with.values())
    url = f"sqlite:///{tmp_path}/shop.db?synchronous=OFF"
    async with open_kernel(url) as kernel:
        await migrate(kernel.db)
        merchant = await create_merchant(
            kernel, SHOP.slug, currency="USD", time_zone=SHOP.time_zone, sandbox=True,
            clock_at=start_of(SHOP, campaigns[0].first_day),
        )  # fmt: skip
        owner = system(merchant.id, merchant.slug)
        saved = [await save_coupon_kind(kernel, owner, kind) for kind in coupon_kinds(SHOP, campaigns)]
        assert {None} == {each.problem for each in saved}
        files = tmp_path / "members.csv", tmp_path / "baskets.csv.gz"

        await Year(kernel, owner, SHOP, files, tmp_path, None).live_through(campaigns)

        async with kernel.db.read() as session:
            used = await used_coupons(session, merchant.id)
        assert [] == await verify(kernel, SHOP.slug)
    assert per_campaign(redeemed) == Counter(campaign for campaign, *_ in used)
    assert Counter((one.campaign, one.household, paid_with[one].number) for one in redeemed) == Counter(
        (campaign, household, order) for campaign, household, order, _ in used
    )
    assert all(window[campaign][0] <= day <= window[campaign][1] for campaign, _, _, day in used)


def chosen(folder: Path, redeemed: list[Redemption]) -> Mapping[Redemption, Basket]:
    """The basket of each redemption: of those of that day the first one that coupons paid for, or the first of all."""
    baskets = baskets_of(folder, {(one.household, one.day) for one in redeemed})
    own = {one: baskets[one.household, one.day] for one in redeemed}
    return {one: next((basket for basket in some if basket.has_coupon), some[0]) for one, some in own.items()}


def mailed(folder: Path, redeemed: list[Redemption], paid_with: Mapping[Redemption, Basket]) -> list[Campaign]:
    """The campaigns as the demo has them. Everyone gets as many coupons as the household that redeemed most of them."""
    baskets: dict[str, dict[str, list[str]]] = {campaign: {} for campaign in windows(folder)}
    for campaign, household in sorted(targeted(folder)):
        baskets[campaign][household] = []
    for one in redeemed:
        baskets[one.campaign][one.household].append(paid_with[one].number)
    campaigns = [
        Campaign(int(number), first, last, baskets[number], max(1, *map(len, baskets[number].values())))
        for number, (first, last) in windows(folder).items()
    ]
    return sorted(campaigns, key=lambda campaign: campaign.first_day)


def write(folder: Path, households: set[str], baskets: Iterable[Basket]) -> None:
    """Write the files that the demo has of its sample."""
    attributes = ("age_band", "income_band", "household_size", "household_composition")
    with (folder / "members.csv").open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text)
        writer.writerow(["household_id", "name", "joined_at", *attributes])
        writer.writerows(
            [household, household, "2016-11-01T00:00:00Z", "", "", "", ""] for household in sorted(households)
        )
    with gzip.open(folder / "baskets.csv.gz", "wt", 1, "utf-8", newline="") as text:
        writer = csv.writer(text)
        writer.writerow(["basket_id", "household_id", "time", "store_id", "department", "quantity", "amount"])
        for one in dict.fromkeys(baskets):
            amount = f"{one.paid // 100}.{one.paid % 100:02}"
            writer.writerow([one.number, one.household, one.at.isoformat(), "1", "ALL", "1", amount])


async def used_coupons(session: Session, merchant_id: int) -> list[tuple[str, str, str, date]]:
    """Campaign, household, order and local day of each coupon that is used."""
    sql = """SELECT k.code AS kind, m.external_id AS household, c.order_ref AS basket, e.occurred_at AS at FROM coupon c
JOIN coupon_kind k ON k.merchant_id = c.merchant_id AND k.id = c.kind_id AND k.version = 1
JOIN member m ON m.merchant_id = c.merchant_id AND m.id = c.member_id
JOIN event e ON e.merchant_id = c.merchant_id AND e.id = c.used_event_id
WHERE c.merchant_id = $1 AND c.used_event_id IS NOT NULL"""
    return [
        (row["kind"].removeprefix("mailing-"), row["household"], row["basket"], day_of(row["at"]))
        for row in await session.fetch(sql, merchant_id)
    ]


def day_of(instant: int) -> date:
    """The shop's day of microseconds."""
    return datetime.fromtimestamp(instant // 1_000_000, UTC).astimezone(SHOP_ZONE).date()
