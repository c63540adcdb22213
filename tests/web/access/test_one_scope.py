"""One fact has one scope: whichever road a token takes, it does not learn what it lacks the scope of."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest

from headless.plugins import Earn, Enter, Grant, Issue, Remember, Rule, Skip, Tag, hookimpl
from headless.services.backtesting.running import run_queued
from headless.services.kernel.scopes import SCOPES
from tests.web.live.client import connect
from tests.web.shop import Shop, bearer, open_shop

WORDS = "for the Mauve Heron of Zirconia with 4321 points, one Quokka and a Narwhal"
SUMS = [4321 * times for times in range(1, 16)]
BALANCES = tuple(told for sum_ in SUMS for told in (f"{sum_}", f"{sum_:,}", f"{9999999 - sum_}", f"{9999999 - sum_:,}"))
FACTS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "tier": ("tiers:read", ("zirconia",)),
    "tags": ("tags:read", ("mauve",)),
    "balance": ("assets:read", BALANCES),
    "coupons": ("coupons:read", ("quokka",)),
    "benefits": ("benefits:read", ("narwhal",)),
    "personal": ("members:pii", ("xanthippe", "7700900123", "1987-11-23")),
}
"""What is planted, and the scope that opens it."""
MANY = '{test: {metric: "balance", op: GTE, value: 9999999, args: {asset: "points"}}}'
OPEN = f"""mutation {{
  kind: assetKindSave(input: {{code: "points", name: "Points"}}) {{ userErrors {{ message }} }}
  track: tierTrackSave(input: {{code: "plus", name: "Plus", kind: PAID, tiers: [
    {{code: "zirconia", name: "Zirconia", rank: 1}}]}}) {{ userErrors {{ message }} }}
  ladder: tierTrackSave(input: {{code: "club", name: "Club", kind: EARNED, tiers: [
    {{code: "top", name: "Top", rank: 1, condition: {MANY}}}]}}) {{ userErrors {{ message }} }}
  tag: tagSave(input: {{code: "mauve-heron", name: "Mauve Heron"}}) {{ userErrors {{ message }} }}
  badge: tagSave(input: {{code: "mauve-badge", name: "Mauve Badge"}}) {{ userErrors {{ message }} }}
  rich: tagSave(input: {{code: "rich", name: "Rich", condition: {MANY}}}) {{ userErrors {{ message }} }}
  coupon: couponKindSave(input: {{code: "quokka", name: "Quokka", discount: {{amount: "1"}}}}) {{ userErrors {{ message }} }}
  benefit: benefitSave(input: {{code: "narwhal", name: "Narwhal", value: SERVICE, quota: 3}}) {{ userErrors {{ message }} }}
  lounge: benefitSave(input: {{code: "lounge", name: "Lounge", value: SERVICE, condition: {MANY}}}) {{
    userErrors {{ message }} }}
  plugin: pluginEnable(input: {{name: "giver"}}) {{ userErrors {{ message }} }}
  member: memberCreate(input: {{number: "1", name: "Xanthippe", phone: "+447700900123", email: "xanthippe@example.org",
    birthday: "1987-11-23"}}) {{ userErrors {{ message }} }}
}}"""
EVENT = (
    '{type: "order.paid", member: {number: "1"}, source: "till", externalId: "%s", data: {orderId: "%s", total: "10"}}'
)
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


class Giver(Rule):
    """Gives one of everything for an order."""

    id = "giver"
    on = ("order.paid",)
    assets = ("points",)

    def evaluate(self, ctx: Any) -> Any:
        if "small" in ctx.event.data.order_id:
            return Skip(WORDS)
        return [
            Earn("points", 4321),
            Tag("mauve-heron"),
            Enter("plus", "zirconia"),
            Issue("quokka"),
            Grant("narwhal"),
            Remember({"note": WORDS}, why=WORDS),
        ]


class GiverPlugin:
    """The plugin that brings the rule."""

    @hookimpl
    def register_rules(self) -> list[type[Rule]]:
        return [Giver]


@asynccontextmanager
async def planted(database_url: str) -> AsyncIterator[tuple[Shop, Mapping[str, str]]]:
    """A shop in which the facts are, and the ids of where they are."""
    async with open_shop(database_url, giver=GiverPlugin()) as shop:
        made = await shop.ask(OPEN)
        assert [[]] * len(made) == [answer["userErrors"] for answer in made.values()]
        record = (
            f"mutation {{ eventsRecord(input: {{events: [{EVENT % ('1', '1')}]}}) {{ results {{ event {{ id }} }} }} }}"
        )
        event = (await shop.ask(record))["eventsRecord"]["results"][0]["event"]["id"]
        member = (await shop.ask('{ member(by: {number: "1"}) { id } }'))["member"]["id"]
        by_hand = """mutation {
          memberTagAssign(input: {member: {number: "1"}, tag: "mauve-badge"}) { userErrors { code } }
          couponIssue(input: {member: {number: "1"}, kind: "quokka", idempotencyKey: "c"}) { userErrors { code } }
          memberUpdate(input: {member: {number: "1"}, name: "Xanthippe II"}) { userErrors { code } }
          assetGrant(input: {member: {number: "1"}, kind: "points", amount: 4321, reason: "x",
          idempotencyKey: "g"}) { userErrors { code } } }"""
        assert [[]] * 4 == [answer["userErrors"] for answer in (await shop.ask(by_hand)).values()]
        try_ = """mutation { backtestStart(input: {changes: [{rule: {rule: "giver", enabled: false}}]}) {
          backtest { id } userErrors { message } } }"""
        yield shop, {"event": event, "member": member, "backtest": await tried(shop, try_)}


async def tried(shop: Shop, query: str) -> str:
    """The id of a back-test that has been run."""
    await shop.ask('mutation { clockAdvance(input: {to: "2026-03-01T00:00:00Z"}) { userErrors { message } } }')
    answer = (await shop.ask(query))["backtestStart"]
    assert [] == answer["userErrors"]
    await run_queued(shop.kernel, 1)
    return str(answer["backtest"]["id"])


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
