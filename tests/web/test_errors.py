"""Nothing of our insides gets out, and what a caller can correct comes back as a user error."""

import logging
from collections.abc import Sequence
from typing import Any

import pytest

from headless.resolvers.reading.answers import EXTENSION, Answer
from headless.resolvers.reading.context import ReadContext
from tests.web.shop import Shop


async def test_an_unexpected_error_is_masked_and_logged(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(ctx: ReadContext, parents: Sequence[Any]) -> list[Any]:
        raise RuntimeError("the password is swordfish")

    field = shop.app.state.endpoints.graphql.__self__.api.schema.query_type.fields["merchant"]
    monkeypatch.setitem(field.extensions, EXTENSION, Answer("merchant", None, {}, function=broken))
    with caplog.at_level(logging.ERROR):
        answer = await shop.send("{ merchant { name } viewer { name } }")
    error = answer["errors"][0]

    assert {"merchant": None, "viewer": {"name": "owner"}} == answer["data"]
    assert "INTERNAL" == error["extensions"]["code"]
    assert "swordfish" not in str(answer)
    assert [error["extensions"]["incident"]] == [vars(record)["incident"] for record in caplog.records]
    assert "swordfish" in caplog.text


async def test_a_write_that_a_caller_can_correct_is_answered_with_user_errors(shop: Shop) -> None:
    spend = """mutation { assetSpend(input: {member: {number: "1"}, kind: "points", amount: 5, reason: "tea",
      idempotencyKey: "k1"}) { entry { id } userErrors { __typename code message
      ... on InsufficientBalance { available required } } } }"""
    unknown = (await shop.ask(spend))["assetSpend"]
    await shop.ask('mutation { memberCreate(input: {number: "1"}) { userErrors { code } } }')
    poor = (await shop.ask(spend))["assetSpend"]

    assert ("Problem", None) == (unknown["userErrors"][0]["__typename"], unknown["entry"])
    assert ("InsufficientBalance", "0", "5") == (
        poor["userErrors"][0]["__typename"],
        poor["userErrors"][0]["available"],
        poor["userErrors"][0]["required"],
    )


async def test_a_stale_save_names_the_newest_version(shop: Shop) -> None:
    save = """mutation($v: Int) { tagSave(input: {code: "vip", name: "VIP", expectedVersion: $v}) {
      tag { version } userErrors { __typename code ... on StaleVersion { version } } } }"""
    first = (await shop.ask(save, {"v": 0}))["tagSave"]
    stale = (await shop.ask(save, {"v": 0}))["tagSave"]

    assert 1 == first["tag"]["version"]
    assert [{"__typename": "StaleVersion", "code": "STALE_VERSION", "version": 1}] == stale["userErrors"]


async def test_numbers_arrive_exactly_or_not_at_all(shop: Shop) -> None:
    await shop.ask('mutation { memberCreate(input: {number: "1"}) { userErrors { code } } }')
    grant = """mutation($a: Decimal!, $k: String!) { assetGrant(input: {member: {number: "1"}, kind: "balance",
      amount: $a, reason: "test", idempotencyKey: $k}) { entry { amount } userErrors { code } } }"""
    for key, sent, kept in (("a", "10.10", "10.10"), ("b", 10, "10.00"), ("c", 99.5, "99.50"), ("d", 0.07, "0.07")):
        granted = (await shop.ask(grant, {"a": sent, "k": key}))["assetGrant"]

        assert kept == granted["entry"]["amount"]

    for wrong in ("1e5", "abc", True, 1234567890123456.78, {"a": 1}, "10" * 30):
        assert [("BAD_INPUT", None)] == await shop.errors(grant, {"a": wrong, "k": "x"})

    literal = grant.replace("amount: $a", "amount: 0.10").replace("$a: Decimal!, ", "")
    assert "0.10" == (await shop.ask(literal, {"k": "e"}))["assetGrant"]["entry"]["amount"]


@pytest.mark.parametrize("wrong", ["2026-02-02T02:00:00", "2026-02-02", "soon", 5, "2026-13-01T00:00:00Z"])
async def test_a_time_needs_its_offset(shop: Shop, wrong: Any) -> None:
    advance = "mutation($to: DateTime!) { clockAdvance(input: {to: $to}) { merchant { now } userErrors { code } } }"

    assert [("BAD_INPUT", None)] == await shop.errors(advance, {"to": wrong})


async def test_a_sandbox_clock_moves_forward_only(shop: Shop) -> None:
    advance = "mutation($to: DateTime!) { clockAdvance(input: {to: $to}) { merchant { now } userErrors { code } } }"
    later = (await shop.ask(advance, {"to": "2026-03-01T00:00:00+01:00"}))["clockAdvance"]
    back = (await shop.ask(advance, {"to": "2026-02-28T00:00:00Z"}))["clockAdvance"]

    assert {"merchant": {"now": "2026-02-28T23:00:00Z"}, "userErrors": []} == later
    assert [{"code": "CLOCK_GOES_BACK"}] == back["userErrors"]


async def test_one_value_beyond_json_libraries_does_not_cost_the_answer(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def large(ctx: ReadContext, parents: Sequence[Any]) -> list[Any]:
        return [{"large": 10**30, "half": "\ud83c"} for _ in parents]

    field = shop.app.state.endpoints.graphql.__self__.api.schema.query_type.fields["rules"].type.of_type.of_type
    monkeypatch.setitem(field.fields["settings"].extensions, EXTENSION, Answer("settings", None, {}, function=large))
    answer = await shop.send("{ rules { settings } }")

    assert {"settings": {"large": 10**30, "half": "\ud83c"}} == answer["data"]["rules"][0]
