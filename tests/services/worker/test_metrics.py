"""A worker shows what waits, since when, and what was given up."""

import asyncio

import pytest
from prometheus_client import generate_latest

from headless.services.worker import worker as worker_module
from headless.services.worker.metrics import WorkerMetrics, new_registry
from headless.services.worker.worker import run_worker
from tests.kit.series import Series, series_of, value
from tests.services.shop import Shop

MINUTE_US = 60_000_000


async def rows(shop: Shop, sql: str) -> None:
    async with shop.kernel.db.transaction() as session:
        await session.execute(sql, shop.owner.merchant_id, shop.kernel.clock.now_us() - MINUTE_US)


async def read(shop: Shop) -> Series:
    registry = new_registry()
    await WorkerMetrics(registry).refresh(shop.kernel)
    return series_of(generate_latest(registry).decode())


async def test_an_idle_shop_has_empty_queues(shop: Shop) -> None:
    series = await read(shop)

    assert 0 == value(series, "headless_queue_waiting", queue="derived_events")
    assert 0 == value(series, "headless_queue_oldest_seconds", queue="derived_events")


async def test_what_waits_is_counted_by_queue_with_its_age(shop: Shop) -> None:
    columns = "merchant_id, id, topic, document, created_at, attempts"
    for id_, topic, delivered in (
        (1, "emit", "NULL"),
        (2, "observe:quiz", "NULL"),
        (3, "emit", "5"),
        (4, "erase", "NULL"),
    ):
        await rows(
            shop, f"INSERT INTO outbox ({columns}, delivered_at) VALUES ($1, {id_}, '{topic}', '', $2, 0, {delivered})"
        )
    await rows(
        shop,
        """INSERT INTO sweep (merchant_id, id, reason, document, after_id, status, created_at)
VALUES ($1, 1, '', '', 0, 0, $2)""",
    )
    await rows(
        shop,
        """INSERT INTO bulk_job (merchant_id, id, idempotency_key, content_hash, kind_id, document, created_at, created_by)
VALUES ($1, 1, '', '', 1, '', $2, '')""",
    )

    series = await read(shop)

    queues = ("derived_events", "observers", "erasures", "sweeps", "backtests", "bulk_jobs")
    assert [1, 1, 1, 1, 0, 1] == [value(series, "headless_queue_waiting", queue=queue) for queue in queues]
    assert [60, 60, 60, 60, 0, 60] == [value(series, "headless_queue_oldest_seconds", queue=queue) for queue in queues]


async def test_a_failed_back_test_counts_as_given_up(shop: Shop) -> None:
    sql = (
        "INSERT INTO backtest (merchant_id, id, document, status, created_at, created_by) VALUES ($1, 1, '', 3, $2, '')"
    )
    await rows(shop, sql)

    assert 1 == value(await read(shop), "headless_queue_given_up", queue="backtests")


async def test_events_that_wait_and_that_failed_are_counted_with_the_age_of_the_oldest(shop: Shop) -> None:
    member = await shop.member()
    await shop.refund(member, "1", "mistyped")
    shop.clock.set(shop.clock.now_us() + MINUTE_US)
    await shop.refund(member, "100.01", "o1")
    await shop.order(member, "100", "o1")

    series = await read(shop)

    waiting = [
        value(series, f"headless_queue_{name}", queue="deferred_events") for name in ("waiting", "oldest_seconds")
    ]
    assert [1, 60] == waiting
    assert 1 == value(series, "headless_queue_given_up", queue="deferred_events")
    assert 0 == value(series, "headless_queue_waiting", queue="observers")


async def test_in_a_sandbox_an_event_ages_by_the_sandboxs_clock(shop: Shop) -> None:
    await shop.refund(await shop.member(), "1", "mistyped")
    sandbox = "UPDATE merchant SET sandbox = TRUE, clock_at = $2 + 3 * 3600000000 WHERE id = $1"
    await rows(shop, sandbox)

    # The sandbox is three hours ahead, less the minute by which these rows are put back.
    assert 3 * 3600 - 60 == value(await read(shop), "headless_queue_oldest_seconds", queue="deferred_events")


async def test_what_paused_rules_have_yet_to_see_is_counted(shop: Shop) -> None:
    await shop.order(await shop.member(), "100", "o1")
    columns = "merchant_id, event_id, rule_id, member_id, attempts, due_at, state, document"
    for rule_id, state in ((1, 3), (2, 0), (3, 1)):
        values = f"merchant_id, id, {rule_id}, member_id, 0, $2, {state}, '{{}}'"
        await rows(
            shop, f"INSERT INTO rule_retry ({columns}) SELECT {values} FROM event WHERE merchant_id = $1 LIMIT 1"
        )

    series = await read(shop)

    assert [1, 1] == [value(series, "headless_queue_waiting", queue=queue) for queue in ("paused_rules", "retries")]
    assert 60 == value(series, "headless_queue_oldest_seconds", queue="paused_rules")


async def test_a_failed_turn_is_counted(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    stop = asyncio.Event()

    async def broken(*_: object, **__: object) -> None:
        stop.set()
        raise RuntimeError("no")

    monkeypatch.setattr(worker_module, "_work", broken)
    registry = new_registry()
    await run_worker(shop.kernel, stop, metrics=WorkerMetrics(registry))

    # The merchant's own turn, and the round that it was part of.
    assert 2 == value(series_of(generate_latest(registry).decode()), "headless_worker_failures_total")
