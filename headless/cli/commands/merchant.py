"""`headless merchant`: the operator creates and lists tenants."""

from typing import Annotated

import typer

from headless.cli.shared.options import JsonOption


def create(
    slug: Annotated[str, typer.Argument(help="The name in tokens and on the command line: a-z, 0-9 and -.")],
    currency: Annotated[str, typer.Option(help="Three letters, such as GBP.")],
    time_zone: Annotated[str, typer.Option(help="The time zone of its days, such as Europe/London.")],
    name: Annotated[str | None, typer.Option(help="The name that people see; by default the slug.")] = None,
    sandbox: Annotated[bool, typer.Option("--sandbox", help="Give it a clock of its own that is set by hand.")] = False,
    clock: Annotated[
        str | None, typer.Option(metavar="TIME", help="Where a sandbox's clock begins; by default now.")
    ] = None,
) -> None:
    """Create a merchant with the asset kinds points, growth and balance. No rule is active.

    \b
    headless merchant create shop --currency GBP --time-zone Europe/London
    headless merchant create trial --currency GBP --time-zone Europe/London --sandbox --clock 2011-12-09T23:59:59Z
    """
    from headless.cli.shared.output import put, say
    from headless.cli.shared.running import run
    from headless.cli.shared.times import instant
    from headless.models.tables.configuration.merchants import MerchantRow
    from headless.services.configuration.merchants import create_merchant
    from headless.services.kernel.kernel import Kernel

    clock_at = None if clock is None else instant(clock)

    async def work(kernel: Kernel) -> MerchantRow:
        return await create_merchant(
            kernel, slug, currency=currency, time_zone=time_zone, name=name, sandbox=sandbox, clock_at=clock_at
        )

    created = run(work)
    put(created.slug)
    say(f"created; next: headless token create --merchant {created.slug} --scope admin")


def listed(as_json: JsonOption = False) -> None:
    """List all merchants.

    \b
    headless merchant list
    headless merchant list --json
    """
    from headless.cli.shared.output import put_json, table
    from headless.cli.shared.running import run
    from headless.cli.shared.times import shown
    from headless.services.worker.worker import merchants

    listing = [
        {
            "slug": merchant.slug, "name": merchant.name, "currency": merchant.currency, "timeZone": merchant.time_zone,
            "sandbox": merchant.sandbox,
            "clock": None if merchant.clock_at is None else shown(merchant.clock_at, merchant.time_zone),
        }
        for merchant in run(merchants)
    ]  # fmt: skip
    if as_json:
        put_json(listing)
    else:
        titles = ("slug", "name", "currency", "timeZone", "sandbox", "clock")
        table(titles, [list({**line, "sandbox": "yes" if line["sandbox"] else ""}.values()) for line in listing])
