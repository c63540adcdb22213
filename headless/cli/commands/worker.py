"""`headless worker`."""

from typing import TYPE_CHECKING, Annotated

import typer

from headless.cli.shared.options import JsonOption
from headless.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from headless.services.kernel.kernel import Kernel
    from headless.services.worker.metrics import WorkerMetrics


def worker(
    once: Annotated[bool, typer.Option("--once", help="Run the work that is due now, then end.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Refuse to start if a plugin cannot be loaded.")] = False,
    metrics_port: Annotated[
        int | None,
        typer.Option(
            help="The port for metrics; by default HEADLESS_METRICS_PORT, otherwise none are served.", min=1, max=65535
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Run the work that is due: clock work, retries, outbox, webhooks.

    This includes expiry, reviews, hold time-outs, reminders, sweeps after a changed configuration, failed rules and derived
    events.

    Several workers may run at the same time. Each piece of work is done once. Metrics for Prometheus are served on
    --metrics-port, at the address HEADLESS_HOST, until the worker is stopped.

    \b
    headless worker
    headless worker --metrics-port 9102
    headless worker --once
    """
    from dataclasses import asdict
    from functools import partial

    from headless.cli.shared.couriers import make_courier
    from headless.cli.shared.output import put, put_json
    from headless.cli.shared.running import run
    from headless.services.worker.worker import Worked, work_once

    async def turn(kernel: "Kernel") -> Worked:
        total, courier = Worked(), make_courier(kernel)
        while done := await work_once(kernel, told=True, courier=courier):
            for name, count in asdict(done).items():
                setattr(total, name, getattr(total, name) + count)
        return total

    if not once:
        run(partial(_work_on, metrics_port), strict=strict, traced=True)
        return
    done = asdict(run(turn, strict=strict, traced=True))
    if as_json:
        put_json(done)
    else:
        put(Message("{counted}", counted=tuple(_counted(done))))


def _counted(done: "Mapping[str, int]") -> "Iterator[Message]":
    """Yield what was done, in words."""
    yield Message("due {count}", count=done["due"])
    yield Message("judged {count}", count=done["judged"])
    yield Message("retried {count}", count=done["retried"])
    yield Message("delivered {count}", count=done["delivered"])
    yield Message("paused {count}", count=done["paused"])
    yield Message("scheduled {count}", count=done["scheduled"])
    yield Message("backtests {count}", count=done["backtests"])
    yield Message("forgotten {count}", count=done["forgotten"])
    yield Message("webhooks {count}", count=done["webhooks"])
    yield Message("issued {count}", count=done["issued"])


async def _work_on(metrics_port: int | None, kernel: "Kernel") -> None:
    """Run the work that is due until told to stop."""
    import asyncio
    import signal

    from headless.cli.shared.couriers import make_courier
    from headless.cli.shared.output import say
    from headless.services.kernel.garbage import collect_seldom
    from headless.services.worker.worker import run_worker

    metrics = _served_metrics(kernel, metrics_port or kernel.settings.metrics_port)
    collect_seldom()
    stop = asyncio.Event()
    for name in ("SIGINT", "SIGTERM"):
        asyncio.get_running_loop().add_signal_handler(getattr(signal, name), stop.set)
    say(Message("working (stop with Ctrl+C)"))
    await run_worker(kernel, stop, metrics=metrics, courier=make_courier(kernel))


def _served_metrics(kernel: "Kernel", port: int | None) -> "WorkerMetrics | None":
    """Serve metrics on a port if there is one.

    Raises:
        Misconfigured: another process has the port.
    """
    if port is None:
        return None
    from prometheus_client import start_http_server

    from headless.errors import Misconfigured
    from headless.services.worker.database_metrics import DatabaseMetrics
    from headless.services.worker.metrics import WorkerMetrics, new_registry

    registry, host = new_registry(), kernel.settings.host
    try:
        start_http_server(port, host, registry)
    except OSError as error:
        raise Misconfigured(
            Message(
                "cannot serve metrics on {host}:{port}: {error}; give another --metrics-port",
                host=host,
                port=port,
                error=error,
            )
        ) from None
    return WorkerMetrics(registry, DatabaseMetrics(registry))
