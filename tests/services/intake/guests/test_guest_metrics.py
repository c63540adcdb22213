"""Operators see how many events of guests wait, and since when."""

from prometheus_client import generate_latest

from headless.services.worker.metrics import WorkerMetrics, new_registry
from tests.kit.series import series_of, value
from tests.services.intake.guests.waiting import ANN
from tests.services.shop import Shop


async def test_what_waits_for_guests_is_a_queue(shop: Shop) -> None:
    await shop.order(ANN, "1.00")
    shop.clock.set(shop.clock.now_us() + 60_000_000)
    await shop.order(ANN, "1.00")
    registry = new_registry()

    await WorkerMetrics(registry).refresh(shop.kernel)

    series = series_of(generate_latest(registry).decode())
    waiting = [value(series, f"headless_queue_{name}", queue="guest_events") for name in ("waiting", "oldest_seconds")]
    assert [2, 60] == waiting
