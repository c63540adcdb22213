"""A migration step that stores what identifies members as it is compared."""

from collections.abc import Sequence
from typing import Any

from tortoise.migrations.operations import Operation
from tortoise.migrations.schema_editor.base import BaseSchemaEditor
from tortoise.migrations.schema_generator.state import State

from headless.errors import StorageError
from headless.messages import Message
from headless.models.tables.members.doubles.identifiers import normalise_identifiers


class NormaliseIdentifiers(Operation):
    """Store every identifier as it is compared. Those that collide keep the form in which they are stored."""

    reversible = False

    def describe(self) -> str:
        """Return what `migrate` shows of it."""
        return "Store identifiers as they are compared"

    def state_forward(self, app_label: str, state: State) -> None:
        """Leave the state as it is: another step adds the columns."""

    async def database_forward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        """Store the identifiers of all merchants as they are compared."""
        if state_editor is None:
            return
        statements = _Statements(state_editor.client)
        for row in await statements.fetch("SELECT id, country FROM merchant ORDER BY id"):
            await normalise_identifiers(statements, row["id"], row["country"])

    async def database_backward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        """Refuse: migrations run forward only."""
        raise StorageError(
            Message("earlier forms of identifiers have no way back: restore the copy you made before them")
        )


class _Statements:
    """The connection of a migration, with parameters as sessions write them."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._mark = "?" if client.capabilities.dialect == "sqlite" else "$"

    async def fetch(self, sql: str, *args: Any) -> Sequence[Any]:
        """Return the rows of a query."""
        _, rows = await self._client.execute_query(sql.replace("$", self._mark), list(args))
        return list(rows)

    async def execute(self, sql: str, *args: Any) -> None:
        """Run a statement."""
        await self._client.execute_query(sql.replace("$", self._mark), list(args))
