"""Several changes tried together through the API: what they need of one another, what they are allowed to test."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest

from headless.services.backtesting.running import run_queued
from tests.services.backtesting.plugins.scoring import Scoring
from tests.services.backtesting.test_api import ORDERS
from tests.web.shop import LADDER, Shop, open_shop

START = """mutation start($change: ChangeInput, $changes: [ChangeInput!], $tags: [String!], $where: Condition) {
  backtestStart(input: {change: $change, changes: $changes, gainTags: $tags, where: $where}) {
    backtest { id } userErrors { code path message } } }"""
READ = """query read($id: ID!) { node(id: $id) { ... on Backtest {
  status gained lost unchanged error
  members { edges { node { member { number } why changes { kind code after } } } }
} } }"""
DOUBLED = {"rule": {"rule": "points_per_spend", "settings": {"per": "2"}}}
PLUGIN = {"plugin": {"name": "scoring"}}


def scoring(more: str) -> dict[str, Any]:
    return {"test": {"metric": "scoring.score", "op": "GTE", "value": more}}


def tag(condition: dict[str, Any]) -> dict[str, Any]:
    return {"tag": {"code": "high", "name": "High", "condition": condition}}


TAG = tag(scoring("100"))
LADDER_BY_SCORE = {
    "tierTrack": {
        "code": "scores", "name": "Scores", "kind": "EARNED",
        "tiers": [{"code": "high", "name": "High", "rank": 1, "condition": scoring("100")}],
    }
}  # fmt: skip
GOAL = {"rule": {"plugin": "scoring", "rule": "bonus", "settings": {"goal": scoring("100")}}}


@pytest.fixture
async def shop(database_url: str) -> AsyncIterator[Shop]:
    async with open_shop(database_url, scoring=Scoring()) as opened:
        await opened.ask(LADDER)
        await opened.ask(ORDERS)
        yield opened


async def started(shop: Shop, variables: dict[str, Any], secret: str | None = None) -> str:
    answer = (await shop.ask(START, variables, secret))["backtestStart"]
    assert answer["userErrors"] == []
    await run_queued(shop.kernel, 1)
    return str(answer["backtest"]["id"])


async def read(shop: Shop, id_: str, secret: str | None = None) -> Any:
    return (await shop.ask(READ, {"id": id_}, secret))["node"]


async def refused(shop: Shop, variables: dict[str, Any]) -> tuple[str, list[str]]:
    answer = (await shop.ask(START, variables))["backtestStart"]
    assert answer["backtest"] is None
    [problem] = answer["userErrors"]
    return problem["code"], problem["path"]


async def test_a_plugin_and_a_tag_on_its_metric_are_tried_together(shop: Shop) -> None:
    backtest = await read(shop, await started(shop, {"changes": [PLUGIN, TAG], "tags": ["high"]}))

    assert ("DONE", None, 2, 0, 0) == tuple(
        backtest[name] for name in ("status", "error", "gained", "lost", "unchanged")
    ), "both earn a point by the plugin"
    [ann, bea] = [edge["node"] for edge in backtest["members"]["edges"]]
    assert {("ASSET", "points"), ("TAG", "high")} == {(change["kind"], change["code"]) for change in ann["changes"]}
    assert {("ASSET", "points")} == {(change["kind"], change["code"]) for change in bea["changes"]}


async def test_the_tag_alone_cannot_be_tried(shop: Shop) -> None:
    code, path = await refused(shop, {"changes": [TAG, PLUGIN]})

    assert ("INVALID_CONDITION", ["changes", "0", "tag"]) == (code, path[:3])


async def test_changes_add_up(shop: Shop) -> None:
    capped = {"rule": {"rule": "points_per_spend", "settings": {"per": "0.5"}}}

    backtest = await read(shop, await started(shop, {"changes": [DOUBLED, capped]}))

    assert (0, 2) == (backtest["gained"], backtest["lost"]), "the later change of the same rule stands"


async def test_one_change_is_given_in_either_way(shop: Shop) -> None:
    one, listed = [
        await read(shop, await started(shop, given)) for given in ({"change": DOUBLED}, {"changes": [DOUBLED]})
    ]

    assert one == listed
    assert (2, 0) == (one["gained"], one["lost"])


@pytest.mark.parametrize(
    "variables",
    [{}, {"changes": []}, {"change": DOUBLED, "changes": [DOUBLED]}, {"changes": [DOUBLED] * 21}],
    ids=["none", "an empty list", "both", "too many"],
)
async def test_changes_are_given_in_one_way(shop: Shop, variables: dict[str, Any]) -> None:
    assert ("ONE_CHANGE", ["changes"]) == await refused(shop, variables)


async def test_a_tag_that_nobody_knows_is_no_gain(shop: Shop) -> None:
    assert ("UNKNOWN_TAG", ["gainTags"]) == await refused(shop, {"changes": [DOUBLED], "tags": ["nothing"]})


@pytest.mark.parametrize(
    "changes",
    [[PLUGIN, TAG], [PLUGIN, LADDER_BY_SCORE], [PLUGIN, GOAL], [PLUGIN, tag({"not": {"all": [scoring("1")]}})]],
    ids=["a tag", "a tier", "a setting of a rule", "deep inside"],
)
async def test_a_metric_that_is_tried_needs_its_scope(shop: Shop, changes: Sequence[dict[str, Any]]) -> None:
    """Else who gains would say what the metric is."""
    trier = await shop.token("plugins:try", "members:read")
    knowing = await shop.token("plugins:try", "members:read", "assets:read")

    assert [("FORBIDDEN", ["backtestStart"])] == await shop.errors(START, {"changes": changes}, trier)
    assert [] == await shop.errors(START, {"changes": changes}, knowing)


async def test_a_condition_on_members_needs_the_scope_of_what_it_tests(shop: Shop) -> None:
    trier = await shop.token("plugins:try")
    where = {"test": {"metric": "net_spend", "op": "GTE", "value": "1"}}

    assert [("FORBIDDEN", ["backtestStart"])] == await shop.errors(START, {"changes": [DOUBLED], "where": where}, trier)


async def test_reasons_hide_what_the_reader_may_not_see(shop: Shop) -> None:
    """The metric is not live, so the back-test itself must know its scope."""
    id_ = await started(shop, {"changes": [PLUGIN, TAG]})
    reader = await shop.token("plugins:try", "members:read")

    [full, hidden] = [
        (await read(shop, id_, secret))["members"]["edges"][0]["node"]["why"] for secret in (None, reader)
    ]

    assert "130" in full
    assert "130" not in hidden
