"""Tests of a text, as SQL: compared code point by code point, on every database."""

from collections.abc import Sequence

from headless.engine.values.comparisons import Op
from headless.models.conditions.sql import SIGNS, Writer


def text_sql(op: Op, text: str, values: Sequence[str], writer: Writer) -> str:
    """Return the test of a text, which may be null."""
    if op is Op.EXISTS:
        return f"{text} IS NOT NULL"
    if op is Op.IN:
        return f"{text} IN ({writer.places(values)})"
    if op is Op.CONTAINS:
        place_of = "instr" if writer.dialect == "sqlite" else "strpos"
        return f"{place_of}({text}, {writer.place(values[0])}) > 0"
    ordered = text if writer.dialect == "sqlite" else f'{text} COLLATE "C"'
    return f"{ordered} {SIGNS[op]} {writer.place(values[0])}"
