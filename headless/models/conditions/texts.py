"""Tests of a text, as SQL: compared code point by code point, on every database."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from headless.engine.values.comparisons import Op
from headless.models.conditions.sql import Writer

_SIGNS: Mapping[Op, str] = MappingProxyType({
    Op.EQ: "=", Op.NEQ: "<>", Op.GT: ">", Op.GTE: ">=", Op.LT: "<", Op.LTE: "<=",
})  # fmt: skip


def text_sql(op: Op, text: str, values: Sequence[str], writer: Writer) -> str:
    """Whether a text, which may be null, passes."""
    if op is Op.EXISTS:
        return f"{text} IS NOT NULL"
    if op is Op.IN:
        return f"{text} IN ({writer.places(values)})"
    if op is Op.CONTAINS:
        found = "instr" if writer.dialect == "sqlite" else "strpos"
        return f"{found}({text}, {writer.place(values[0])}) > 0"
    ordered = text if writer.dialect == "sqlite" else f'{text} COLLATE "C"'
    return f"{ordered} {_SIGNS[op]} {writer.place(values[0])}"
