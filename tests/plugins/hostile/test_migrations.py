"""A plugin's migration fails: nothing of it remains, the plugin is named, and everybody else goes on."""

from typing import Any

import pytest
from tortoise import fields
from tortoise.models import Model

from headless.errors import Refused
from headless.models.base.session import Session
from headless.models.migrating.migrate import migrate
from headless.models.migrating.plugin_migrations import unmigrate_plugin
from headless.plugins import Earn, Table, hookimpl
from headless.services.plugin_admin.plugin_tables import migrate_tables, purge_tables
from headless.services.plugin_admin.plugins import disable_plugin, enable_plugin, plugin_views
from tests.models.inspect import tables
from tests.plugins.hostile.rules import plugin, says
from tests.services.plugin_admin.club import Club


class Note(Model):
    """What is noted of a member."""

    member_id = fields.CharField(64, primary_key=True)
    merchant_id = fields.BigIntField()
    note = fields.TextField()

    class Meta:
        table = "trouble_note"


def noting(migrations: str) -> Any:
    """A plugin with a rule and a table."""
    base = type(plugin(says(Earn("points", 1))))

    class Noting(base):  # type: ignore[misc, valid-type]
        @hookimpl
        def register_tables(self) -> Any:
            return [Table(Note, f"tests.plugins.hostile.{migrations}")]

    return Noting()


async def names(session: Session) -> set[str]:
    return {name for name in await tables(session) if name in ("trouble_note", "club_seat")}


async def test_a_failing_migration_enables_nothing_and_leaves_nothing(install: Any) -> None:
    async with install(trouble=noting("bad_migrations")) as shop:
        await shop.rule("points_per_spend")
        member = await shop.member()

        problem = (await enable_plugin(shop.kernel, shop.owner, "trouble")).problem
        await shop.order(member, "30")

        assert problem is not None
        assert "MIGRATION_FAILED" == problem.code
        assert "the migration 0001_first of the plugin trouble failed" in problem.message
        assert "30" == await shop.balance(member)
        async with shop.kernel.db.read() as session:
            assert set() == await names(session)


async def test_one_failing_migration_does_not_stop_the_others(install: Any) -> None:
    async with install(trouble=noting("bad_migrations"), club=Club()) as shop:
        failed = await migrate_tables(shop.kernel.db, shop.kernel.registry, 1)

        assert ["trouble"] == list(failed)
        async with shop.kernel.db.read() as session:
            assert {"club_seat"} == await names(session)


async def test_migrations_that_cannot_be_read_are_named(install: Any) -> None:
    async with install(trouble=noting("no_such_package")) as shop:
        problem = (await enable_plugin(shop.kernel, shop.owner, "trouble")).problem

        assert problem is not None
        assert "the migrations of the plugin trouble cannot be read" in problem.message


async def test_a_fixed_migration_goes_up_once_and_down_again_even_when_the_plugin_is_gone(install: Any) -> None:
    async with install(trouble=noting("bad_migrations")) as shop:
        assert (await enable_plugin(shop.kernel, shop.owner, "trouble")).problem is not None
    async with install(trouble=noting("fixed_migrations")) as shop:
        assert [None, None] == [(await enable_plugin(shop.kernel, shop.owner, "trouble")).problem for _ in range(2)]
        async with shop.kernel.db.read() as session:
            rows = await session.fetch("SELECT note, mood FROM trouble_note")
        assert [("left behind", None)] == [tuple(row) for row in rows]
    async with install() as shop:
        await migrate(shop.kernel.db)
        async with shop.kernel.db.read() as session:
            assert {"trouble_note"} == await names(session)
            merchant = await shop.kernel.programs.merchant(session, shop.owner.merchant_id)
            views = {each.name: each for each in plugin_views(await shop.kernel.programs.instances(session, merchant))}
        assert "MISSING" == views["trouble"].state

        assert 2 == await unmigrate_plugin(shop.kernel.db, "trouble")

        async with shop.kernel.db.read() as session:
            assert set() == await names(session)


async def test_tables_are_purged_only_where_nobody_uses_the_plugin(install: Any) -> None:
    async with install(trouble=noting("fixed_migrations")) as shop:
        assert (await enable_plugin(shop.kernel, shop.owner, "trouble")).problem is None

        with pytest.raises(Refused, match="tea has the plugin trouble enabled"):
            await purge_tables(shop.kernel.db, "trouble")
        assert (await disable_plugin(shop.kernel, shop.owner, "trouble")).problem is None

        assert [2, 0] == [await purge_tables(shop.kernel.db, "trouble") for _ in range(2)]
        assert (await enable_plugin(shop.kernel, shop.owner, "trouble")).problem is None
