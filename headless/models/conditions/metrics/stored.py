"""Tests of plugins' metrics, as SQL over stored values: number / 10 ^ scale, or a text."""

from headless.engine.conditions.leaves import Leaf, values_of
from headless.engine.values.comparisons import Op, spans_of
from headless.models.conditions.sql import Twin, Writer, by_events, own
from headless.models.conditions.texts import text_sql

MOST_SCALE = 9
"""The most decimals that a stored number may have."""


def _stored(leaf: Leaf, writer: Writer) -> str:
    spec = leaf.test.query.spec
    if spec.numeric:
        passes = _number_sql(leaf, writer)
    elif spec.type == "flag":
        passes = _flag_sql(leaf)
    else:
        values = [str(value) for value in values_of(leaf.test)]
        passes = text_sql(leaf.test.op, "s.text", values, writer)
    return f"(SELECT {passes} FROM stored_metric s WHERE {own('s')} AND s.metric = {writer.place(spec.name)})"


def _number_sql(leaf: Leaf, writer: Writer) -> str:
    """Return the test with its threshold in units of each scale, so that all compare exactly in 64 bits."""
    if leaf.test.op is Op.EXISTS:
        return "s.number IS NOT NULL"
    cases = []
    for scale in range(MOST_SCALE + 1):
        spans = spans_of(leaf.test.op, tuple(threshold * 10**scale for threshold in leaf.thresholds))
        cases.append(f"WHEN {scale} THEN {writer.within('s.number', spans)}")
    return f"CASE s.scale {' '.join(cases)} END"


def _flag_sql(leaf: Leaf) -> str:
    passing = [flag for flag in (True, False) if leaf.passes(flag)]
    if len(passing) == 2:
        return "s.number IS NOT NULL"
    return f"s.number {'<>' if passing[0] else '='} 0" if passing else "FALSE"


def _number(leaf: Leaf, writer: Writer) -> str:
    """Return the number as near as a floating-point number comes to it, which is enough to sort by."""
    spec = leaf.test.query.spec
    powers = " ".join(f"WHEN {scale} THEN 1e{scale}" for scale in range(MOST_SCALE + 1))
    number = f"CAST(s.number AS DOUBLE PRECISION) / CASE s.scale {powers} END"
    return f"(SELECT {number} FROM stored_metric s WHERE {own('s')} AND s.metric = {writer.place(spec.name)})"


TWIN = Twin(_stored, by_events, _number)
"""The twin of every metric of a plugin."""
