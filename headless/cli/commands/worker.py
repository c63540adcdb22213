"""`headless worker`."""

from typing import TYPE_CHECKING, Annotated

import typer

from headless.cli.shared.options import JsonOption

if TYPE_CHECKING:
    from headless.services.kernel.kernel import Kernel


def worker(
    once: Annotated[bool, typer.Option("--once", help="Do what is due now, then end.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Refuse to start where a plugin cannot be loaded.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Do what is due: clock work, retries, outbox.

    Expiry, reviews, hold time-outs, reminders, sweeps after a changed configuration, failed rules, derived events.

    Many may run side by side; each piece of work is done once.

    \b
    headless worker
    headless worker --once
    """
    from dataclasses import asdict

    from headless.cli.shared.output import put, put_json
    from headless.cli.shared.running import run
    from headless.services.worker.worker import Worked, work_once

    async def turn(kernel: "Kernel") -> Worked:
        total = Worked()
        while done := await work_once(kernel):
            for name, count in asdict(done).items():
                setattr(total, name, getattr(total, name) + count)
        return total

    if not once:
        run(_for_ever, strict=strict)
        return
    done = asdict(run(turn, strict=strict))
    if as_json:
        put_json(done)
    else:
        put(", ".join(f"{name} {count}" for name, count in done.items()))


async def _for_ever(kernel: "Kernel") -> None:
    import asyncio
    import signal

    from headless.cli.shared.output import say
    from headless.services.kernel.garbage import collect_seldom
    from headless.services.worker.worker import run_worker

    collect_seldom()
    stop = asyncio.Event()
    for name in ("SIGINT", "SIGTERM"):
        asyncio.get_running_loop().add_signal_handler(getattr(signal, name), stop.set)
    say("working (stop with Ctrl+C)")
    await run_worker(kernel, stop)
