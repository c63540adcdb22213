"""Completing leaves, a column at a time: what a scalar or enum makes of the values that were found."""

from collections.abc import Sequence
from typing import Any

AS_THEY_STAND = frozenset({"String", "ID", "Decimal", "DateTime", "Date"})
"""Scalars that hand texts on as they stand."""
TEXT, TEXT_OR_NONE = frozenset({str}), frozenset({str, type(None)})
MEMOISED = 4


def accepted(type_: Any, *, nullable: bool) -> frozenset[object]:
    """The types of values that a leaf serves as they stand."""
    if getattr(type_, "name", None) not in AS_THEY_STAND:
        return frozenset()
    return TEXT_OR_NONE if nullable else TEXT


def completed(type_: Any, values: Sequence[Any], failed: object) -> Sequence[Any]:
    """The values as the type serves them, None and `failed` left alone. Errors: whatever the type raises."""
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
    """A single value, likewise."""
    return value if value is None or value is failed else type_.coerce_output_value(value)
