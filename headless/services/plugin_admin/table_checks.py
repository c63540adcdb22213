"""A plugin's own tables tried on a throw-away database: up, a row for a member, exported, erased twice, and down again."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from headless.clock import SystemClock
from headless.config import Settings
from headless.engine.evaluation.runner import describe
from headless.ids import Prefix, encode
from headless.messages import Message
from headless.models.base.session import Session
from headless.models.database.database import Database
from headless.models.migrating.migrate import migrate
from headless.models.migrating.plugin_migrations import unmigrate_plugin
from headless.models.tables.configuration.merchants import MerchantRow
from headless.models.tables.plugin_tables import count_member_rows, insert_row
from headless.plugins.conformance.findings import Finding
from headless.plugins.contract.integrations import Table
from headless.plugins.loading.registry import Registry
from headless.services.configuration.merchants import create_merchant
from headless.services.kernel.kernel import Kernel, build_kernel
from headless.services.kernel.principals import system
from headless.services.members.members import create_member
from headless.services.plugin_admin.plugin_personal import erase_member, export_member
from headless.services.plugin_admin.plugin_tables import migrate_tables_of

AREA = "tables"


async def check_tables(registry: Registry, plugin: str) -> list[Finding]:
    """Return what a plugin's tables, their migrations, export and erase do wrong. A plugin without tables does nothing wrong."""
    declared = registry.declared.get(plugin)
    if declared is None or not declared.tables:
        return []
    models = [table.model for table in declared.tables]
    with _scratch() as url:
        async with Database.open(url, more=models) as db:
            await migrate(db)
            clock = SystemClock()
            kernel = build_kernel(db, registry, clock, Settings(database_url=url), clock)
            try:
                return [finding async for finding in _checked(kernel, plugin, declared.tables)]
            except Exception as fault:
                return [Finding(AREA, Message.plain(describe(fault)))]


@contextmanager
def _scratch() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="headless-check-") as folder:
        yield f"sqlite:///{Path(folder) / 'check.db'}?synchronous=OFF"


async def _checked(kernel: Kernel, plugin: str, tables: tuple[Table, ...]) -> Any:
    merchant = await create_merchant(kernel, "check", currency="GBP", time_zone="Europe/London")
    created = await create_member(kernel, system(merchant.id, merchant.slug), {"number": "1"})
    assert created.member_id is not None
    await migrate_tables_of(kernel.db, kernel.registry, plugin, kernel.clock.now_us())
    member = encode(Prefix.MEMBER, created.member_id)
    async with kernel.db.transaction() as session:
        for table in tables:
            await _insert(session, table, merchant.id, member)
    async with kernel.db.read() as session:
        row = await kernel.programs.merchant(session, merchant.id)
    for text in await _personal(kernel, row, created.member_id, plugin):
        yield Finding(AREA, text)
    async with kernel.db.read() as session:
        for table in tables:
            if await count_member_rows(session, table, member):
                yield Finding(AREA, Message("erase_member leaves rows of the member in {table}", table=table.name))
    try:
        await unmigrate_plugin(kernel.db, plugin)
    except Exception as fault:
        yield Finding(AREA, Message("its migrations do not go down again: {fault}", fault=describe(fault)))


async def _personal(kernel: Kernel, merchant: MerchantRow, member_id: int, plugin: str) -> list[Message]:
    """Export, and erase twice. Return what goes wrong."""
    wrong: list[Message] = []
    exported: Any = (await export_member(kernel, merchant, member_id)).get(plugin)
    if isinstance(exported, dict) and "error" in exported:
        wrong.append(Message("export_member failed: {error}", error=exported["error"]))
    elif not exported:
        wrong.append(Message("export_member gives nothing of a member who has a row in each table"))
    for again in (False, True):
        failed = (await erase_member(kernel, merchant, member_id)).get(plugin)
        if failed is not None and again:
            wrong.append(Message("erase_member failed the second time: {error}", error=failed))
        elif failed is not None:
            wrong.append(Message("erase_member failed: {error}", error=failed))
    return wrong


async def _insert(session: Session, table: Table, merchant_id: int, member: str) -> None:
    """Add one made-up row: numbers are 1, texts are "x"."""
    model: Any = table.model
    values: dict[str, Any] = {}
    for name, column in model._meta.fields_db_projection.items():
        field = model._meta.fields_map[name]
        if column == "merchant_id":
            values[column] = merchant_id
        elif column == table.member:
            values[column] = member
        elif not (field.null or field.generated):
            values[column] = "x" if "TEXT" in str(field.SQL_TYPE) or "CHAR" in str(field.SQL_TYPE) else 1
    await insert_row(session, table.name, values)
