"""A migration step that writes ids where events name other members as they were sent."""

import json
from collections.abc import Mapping
from typing import Any

from tortoise.migrations.operations import Operation
from tortoise.migrations.schema_editor.base import BaseSchemaEditor
from tortoise.migrations.schema_generator.state import State

from headless.engine.member.records import EventStatus
from headless.errors import StorageError
from headless.ids import Prefix, encode
from headless.messages import Message

_SLICE = 2_000
_COLUMNS = {"number": "number", "externalId": "external_id", "phone": "phone", "email": "email"}


class NameMembersById(Operation):
    """Write the id of each member that an event names by a number, a phone or an e-mail address."""

    reversible = False

    def describe(self) -> str:
        """Return what `migrate` shows of it."""
        return "Name members in events by their ids"

    def state_forward(self, app_label: str, state: State) -> None:
        """Leave the state as it is: no table changes its shape."""

    async def database_forward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        """Read the events whose data may name a member, and write those that do."""
        if state_editor is not None:
            await name_by_id(state_editor.client)

    async def database_backward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        """Refuse: migrations run forward only."""
        raise StorageError(Message("members named by id have no way back: restore the copy you made before them"))


async def name_by_id(client: Any) -> None:
    """Rewrite events that were kept without being accepted, and whose data names members by a look-up.

    Events that were accepted name members by their ids already. A look-up of a member who does not exist stays: it may be
    something else.
    """
    first, second, third = ("?1", "?2", "?3") if client.capabilities.dialect == "sqlite" else ("$1", "$2", "$3")
    likely = " OR ".join(f"data LIKE '%:{{\"{key}\":%'" for key in _COLUMNS)
    select = f"""SELECT merchant_id, id, data FROM event
WHERE status = {EventStatus.FAILED:d} AND (merchant_id > {first} OR (merchant_id = {first} AND id > {second})) AND ({likely})
ORDER BY merchant_id, id LIMIT {_SLICE}"""
    update = f"UPDATE event SET data = {third} WHERE merchant_id = {first} AND id = {second}"
    after = (-1, -1)
    while True:
        _, rows = await client.execute_query(select, list(after))
        for row in rows:
            data = json.loads(row["data"])
            lookups = {name: part for name, part in data.items() if _is_lookup(part)}
            if lookups:
                ids = {name: await _id_of(client, row["merchant_id"], part) for name, part in lookups.items()}
                named = {name: id_ for name, id_ in ids.items() if id_ is not None}
                text = json.dumps({**data, **named}, separators=(",", ":"), ensure_ascii=False)
                await client.execute_query(update, [row["merchant_id"], row["id"], text])
        if len(rows) < _SLICE:
            return
        after = rows[-1]["merchant_id"], rows[-1]["id"]


def _is_lookup(part: Any) -> bool:
    """Return True if a part of an event's data is a look-up of a member: one identifier and nothing else."""
    if not isinstance(part, dict) or len(part) != 1:
        return False
    ((key, value),) = part.items()
    return key in _COLUMNS and isinstance(value, str)


async def _id_of(client: Any, merchant_id: int, lookup: Mapping[str, str]) -> str | None:
    ((key, value),) = lookup.items()
    first, second = ("?1", "?2") if client.capabilities.dialect == "sqlite" else ("$1", "$2")
    select = f"""SELECT COALESCE(merged_into, id) AS id FROM member
WHERE merchant_id = {first} AND {_COLUMNS[key]} = {second}"""
    for form in (value, _stored(key, value)):
        _, rows = await client.execute_query(select, [merchant_id, form])
        if rows:
            return encode(Prefix.MEMBER, rows[0]["id"])
    return None


def _stored(key: str, value: str) -> str:
    """Return an identifier as it was stored when the event was sent."""
    if key == "email":
        return value.strip().lower()
    return "".join(sign for sign in value if sign.isdigit() or sign == "+") if key == "phone" else value.strip()
