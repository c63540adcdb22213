"""A migration step that brings keys stored as they were sent to their one spelling."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from tortoise.migrations.operations import Operation
from tortoise.migrations.schema_editor.base import BaseSchemaEditor
from tortoise.migrations.schema_generator.state import State

from headless.engine.values.spelling import spelled
from headless.errors import StorageError
from headless.messages import Message


class Spelled(NamedTuple):
    """A column of keys. within: the columns within which it is unique. only: a condition on the rows."""

    table: str
    column: str
    within: tuple[str, ...] | None = None
    only: str = "TRUE"


_ODD = {
    "sqlite": "({column} GLOB '*[^ -~]*' OR {column} <> trim({column}))",
    "postgres": "({column} ~ '[^ -~]|^ | $')",
}
"""What may be spelled otherwise: anything but plain ASCII without blanks at its ends."""


class Respell(Operation):
    """Spell the keys of some columns in one way. A key whose new spelling is taken keeps the old one."""

    reversible = False

    def __init__(self, columns: Sequence[Spelled]) -> None:
        self.columns = tuple(columns)

    def describe(self) -> str:
        """Return what `migrate` shows of it."""
        return "Spell keys in one way"

    def state_forward(self, app_label: str, state: State) -> None:
        """Leave the state as it is: the tables keep their shape."""

    async def database_forward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        """Read what may be spelled otherwise, and write what is."""
        if state_editor is not None:
            for column in self.columns:
                await respell(state_editor.client, column)

    async def database_backward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        """Refuse: migrations run forward only."""
        raise StorageError(Message("the spelling has no way back: restore the copy you made before it"))


async def respell(client: Any, keys: Spelled) -> None:
    """Spell the keys of one column."""
    dialect, table, column = client.capabilities.dialect, keys.table, keys.column
    odd = _ODD[dialect].format(column=column)
    _, rows = await client.execute_query(
        f"SELECT DISTINCT merchant_id, {column} AS stored FROM {table} WHERE {odd} AND {keys.only}"
    )
    update = _update(keys, "?" if dialect == "sqlite" else "$")
    for row in rows:
        key = spelled(row["stored"])
        if key and key != row["stored"]:
            await client.execute_query(update, [key, row["merchant_id"], row["stored"]])


def _update(keys: Spelled, mark: str) -> str:
    table, column = keys.table, keys.column
    key, merchant, stored = (f"{mark}{number}" for number in (1, 2, 3))
    sql = f"UPDATE {table} SET {column} = {key} WHERE merchant_id = {merchant} AND {column} = {stored} AND {keys.only}"
    if keys.within is None:
        return sql
    alike = "".join(f" AND o.{name} = {table}.{name}" for name in keys.within)
    return (
        f"{sql} AND NOT EXISTS (SELECT 1 FROM {table} o WHERE o.merchant_id = {merchant} AND o.{column} = {key}{alike})"
    )
