"""Conditions as SQL over `member m`: the leaves and the answers of the closure in `headless.engine.conditions.conditions`."""

from headless.engine.conditions.conditions import All, Condition, Not, Test, keys_used
from headless.engine.conditions.leaves import leaf_of
from headless.engine.program.program import Program
from headless.models.conditions.sql import Dialect, Writer, never_null
from headless.models.conditions.twins import twin_of


def compile_sql(
    condition: Condition,
    program: Program,
    dialect: Dialect,
    today: int,
    first_parameter: int = 1,
    now_us: int | None = None,
) -> tuple[str, list[int | str]]:
    """Return a boolean expression over `member m` that is never null, and its parameters from `$first_parameter` on.

    `today` is the merchant's local day; `now_us`, by default its start, is the instant at which paid standings and tags
    are judged. Keys of totals that have no counter rows read as zero: see `untracked_keys`.
    """
    now = program.zone.start_of(today) if now_us is None else now_us
    writer = Writer(program, dialect, today, now)
    return writer.numbered(condition_sql(condition, writer), first_parameter)


def untracked_keys(condition: Condition, tracked: frozenset[str]) -> frozenset[str]:
    """Return the keys of totals that the condition reads without counter rows: SQL cannot answer those."""
    return keys_used(condition) - tracked - {"order"}


def condition_sql(condition: Condition, writer: Writer) -> str:
    """Return the expression with the places of its values still to be numbered, for a statement of several conditions."""
    if isinstance(condition, Test):
        leaf = leaf_of(condition, writer.program)
        return never_null(twin_of(leaf).test(leaf, writer))
    if isinstance(condition, Not):
        return f"NOT {condition_sql(condition.condition, writer)}"
    parts = [condition_sql(child, writer) for child in condition.conditions]
    if isinstance(condition, All):
        return f"({' AND '.join(parts)})" if parts else "(TRUE)"
    return f"({' OR '.join(parts)})" if parts else "(FALSE)"
