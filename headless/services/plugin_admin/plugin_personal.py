"""What plugins keep of a member in tables of their own: given out, and erased. What a plugin leaves undone is done for it."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from headless.engine.values.limits import INTEGRATION_SECONDS
from headless.ids import Prefix, encode
from headless.messages import Message
from headless.models.migrating.plugin_migrations import plugins_with_tables
from headless.models.tables.configuration.merchants import MerchantRow
from headless.models.tables.plugin_tables import delete_member_rows, member_rows
from headless.plugins.contract.integrations import Table
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.time_budgets import within
from headless.services.plugin_runs.integrations import merchant_of, told


async def export_member(kernel: Kernel, merchant: MerchantRow, member_id: int) -> dict[str, Any]:
    """Return by plugin what its tables hold of a member, or why it could not be read."""
    member, exported = encode(Prefix.MEMBER, member_id), dict[str, Any]()
    for plugin in _with_data(kernel):
        hooks = kernel.registry.observers.get(plugin)
        asked = hooks.export_member if hooks is not None else None

        async def export(plugin: str = plugin, asked: Any = asked) -> Any:
            async with kernel.db.read() as session:
                if asked is not None:
                    return await asked(member_id=member, merchant=merchant_of(merchant))
                tables = _tables(kernel, plugin)
                return {table.name: await member_rows(session, table, merchant.id, member) for table in tables}

        exported[plugin] = await _guarded(
            export, Message("{hook} of the plugin {plugin}", hook="export_member", plugin=plugin)
        )
    for plugin in sorted(await _gone(kernel)):
        exported[plugin] = {"error": "the plugin is not installed, and it alone can read its tables: install it again"}
    return exported


async def erase_member(kernel: Kernel, merchant: MerchantRow, member_id: int) -> Mapping[str, str]:
    """Delete what plugins' tables hold of a member, and return the plugins that failed with the reason.

    It may be called again.
    """
    member, failed = encode(Prefix.MEMBER, member_id), dict[str, str]()
    for plugin in await plugins_with_data(kernel):
        problem = await erase_from(kernel, merchant, plugin, member)
        if problem is not None:
            failed[plugin] = problem
    return failed


async def erase_from(kernel: Kernel, merchant: MerchantRow, plugin: str, member: str) -> str | None:
    """Delete what a plugin's tables hold of a member, named by its public id. Return why it failed, None if it did not."""
    if plugin not in _with_data(kernel):
        if plugin in await _gone(kernel):
            return "the plugin is not installed: install it, or drop its tables with headless plugins purge"
        return None
    hooks = kernel.registry.observers.get(plugin)
    asked = hooks.erase_member if hooks is not None else None

    async def erase() -> None:
        async with kernel.db.transaction() as session:
            if asked is not None:
                await asked(member_id=member, merchant=merchant_of(merchant))
            for table in _tables(kernel, plugin):
                await delete_member_rows(session, table, merchant.id, member)

    done = await _guarded(erase, Message("{hook} of the plugin {plugin}", hook="erase_member", plugin=plugin))
    return done["error"] if isinstance(done, dict) else None


async def plugins_with_data(kernel: Kernel) -> list[str]:
    """Return the plugins that keep something of members, those included that are not installed any more."""
    return sorted({*_with_data(kernel), *await _gone(kernel)})


def _with_data(kernel: Kernel) -> list[str]:
    """Return the loaded plugins that keep something of members, also those that this merchant has not enabled now."""
    asked = {name for name, hooks in kernel.registry.observers.items() if hooks.export_member or hooks.erase_member}
    return sorted(asked | {plugin for plugin, _ in kernel.registry.tables.values()})


def _tables(kernel: Kernel, plugin: str) -> list[Table]:
    return [table for owner, table in kernel.registry.tables.values() if owner == plugin]


async def _gone(kernel: Kernel) -> frozenset[str]:
    async with kernel.db.read() as session:
        return await plugins_with_tables(session) - set(kernel.registry.declared)


async def _guarded(work: Callable[[], Awaitable[Any]], what: str) -> Any:
    async def run() -> Any:
        return await work()

    try:
        return await within(INTEGRATION_SECONDS, run(), what)
    except Exception as fault:
        return {"error": told(fault)}
