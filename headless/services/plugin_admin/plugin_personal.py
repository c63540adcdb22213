"""What plugins keep of a member in tables of their own: given out, and erased; what a plugin forgets to do is done for it."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from headless.engine.values.limits import INTEGRATION_SECONDS
from headless.ids import Prefix, encode
from headless.models.base.session import Session
from headless.models.migrating.plugin_migrations import plugins_with_tables
from headless.plugins.contract.integrations import Table
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.programs import MerchantRow
from headless.services.kernel.time_budgets import within
from headless.services.plugin_runs.integrations import merchant_of, told


async def export_member(kernel: Kernel, merchant: MerchantRow, member_id: int) -> dict[str, Any]:
    """By plugin: what its tables hold of a member, or why it could not say."""
    member, found = encode(Prefix.MEMBER, member_id), dict[str, Any]()
    for plugin in _with_data(kernel):
        hooks = kernel.registry.observers.get(plugin)
        asked = hooks.export_member if hooks is not None else None

        async def export(plugin: str = plugin, asked: Any = asked) -> Any:
            async with kernel.db.read() as session:
                if asked is not None:
                    return await asked(member_id=member, merchant=merchant_of(merchant))
                return {
                    table.name: await _rows(session, table, merchant.id, member) for table in _tables(kernel, plugin)
                }

        found[plugin] = await _guarded(export, f"export_member of the plugin {plugin}")
    for plugin in sorted(await _gone(kernel)):
        found[plugin] = {"error": "the plugin is not installed, and it alone can read its tables: install it again"}
    return found


async def erase_member(kernel: Kernel, merchant: MerchantRow, member_id: int) -> Mapping[str, str]:
    """Delete what plugins' tables hold of a member; those that failed, with the reason. May be called again."""
    member, failed = encode(Prefix.MEMBER, member_id), dict[str, str]()
    for plugin in _with_data(kernel):
        hooks = kernel.registry.observers.get(plugin)
        asked = hooks.erase_member if hooks is not None else None

        async def erase(plugin: str = plugin, asked: Any = asked) -> None:
            async with kernel.db.transaction() as session:
                if asked is not None:
                    await asked(member_id=member, merchant=merchant_of(merchant))
                for table in _tables(kernel, plugin):
                    sql = f"DELETE FROM {table.name} WHERE merchant_id = $1 AND {table.member} = $2"
                    await session.execute(sql, merchant.id, member)

        done = await _guarded(erase, f"erase_member of the plugin {plugin}")
        if isinstance(done, dict):
            failed[plugin] = done["error"]
    for plugin in sorted(await _gone(kernel)):
        failed[plugin] = "the plugin is not installed: install it, or drop its tables with headless plugins purge"
    return failed


def _with_data(kernel: Kernel) -> list[str]:
    """Loaded plugins that keep something of members, whether this merchant has enabled them now or not."""
    asked = {name for name, found in kernel.registry.observers.items() if found.export_member or found.erase_member}
    return sorted(asked | {plugin for plugin, _ in kernel.registry.tables.values()})


def _tables(kernel: Kernel, plugin: str) -> list[Table]:
    return [table for owner, table in kernel.registry.tables.values() if owner == plugin]


async def _gone(kernel: Kernel) -> frozenset[str]:
    async with kernel.db.read() as session:
        return await plugins_with_tables(session) - set(kernel.registry.declared)


async def _rows(session: Session, table: Table, merchant_id: int, member: str) -> list[dict[str, Any]]:
    sql = f"SELECT * FROM {table.name} WHERE merchant_id = $1 AND {table.member} = $2"
    rows = await session.fetch(sql, merchant_id, member)
    return [{key: value for key, value in zip(row.keys(), row, strict=True) if key != "merchant_id"} for row in rows]


async def _guarded(work: Callable[[], Awaitable[Any]], what: str) -> Any:
    async def run() -> Any:
        return await work()

    try:
        return await within(INTEGRATION_SECONDS, run(), what)
    except Exception as fault:
        return {"error": told(fault)}
