"""Back-tests run the plugin's jobs: when renewals are asked for is seen before the settings are saved."""

from collections.abc import Mapping
from typing import Any

from paid_club import MONTHLY, open_club, pass_time

from headless.models.tables.work.backtests import BacktestView
from tests.services.backtesting.trying import tried
from tests.services.shop import Shop

Json = Mapping[str, Any]


def asked(times: int) -> Json:
    """A tag for those who were asked to renew so many times."""
    test = {"metric": "events", "args": {"type": "subscription.renewal_due"}, "op": "GTE", "value": times}
    return {"tag": {"code": "asked", "name": "Asked to renew", "condition": {"test": test}}}


async def two_payers(shop: Shop) -> None:
    """One membership renews, the other is cancelled. The worker runs through their end."""
    await open_club(shop, MONTHLY)
    for number in ("m1", "m2"):
        member = await shop.member(number)
        data = {"paymentId": f"p-{number}", "amount": "15", "plan": "monthly"}
        assert (await shop.send("subscription.paid", member, data)).outcome == "RECORDED"
    assert (await shop.send("subscription.cancelled", member, {})).outcome == "RECORDED"
    for day in range(20, 29):
        await pass_time(shop, f"2026-02-{day}T00:30")


def tagged(view: BacktestView) -> list[Any]:
    """Tags that the changes would put on, and for how many members. Nothing was left out."""
    assert view.results is not None
    assert [] == view.results["leftOut"]
    return list(view.results["tags"])


async def test_renewals_are_asked_for_as_they_were(shop: Shop) -> None:
    await two_payers(shop)

    assert [["asked", True, 1]] == tagged(await tried(shop, asked(1)))
    assert [] == tagged(await tried(shop, asked(2))), "what the job recorded then is not counted twice"


async def test_renewals_that_are_asked_for_sooner_are_tried(shop: Shop) -> None:
    await two_payers(shop)
    settings = {"plans": [MONTHLY], "ask_before": 3}
    sooner = {"rule": {"plugin": "paid_tiers", "rule": "membership", "settings": settings}}

    assert [["asked", True, 1]] == tagged(await tried(shop, sooner, asked(3)))
    assert [] == tagged(await tried(shop, sooner, asked(4)))
