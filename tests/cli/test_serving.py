"""Serving and working as processes of their own: they start, answer and end when told to."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.conftest import Command

PATIENCE_SECONDS = 30.0


@contextmanager
def process(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Run `headless …` next to the test, and kill it at the end if it still runs."""
    command = [sys.executable, "-m", "headless.cli", *arguments]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=dict(os.environ))
    try:
        yield running
    finally:
        with contextlib.suppress(ProcessLookupError):
            running.kill()
        running.communicate()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answer(request: str | urllib.request.Request, running: subprocess.Popen[str]) -> str:
    """What the server answers, as soon as it does."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until and running.poll() is None:
        try:
            with urllib.request.urlopen(request, timeout=5) as response:
                return str(response.read().decode())
        except urllib.error.URLError:
            time.sleep(0.1)
    pytest.fail(f"no answer; the server ended with {running.poll()}")


@pytest.mark.parametrize("more", [(), ("--no-worker",)])
def test_the_server_answers_the_token_that_the_command_line_made(shop: Command, more: tuple[str, ...]) -> None:
    secret = shop("token", "create", "--merchant", "shop", "--scope", "admin").out.strip()
    port = free_port()
    with process("serve", "--port", str(port), *more) as running:
        query = json.dumps({"query": "{ merchant { slug } }"}).encode()
        headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
        asked = urllib.request.Request(f"http://127.0.0.1:{port}/graphql", query, headers)
        found = json.loads(answer(asked, running))
        ready = answer(f"http://127.0.0.1:{port}/readyz", running)
        running.send_signal(signal.SIGTERM)
        code = running.wait(PATIENCE_SECONDS)

    assert {"merchant": {"slug": "shop"}} == found["data"]
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
