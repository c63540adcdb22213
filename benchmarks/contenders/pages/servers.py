"""The contenders, each one process of its own on a free port."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager

from benchmarks.contenders.pages import graphile
from benchmarks.contenders.pages.contenders import Contender
from headless.config import dialect_of

START_S = 60
APPS = {
    "ours": "headless.asgi:app",
    "stock": "benchmarks.contenders.pages.stock:app",
    "limit": "benchmarks.contenders.pages.limit:app",
}


@contextmanager
def serving(database_url: str, merchant_id: int, token: str, members: int) -> Iterator[list[Contender]]:
    """Start all contenders: PostGraphile only with PostgreSQL and npm."""
    environment = {
        **os.environ,
        "HEADLESS_DATABASE_URL": database_url,
        "HEADLESS_SECRET_KEY": "benchmarks" * 4,
        "HEADLESS_WORKER": "off",
        # As --no-access-log for the others.
        "HEADLESS_LOG_LEVEL": "warning",
        "HEADLESS_BENCH_MERCHANT": str(merchant_id),
    }
    with ExitStack() as stack:
        found = []
        for name, app in APPS.items():
            port = free_port()
            command = [sys.executable, "-m", "uvicorn", app, "--port", str(port), "--log-level", "warning"]
            pid = stack.enter_context(listening([*command, "--no-access-log"], port, environment))
            found.append(Contender(name, f"http://127.0.0.1:{port}", pid, token, members))
        if dialect_of(database_url) == "postgres":
            found += _postgraphile(stack, database_url, merchant_id, members)
        yield found


def _postgraphile(stack: ExitStack, database_url: str, merchant_id: int, members: int) -> list[Contender]:
    port = free_port()
    try:
        command = graphile.command(database_url, port)
    except graphile.Missing as error:
        print(f"PostGraphile is left out: {error}")
        return []
    stack.enter_context(graphile.views(database_url, merchant_id))
    environment = {**os.environ, "NODE_ENV": "production", "GRAPHILE_ENV": "production"}
    pid = stack.enter_context(listening(command, port, environment))
    return [Contender("postgraphile", f"http://127.0.0.1:{port}", pid, "", members)]


def free_port() -> int:
    """Return a port that no process listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def listening(command: list[str], port: int, environment: Mapping[str, str]) -> Iterator[int]:
    """Run a server, and wait until it listens."""
    process = subprocess.Popen(command, env=environment)
    try:
        _wait(process, port)
        yield process.pid
    finally:
        process.terminate()
        process.wait(10)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(START_S * 10):
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"no server on port {port} within {START_S} seconds")
