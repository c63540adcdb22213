"""Conditions as SQL over `member m`: the leaves and the answers of the closure in `headless.engine.conditions.conditions`."""

from headless.engine.conditions.conditions import All, Condition, Not, Test, keys_used
from headless.engine.conditions.leaves import Leaf, leaf_of
from headless.engine.program.program import Program
from headless.models.conditions.attributes import attribute_sql
from headless.models.conditions.members import (
    balance_sql,
    birthday_sql,
    since_join_sql,
    tag_sql,
    tier_ends_sql,
    tier_sql,
)
from headless.models.conditions.sql import Dialect, Writer, total
from headless.models.conditions.stored_metrics import stored_sql
from headless.models.conditions.streaks import streak_sql
from headless.models.conditions.totals import since_order_sql, sum_sql

_BY_METRIC = {
    "attribute": attribute_sql,
    "balance": balance_sql,
    "birthday_in": birthday_sql,
    "days_since_join": since_join_sql,
    "days_since_order": since_order_sql,
    "streak": streak_sql,
    "tag": tag_sql,
    "tier": tier_sql,
    "tier_ends_in": tier_ends_sql,
}


def compile_sql(
    condition: Condition,
    program: Program,
    dialect: Dialect,
    today: int,
    first_parameter: int = 1,
    now_us: int | None = None,
) -> tuple[str, list[int | str]]:
    """A boolean expression over `member m` that is never null, and its parameters, the first being `$first_parameter`.

    `today` is the merchant's local day; `now_us`, by default its start, is the instant at which paid standings and tags
    are judged. Keys of totals that have no counter rows read as zero: see `untracked_keys`.
    """
    now = program.zone.start_of(today) if now_us is None else now_us
    writer = Writer(program, dialect, today, now)
    return writer.numbered(condition_sql(condition, writer), first_parameter)


def untracked_keys(condition: Condition, tracked: frozenset[str]) -> frozenset[str]:
    """The keys of totals that the condition reads and that no counter row is kept for: SQL cannot answer those."""
    return keys_used(condition) - tracked - {"order"}


def condition_sql(condition: Condition, writer: Writer) -> str:
    """The same with the places of its values still to be numbered, for a statement of several conditions."""
    if isinstance(condition, Test):
        return total(_test(leaf_of(condition, writer.program), writer))
    if isinstance(condition, Not):
        return f"NOT {condition_sql(condition.condition, writer)}"
    parts = [condition_sql(child, writer) for child in condition.conditions]
    if isinstance(condition, All):
        return f"({' AND '.join(parts)})" if parts else "(TRUE)"
    return f"({' OR '.join(parts)})" if parts else "(FALSE)"


def _test(leaf: Leaf, writer: Writer) -> str:
    if leaf.test.query.spec.stored:
        return stored_sql(leaf, writer)
    return _BY_METRIC.get(leaf.test.metric, sum_sql)(leaf, writer)
