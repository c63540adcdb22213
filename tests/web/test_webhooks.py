"""Webhooks through GraphQL: who may see and change them, and what is shown."""

from functools import partial
from typing import Any

import pytest

from headless.resolvers.mutations import webhooks
from headless.services.outgoing.requests import Answered, Outgoing
from headless.services.webhooks.courier import Courier
from headless.services.webhooks.running import deliver_due
from tests.web.shop import Shop

SAVE = """mutation ($input: WebhookEndpointSaveInput!) { webhookEndpointSave(input: $input) {
  endpoint { id url topics query state failures version } secret userErrors { code path message } } }"""
LISTED = """{ webhookEndpoints { id state failures problem restsUntil deliveries(first: 5) {
  totalCount edges { node { id topic state attempts status error lastTriedAt deliveredAt event { type } } } }
  failed: deliveries(failed: true) { totalCount } well: deliveries(failed: false) { totalCount } } }"""
ENDPOINT = {"url": "https://hooks.example/", "topics": ["member.joined"]}
JOIN = 'mutation { memberCreate(input: {number: "%s"}) { userErrors { code } } }'


class Wire:
    """What is sent, and what is answered to it."""

    def __init__(self) -> None:
        self.status, self.sent = 204, [Outgoing("", 0, 0)][:0]

    async def send(self, outgoing: Outgoing) -> Answered:
        self.sent.append(outgoing)
        return Answered(self.status, {}, "好".encode() * 2_000, is_cut=False)


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Wire:
    wire = Wire()
    monkeypatch.setattr(webhooks, "Courier", partial(Courier, post=wire.send))
    return wire


def courier_of(shop: Shop, wire: Wire) -> Courier:
    endpoint: Any = shop.app.state.endpoints.graphql
    return Courier(shop.kernel, lambda: endpoint.__self__.api.event_queries, wire.send)


async def saved(shop: Shop, secret: str | None = None, **given: Any) -> Any:
    return (await shop.ask(SAVE, {"input": given}, secret))["webhookEndpointSave"]


async def test_an_endpoint_is_made_changed_and_listed(shop: Shop, wire: Wire) -> None:
    made = await saved(shop, **ENDPOINT)
    endpoint = made["endpoint"]
    assert made["secret"].startswith("whsec_")
    assert {**ENDPOINT, "id": endpoint["id"], "query": None, "state": "ON", "failures": 0, "version": 1} == endpoint
    changed = await saved(shop, id=endpoint["id"], query="{ type member { id } }", expectedVersion=1)
    assert (2, None) == (changed["endpoint"]["version"], changed["secret"])
    stale = await saved(shop, id=endpoint["id"], state="OFF", expectedVersion=1)
    assert ["STALE_VERSION"] == [error["code"] for error in stale["userErrors"]]
    wrong = await saved(shop, id=endpoint["id"], query="{ nothing }")
    assert [("INVALID_QUERY", ["query"])] == [(error["code"], error["path"]) for error in wrong["userErrors"]]

    await shop.ask(JOIN % 1)
    wire.status = 500
    await deliver_due(courier_of(shop, wire))
    await shop.ask(JOIN % 2)
    wire.status = 204
    await deliver_due(courier_of(shop, wire))
    (listed,) = (await shop.ask(LISTED))["webhookEndpoints"]
    assert (2, 1, 1) == tuple(listed[name]["totalCount"] for name in ("deliveries", "failed", "well"))
    newest, oldest = (edge["node"] for edge in listed["deliveries"]["edges"])
    assert ("DELIVERED", 204, 1) == (newest["state"], newest["status"], newest["attempts"])
    assert ("WAITING", 500, 1) == (oldest["state"], oldest["status"], oldest["attempts"])
    assert "the endpoint answers with the status 500" == oldest["error"]
    assert {"type": "member.joined"} == newest["event"]
    (chinese,) = (await shop.send(LISTED, **{"Accept-Language": "zh"}))["data"]["webhookEndpoints"]
    assert "接收端返回状态500" == chinese["deliveries"]["edges"][1]["node"]["error"]
    node = f'{{ node(id: "{oldest["id"]}") {{ id ... on WebhookDelivery {{ topic }} }} }}'
    assert {"id": oldest["id"], "topic": "member.joined"} == (await shop.ask(node))["node"]


async def test_what_was_delivered_is_sent_again(shop: Shop, wire: Wire) -> None:
    endpoint = (await saved(shop, **ENDPOINT))["endpoint"]["id"]
    await shop.ask(JOIN % 1)
    await deliver_due(courier_of(shop, wire))
    again = "mutation ($input: WebhookReplayInput!) { webhookReplay(input: $input) { queued userErrors { code } } }"
    (listed,) = (await shop.ask(LISTED))["webhookEndpoints"]
    delivery = listed["deliveries"]["edges"][0]["node"]["id"]
    for given, queued in (
        ({"endpoint": endpoint}, 0),
        ({"deliveries": [delivery]}, 1),
        ({"endpoint": endpoint, "since": "2999-01-01T00:00:00Z"}, 0),
    ):
        answer = (await shop.ask(again, {"input": given}))["webhookReplay"]
        assert {"queued": queued, "userErrors": []} == answer
    await deliver_due(courier_of(shop, wire))
    assert [delivery] * 2 == [outgoing.headers["webhook-id"] for outgoing in wire.sent]
    for given, code in (({}, "INVALID_REPLAY"), ({"endpoint": "hook_" + "0" * 13}, "UNKNOWN_ENDPOINT")):
        answer = (await shop.ask(again, {"input": given}))["webhookReplay"]
        assert [code] == [error["code"] for error in answer["userErrors"]]


async def test_a_dry_run_shows_what_is_sent_and_answered(shop: Shop, wire: Wire) -> None:
    endpoint = (await saved(shop, **ENDPOINT))["endpoint"]["id"]
    dry = """mutation ($input: WebhookTestInput!) { webhookTest(input: $input) {
      trial { url headers body status answer milliseconds problem } userErrors { code } } }"""
    early = (await shop.ask(dry, {"input": {"endpoint": endpoint}}))["webhookTest"]
    assert (None, ["UNKNOWN_EVENT"]) == (early["trial"], [error["code"] for error in early["userErrors"]])
    await shop.ask(JOIN % "4711")
    trial = (await shop.ask(dry, {"input": {"endpoint": endpoint}}))["webhookTest"]["trial"]

    assert ("https://hooks.example/", 204, None) == (trial["url"], trial["status"], trial["problem"])
    assert '"number":"4711"' in trial["body"]
    assert wire.sent[0].headers == trial["headers"]
    assert 4_096 > len(trial["answer"])
    wire.status = 503
    trial = (await shop.ask(dry, {"input": {"endpoint": endpoint}}))["webhookTest"]["trial"]
    assert (503, "the endpoint answers with the status 503") == (trial["status"], trial["problem"])


async def test_each_scope_opens_its_part(shop: Shop) -> None:
    endpoint = (await saved(shop, **ENDPOINT))["endpoint"]["id"]
    reader, manager = await shop.token("webhooks:read"), await shop.token("webhooks:manage", "events:read")
    assert [] == await shop.errors("{ webhookEndpoints { url deliveries { totalCount } } }", secret=reader)
    assert [("FORBIDDEN", ["webhookEndpoints"])] == await shop.errors("{ webhookEndpoints { url } }", secret=manager)
    for mutation in (
        "webhookEndpointSave(input: {})",
        "webhookReplay(input: {})",
        'webhookTest(input: {endpoint: "x"})',
    ):
        name = mutation.partition("(")[0]
        asked = f"mutation {{ {mutation} {{ userErrors {{ code }} }} }}"
        assert [("FORBIDDEN", [name])] == await shop.errors(asked, secret=reader)
    answer = await shop.send(SAVE, {"input": {**ENDPOINT, "query": "{ data member { name } }"}}, manager)
    assert ["FORBIDDEN"] == [error["code"] for error in answer["data"]["webhookEndpointSave"]["userErrors"]]
    node = f'{{ node(id: "{endpoint}") {{ id }} }}'
    assert [("FORBIDDEN", ["node"])] == await shop.errors(node, secret=manager)
    assert [] == await shop.errors(node, secret=reader)


async def test_personal_data_is_sent_if_the_token_may_see_it(shop: Shop, wire: Wire) -> None:
    await shop.ask('mutation { memberCreate(input: {number: "1", name: "Ann"}) { userErrors { code } } }')
    strong = await shop.token("webhooks:manage", "webhooks:read", "events:read", "members:read", "members:pii")
    await saved(shop, strong, url="https://a.example", topics=["*"], query="{ type member { name } data }")
    await shop.ask('mutation { memberUpdate(input: {member: {number: "1"}, name: "Bea"}) { userErrors { code } } }')
    await deliver_due(courier_of(shop, wire))

    (sent,) = wire.sent
    assert sent.content is not None
    assert b'"name":"Bea"' in sent.content
