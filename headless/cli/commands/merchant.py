"""`headless merchant`: tenants are made and listed by the operator."""

from typing import Annotated

import typer

from headless.cli.shared.options import JsonOption


def create(
    slug: Annotated[str, typer.Argument(help="Its name in tokens and on this command line: a-z, 0-9 and -.")],
    currency: Annotated[str, typer.Option(help="Three letters, such as GBP.")],
    time_zone: Annotated[str, typer.Option(help="Whose days count, such as Europe/London.")],
    name: Annotated[str | None, typer.Option(help="For people; the slug if left out.")] = None,
    sandbox: Annotated[bool, typer.Option("--sandbox", help="A clock of its own that is set by hand.")] = False,
    clock: Annotated[
        str | None, typer.Option(metavar="TIME", help="Where a sandbox's clock begins; now if left out.")
    ] = None,
) -> None:
    """Create a merchant with the asset kinds points, growth and balance; no rule is on.

    \b
    headless merchant create shop --currency GBP --time-zone Europe/London
    headless merchant create trial --currency GBP --time-zone Europe/London --sandbox --clock 2011-12-09T23:59:59Z
    """
    from headless.cli.shared.output import put, say
    from headless.cli.shared.running import run
    from headless.cli.shared.times import instant
    from headless.services.configuration.merchants import create_merchant
    from headless.services.kernel.kernel import Kernel
    from headless.services.kernel.programs import MerchantRow

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

    found = run(merchants)
    rows = [
        (each.slug, each.name, each.currency, each.time_zone, each.sandbox,
         None if each.clock_at is None else shown(each.clock_at, each.time_zone))
        for each in found
    ]  # fmt: skip
    names = ("slug", "name", "currency", "timeZone", "sandbox", "clock")
    if as_json:
        put_json([dict(zip(names, row, strict=True)) for row in rows])
    else:
        table(names, [(*row[:4], "yes" if row[4] else "", row[5]) for row in rows])
