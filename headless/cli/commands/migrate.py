"""`headless migrate`."""

from collections.abc import Mapping


def migrate() -> None:
    """Bring the database up to date, and seal the secrets that it holds.

    Every other command does this by itself, unless HEADLESS_AUTO_MIGRATE=off. Processes that start at the same time wait for
    one another. If a step fails, it is undone. The tables of installed plugins follow: if one fails, the others go on, and
    the command ends with 1.
    """
    import asyncio

    import typer

    from headless.cli.shared.output import FOUND, say
    from headless.cli.shared.running import settings
    from headless.messages import Message
    from headless.models.migrating.applied import is_current
    from headless.models.migrating.migrate import migrate as run_migrations
    from headless.services.kernel.opening import open_kernel
    from headless.services.plugin_admin.plugin_tables import migrate_tables, tables_current
    from headless.services.resealing.resealing import reseal

    async def work() -> tuple[bool, Mapping[str, str]]:
        async with open_kernel(settings()) as kernel:
            is_ours_current = await is_current(kernel.db)
            if not is_ours_current:
                await run_migrations(kernel.db)
            is_sealed = await reseal(kernel) == 0
            if await tables_current(kernel.db, kernel.registry):
                return not is_ours_current or not is_sealed, {}
            return True, await migrate_tables(kernel.db, kernel.registry, kernel.clock.now_us())

    changed, failed = asyncio.run(work())
    for message in failed.values():
        say(message)
    say(Message("migrated") if changed else Message("up to date"))
    if failed:
        raise typer.Exit(FOUND)
