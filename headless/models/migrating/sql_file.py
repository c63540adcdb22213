"""A migration step that is a file of SQL, one per dialect."""

from pathlib import Path

from tortoise.migrations.operations import Operation
from tortoise.migrations.schema_editor.base import BaseSchemaEditor
from tortoise.migrations.schema_generator.state import State

from headless.errors import StorageError
from headless.messages import Message


class SqlFile(Operation):
    """The file `sql/<name of the migration>.<dialect>.sql` next to the migration given as `__file__`. Forward only."""

    reversible = False

    def __init__(self, migration_file: str) -> None:
        self._migration = Path(migration_file)

    def describe(self) -> str:
        """Return what `migrate` shows of it."""
        return f"Run the SQL of {self._migration.stem}"

    def state_forward(self, app_label: str, state: State) -> None:
        """Skip: the tables are what our SQL says, not what Tortoise would derive from the models."""

    async def database_forward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        """Run the file."""
        if state_editor is not None:
            await state_editor._run_sql(self._text(state_editor.client.capabilities.dialect))

    async def database_backward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        """Refuse: migrations run forward only."""
        raise StorageError(
            Message("{stem} has no way back: restore the copy you made before it", stem=self._migration.stem)
        )

    def _text(self, dialect: str) -> str:
        return (self._migration.parent / "sql" / f"{self._migration.stem}.{dialect}.sql").read_text("utf-8")
