"""No span holds anything that a caller, a member or a merchant's other systems have written, and no secret."""

import json
from dataclasses import replace
from typing import Any

from headless.app import make_api
from headless.engine.declarations.facts import RuleContext
from headless.errors import Unavailable
from headless.messages import Message
from headless.plugins import Rule, hookimpl
from headless.services.outgoing.requests import Answered, Outgoing
from headless.services.webhooks.running import courier_of, deliver_due
from headless.services.worker.worker import work_once
from tests.kit.rules import answering
from tests.web.live.client import connect
from tests.web.shop import LADDER, bearer
from tests.web.traces.recorder import Traced, open_traced

CANARY = "Swordfish"
MEMBER = """mutation { memberCreate(input: {number: "Swordfish", email: "Swordfish@example.com", phone: "+447400123456",
  name: "Swordfish", gender: "Swordfish"}) { userErrors { message } } }"""
RECORD = "mutation Swordfish($events: [EventInput!]!) { eventsRecord(input: {events: $events}) { results { status } } }"
HOOK = """mutation { webhookEndpointSave(input: {url: "https://shop.example/Swordfish?key=Swordfish", topics: ["*"]}) {
  secret userErrors { message } } }"""
ENABLE = 'mutation { pluginEnable(input: {name: "leaky"}) { userErrors { message } } }'
RULE = 'mutation { ruleSave(input: {plugin: "leaky", rule: "leak"}) { userErrors { message } } }'
WHERE = '{test: {metric: "attribute", args: {name: "tea"}, op: EQ, value: "Swordfish"}}'
TAG = f"""mutation {{ tagSave(input: {{code: "vip", name: "Swordfish", condition: {WHERE}}}) {{ userErrors {{ message }} }} }}"""


class Leaky:
    """A plugin whose rule fails with what it was told, in its message and in the name of its error."""

    @hookimpl
    def register_rules(self) -> list[type[Rule]]:
        """Declare it."""
        return [answering("leak", leak, assets=("stars",))]


def leak(ctx: RuleContext[Any]) -> Any:
    """Fail with a member's data."""
    raise type(f"{CANARY}!", (Exception,), {})(f"{CANARY} ordered {ctx.event}")


def order(number: str, **data: Any) -> dict[str, Any]:
    told = {"orderId": f"{CANARY}{number}", "total": "60.00", **data}
    return {
        "type": "order.paid",
        "source": CANARY,
        "externalId": f"{CANARY}{number}",
        "member": {"number": CANARY},
        "data": told,
    }


async def misbehave(traced: Traced) -> None:
    """Send everything that holds the canary, wherever a caller can put it."""
    shop = traced.shop
    for query in (LADDER, ENABLE, RULE, MEMBER, TAG, HOOK):
        done = await shop.ask(query)
        assert not [answer["userErrors"] for answer in done.values() if answer["userErrors"]], done
    for events in (
        [order("1")],
        [order("1")],
        [order("1", total="7.00")],
        [order("2", total=CANARY)],
        [order("3")] * 60,
    ):
        await shop.send(RECORD, {"events": events})
    for query in (
        '{ member(by: {number: "Swordfish"}) { profile { name } email } }',
        f"{{ members(first: 5, where: {WHERE}) {{ edges {{ node {{ id }} }} }} }}",
        '{ members(first: 5, search: "Swordfish") { edges { node { id } } } }',
        "query Swordfish { Swordfish: merchant { Swordfish: slug } }",
        '{ node(id: "Swordfish") { id } }',
        "{ Swordfish }",
        '{ __type(name: "Swordfish") { name } }',
        "Swordfish",
        'mutation { assetGrant(input: {member: {number: "Swordfish"}, kind: "stars", amount: "1",\
 idempotencyKey: "Swordfish", reason: "Swordfish"}) { userErrors { message } } }',
    ):
        await shop.send(
            query, None, None, **{"User-Agent": CANARY, "X-Request-Id": CANARY, "tracestate": f"a={CANARY}"}
        )
    headers = {**bearer(CANARY), "baggage": f"member={CANARY}", "Host": f"{CANARY}.example"}
    for path in (
        f"/{CANARY}",
        f"/in/{CANARY}/{CANARY}?merchant={CANARY}",
        f"/graphql?query={CANARY}",
        f"/-/plugins?{CANARY}",
    ):
        await shop.client.get(path, headers=headers)
        await shop.client.post(path, content=CANARY, headers=headers)
    await shop.client.request(CANARY, "/graphql")
    await shop.client.post("/events", json={"type": CANARY, "subject": f"number:{CANARY}"}, headers=bearer(shop.secret))
    async with connect(shop, shop.secret) as client:
        await client.subscribe(CANARY, 'query Swordfish { member(by: {number: "Swordfish"}) { id } }')
        await client.hear()


async def deliver(traced: Traced) -> list[Outgoing]:
    """Deliver what waits to an endpoint that fails in every way."""
    kernel, sent = traced.shop.kernel, list[Outgoing]()
    queries = make_api(kernel.settings, kernel.registry, kernel.tracing).event_queries
    assert queries is not None

    async def post(outgoing: Outgoing) -> Answered:
        sent.append(outgoing)
        if len(sent) % 3 == 0:
            raise Unavailable(Message("{url} cannot be reached", url=outgoing.url))
        return Answered(500 if len(sent) % 3 == 1 else 204, {"x": CANARY}, CANARY.encode(), is_cut=False)

    await deliver_due(replace(courier_of(kernel, lambda: queries), post=post))
    return sent


def told(traced: Traced) -> str:
    """Return all that is sent of spans."""
    return "\n".join(json.dumps(json.loads(span.to_json())) for span in traced.spans())


async def test_no_span_holds_what_was_written_or_a_secret(database_url: str) -> None:
    async with open_traced(database_url, leaky=Leaky()) as traced:
        await misbehave(traced)
        sent = await deliver(traced)
        traced.shop.clock.set(traced.shop.clock.now_us() + 3_600_000_000)
        await work_once(traced.shop.kernel)
        text = told(traced)

    assert sent
    names = {span.name for span in traced.spans()}
    assert {
        "rule leaky.leak",
        "decide order.paid",
        "deliver order.paid",
        "POST",
        "other /graphql",
        "GET other",
    } <= names
    assert CANARY not in text
    assert traced.shop.secret not in text
    for outgoing in sent:
        assert outgoing.headers["webhook-signature"] not in text
    assert "tracestate" not in {name for outgoing in sent for name in outgoing.headers}
