"""Completing leaves, a column at a time: what a scalar or enum makes of values."""

from collections.abc import Sequence
from typing import Any

AS_THEY_STAND = frozenset({"String", "ID", "Decimal", "DateTime", "Date"})
"""Scalars that serve texts unchanged."""
TEXT, TEXT_OR_NONE = frozenset({str}), frozenset({str, type(None)})
MEMOISED = 4


def accepted(type_: Any, *, nullable: bool) -> frozenset[object]:
    """Return the types of values that a leaf serves unchanged."""
    if getattr(type_, "name", None) not in AS_THEY_STAND:
        return frozenset()
    return TEXT_OR_NONE if nullable else TEXT


def completed(type_: Any, values: Sequence[Any], failed: object) -> Sequence[Any]:
    """Return the values as the type serves them, None and `failed` unchanged. Raise what the type raises."""
    kinds = frozenset(map(type, values))
    if kinds <= TEXT_OR_NONE:
        if type_.name in AS_THEY_STAND:
            return values
        if len(values) > MEMOISED:
            known = {value: one(type_, value, failed) for value in dict.fromkeys(values)}
            return [known[value] for value in values]
    coerce = type_.coerce_output_value
    return [value if value is None or value is failed else coerce(value) for value in values]


def one(type_: Any, value: Any, failed: object) -> Any:
    """Return a single value as the type serves it, None and `failed` unchanged."""
    return value if value is None or value is failed else type_.coerce_output_value(value)
