"""A back-test as a front end asks for it: started, waited for, read, in the reader's language and within its scopes."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from headless.services.backtesting.running import run_queued
from tests.web.shop import LADDER, Shop, open_shop

ORDERS = """mutation {
  ann: memberCreate(input: {number: "ann"}) { userErrors { message } }
  bea: memberCreate(input: {number: "bea"}) { userErrors { message } }
  eventsRecord(input: {events: [
    {type: "order.paid", member: {number: "ann"}, source: "till", externalId: "1", data: {orderId: "1", total: "60"}}
    {type: "order.paid", member: {number: "ann"}, source: "till", externalId: "2", data: {orderId: "2", total: "70"}}
    {type: "order.paid", member: {number: "bea"}, source: "till", externalId: "3", data: {orderId: "3", total: "10"}}
  ]}) { results { status } }
  later: clockAdvance(input: {to: "2026-03-01T00:00:00Z"}) { userErrors { message } }
}"""
START = """mutation start($change: ChangeInput!) { backtestStart(input: {change: $change}) {
  backtest { id status percent } userErrors { code path message } } }"""
READ = """query read($id: ID!) { node(id: $id) { ... on Backtest {
  status percent gained lost unchanged error leftOut failed
  totals { kind code before after amount text }
  tierMoves { track { code } from { code } to { code name } members }
  members(first: 1) { totalCount pageInfo { hasNextPage endCursor }
    edges { node { member { number } why changes { kind code before after amount text } } } }
} } }"""


def at_least(orders: int) -> dict[str, Any]:
    return {"test": {"metric": "orders", "op": "GTE", "value": orders}}


TALLER: dict[str, Any] = {
    "code": "club", "name": "Club", "kind": "EARNED",
    "tiers": [
        {"code": "bronze", "name": "Bronze", "rank": 1},
        {"code": "silver", "name": "Silver", "rank": 2, "condition": at_least(1)},
        {"code": "opal", "name": "Opal", "rank": 3, "condition": at_least(2)},
    ],
}  # fmt: skip


@pytest.fixture
async def shop(database_url: str) -> AsyncIterator[Shop]:
    async with open_shop(database_url) as opened:
        await opened.ask(LADDER)
        await opened.ask(ORDERS)
        yield opened


async def started(shop: Shop, change: dict[str, Any]) -> str:
    answer = (await shop.ask(START, {"change": change}))["backtestStart"]
    assert answer["userErrors"] == []
    assert ("QUEUED", 0) == (answer["backtest"]["status"], answer["backtest"]["percent"])
    await run_queued(shop.kernel, 1)
    return str(answer["backtest"]["id"])


async def test_a_rule_is_tried_before_it_is_switched_on(shop: Shop) -> None:
    id_ = await started(shop, {"rule": {"rule": "points_per_spend", "settings": {"per": "3"}}})

    found = (await shop.ask(READ, {"id": id_}))["node"]
    assert ("DONE", 100, 2, 0, 0) == tuple(found[name] for name in ("status", "percent", "gained", "lost", "unchanged"))
    assert [{
        "kind": "ASSET", "code": "points", "before": "140", "after": "420", "amount": "280",
        "text": "Points: 420 instead of 140",
    }] == found["totals"]  # fmt: skip
    page = found["members"]
    assert (2, True) == (page["totalCount"], page["pageInfo"]["hasNextPage"])
    ann = page["edges"][0]["node"]
    assert ("ann", "Points by Points per spend: 390 instead of 130") == (ann["member"]["number"], ann["why"])


async def test_a_ladder_is_tried_with_tiers_that_were_never_saved(shop: Shop) -> None:
    id_ = await started(shop, {"tierTrack": TALLER})

    found = (await shop.ask(READ, {"id": id_}))["node"]
    assert [
        {
            "track": {"code": "club"},
            "from": {"code": "bronze"},
            "to": {"code": "silver", "name": "Silver"},
            "members": 1,
        },
        {"track": {"code": "club"}, "from": {"code": "silver"}, "to": {"code": "opal", "name": "Opal"}, "members": 1},
    ] == found["tierMoves"]
    ann = found["members"]["edges"][0]["node"]
    assert "Club: Silver → Opal" == ann["changes"][0]["text"]
    assert ann["why"].startswith("Opal: ")


async def test_only_those_who_gain(shop: Shop) -> None:
    id_ = await started(shop, {"rule": {"rule": "points_per_spend", "settings": {"per": "3"}}})
    read = """query read($id: ID!) { node(id: $id) { ... on Backtest {
  losers: members(gained: false) { totalCount edges { node { why } } } winners: members(gained: true) { totalCount } } } }"""

    found = (await shop.ask(read, {"id": id_}))["node"]

    assert {"losers": {"totalCount": 0, "edges": []}, "winners": {"totalCount": 2}} == found


async def test_what_cannot_be_saved_is_a_user_error_with_its_path(shop: Shop) -> None:
    change = {"tag": {"code": "x", "name": "X", "condition": {"test": {"metric": "nothing", "op": "GTE", "value": 1}}}}

    answer = (await shop.ask(START, {"change": change}))["backtestStart"]

    assert answer["backtest"] is None
    assert ["change", "tag"] == answer["userErrors"][0]["path"][:2]


async def test_it_takes_a_scope_of_its_own(shop: Shop) -> None:
    manager = await shop.token("rules:manage")
    change = {"rule": {"rule": "points_per_spend"}}

    assert [("FORBIDDEN", ["backtestStart"])] == await shop.errors(START, {"change": change}, manager)


async def test_a_condition_needs_the_scope_of_what_it_tests(shop: Shop) -> None:
    trier = await shop.token("plugins:try")
    test = {"metric": "net_spend", "op": "GTE", "value": "1"}
    change = {"tag": {"code": "x", "name": "X", "condition": {"test": test}}}

    assert [("FORBIDDEN", ["backtestStart"])] == await shop.errors(START, {"change": change}, trier)


async def test_reasons_in_chinese(shop: Shop) -> None:
    id_ = await started(shop, {"rule": {"rule": "points_per_spend", "settings": {"per": "3"}}})

    answer = await shop.send(READ, {"id": id_}, **{"Accept-Language": "zh"})

    ann = answer["data"]["node"]["members"]["edges"][0]["node"]
    assert "消费积分发放Points：390（现行130）" == ann["why"]
