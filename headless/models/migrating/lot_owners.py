"""A migration step that finds out whose lots restored ones are."""

from collections import Counter
from typing import Any, NamedTuple

from tortoise.migrations.operations import Operation
from tortoise.migrations.schema_editor.base import BaseSchemaEditor
from tortoise.migrations.schema_generator.state import State

from headless.engine.member.records import EntryType
from headless.errors import StorageError
from headless.messages import Message

_SLICE = 5_000
_RESTORED = f"""SELECT l.merchant_id, l.id, l.funding, l.granted, r.id AS entry_id, r.reverses, r.recorded_at FROM entry r
JOIN lot l ON l.merchant_id = r.merchant_id AND l.member_id = r.member_id AND l.entry_id = r.id
WHERE r.type = {EntryType.REVERSE:d} AND r.amount > 0 AND (l.merchant_id > {{0}} OR (l.merchant_id = {{0}} AND l.id > {{1}}))
ORDER BY l.merchant_id, l.id LIMIT {_SLICE}"""
_SPENT = """SELECT l.id, coalesce(l.origin_entry_id, l.entry_id) AS owner_id, -m.amount - coalesce((
  SELECT sum(b.amount) FROM entry r JOIN lot_move b ON b.merchant_id = r.merchant_id AND b.entry_id = r.id AND b.lot_id = l.id
  WHERE r.merchant_id = l.merchant_id AND r.member_id = l.member_id AND r.reverses = m.entry_id AND r.id <= {2}), 0) AS gone
FROM lot_move m JOIN lot l ON l.merchant_id = m.merchant_id AND l.id = m.lot_id
WHERE m.merchant_id = {0} AND m.entry_id = {1} AND l.funding = {3} AND l.expires_at <= {4}
ORDER BY l.expires_at DESC, l.earned_at DESC, l.id DESC"""


class _Spent(NamedTuple):
    """A lot that a spending took from, and how much of that has not come back to it."""

    lot_id: int
    owner_id: int
    gone: int


class FindOwners(Operation):
    """Note with each restored lot the entry whose spent lot it was restored from."""

    reversible = False

    def describe(self) -> str:
        """Return what `migrate` shows of it."""
        return "Find out whose lots restored ones are"

    def state_forward(self, app_label: str, state: State) -> None:
        """Leave the state as it is: another step adds the column."""

    async def database_forward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        """Read the restored lots and what their spendings took, and write the owners."""
        if state_editor is not None:
            await find_owners(state_editor.client)

    async def database_backward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        """Refuse: migrations run forward only."""
        raise StorageError(Message("owners of lots have no way back: restore the copy you made before them"))


async def find_owners(client: Any) -> None:
    """Fill in the owners of all restored lots.

    A restore fills the expired lots of one funding in the reverse of their burn order, each with a new lot of its own.
    """
    mark = "?" if client.capabilities.dialect == "sqlite" else "$"
    marks = [f"{mark}{number}" for number in range(1, 6)]
    select, spent_lots = _RESTORED.format(*marks), _SPENT.format(*marks)
    update = f"UPDATE lot SET origin_entry_id = {marks[2]} WHERE merchant_id = {marks[0]} AND id = {marks[1]}"
    restored: Counter[tuple[int, int]] = Counter()
    after = (-1, -1)
    while True:
        _, rows = await client.execute_query(select, list(after))
        for row in rows:
            key = row["merchant_id"], row["reverses"], row["entry_id"], row["funding"], row["recorded_at"]
            _, lots = await client.execute_query(spent_lots, list(key))
            spent = [_Spent(lot["id"], lot["owner_id"], int(lot["gone"])) for lot in lots]
            source = next((lot for lot in spent if lot.gone > restored[row["reverses"], lot.lot_id]), None)
            if source is not None:
                restored[row["reverses"], source.lot_id] += row["granted"]
                await client.execute_query(update, [row["merchant_id"], row["id"], source.owner_id])
        if len(rows) < _SLICE:
            return
        after = rows[-1]["merchant_id"], rows[-1]["id"]
