"""`headless clock`."""

from typing import Annotated

import typer

from headless.cli.shared.options import MerchantOption


def clock(
    merchant: MerchantOption,
    time: Annotated[
        str | None, typer.Argument(help="The time to set, with an offset; later than the clock shows.")
    ] = None,
) -> None:
    """Show a merchant's clock, or set that of a sandbox.

    Setting the clock runs everything that falls due on the way, each piece at its own time. It never goes back.

    \b
    headless clock --merchant trial
    headless clock --merchant trial 2012-01-31T12:00:00Z
    """
    from headless.cli.shared.output import fail, put
    from headless.cli.shared.running import run
    from headless.cli.shared.times import instant, shown
    from headless.engine.values.problems import Problem
    from headless.services.kernel.kernel import Kernel
    from headless.services.kernel.principals import operator
    from headless.services.scheduling.clocks import advance

    to_us = None if time is None else instant(time)

    async def work(kernel: Kernel) -> Problem | str:
        async with kernel.db.read() as session:
            row = await kernel.programs.by_slug(session, merchant)
        if to_us is not None:
            problem = await advance(kernel, operator(row.id, row.slug), to_us)
            if problem is not None:
                return problem
            async with kernel.db.read() as session:
                row = await kernel.programs.by_slug(session, merchant)
        return shown(kernel.now(row), row.time_zone)

    answer = run(work)
    if isinstance(answer, Problem):
        fail(answer.message)
    put(answer)
