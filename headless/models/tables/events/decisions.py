"""Decisions, which are never deleted."""

import json
from collections.abc import Collection, Mapping
from typing import Any

from tortoise import fields

from headless.engine.member.journal import DecisionRecord
from headless.models.base.mapping import JSON, RowMap
from headless.models.base.row import Row
from headless.models.base.session import Session


class Decision(Row):
    """What every rule said about one event, as one document."""

    keys = ("merchant_id", "event_id")
    merchant_id = fields.BigIntField()
    event_id = fields.BigIntField(primary_key=True, generated=False)
    member_id = fields.BigIntField()
    document = fields.TextField()

    class Meta:
        table = "decision"


DECISIONS: RowMap[DecisionRecord] = RowMap(Decision, DecisionRecord, convert={"document": JSON})


async def decision_documents(
    session: Session, merchant_id: int, event_ids: Collection[int]
) -> dict[int, list[Mapping[str, Any]]]:
    """Return what was decided about events, by event."""
    sql = f"SELECT event_id, document FROM decision WHERE merchant_id = $1 AND {session.any_of('event_id', 2)}"
    rows = await session.fetch(sql, merchant_id, event_ids)
    return {row["event_id"]: json.loads(row["document"]) for row in rows}
