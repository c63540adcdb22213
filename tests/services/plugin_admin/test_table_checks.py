"""What `headless plugins check` finds in a plugin's own tables, on a throw-away database."""

from typing import Any

from headless.plugins import Table, hookimpl
from headless.plugins.loading.registry import Registry
from headless.services.plugin_admin.table_checks import check_tables
from tests.services.plugin_admin.club import Club, Seat


async def faults(plugin: Any) -> list[str]:
    registry = Registry.load(entry_points=(), more={"club": plugin}, strict=True)
    return [each.text for each in await check_tables(registry, "club")]


async def test_tables_that_go_up_and_down_and_forget_are_fine() -> None:
    assert [] == await faults(Club())


async def test_export_and_erase_that_fail_are_named() -> None:
    class Forgetful(Club):
        @hookimpl
        async def export_member(self, member_id: str) -> Any:
            return {}

        @hookimpl
        async def erase_member(self, member_id: str) -> None:
            raise ValueError("not today")

    assert [
        "export_member gives nothing of a member who has a row in each table",
        "erase_member failed: ValueError: not today",
        "erase_member failed the second time: ValueError: not today",
        "erase_member leaves rows of the member in club_seat",
    ] == await faults(Forgetful())


async def test_migrations_that_cannot_be_read_are_named() -> None:
    class Lost(Club):
        @hookimpl
        def register_tables(self) -> Any:
            return [Table(Seat, "tests.services.plugin_admin.nowhere")]

    [text] = await faults(Lost())

    assert "cannot be read" in text


async def test_a_plugin_without_tables_has_nothing_to_try() -> None:
    assert [] == await check_tables(Registry.load(entry_points=()), "builtin")
