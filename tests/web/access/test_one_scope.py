"""One fact has one scope: whichever road a token takes, it does not learn what it lacks the scope of."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from headless.services.kernel.scopes import SCOPES
from tests.web.access.planted import EVENT, FACTS, planted
from tests.web.live.client import connect
from tests.web.shop import Shop, bearer

CHANGES = "changes { kind code before after amount text }"
DECISIONS = "decisions { rule fired code params why effects }"
RESULTS = f"results {{ status {CHANGES} {DECISIONS} userErrors {{ code message }} }}"
CLAUSE = "clause { text value threshold remaining fraction clauses { text value } }"
EXPLAIN = f"text code params {CLAUSE} {DECISIONS}"
MISSING = "missing { text value remaining fraction }"
OF_MEMBER = '{ member(by: {number: "1"}) { number %s } }'
ROADS: Mapping[str, str] = {
    "fields of Member": OF_MEMBER % """tier(track: "plus") { code name } standings { tier { code } why }
      tierHistory(track: "plus", first: 5) { edges { node { tier { code } why } } }
      tags { tag { code name } } assets { available } coupons(first: 5) { edges { node { code kind { code name } } } }
      benefits { benefit { code name } status why } name phone email birthday""",
    "lists of members": "{ members(first: 5) { edges { node { number tags { tag { code } } name assets { available } } } } }",
    "metric(tier)": OF_MEMBER % 'metric(name: "tier", args: {track: "plus"})',
    "metric(tag)": OF_MEMBER % 'metric(name: "tag")',
    "metric(balance)": OF_MEMBER % 'metric(name: "balance", args: {asset: "points"})',
    "metric(earned)": OF_MEMBER % 'metric(name: "earned", args: {asset: "points"})',
    "tierProgress": OF_MEMBER % """tierProgress(track: "club") { fraction text nearest { text value remaining }
      toNext { text value remaining fraction } }""",
    "benefits": OF_MEMBER % f"benefits {{ status why {MISSING} }}",
    "explain track": OF_MEMBER % f'explain(what: {{track: "club"}}) {{ {EXPLAIN} }}',
    "explain a track entered": OF_MEMBER % f'explain(what: {{track: "plus"}}) {{ {EXPLAIN} }}',
    "explain asset": OF_MEMBER % f'explain(what: {{asset: "points"}}) {{ {EXPLAIN} }}',
    "explain tag": OF_MEMBER % f'explain(what: {{tag: "rich"}}) {{ {EXPLAIN} }}',
    "explain a tag by a rule": OF_MEMBER % f'explain(what: {{tag: "mauve-heron"}}) {{ text code params {DECISIONS} }}',
    "explain benefit": OF_MEMBER % f'explain(what: {{benefit: "lounge"}}) {{ {EXPLAIN} }}',
    "explain event": OF_MEMBER % f'explain(what: {{event: "%(event)s"}}) {{ {EXPLAIN} }}',
    "node of an event": f'{{ node(id: "%(event)s") {{ ... on Event {{ type {DECISIONS} entries {{ amount }} }} }} }}',
    "node of a member": '{ node(id: "%(member)s") { ... on Member { number name tags { tag { code } } } } }',
    "events": f"{{ events(first: 20) {{ edges {{ node {{ type problem {{ message }} {DECISIONS} }} }} }} }}",
    "eventsSimulate": f"mutation {{ eventsSimulate(input: {{events: [{EVENT % ('s', 's')}]}}) {{ {RESULTS} }} }}",
    "eventsRecord": f"mutation {{ eventsRecord(input: {{events: [{EVENT % ('r', 'r')}]}}) {{ {RESULTS} }} }}",
    "a rule that skips": f"mutation {{ eventsRecord(input: {{events: [{EVENT % ('small', 'small')}]}}) {{ {RESULTS} }} }}",
    "eventsRecord of a duplicate": f"mutation {{ eventsRecord(input: {{events: [{EVENT % ('1', '1')}]}}) {{ {RESULTS} }} }}",
    "benefitUse": f"""mutation {{ benefitUse(input: {{member: {{number: "1"}}, benefit: "lounge", idempotencyKey: "k"}}) {{
      benefit {{ status why }} userErrors {{ code message ... on NotEligible {{ {MISSING} }} }} }} }}""",
    "TAKEN": """mutation { memberCreate(input: {number: "9", phone: "+447700900123"}) {
      member { number name phone } userErrors { code message path } } }""",
    "back-test": f"""{{ node(id: "%(backtest)s") {{ ... on Backtest {{ totals {{ kind code before after amount text }}
      members(first: 5) {{ edges {{ node {{ why {CHANGES} }} }} }} }} }} }}""",
    "audit": "{ audit(first: 50) { edges { node { action noun before after } } } }",
}  # fmt: skip
WATCH = (
    f'subscription {{ memberChanged(by: {{number: "1"}}) {{ member {{ number }} event {{ {DECISIONS} }} {CHANGES} }} }}'
)


def told(answer: Any, marks: tuple[str, ...]) -> list[str]:
    """The planted marks that an answer shows."""
    text = json.dumps(answer, ensure_ascii=False).lower()
    return [mark for mark in marks if mark in text]


async def watched(shop: Shop, secret: str, number: str) -> Any:
    """What a stream tells of an event."""
    async with connect(shop, secret) as client:
        await client.subscribe("a", WATCH)
        record = (
            f"mutation {{ eventsRecord(input: {{events: [{EVENT % (number, number)}]}}) {{ results {{ status }} }} }}"
        )
        for _ in range(10):
            if not await client.silent(0.1):
                break
            await shop.ask(record.replace(f'"{number}"', f'"{number}{_}"'))
        return await client.hear()


async def sent(shop: Shop, secret: str, number: str) -> Any:
    """The answer to a CloudEvent."""
    event = {"specversion": "1.0", "id": number, "source": "app", "type": "order.paid", "subject": "number:1",
             "data": {"orderId": number, "total": "10"}}  # fmt: skip
    headers = {**bearer(secret), "Content-Type": "application/cloudevents+json"}
    return (await shop.client.post("/events", json=event, headers=headers)).json()


async def answers(shop: Shop, ids: Mapping[str, str], secret: str, name: str) -> dict[str, Any]:
    """The answers of every road to a token."""
    given = {
        road: await shop.send(query % ids if "%(" in query else query, secret=secret) for road, query in ROADS.items()
    }
    return {**given, "memberChanged": await watched(shop, secret, name), "CloudEvents": await sent(shop, secret, name)}


@pytest.mark.parametrize("fact", FACTS)
async def test_no_road_shows_a_fact_to_a_token_without_its_scope(database_url: str, fact: str) -> None:
    scope, marks = FACTS[fact]
    async with planted(database_url) as (shop, ids):
        without = await answers(shop, ids, await shop.token(*sorted(set(SCOPES) - {scope})), "without")
        full = await answers(shop, ids, shop.secret, "full")

    assert {} == {road: shown for road, answer in without.items() if (shown := told(answer, marks))}
    assert told(full["fields of Member"], marks), "the one who may see it is told"


async def test_every_road_shows_something_to_who_may_see_it(database_url: str) -> None:
    marks = tuple(mark for _, planted_ in FACTS.values() for mark in planted_)
    async with planted(database_url) as (shop, ids):
        full = await answers(shop, ids, shop.secret, "full")

    assert {"TAKEN", "CloudEvents"} == {road for road, answer in full.items() if not told(answer, marks)}


ARGUMENTS: Mapping[str, tuple[str, str]] = {
    "tier": ("tiers:read", '{track: "plus"}'),
    "tier_ends_in": ("tiers:read", '{track: "plus"}'),
    "tag": ("tags:read", "null"),
    "balance": ("assets:read", '{asset: "points"}'),
    "earned": ("assets:read", '{asset: "points"}'),
    "spent": ("assets:read", '{asset: "points"}'),
    "birthday_in": ("members:pii", "null"),
}
"""Metrics that tell a fact, their scopes and their arguments."""
CONDITION = '{test: {metric: "METRIC", op: EXISTS, value: true, args: ARGS}}'
SELECTING: Mapping[str, str] = {
    "metric": OF_MEMBER % 'metric(name: "METRIC", args: ARGS)',
    "where": f"{{ members(where: {CONDITION}) {{ totalCount }} }}",
    "where within": f"{{ members(where: {{not: {{any: [{CONDITION}]}}}}) {{ totalCount }} }}",
    "orderBy": '{ members(orderBy: {by: "METRIC", args: ARGS}) { edges { node { number } } } }',
    "tagSave": f'mutation {{ tagSave(input: {{code: "x", name: "X", condition: {CONDITION}}}) {{ userErrors {{ code }} }} }}',
    "tierTrackSave": f"""mutation {{ tierTrackSave(input: {{code: "x", name: "X", kind: EARNED, tiers: [
      {{code: "a", name: "A", rank: 1, condition: {CONDITION}}}]}}) {{ userErrors {{ code }} }} }}""",
    "tierTrackSave, keep": f"""mutation {{ tierTrackSave(input: {{code: "x", name: "X", kind: EARNED, tiers: [
      {{code: "a", name: "A", rank: 1, keep: {CONDITION}}}]}}) {{ userErrors {{ code }} }} }}""",
    "benefitSave": f"""mutation {{ benefitSave(input: {{code: "x", name: "X", value: SERVICE, condition: {CONDITION}}}) {{
      userErrors {{ code }} }} }}""",
    "ruleSave": f"""mutation {{ ruleSave(input: {{rule: "giver", settings: {{of: [{{
      when: {CONDITION.replace("EXISTS", '"EXISTS"')}}}]}}}}) {{ userErrors {{ code }} }} }}""",
    "a back-test's where": f"""mutation {{ backtestStart(input: {{change: {{rule: {{rule: "giver"}}}},
      where: {CONDITION}}}) {{ userErrors {{ code }} }} }}""",
    "a back-test's change": f"""mutation {{ backtestStart(input: {{change: {{tag: {{code: "x", name: "X",
      condition: {CONDITION}}}}}}}) {{ userErrors {{ code }} }} }}""",
}  # fmt: skip
"""Roads that tell a fact by whom they select."""


async def test_nobody_is_selected_by_a_fact_without_its_scope(database_url: str) -> None:
    async with planted(database_url) as (shop, _):
        for metric, (scope, arguments) in ARGUMENTS.items():
            secret = await shop.token(*sorted(set(SCOPES) - {scope}))
            for road, query in SELECTING.items():
                asked = query.replace("METRIC", metric).replace(
                    ", args: ARGS", "" if arguments == "null" else ", args: ARGS"
                )
                answer = await shop.send(asked.replace("ARGS", arguments), secret=secret)
                refusals = [error["extensions"] for error in answer["errors"]]
                assert [("FORBIDDEN", scope)] == [(one["code"], one.get("requiredScope")) for one in refusals], (
                    metric,
                    road,
                )


async def test_a_search_finds_nobody_by_what_is_personal_without_its_scope(database_url: str) -> None:
    async with planted(database_url) as (shop, _):
        secret = await shop.token(*sorted(set(SCOPES) - {"members:pii"}))
        for text in ("Xanthippe", "7700900123", "+447700900123", "xanthippe@example.org"):
            query = f'{{ members(search: "{text}") {{ totalCount edges {{ node {{ number }} }} }} }}'
            assert {"members": {"totalCount": 0, "edges": []}} == await shop.ask(query, secret=secret)
        found = await shop.ask('{ members(search: "Xanthippe") { totalCount } }')

    assert {"members": {"totalCount": 1}} == found


async def test_how_often_a_benefit_was_used_is_not_told_to_who_may_only_use_it(database_url: str) -> None:
    use = """mutation { benefitUse(input: {member: {number: "1"}, benefit: "once", idempotencyKey: "KEY"}) {
      userErrors { __typename code message } } }"""
    async with planted(database_url) as (shop, _):
        await shop.ask("""mutation { benefitSave(input: {code: "once", name: "Once", value: SERVICE, quota: 1}) {
          userErrors { message } } }""")
        await shop.ask(use.replace("KEY", "1"))
        secret = await shop.token(*sorted(set(SCOPES) - {"benefits:read"}))
        plain, full = [
            (await shop.ask(use.replace("KEY", key), secret=token))["benefitUse"]["userErrors"][0]
            for key, token in (("2", secret), ("3", shop.secret))
        ]

    assert ("Problem", "QUOTA_USED", "the benefit was used as often as it may be") == tuple(plain.values())
    assert ("Exhausted", "QUOTA_USED") == (full["__typename"], full["code"])
