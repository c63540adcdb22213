"""What one request does is a tree of spans, on either database."""

import asyncio
import logging
import re
from dataclasses import replace
from typing import Any

import pytest
from opentelemetry.trace import SpanKind, StatusCode

from headless.app import make_api
from headless.services.outgoing.requests import Answered, Outgoing
from headless.services.webhooks.running import courier_of, deliver_due
from headless.services.worker.worker import work_once
from tests.web.live.client import connect
from tests.web.operations.test_documents import stored
from tests.web.shop import LADDER, bearer
from tests.web.traces.recorder import Traced, id_of, id_of_parent, trace_of

ELSEWHERE = "4bf92f3577b34da6a3ce929d0e0e4736"
CALLER = "00f067aa0ba902b7"
TRACEPARENT = {"traceparent": f"00-{ELSEWHERE}-{CALLER}-01"}
HOOK = """mutation { webhookEndpointSave(input: {url: "https://shop.example/hooks/swordfish", topics: ["order.paid"]}) {
  userErrors { message } } }"""
RECORD = "mutation($events: [EventInput!]!) { eventsRecord(input: {events: $events}) { results { status } } }"


def order(number: str, total: str = "60.00", member: str = "ann") -> dict[str, Any]:
    data = {"orderId": f"o{number}", "total": total}
    return {"type": "order.paid", "source": "till", "externalId": number, "member": {"number": member}, "data": data}


async def furnish(traced: Traced) -> None:
    """Set the shop up, and forget its spans."""
    await traced.shop.ask(LADDER)
    await traced.shop.ask('mutation { memberCreate(input: {number: "ann"}) { userErrors { message } } }')
    traced.exporter.clear()


async def record(traced: Traced, *events: dict[str, Any], **headers: str) -> None:
    answer = await traced.shop.send(RECORD, {"events": list(events)}, **headers)
    assert [{"status": "RECORDED"}] * len(events) == answer["data"]["eventsRecord"]["results"], answer


async def test_one_event_is_a_request_an_operation_a_decision_and_its_rules(traced: Traced) -> None:
    await furnish(traced)
    await record(traced, order("1"))
    traced.exporter.clear()
    await record(traced, order("2"))

    assert [
        "POST /graphql",
        "  mutation",
        "    record events",
        "      decide order.paid",
        "        rule builtin.points_per_spend",
        "        decide tier.changed",
    ] == traced.tree()
    asked = [span.name.split()[0] for span in traced.statements(traced.one("record events"))]
    assert "BEGIN" == asked[0]
    assert {"SELECT", "INSERT", "COMMIT"} <= set(asked)
    assert 1 == len({trace_of(span) for span in traced.spans()})


async def test_spans_have_the_names_of_the_semantic_conventions(traced: Traced) -> None:
    await furnish(traced)
    await record(traced, order("1"))
    request, decision = traced.one("POST /graphql"), traced.one("decide order.paid")
    rule = traced.one("rule builtin.points_per_spend")
    statement = next(span for span in traced.spans() if span.name.startswith("INSERT event"))

    assert SpanKind.SERVER is request.kind
    assert {
        "http.request.method": "POST",
        "http.route": "/graphql",
        "http.response.status_code": 200,
        "url.scheme": "http",
    } == dict(request.attributes or {})
    assert {"graphql.operation.type": "mutation", "headless.door": "http", "headless.merchant": "corner-shop"} == dict(
        traced.one("mutation").attributes or {}
    )
    assert ("order.paid", "RECORDED") == tuple(
        (decision.attributes or {})[f"headless.{name}"] for name in ("event.type", "decision.outcome")
    )
    assert str((decision.attributes or {})["headless.event.id"]).startswith("evt_")
    assert ("builtin.points_per_spend", 1) == tuple(
        (rule.attributes or {})[f"headless.{name}"] for name in ("rule", "rule.effects")
    )
    assert SpanKind.CLIENT is statement.kind
    system = {"sqlite": "sqlite", "postgres": "postgresql"}[traced.shop.kernel.db.dialect]
    assert system == (statement.attributes or {})["db.system.name"]
    assert "INSERT INTO event" in str((statement.attributes or {})["db.query.text"])


async def test_a_request_goes_on_in_the_trace_of_its_sender(traced: Traced) -> None:
    await furnish(traced)
    await record(traced, order("1"), **TRACEPARENT)
    request = traced.one("POST /graphql")

    assert {ELSEWHERE} == {trace_of(span) for span in traced.spans()}
    assert (CALLER, True) == (f"{request.parent.span_id:016x}", request.parent.is_remote) if request.parent else False


@pytest.mark.parametrize("sent", ["", "nonsense", "00-0-0-01", f"00-{'0' * 32}-{CALLER}-01", "é"])
async def test_a_traceparent_that_cannot_be_read_begins_a_trace(traced: Traced, sent: str) -> None:
    await traced.shop.client.get("/graphql", headers=[(b"traceparent", sent.encode())])

    assert traced.one("GET /graphql").parent is None


async def test_what_the_sender_does_not_sample_leaves_no_spans(traced: Traced) -> None:
    await furnish(traced)
    await record(traced, order("1"), traceparent=f"00-{ELSEWHERE}-{CALLER}-00")

    assert [] == traced.spans()


async def test_a_webhook_goes_on_in_the_trace_of_its_event_and_takes_it_along(traced: Traced) -> None:
    await traced.shop.ask(HOOK)
    await furnish(traced)
    await record(traced, order("1"), **TRACEPARENT)
    sent: list[Outgoing] = []

    async def post(outgoing: Outgoing) -> Answered:
        sent.append(outgoing)
        return Answered(500 if len(sent) == 1 else 204, {}, b"", is_cut=False)

    kernel = traced.shop.kernel
    queries = make_api(kernel.settings, kernel.registry, kernel.tracing).event_queries
    assert queries is not None
    courier = replace(courier_of(kernel, lambda: queries), post=post)
    traced.exporter.clear()
    assert 0 == await deliver_due(courier)
    traced.shop.clock.set(traced.shop.clock.now_us() + 60_000_000)
    assert 1 == await deliver_due(courier)

    assert ["deliver order.paid", "  query", "  POST"] * 2 == traced.tree()
    first, again = (span for span in traced.spans() if span.name == "POST")
    assert [f"00-{ELSEWHERE}-{id_of(span):016x}-01" for span in (first, again)] == [
        one.headers["traceparent"] for one in sent
    ]
    assert {ELSEWHERE} == {trace_of(span) for span in traced.spans()}
    assert (StatusCode.ERROR, StatusCode.UNSET) == (first.status.status_code, again.status.status_code)
    assert {"http.request.method": "POST", "server.address": "shop.example", "http.response.status_code": 204} == dict(
        again.attributes or {}
    )


async def test_operations_are_named_only_if_their_documents_are_trusted(traced: Traced) -> None:
    await stored(traced.shop, home="query Home { merchant { slug } }")
    traced.exporter.clear()
    await traced.shop.client.post("/graphql", json={"documentId": "home"}, headers=bearer(traced.shop.secret))
    await traced.shop.send("query Swordfish { merchant { slug } }")

    named = [span for span in traced.spans() if span.name.startswith("query")]
    assert ["query Home", "query"] == [span.name for span in named]
    assert ["Home", None] == [(span.attributes or {}).get("graphql.operation.name") for span in named]


async def test_requests_that_share_a_transaction_are_linked_and_each_has_its_own_decision(traced: Traced) -> None:
    await furnish(traced)
    await asyncio.gather(*(record(traced, order(str(number))) for number in range(6)))

    shares = [span for span in traced.spans() if span.name == "record events"]
    decided = [span for span in traced.spans() if span.name == "decide order.paid"]
    assert 6 == len({trace_of(span) for span in shares})
    assert {trace_of(span) for span in shares} == {trace_of(span) for span in decided}
    assert {id_of_parent(span) for span in decided} <= {id_of(span) for span in shares}
    linked = {f"{link.context.trace_id:032x}" for span in shares for link in span.links}
    assert linked
    assert linked <= {trace_of(span) for span in shares}


async def test_each_operation_over_a_websocket_is_a_trace(traced: Traced) -> None:
    async with connect(traced.shop, traced.shop.secret) as client:
        for id_ in ("a", "b"):
            await client.subscribe(id_, "{ merchant { slug } }")
            assert ["next", "complete"] == [(await client.hear())["type"] for _ in range(2)]

    assert ["query", "query"] == traced.tree()
    assert 2 == len({trace_of(span) for span in traced.spans()})
    assert {"websocket"} == {
        (span.attributes or {}).get("headless.door") for span in traced.spans() if span.parent is None
    }


async def test_what_is_asked_every_few_seconds_leaves_no_spans(traced: Traced) -> None:
    for path in ("/healthz", "/readyz", "/metrics"):
        await traced.shop.client.get(path)
    for _ in range(3):
        assert not await work_once(traced.shop.kernel)

    assert [] == traced.spans()


async def test_an_incident_leads_to_the_trace(
    traced: Traced, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError("swordfish")

    monkeypatch.setattr("headless.services.configuration.merchants.change_merchant", broken)
    with caplog.at_level(logging.ERROR):
        answer = await traced.shop.send('mutation { merchantSave(input: {name: "Ours"}) { userErrors { message } } }')
    incident = answer["errors"][0]["extensions"]["incident"]
    operation, request = traced.one("mutation"), traced.one("POST /graphql")

    assert incident == (operation.attributes or {})["headless.incident"]
    assert ("INTERNAL",) == (operation.attributes or {})["headless.error.codes"]
    assert StatusCode.ERROR is operation.status.status_code
    assert (500, StatusCode.ERROR) == (
        (request.attributes or {})["http.response.status_code"],
        request.status.status_code,
    )
    assert not re.search("swordfish", str([(span.attributes, span.events) for span in traced.spans()]))
