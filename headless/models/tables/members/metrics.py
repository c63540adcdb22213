"""Values of plugin metrics, stored so that SQL can read them."""

from collections.abc import Collection
from typing import NamedTuple

from tortoise import fields

from headless.models.base.mapping import RowMap, columns
from headless.models.base.reads import Select
from headless.models.base.row import Row
from headless.models.base.session import Session


class StoredMetric(Row):
    """The last computed value of a plugin's metric: `number` / 10^`scale`, or `text`."""

    keys = ("merchant_id", "member_id", "metric")
    merchant_id = fields.BigIntField()
    member_id = fields.BigIntField(primary_key=True, generated=False)
    metric = fields.TextField()
    number = fields.BigIntField(null=True)
    scale = fields.SmallIntField()
    text = fields.TextField(null=True)
    computed_at = fields.BigIntField()
    due_at = fields.BigIntField(null=True)

    class Meta:
        table = "stored_metric"


class StoredValue(NamedTuple):
    """A value as stored: `number` / 10^`scale`, or `text`."""

    member_id: int
    metric: str
    number: int | None
    scale: int
    text: str | None
    computed_at: int
    due_at: int | None


STORED: RowMap[StoredValue] = RowMap(StoredMetric, StoredValue)
_OF_MEMBERS = f"SELECT {columns(STORED)} FROM stored_metric WHERE merchant_id = $1 AND "


def stored_values_of(session: Session, merchant_id: int, member_ids: Collection[int]) -> Select[list[StoredValue]]:
    """Select the stored values of members."""
    sql = _OF_MEMBERS + session.any_of("member_id", 2)
    return Select(sql, (merchant_id, member_ids), STORED.records)
