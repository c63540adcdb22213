"""The campaigns of Complete Journey and what was redeemed of them, read slowly from its tables."""

import csv
import gzip
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

SHOP_ZONE = ZoneInfo("America/New_York")


@dataclass(frozen=True)
class Redemption:
    """A coupon that a household redeemed on a day of the shop."""

    household: str
    coupon: str
    campaign: str
    day: date


@dataclass(frozen=True)
class Basket:
    """What a household paid for at a time of the shop, in hundredths."""

    number: str
    household: str
    at: datetime
    paid: int
    has_coupon: bool


def rows(folder: Path, table: str) -> Iterator[Mapping[str, str]]:
    """The lines of a table."""
    with gzip.open(folder / f"{table}.csv.gz", "rt", encoding="utf-8", newline="") as text:
        yield from csv.DictReader(text)


def windows(folder: Path) -> Mapping[str, tuple[date, date]]:
    """The first and the last day of each campaign."""
    return {
        row["campaign_id"]: (date.fromisoformat(row["start_date"]), date.fromisoformat(row["end_date"]))
        for row in rows(folder, "campaign_descriptions")
    }


def targeted(folder: Path) -> set[tuple[str, str]]:
    """Campaigns and the households to which they were sent."""
    return {(row["campaign_id"], row["household_id"]) for row in rows(folder, "campaigns")}


def redemptions(folder: Path) -> list[Redemption]:
    """All that was redeemed, in the order of the file."""
    return [
        Redemption(
            row["household_id"], row["coupon_upc"], row["campaign_id"], date.fromisoformat(row["redemption_date"])
        )
        for row in rows(folder, "coupon_redemptions")
    ]


def per_campaign(redeemed: list[Redemption]) -> Mapping[str, int]:
    """How many coupons of each campaign were redeemed."""
    return Counter(one.campaign for one in redeemed)


def baskets_of(folder: Path, days: set[tuple[str, date]]) -> Mapping[tuple[str, date], list[Basket]]:
    """The baskets of these households on these days, in order of time."""
    households = {household for household, _ in days}
    lines: dict[tuple[str, date], dict[str, list[Mapping[str, str]]]] = {}
    for row in rows(folder, "transactions"):
        if row["household_id"] in households:
            day = (row["household_id"], local(row["transaction_timestamp"]).date())
            if day in days:
                lines.setdefault(day, {}).setdefault(row["basket_id"], []).append(row)
    return {
        day: sorted((_basket(number, own) for number, own in numbers.items()), key=lambda one: (one.at, one.number))
        for day, numbers in lines.items()
    }


def local(text: str) -> datetime:
    """A time of the tables, which is in UTC without saying so, in the shop's zone."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC).astimezone(SHOP_ZONE)


def cents(text: str) -> int:
    """An amount of the tables, which are floats, in hundredths."""
    return int((Decimal(text) * 100).to_integral_value())


def _basket(number: str, lines: list[Mapping[str, str]]) -> Basket:
    paid = sum(cents(line["sales_value"]) - cents(line["coupon_disc"]) for line in lines)
    at = min(local(line["transaction_timestamp"]) for line in lines)
    has_coupon = any(cents(line["coupon_disc"]) > 0 for line in lines)
    return Basket(number, lines[0]["household_id"], at, paid, has_coupon)
