"""What the demo's members get: prices and benefits by stage, rewards, coupons and the word, and what the check says of it."""

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import httpx
import pytest

from headless.app import create_app
from headless.config import Settings
from headless.demo import Demo
from headless.services.advising.advising import check_merchant
from headless.services.kernel.opening import open_kernel

CENTRE = """{ me { benefits(rewards: false) { benefit { code value attributes } status why } } }"""
CATALOGUE = """{ me { benefits(rewards: true) { benefit { code attributes } status why } } }"""
PRICES = """{ member(by: {externalId: "%s"}) { tier { code } prices(items: [
  {sku: "soup", category: "GROCERY", quantity: "1", amount: "100.00"}]) { price benefit { code } } } }"""
SIMULATE = """mutation($events: [EventInput!]!) { eventsSimulate(input: {events: $events}) {
  results { status userErrors { code message } changes { text } } } }"""
QUOTE = """{ me { quote(order: {total: "160", delivery: "4.90", items: [
  {sku: "apples", category: "PRODUCE", quantity: "1", amount: "60"}
  {sku: "roses", category: "FLORAL", quantity: "1", amount: "20"}
  {sku: "rice", category: "GROCERY", quantity: "1", amount: "80"}]}) {
    prices { sku price benefit { code } } coupons { coupon { kind { code } } usable saves why }
    total delivery left payWith { kind { code } most } userErrors { code message } } } }"""


@pytest.fixture
async def shop(demo: Demo, settings: Settings) -> AsyncIterator["Shop"]:
    app = create_app(settings)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://demo") as client,
    ):
        yield Shop(client, demo)


class Shop:
    """The demo, asked by its member or by its front end."""

    def __init__(self, client: httpx.AsyncClient, demo: Demo) -> None:
        self._client, self._tokens = client, list(demo.tokens.values())

    async def ask(self, query: str, *, member: bool = True) -> Any:
        return (await self._send(-1 if member else 1, query))["me" if member else "member"]

    async def simulate(self, type_: str, **data: Any) -> Any:
        """What an event of the household would do, as the admin sees it."""
        event = {"type": type_, "source": "web", "externalId": "n1", "member": {"externalId": "1023"}, "data": data}
        return (await self._send(0, SIMULATE, events=[event]))["eventsSimulate"]["results"]

    async def _send(self, token: int, query: str, **variables: Any) -> Any:
        headers = {"Authorization": f"Bearer {self._tokens[token]}"}
        sent = {"query": query, "variables": variables}
        answer = (await self._client.post("/graphql", json=sent, headers=headers)).json()
        assert "errors" not in answer, answer
        return answer["data"]


async def test_the_benefit_centre_shows_four_values_with_what_is_open_and_why_the_rest_is_not(shop: Shop) -> None:
    benefits = (await shop.ask(CENTRE))["benefits"]
    status = {own["benefit"]["code"]: own["status"] for own in benefits}
    weights = {own["benefit"]["value"]: own["benefit"]["attributes"]["weight"] for own in benefits}

    assert {"ECONOMIC": 40, "SERVICE": 25, "SOCIAL": 20, "IDENTITY": 15} == weights
    ladder = ("member-price", "new-goods-first", "dedicated-service", "delivery", "warranty", "badge")
    assert {"AVAILABLE"} == {status[code] for code in ladder}
    peak = ("diamond-price", "global-group-buy", "founder-meetup", "fashion-seat")
    assert {"NOT_ELIGIBLE"} == {status[code] for code in peak}
    assert "NOT_OPEN" == status["new-year"]
    assert all(own["why"] for own in benefits)


async def test_the_catalogue_has_every_class_with_something_to_take_and_something_out_of_reach(shop: Shop) -> None:
    rewards = (await shop.ask(CATALOGUE))["benefits"]

    assert {"electronics", "home", "dining", "travel", "voucher", "phone"} == {
        own["benefit"]["attributes"]["class"] for own in rewards
    }
    assert {"AVAILABLE", "NOT_ELIGIBLE", "OUT_OF_STOCK"} == {own["status"] for own in rewards}


@pytest.mark.parametrize(
    ("household", "tier", "price", "benefit"),
    [("1023", "platinum", "99.00", "member-price"), ("60", None, "100.00", None)],
)
async def test_prices_are_those_of_the_stage(
    shop: Shop, household: str, tier: str | None, price: str, benefit: str | None
) -> None:
    member = await shop.ask(PRICES % household, member=False)
    (line,) = member["prices"]

    assert (tier, price, benefit) == (
        member["tier"] and member["tier"]["code"], line["price"], line["benefit"] and line["benefit"]["code"],
    )  # fmt: skip


async def test_the_checkout_has_member_prices_coupons_that_fit_and_one_that_does_not(shop: Shop) -> None:
    quote = (await shop.ask(QUOTE))["quote"]
    usable = {own["coupon"]["kind"]["code"]: own["usable"] for own in quote["coupons"]}

    assert {"apples": "59.40", "roses": "10.00", "rice": "79.20"} == {
        line["sku"]: line["price"] for line in quote["prices"]
    }
    assert {"five-off", "twenty-off", "fresh-fifth", "a-coffee"} == {code for code, fits in usable.items() if fits}
    assert not usable["no-freight"]
    assert (Decimal("120.60"), Decimal(0)) == (Decimal(quote["left"]), Decimal(quote["delivery"]))
    assert {"points", "balance"} == {paid["kind"]["code"] for paid in quote["payWith"]}


async def test_the_word_on_the_poster_is_a_coupon(shop: Shop) -> None:
    (result,) = await shop.simulate("order.paid", orderId="poster", total="100", coupons=["Summer"])

    assert "SIMULATED" == result["status"], result
    assert [change["text"] for change in result["changes"] if "Summer greetings" in change["text"]]


async def test_a_gift_card_is_bound_to_the_member(shop: Shop) -> None:
    (card,) = (await shop.ask("{ me { cards(states: [BOUND]) { state balance kind { code name } } } }"))["cards"]

    assert ("BOUND", {"code": "gift-card", "name": "Gift card"}) == (card["state"], card["kind"])
    assert Decimal(25) == Decimal(card["balance"])


@pytest.mark.parametrize("edition", ["demo", "chinese_demo"])
async def test_its_check_says_what_is_true_on_purpose_and_nothing_else(
    settings: Settings, edition: str, request: pytest.FixtureRequest
) -> None:
    """The thresholds are those of the source, where no household of the sample spends enough for diamond."""
    merchant = request.getfixturevalue(edition).merchant
    async with open_kernel(settings) as kernel:
        advice = await check_merchant(kernel, merchant.slug)

    assert ["TIER_EMPTY", "TIER_THRESHOLDS"] == [one.code for one in advice]
