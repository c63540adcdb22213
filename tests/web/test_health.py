"""Health, readiness, metrics, and unknown paths."""

import httpx

from headless.app import create_app
from headless.config import Settings
from tests.kit.series import series_of, value
from tests.web.shop import LADDER, Shop, bearer


async def test_a_started_shop_lives_and_is_ready(shop: Shop) -> None:
    assert {"status": "ok"} == (await shop.client.get("/healthz")).json()
    assert {"status": "ready"} == (await shop.client.get("/readyz")).json()


async def test_without_tables_it_lives_but_is_not_ready(empty_database_url: str) -> None:
    app = create_app(Settings(database_url=empty_database_url, secret_key="x" * 32, plugins=(), worker=False))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://shop") as client,
    ):
        lives, ready = await client.get("/healthz"), await client.get("/readyz")

    assert (200, 503) == (lives.status_code, ready.status_code)
    assert "headless migrate" in ready.json()["message"]


async def test_metrics_count_requests_errors_and_events(shop: Shop) -> None:
    await shop.send("{merchant{name}}")
    await shop.send("{nothing}")
    record = """mutation { eventsRecord(input: {events: [{type: "checkin", source: "app", externalId: "1",
      member: {number: "nobody"}, data: {}}]}) { results { status } } }"""
    await shop.ask(record)
    await shop.client.get("/nowhere")
    response = await shop.client.get("/metrics")
    series = series_of(response.text)

    assert "text/plain; version=0.0.4; charset=utf-8" == response.headers["content-type"]
    assert 3 == value(series, "headless_requests_total", route="/graphql", method="POST", status="200")
    assert 1 == value(series, "headless_requests_total", route="other", method="GET", status="404")
    assert 1 == value(series, "headless_errors_total", code="INVALID_QUERY")
    assert 1 == value(series, "headless_events_total", outcome="INVALID")
    assert 2 == value(series, "headless_operations_total", executor="levels")
    assert 3 == value(series, "headless_request_seconds_count", route="/graphql")
    assert 3 == value(series, "headless_request_seconds_bucket", route="/graphql", le="+Inf")


async def test_fast_paths_are_counted_once(shop: Shop) -> None:
    await shop.ask(LADDER)
    await shop.ask('mutation { memberCreate(input: {number: "1"}) { userErrors { code } } }')
    await shop.ask('{ member(by: {number: "1"}) { tier { code } } }')
    scrapes = [series_of((await shop.client.get("/metrics")).text) for _ in range(2)]

    answered = {"field": "Member.tier", "outcome": "answered"}
    assert [1, 1] == [value(series, "headless_fast_paths_total", **answered) for series in scrapes]


async def test_every_series_is_described_and_has_its_type(shop: Shop) -> None:
    await shop.send("{nothing}")
    text = (await shop.client.get("/metrics")).text

    assert {
        "headless_requests_total": "counter",
        "headless_errors_total": "counter",
        "headless_events_total": "counter",
        "headless_operations_total": "counter",
        "headless_fast_paths_total": "counter",
        "headless_taken_total": "counter",
        "headless_rate_limited_total": "counter",
        "headless_request_seconds": "histogram",
        "headless_operation_seconds": "histogram",
        "headless_connections": "gauge",
        "headless_connections_closed_total": "counter",
        "headless_database_connections": "gauge",
        "headless_database_waiting": "gauge",
    } == dict(line.split()[2:4] for line in text.splitlines() if line.startswith("# TYPE"))
    assert "_created" not in text


async def test_an_unknown_path_and_method_are_told_in_json(shop: Shop) -> None:
    unknown = await shop.client.get("/graphiql", headers=bearer(shop.secret))
    wrong = await shop.client.delete("/graphql", headers=bearer(shop.secret))

    assert (404, "NOT_FOUND") == (unknown.status_code, unknown.json()["errors"][0]["extensions"]["code"])
    assert (405, "METHOD_NOT_ALLOWED") == (wrong.status_code, wrong.json()["errors"][0]["extensions"]["code"])
