"""`headless serve`."""

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from headless.config import Settings

PROTOCOL = "headless.web.connections:Connection"
SOCKET_PROTOCOL = "headless.web.live.socket_connections:SocketConnection"
"""Bounds what a caller may send before it is known, and how long it may take."""
METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"


def serve(
    host: Annotated[
        str | None, typer.Option(help="The address to listen on; by default HEADLESS_HOST or 127.0.0.1.")
    ] = None,
    port: Annotated[
        int | None, typer.Option(help="The port; by default HEADLESS_PORT or 8000.", min=1, max=65535)
    ] = None,
    workers: Annotated[int, typer.Option(help="The number of processes that answer requests.", min=1, max=64)] = 1,
    no_worker: Annotated[
        bool, typer.Option("--no-worker", help="Leave clock work and the outbox to headless worker.")
    ] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Refuse to start if a plugin cannot be loaded.")] = False,
) -> None:
    """Serve GraphQL, events, health and metrics over HTTP.

    Each process also runs the work that is due (expiry, reviews, retries, the outbox), unless --no-worker is given.

    \b
    headless serve
    headless serve --host 0.0.0.0 --port 8080 --workers 4 --no-worker
    """
    import asyncio

    from headless.cli.shared.running import open_current, settings

    if strict:
        os.environ["HEADLESS_STRICT"] = "on"
    current = settings()
    # What is made at the start stays, and scanning it again and again takes a sixth of the time.
    gc.disable()

    async def prepare() -> None:
        async with open_current(current):
            pass

    try:
        asyncio.run(prepare())
        # uvicorn's processes read the environment themselves.
        if no_worker:
            os.environ["HEADLESS_WORKER"] = "off"
        listen(current, host, port, workers)
    finally:
        gc.enable()


def listen(settings: "Settings", host: str | None, port: int | None, workers: int = 1) -> None:
    """Serve until told to stop."""
    import uvicorn

    from headless.cli.shared.output import say
    from headless.messages import Message
    from headless.web.live.messages import MESSAGE_CHARACTERS
    from headless.web.live.socket_connections import PING_SECONDS, PONG_SECONDS

    if settings.secret_key is None and workers > 1:
        import secrets

        os.environ["HEADLESS_SECRET_KEY"] = secrets.token_hex(32)
    address, door = host or settings.host, port or settings.port
    say(Message("serving http://{address}:{port}/graphql (stop with Ctrl+C)", address=address, port=str(door)))
    with _shared_metrics(workers):
        # The application sets up logging, and has an access log of its own.
        # A WebSocket that compresses holds its own windows, several times what the connection takes otherwise.
        uvicorn.run(
            "headless.asgi:app", host=address, port=door, workers=workers, log_config=None, access_log=False,
            ws_max_size=MESSAGE_CHARACTERS, ws_per_message_deflate=False, server_header=False, http=PROTOCOL,
            ws=SOCKET_PROTOCOL, ws_ping_interval=PING_SECONDS, ws_ping_timeout=PONG_SECONDS,
            # HEADLESS_ADDRESS_HEADER says which proxy is believed.
            proxy_headers=False,
        )  # fmt: skip


@contextmanager
def _shared_metrics(workers: int) -> Iterator[None]:
    """Give several processes a folder to count in together, for as long as they serve."""
    if workers == 1:
        yield
        return
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="headless-metrics-") as folder:
        os.environ[METRICS_FOLDER] = folder
        try:
            yield
        finally:
            del os.environ[METRICS_FOLDER]
