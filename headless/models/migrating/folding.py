"""A migration step that fills in what a search of members compares."""

from typing import Any

from tortoise.migrations.operations import Operation
from tortoise.migrations.schema_editor.base import BaseSchemaEditor
from tortoise.migrations.schema_generator.state import State

from headless.errors import StorageError
from headless.messages import Message
from headless.models.tables.members.members import SEARCHED, folded_apart

_SLICE = 5_000


class FoldMembers(Operation):
    """Fold what members are searched by, some thousand members at a time."""

    reversible = False

    def describe(self) -> str:
        """Return what `migrate` shows of it."""
        return "Fold what members are searched by"

    def state_forward(self, app_label: str, state: State) -> None:
        """Leave the state as it is: another step adds the columns."""

    async def database_forward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        """Read all members, and write those whose texts differ when they are folded."""
        if state_editor is not None:
            await fold_members(state_editor.client)

    async def database_backward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        """Refuse: migrations run forward only."""
        raise StorageError(Message("folded texts have no way back: restore the copy you made before them"))


async def fold_members(client: Any) -> None:
    """Fill in the folded texts of all members."""
    mark = "?" if client.capabilities.dialect == "sqlite" else "$"
    first, second = f"{mark}1", f"{mark}2"
    after = (-1, -1)
    select = f"""SELECT merchant_id, id, {", ".join(SEARCHED)} FROM member
WHERE merchant_id > {first} OR (merchant_id = {first} AND id > {second}) ORDER BY merchant_id, id LIMIT {_SLICE}"""
    changes = ", ".join(f"{column}_folded = {mark}{number}" for number, column in enumerate(SEARCHED, 3))
    update = f"UPDATE member SET {changes} WHERE merchant_id = {first} AND id = {second}"
    while True:
        _, rows = await client.execute_query(select, list(after))
        for row in rows:
            texts = [folded_apart(row[column]) for column in SEARCHED]
            if any(texts):
                await client.execute_query(update, [row["merchant_id"], row["id"], *texts])
        if len(rows) < _SLICE:
            return
        after = rows[-1]["merchant_id"], rows[-1]["id"]
