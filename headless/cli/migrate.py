"""`headless migrate`."""


def migrate() -> None:
    """Bring the database up to date.

    Every other command does so by itself, unless HEADLESS_AUTO_MIGRATE=off. Processes that start at once wait for one
    another; if a step fails, nothing of it remains.
    """
    import asyncio

    from headless.cli.output import say
    from headless.cli.running import settings
    from headless.models.applied import is_current
    from headless.models.database import Database
    from headless.models.migrate import migrate as run_migrations

    async def work() -> bool:
        async with Database.open(settings().database_url) as database:
            if await is_current(database):
                return False
            await run_migrations(database)
            return True

    say("migrated" if asyncio.run(work()) else "up to date")
