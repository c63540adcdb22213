"""Every field of the schema, asked by tokens that lack one scope each: none of them tells the fact that the scope opens."""

import json
import re
from typing import Any

from headless.services.kernel.scopes import SCOPES
from headless.services.webhooks.running import deliver_due
from tests.web.access.planted import FACTS, planted
from tests.web.access.roads import documents, nodes_of, schema_of
from tests.web.shop import Shop
from tests.web.test_webhooks import Wire, courier_of

IDS = re.compile(r"[a-z]+_[0-9a-z]{13}(?:[0-9a-z]{13})?")
EVENTS = """query($ids: [ID!]!) { nodes(ids: $ids) { ... on Event { type source externalId data problem { code message }
  decisions { code params why effects } entries { amount reason } } } }"""
MORE = (
    "{ audit(first: 90) { totalCount edges { node { actor action noun code before after } } } }",
    """{ member(by: {number: "1"}) { coupons(first: 20) { edges { node { code } } } standings { why clause { text } }
      tags { reason } tierHistory(track: "voted", first: 5) { edges { node { why } } }
      explain(what: {track: "voted"}) { text code params } metric(name: "giver.worth") ext { giver { wealth } } } }""",
)


async def events_of(shop: Shop) -> list[str]:
    """Return the ids of all events, those that were refused among them."""
    listed = []
    for states in ("[RECORDED, DEFERRED, FAILED]", "[REFUSED]"):
        query = f"{{ events(first: 100, states: {states}) {{ edges {{ node {{ id }} }} }} }}"
        listed += [edge["node"]["id"] for edge in (await shop.ask(query))["events"]["edges"]]
    return listed


def told(answer: Any, marks: tuple[str, ...]) -> list[str]:
    """Return the planted marks that an answer shows. Ids are no marks, whatever digits they hold."""
    text = IDS.sub("", answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)).lower()
    return [mark for mark in marks if re.search(rf"(?<![0-9a-z]){re.escape(mark)}", text)]


async def test_no_field_of_the_schema_tells_a_fact_without_its_scope(database_url: str) -> None:
    async with planted(database_url, history=True) as (shop, ids):
        schema, codes, events = schema_of(shop), tuple(ids["codes"].split()), await events_of(shop)
        nodes = await nodes_of(shop, schema, ids["backtest"])
        asked = [*documents(schema, nodes, codes[0]), *MORE]
        leaks, shown = [], dict.fromkeys(FACTS, 0)
        for fact, (scope, planted_) in FACTS.items():
            marks = (*planted_, *(code.lower() for code in codes)) if fact == "coupons" else planted_
            secret = await shop.token(*sorted(set(SCOPES) - {scope}))
            for document in (*asked, EVENTS):
                variables = {"ids": events} if document is EVENTS else {}
                answer = await shop.send(document, variables, secret)
                leaks += [(fact, mark, document) for mark in told(answer, marks)]
            for document in (*MORE, EVENTS):
                variables = {"ids": events} if document is EVENTS else {}
                shown[fact] += len(told(await shop.send(document, variables), marks))

    assert [] == leaks
    assert all(shown.values()), shown


async def test_a_webhook_tells_no_fact_whose_scope_its_maker_lacks(database_url: str) -> None:
    save = (
        'mutation { webhookEndpointSave(input: {url: "https://FACT.example/", topics: ["*"]}) { userErrors { code } } }'
    )
    async with planted(database_url) as (shop, _):
        wire = Wire()
        for fact, (scope, _) in FACTS.items():
            secret = await shop.token(*sorted(set(SCOPES) - {scope}))
            assert (
                [] == (await shop.ask(save.replace("FACT", fact), secret=secret))["webhookEndpointSave"]["userErrors"]
            )
        await shop.ask(save.replace("FACT", "all"))
        again = """mutation { memberUpdate(input: {member: {number: "1"}, name: "Xanthippe"}) { userErrors { code } }
          memberTagRemove(input: {member: {number: "1"}, tag: "mauve-heron"}) { userErrors { code } }
          couponIssue(input: {member: {number: "1"}, kind: "quokka", idempotencyKey: "w"}) { userErrors { code } }
          assetGrant(input: {member: {number: "1"}, kind: "points", amount: 4321, reason: "x", idempotencyKey: "w2"}) {
            userErrors { code } }
          benefitUse(input: {member: {number: "1"}, benefit: "narwhal", idempotencyKey: "w3"}) { userErrors { code } } }"""
        assert [[]] * 5 == [answer["userErrors"] for answer in (await shop.ask(again)).values()]
        while await deliver_due(courier_of(shop, wire)):
            pass

    sent = {
        fact: "".join((one.content or b"").decode() for one in wire.sent if f"//{fact}." in one.url)
        for fact in (*FACTS, "all")
    }
    assert {} == {fact: shown for fact, (_, marks) in FACTS.items() if (shown := told(sent[fact], marks))}
    assert {"tags", "balance", "coupons", "benefits", "personal"} == {
        fact for fact, (_, marks) in FACTS.items() if told(sent["all"], marks)
    }


async def test_nobody_is_found_by_phone_in_what_an_event_says_without_the_scope_of_phones(database_url: str) -> None:
    event = """mutation { eventsSimulate(input: {events: [{type: "referral.joined", member: {number: "2"}, source: "till",
      externalId: "x", data: {referred: {phone: "PHONE"}}}]}) { results { status userErrors { code message path } } } }"""
    async with planted(database_url) as (shop, _):
        await shop.ask('mutation { memberCreate(input: {number: "2"}) { userErrors { code } } }')
        secret = await shop.token(*sorted(set(SCOPES) - {"members:pii"}))
        known, unknown = [
            (await shop.ask(event.replace("PHONE", phone), secret=secret))["eventsSimulate"]["results"]
            for phone in ("+447700900123", "+447700900999")
        ]
        full = (await shop.ask(event.replace("PHONE", "+447700900123")))["eventsSimulate"]["results"]

    assert known == unknown
    assert ["FORBIDDEN"] == [error["code"] for error in known[0]["userErrors"]]
    assert "SIMULATED" == full[0]["status"]
