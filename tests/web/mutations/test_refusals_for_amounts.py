"""A refusal for amounts, at every mutation that can give one: without `assets:read` it has the same code and no amounts."""

import re
from collections.abc import Mapping
from typing import Any

import pytest

from headless.plugins import EventData, EventType, Rule, Spend, hookimpl
from headless.schema.base.fields import Field
from headless.services.kernel.scopes import SCOPES
from tests.web.shop import Shop, bearer, open_shop

PAYLOAD = "userErrors { __typename code message ... on InsufficientBalance { available required } ... on CapExceeded { most } }"
OPEN = """mutation {
  kind: assetKindSave(input: {code: "points", name: "Points", worth: "0.01", transferable: true, transferDaily: 900}) {
    userErrors { message } }
  cap: ruleSave(input: {rule: "spend_cap"}) { userErrors { message } }
  plugin: pluginEnable(input: {name: "games"}) { userErrors { message } }
  dear: benefitSave(input: {code: "dear", name: "Dear", value: ECONOMIC, price: [{kind: "points", amount: 800}]}) {
    userErrors { message } }
  ann: memberCreate(input: {number: "1"}) { userErrors { message } }
  bob: memberCreate(input: {number: "2"}) { userErrors { message } }
  grant: assetGrant(input: {member: {number: "1"}, kind: "points", amount: 777, reason: "x", idempotencyKey: "g"}) {
    entry { id } userErrors { message } }
  hold: assetHold(input: {member: {number: "1"}, kind: "points", amount: 77, reason: "x", idempotencyKey: "h"}) {
    hold { id } userErrors { message } }
}"""
SENT = 'from: {number: "1"}, to: {number: "2"}, kind: "points", reason: "x", idempotencyKey: "k"'
BY = 'member: {number: "1"}, kind: "points", reason: "x", idempotencyKey: "k"'
ORDER = 'amount: 600, payable: "10", order: "o9"'
WITHOUT = {
    "assetGrant": "gives",
    "pluginAction": "answers what the plugin says",
    "benefitUseReverse": "gives back",
    "benefitUseFulfil": "gives back",
    "benefitsSeen": "moves nothing",
    "checkoutRelease": "gives back",
}
"""Mutations that never refuse for what a member has, and why."""


class Games(Rule):
    """A game costs eight hundred points."""

    id = "games"
    on = ("game.played",)
    assets = ("points",)

    def evaluate(self, ctx: Any) -> Any:
        return [Spend("points", 800)]


class GamesPlugin:
    """The plugin that brings the rule and its event."""

    @hookimpl
    def register_events(self) -> list[EventType]:
        return [EventType("game.played", EventData, {"merchant"}, request=True)]

    @hookimpl
    def register_rules(self) -> list[type[Rule]]:
        return [Games]


def event(type_: str, data: str) -> str:
    return f'events: [{{type: "{type_}", data: {data}, member: {{number: "1"}}, source: "app", externalId: "e"}}]'


TENDER = event("order.paid", '{orderId: "o1", total: "10.00", payWith: [{asset: "points", amount: "%s"}]}')
CHECKOUT = (
    'member: {number: "1"}, order: {orderId: "o1", total: "10.00"}, payWith: [{kind: "points", amount: %s}], '
    'idempotencyKey: "k"'
)
REFUSALS: dict[str, list[tuple[str, str]]] = {
    "assetSpend": [("INSUFFICIENT_BALANCE", f"{BY}, amount: 800"), ("CAP_EXCEEDED", f"{BY}, {ORDER}")],
    "assetHold": [("INSUFFICIENT_BALANCE", f"{BY}, amount: 800"), ("CAP_EXCEEDED", f"{BY}, {ORDER}")],
    "checkoutHold": [("INSUFFICIENT_BALANCE", CHECKOUT % "800"), ("CAP_EXCEEDED", CHECKOUT % "600")],
    "assetTransfer": [
        ("INSUFFICIENT_BALANCE", f"{SENT}, amount: 800"),
        ("TRANSFER_LIMIT_EXCEEDED", f"{SENT}, amount: 901"),
    ],
    "holdCapture": [("INSUFFICIENT_BALANCE", 'hold: "%(hold)s", amount: 78, idempotencyKey: "k"')],
    "holdRelease": [("INSUFFICIENT_BALANCE", 'hold: "%(hold)s", amount: 78, idempotencyKey: "k"')],
    "entryReverse": [("REVERSAL_TOO_LARGE", 'entry: "%(entry)s", amount: 778, reason: "x", idempotencyKey: "k"')],
    "benefitUse": [("INSUFFICIENT_BALANCE", 'member: {number: "1"}, benefit: "dear", idempotencyKey: "k"')],
    "eventsRecord": [
        ("INSUFFICIENT_BALANCE", event("game.played", "{}")),
        ("INSUFFICIENT_BALANCE", TENDER % "800"),
        ("CAP_EXCEEDED", TENDER % "600"),
    ],
}  # fmt: skip
REFUSALS["eventsSimulate"] = REFUSALS["eventsRecord"][:1]
CASES = [(mutation, code, given) for mutation, refusals in REFUSALS.items() for code, given in refusals]


async def opened(shop: Shop) -> Mapping[str, str]:
    made = await shop.ask(OPEN)
    assert [[]] * 8 == [answer["userErrors"] for answer in made.values()]
    return {"hold": made["hold"]["hold"]["id"], "entry": made["grant"]["entry"]["id"]}


async def refusal(shop: Shop, mutation: str, given: str, secret: str | None = None) -> dict[str, Any]:
    """The user error of a mutation that is refused."""
    fields = f"results {{ {PAYLOAD} }}" if mutation.startswith("events") else PAYLOAD
    answer = (await shop.ask(f"mutation {{ {mutation}(input: {{{given}}}) {{ {fields} }} }}", secret=secret))[mutation]
    (error,) = (answer["results"][0] if mutation.startswith("events") else answer)["userErrors"]
    return dict(error)


def without_reading() -> list[str]:
    return sorted(set(SCOPES) - {"assets:read"})


@pytest.mark.parametrize(
    ("mutation", "code", "given"), CASES, ids=[f"{mutation} {code}" for mutation, code, _ in CASES]
)
async def test_who_may_not_see_assets_learns_no_amount(database_url: str, mutation: str, code: str, given: str) -> None:
    async with open_shop(database_url, games=GamesPlugin()) as shop:
        made = await opened(shop)
        asked = given % made if "%(" in given else given
        plain = await refusal(shop, mutation, asked, await shop.token(*without_reading()))
        full = await refusal(shop, mutation, asked)

    assert (code, "Problem", code) == (plain["code"], plain["__typename"], full["code"])
    assert {"__typename", "code", "message"} == set(plain)
    assert not re.search(r"\d", plain["message"]), plain["message"]
    assert re.search(r"\d", full["message"]), "the one who may see them is told"


async def test_a_cloud_event_is_refused_in_the_same_words(database_url: str) -> None:
    sent = {"specversion": "1.0", "id": "c1", "source": "app", "type": "game.played", "subject": "number:1", "data": {}}
    async with open_shop(database_url, games=GamesPlugin()) as shop:
        await opened(shop)
        told = []
        for secret in (await shop.token(*without_reading()), shop.secret):
            headers = {**bearer(secret), "Content-Type": "application/cloudevents+json"}
            told.append((await shop.client.post("/events", json=sent, headers=headers)).json()["errors"][0])

    plain, full = told
    assert {"code": "INSUFFICIENT_BALANCE", "message": "too little of the asset can be spent", "path": []} == plain
    assert ("700", "800") == (full["available"], full["required"])


def test_every_mutation_that_moves_assets_is_tried(served: Mapping[str, str]) -> None:
    moving = {name for name, scope in served.items() if scope in ("assets:write", "events:write", "benefits:write")}

    assert moving == set(REFUSALS) | set(WITHOUT)


@pytest.fixture
async def served(shop: Shop) -> Mapping[str, str]:
    """The scope of each mutation."""
    fields = shop.app.state.endpoints.graphql.__self__.api.schema.mutation_type.fields
    declared = {name: field.extensions["strawberry-definition"] for name, field in fields.items()}
    return {name: field.scope or "" for name, field in declared.items() if isinstance(field, Field)}


async def test_no_simulation_tries_tenders_without_the_scope(database_url: str) -> None:
    async with open_shop(database_url, games=GamesPlugin()) as shop:
        await opened(shop)
        blind = await shop.token(*without_reading())

        for tender in ("1", "800"):
            refused = await refusal(shop, "eventsSimulate", TENDER % tender, blind)
            assert "FORBIDDEN" == refused["code"]
