"""Health, readiness, metrics, and paths that nobody answers."""

import httpx

from headless.app import create_app
from headless.config import Settings
from tests.web.shop import Shop, bearer


async def test_a_started_shop_lives_and_is_ready(shop: Shop) -> None:
    assert {"status": "ok"} == (await shop.client.get("/healthz")).json()
    assert {"status": "ready"} == (await shop.client.get("/readyz")).json()


async def test_without_tables_it_lives_but_is_not_ready(empty_database_url: str) -> None:
    app = create_app(Settings(empty_database_url, "x" * 32, plugins=(), worker=False))
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
    text = (await shop.client.get("/metrics")).text

    assert 'headless_requests_total{route="/graphql",method="POST",status="200"} 3' in text
    assert 'headless_requests_total{route="other",method="GET",status="404"} 1' in text
    assert 'headless_errors_total{code="INVALID_QUERY"} 1' in text
    assert 'headless_events_total{outcome="INVALID"} 1' in text
    assert 'headless_operations_total{executor="levels"}' in text
    assert 'headless_request_seconds_count{route="/graphql"} 3' in text


async def test_an_unknown_path_and_method_are_told_in_json(shop: Shop) -> None:
    unknown = await shop.client.get("/graphiql", headers=bearer(shop.secret))
    wrong = await shop.client.delete("/graphql", headers=bearer(shop.secret))

    assert (404, "NOT_FOUND") == (unknown.status_code, unknown.json()["errors"][0]["extensions"]["code"])
    assert (405, "METHOD_NOT_ALLOWED") == (wrong.status_code, wrong.json()["errors"][0]["extensions"]["code"])
