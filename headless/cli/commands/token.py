"""`headless token`."""

from typing import Annotated

import typer

from headless.cli.shared.options import MerchantOption


def create(
    merchant: MerchantOption,
    scope: Annotated[
        list[str],
        typer.Option(help="What the token allows, such as members:read; admin allows everything. Repeatable."),
    ],
    name: Annotated[str, typer.Option(help="The name of its bearer in records.")] = "command line",
    source: Annotated[
        list[str] | None, typer.Option(help="A source that its events may name. Repeatable; by default any.")
    ] = None,
    expires: Annotated[str | None, typer.Option(metavar="TIME", help="When it expires; by default never.")] = None,
) -> None:
    """Create a token and print its secret, which is never shown again.

    \b
    headless token create --merchant shop --scope admin
    headless token create --merchant shop --scope events:write --source pos --name "till 3" --expires 2027-01-01T00:00:00Z
    """
    from headless.cli.shared.output import put
    from headless.cli.shared.running import run
    from headless.cli.shared.times import instant
    from headless.services.configuration.tokens import create_token
    from headless.services.kernel.kernel import Kernel

    expires_at = None if expires is None else instant(expires)

    async def work(kernel: Kernel) -> str:
        async with kernel.db.read() as session:
            row = await kernel.programs.by_slug(session, merchant)
        return (await create_token(kernel, row.id, name, scope, source or None, expires_at))[1]

    put(run(work))
