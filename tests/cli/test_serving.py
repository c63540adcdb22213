"""Serving and working as processes of their own: they start, answer and end when told to."""

import json
import signal
import socket
import urllib.request
from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.kit.processes import PATIENCE_SECONDS, answer, free_port, process
from tests.kit.series import series_of, value


@pytest.mark.parametrize("more", [(), ("--no-worker",)])
def test_the_server_answers_the_token_that_the_command_line_made(shop: Command, more: tuple[str, ...]) -> None:
    secret = shop("token", "create", "--merchant", "shop", "--scope", "admin").out.strip()
    port = free_port()
    with process("serve", "--port", str(port), *more) as running:
        query = json.dumps({"query": "{ merchant { slug } }"}).encode()
        headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
        asked = urllib.request.Request(f"http://127.0.0.1:{port}/graphql", query, headers)
        response = json.loads(answer(asked, running))
        ready = answer(f"http://127.0.0.1:{port}/readyz", running)
        running.send_signal(signal.SIGTERM)
        code = running.wait(PATIENCE_SECONDS)

    assert {"merchant": {"slug": "shop"}} == response["data"]
    assert "ready" in ready
    assert code in (0, -signal.SIGTERM)


def test_a_worker_ends_when_it_is_told_to(shop: Command, tmp_path: Path) -> None:
    with process("worker") as running:
        assert running.stderr is not None
        said = running.stderr.readline()
        running.send_signal(signal.SIGTERM)
        code = running.wait(PATIENCE_SECONDS)

    assert "working" in said
    assert 0 == code


def test_the_demo_is_made_without_serving_and_found_complete(headless: Command) -> None:
    made = headless("demo", "--no-serve")
    again = headless("demo", "--no-serve")

    assert (0, 0) == (made.code, again.code)
    assert "Members per tier:" in made.out
    assert "hm_demo_" in made.out
    assert "already existed" in again.out
    assert "no drift\n" == headless("verify", "--merchant", "demo").err


def test_a_worker_serves_its_metrics(shop: Command) -> None:
    port = free_port()
    with process("worker", "--metrics-port", str(port)) as running:
        series = series_of(answer(f"http://127.0.0.1:{port}/metrics", running))
        while value(series, "headless_queue_waiting", queue="sweeps") is None:
            series = series_of(answer(f"http://127.0.0.1:{port}/metrics", running))

    queues = ("derived_events", "observers", "retries", "schedules", "sweeps", "backtests")
    assert [0.0] * 6 == [value(series, "headless_queue_waiting", queue=queue) for queue in queues]
    assert [0.0] * 6 == [value(series, "headless_queue_oldest_seconds", queue=queue) for queue in queues]
    assert 0 == value(series, "headless_queue_given_up", queue="retries")
    assert 0 == value(series, "headless_worker_failures_total")


def test_a_port_that_is_taken_is_named(shop: Command) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        answered = shop("worker", "--metrics-port", str(port))

    assert 2 == answered.code
    assert f"cannot serve metrics on 127.0.0.1:{port}" in answered.err
