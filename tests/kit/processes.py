"""`headless …` as a process of its own."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

PATIENCE_SECONDS = 30.0


@contextmanager
def process(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """`headless …` while the test runs; killed if it is still there at the end."""
    command = [sys.executable, "-m", "headless.cli", *arguments]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=dict(os.environ))
    try:
        yield running
    finally:
        with contextlib.suppress(ProcessLookupError):
            running.kill()
        running.communicate()


def free_port() -> int:
    """Return a port that no process listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answer(request: str | urllib.request.Request, running: subprocess.Popen[str]) -> str:
    """Return what the process answers, as soon as it does."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until and running.poll() is None:
        try:
            with urllib.request.urlopen(request, timeout=5) as response:
                return str(response.read().decode())
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    pytest.fail(f"no answer; the process ended with {running.poll()}")
