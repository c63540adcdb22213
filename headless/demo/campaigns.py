"""The grocer's campaigns: each is a kind of coupons, sent to some households as it begins and redeemed with their baskets."""

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from headless.demo.editions import Edition
from headless.errors import HeadlessError
from headless.messages import Message
from headless.models.tables.rewards.coupons import coupons_of_events
from headless.services.intake.events import EventInput, record_events
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.principals import Principal


class Campaign(NamedTuple):
    """A campaign, and the baskets with which each household that it was sent to redeemed its coupons, one for each coupon.

    least: so many coupons are sent to a household, if it does not redeem more.
    """

    number: int
    first_day: date
    last_day: date
    baskets: Mapping[str, Sequence[str]]
    least: int = 1

    @property
    def kind(self) -> str:
        """The code of its kind of coupons."""
        return f"mailing-{self.number}"


def read_campaigns(folder: Path) -> Sequence[Campaign]:
    """Return the campaigns that were sent to anyone, in the order in which they begin."""
    baskets: dict[str, dict[str, list[str]]] = {}
    for line in _lines(folder / "campaign_households.csv"):
        baskets.setdefault(line["campaign_id"], {})[line["household_id"]] = []
    for line in _lines(folder / "coupon_redemptions.csv"):
        baskets[line["campaign_id"]][line["household_id"]].append(line["basket_id"])
    campaigns = [
        Campaign(
            int(line["campaign_id"]), date.fromisoformat(line["start_date"]), date.fromisoformat(line["end_date"]),
            baskets[line["campaign_id"]],
        )
        for line in _lines(folder / "campaigns.csv")
        if line["campaign_id"] in baskets
    ]  # fmt: skip
    return sorted(campaigns, key=lambda campaign: (campaign.first_day, campaign.number))


def coupon_kinds(edition: Edition, campaigns: Sequence[Campaign]) -> Sequence[Mapping[str, Any]]:
    """Return a kind for each campaign. Its coupons end with it, and take off what most of the data's coupons do."""
    return [
        {
            "code": campaign.kind, **_named(edition, campaign.number), "discount": {"amount": "1.00"},
            "expiresOn": campaign.last_day.isoformat(),
        }
        for campaign in campaigns
    ]  # fmt: skip


def _named(edition: Edition, number: int) -> Mapping[str, Any]:
    named = edition.named("mailing")
    names = {lang: name.format(number=number) for lang, name in named["names"].items()}
    return {"name": named["name"].format(number=number), "names": names}


async def send(
    kernel: Kernel, owner: Principal, campaign: Campaign, households: Sequence[str]
) -> Sequence[tuple[str, str]]:
    """Give households their coupons, and return each code that is redeemed, with its basket before it."""
    given = [
        EventInput(
            "coupon.issued", {"kind": campaign.kind, "count": max(campaign.least, len(campaign.baskets[household]))},
            Lookup("externalId", household), "mutation", f"{campaign.kind}-{household}", actor=owner.actor,
        )
        for household in households
    ]  # fmt: skip
    recorded = await record_events(kernel, owner, given, internal=True)
    for answer in recorded:
        if answer.problem is not None:
            message = Message("a coupon of the demo was not given: {problem}", problem=answer.problem.message)
            raise HeadlessError(message, code="DEMO_BROKEN")
    baskets = {answer.event_id or 0: campaign.baskets[own] for answer, own in zip(recorded, households, strict=True)}
    return await _codes(kernel, owner, baskets)


async def _codes(kernel: Kernel, owner: Principal, baskets: Mapping[int, Sequence[str]]) -> Sequence[tuple[str, str]]:
    """Return baskets and codes. baskets: by the event that issued the coupons."""
    codes: dict[int, list[str]] = {id_: [] for id_ in baskets}
    async with kernel.db.read() as session:
        for coupon in await coupons_of_events(session, owner.merchant_id, list(baskets)):
            codes[coupon.event_id or 0].append(coupon.code)
    return [pair for id_, own in baskets.items() for pair in zip(own, codes[id_], strict=False)]


def _lines(path: Path) -> Sequence[Mapping[str, str]]:
    with path.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))
