"""Live operations are counted as those of plain requests are: errors, events, how long answers took, and what is open."""

import asyncio

from tests.kit.series import Series, series_of, value
from tests.web.live.client import connect
from tests.web.live.test_sockets import WATCH, grant, join
from tests.web.live.test_streams import stream
from tests.web.operations.test_documents import stored
from tests.web.shop import Shop, bearer

RECORD = """mutation { eventsRecord(input: {events: [{type: "checkin", source: "app", externalId: "1",
  member: {number: "nobody"}, data: {}}]}) { results { status } } }"""
NAMED = "query Home { merchant { slug } }"


async def scraped(shop: Shop) -> Series:
    return series_of((await shop.client.get("/metrics")).text)


def answers(series: Series, door: str, type_: str, name: str = "") -> float | None:
    return value(series, "headless_operation_seconds_count", door=door, type=type_, operation=name)


async def test_operations_over_a_websocket_are_counted(shop: Shop) -> None:
    async with connect(shop, shop.secret) as client:
        for id_, query in enumerate((RECORD, NAMED, "{ nothing }", '{ node(id: "mem_x") { id } }')):
            await client.subscribe(str(id_), query)
            while (await client.hear())["type"] == "next":
                pass
        during = await scraped(shop)
    after = await scraped(shop)

    assert (1, 2) == (answers(after, "websocket", "mutation"), answers(after, "websocket", "query"))
    assert 1 == value(after, "headless_events_total", outcome="INVALID")
    assert 1 == value(after, "headless_errors_total", code="INVALID_QUERY")
    assert [1, 0] == [value(series, "headless_connections", door="websocket") for series in (during, after)]


async def test_each_answer_of_a_subscription_is_counted_at_both_doors(shop: Shop) -> None:
    await join(shop, "m1")
    watching = asyncio.create_task(stream(shop, WATCH, {"number": "m1"}, 2))
    async with connect(shop, shop.secret) as client:
        await client.subscribe("a", WATCH, number="m1")
        await asyncio.sleep(0.4)
        open_ = await scraped(shop)
        for key in ("k1", "k2"):
            await grant(shop, "m1", key)
            await client.hear()
        await watching
    after = await scraped(shop)

    assert 1 == value(open_, "headless_connections", door="stream")
    assert (2, 2) == (answers(after, "websocket", "subscription"), answers(after, "stream", "subscription"))
    assert 0 == value(after, "headless_connections", door="stream")


async def test_errors_of_a_stream_are_counted(shop: Shop) -> None:
    await stream(shop, WATCH, {"number": "nobody"}, 2)

    assert 1 == value(await scraped(shop), "headless_errors_total", code="UNKNOWN_MEMBER")


async def test_a_socket_that_is_closed_is_counted_by_its_code(shop: Shop) -> None:
    async with connect(shop) as client:
        await client.frame("{")
        assert 4400 == await client.hear()

    assert 1 == value(await scraped(shop), "headless_connections_closed_total", code="4400")


async def test_trusted_documents_are_counted_by_name_and_what_callers_write_is_not(shop: Shop) -> None:
    await stored(shop, home=NAMED)
    await shop.client.post("/graphql", json={"documentId": "home"}, headers=bearer(shop.secret))
    async with connect(shop, shop.secret) as client:
        await client.say("subscribe", "a", {"documentId": "home"})
        await client.hear()
        await client.hear()
    await shop.send(NAMED)
    series = await scraped(shop)

    assert (1, 1) == (answers(series, "http", "query", "Home"), answers(series, "websocket", "query", "Home"))
    assert 1 == answers(series, "http", "query")
