"""Lists of members in another order than by age: by joining, by name or by a metric, as SQL. What has no value comes last."""

from collections.abc import Mapping
from typing import NamedTuple

from headless.engine.conditions.leaves import leaf_of
from headless.engine.conditions.trees import Test
from headless.engine.program.program import Program
from headless.models.conditions.sql import Writer
from headless.models.conditions.twins import twin_of

Value = int | float | str | None
COLUMNS: Mapping[str, str] = {"joinedAt": "m.joined_at", "name": "COALESCE(m.name_folded, m.name)"}
"""The expressions of what is a member's own, by the name that callers use."""


class Order(NamedTuple):
    """What a list is sorted by: a name of `COLUMNS`, or the metric of a test."""

    by: str | Test
    descending: bool


class SortKey(NamedTuple):
    """Where a member stands in a list. value: what the list is sorted by, None if the member has none or it is by age."""

    id: int
    value: Value = None


def is_sortable(test: Test, program: Program) -> bool:
    """Return True if members can be sorted by the metric of a test."""
    spec = test.query.spec
    return (spec.numeric or spec.type == "tier") and twin_of(leaf_of(test, program)).value is not None


def value_sql(order: Order, writer: Writer) -> str:
    """Return the expression over `member m` that a list is sorted by."""
    if isinstance(order.by, str):
        text = ' COLLATE "C"' if order.by == "name" and writer.dialect == "postgres" else ""
        return COLUMNS[order.by] + text
    leaf = leaf_of(order.by, writer.program)
    value = twin_of(leaf).value
    if value is None:
        raise ValueError(f"members cannot be sorted by {order.by.metric}: ask is_sortable before")
    return value(leaf, writer)


def order_sql(order: Order, *, backward: bool) -> str:
    """Return the ORDER BY of `m.sort_value` and `m.id`."""
    down = " DESC" if order.descending is not backward else ""
    return f"m.sort_value IS NULL{' DESC' if backward else ''}, m.sort_value{down}, m.id{down}"


def beyond_sql(order: Order, key: SortKey, position: int, *, backward: bool) -> tuple[str, list[int | float | str]]:
    """Return the test that a member comes after a place, or before it, and its parameters from `$position` on."""
    sign = "<" if order.descending is not backward else ">"
    if key.value is None:
        after = f"m.sort_value IS NULL AND m.id {sign} ${position}::bigint"
        return (f"(m.sort_value IS NOT NULL OR ({after}))" if backward else f"({after})"), [key.id]
    value = typed(position, key.value)
    later = f"m.sort_value {sign} {value} OR (m.sort_value = {value} AND m.id {sign} ${position + 1}::bigint)"
    return f"({later})" if backward else f"(m.sort_value IS NULL OR {later})", [key.value, key.id]


def typed(position: int, value: int | float | str) -> str:
    """Return the place of a parameter, with its type."""
    if isinstance(value, float):
        return f"CAST(${position} AS DOUBLE PRECISION)"
    return f"${position}::{'text' if isinstance(value, str) else 'bigint'}"
