"""Several processes of one server count together, and leave nothing behind."""

import os
import signal
import time
from pathlib import Path

import pytest

from headless.models.database.sqlite import READERS
from tests.cli.conftest import Command
from tests.kit.processes import PATIENCE_SECONDS, answer, free_port, process
from tests.kit.series import Series, series_of, value

REQUESTS, SCRAPES = 20, 30
GAUGES = "headless-metrics-*/gauge_livesum_*.db"


CONNECTIONS = READERS + 1


def lived(series: Series) -> float | None:
    return value(series, "headless_requests_total", route="/healthz", method="GET", status="200")


def wait_for(folder: Path, pattern: str, count: int) -> list[Path]:
    """Return the files of a pattern once there are so many."""
    until = time.monotonic() + PATIENCE_SECONDS
    while len(paths := list(folder.glob(pattern))) != count:
        assert time.monotonic() < until, paths
        time.sleep(0.1)
    return paths


@pytest.mark.parametrize("options", [[], ["--no-worker"]], ids=["working", "serving alone"])
def test_every_scrape_is_the_sum_whichever_process_answers(
    shop: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str]
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with process("serve", "--port", str(port), "--workers", "2", *options) as running:
        answer(f"{address}/readyz", running)
        gauges = wait_for(tmp_path, GAUGES, 2)
        for _ in range(REQUESTS):
            answer(f"{address}/healthz", running)
        # A request is counted when its answer is complete, which a client may see a moment earlier.
        while lived(series_of(answer(f"{address}/metrics", running))) != REQUESTS:
            time.sleep(0.1)
        before = [lived(series_of(answer(f"{address}/metrics", running))) for _ in range(SCRAPES)]
        counted = list(tmp_path.glob("headless-metrics-*/counter_*.db"))
        os.kill(int(gauges[0].stem.rpartition("_")[2]), signal.SIGKILL)
        until = time.monotonic() + PATIENCE_SECONDS
        while gauges[0].exists() or len(list(tmp_path.glob(GAUGES))) < 2:
            assert time.monotonic() < until
            time.sleep(0.1)
        after = [series_of(answer(f"{address}/metrics", running)) for _ in range(SCRAPES)]
        running.send_signal(signal.SIGTERM)
        code = running.wait(PATIENCE_SECONDS)

    assert [REQUESTS] * SCRAPES == before
    assert 2 == len(counted)
    assert [REQUESTS] * SCRAPES == [lived(series) for series in after]
    assert {None if options else 0} == {value(series, "headless_queue_waiting", queue="sweeps") for series in after}
    assert {CONNECTIONS * 2} == {value(series, "headless_database_connections", state="open") for series in after[-5:]}
    assert 0 == code
    assert [] == list(tmp_path.glob("headless-metrics-*"))
