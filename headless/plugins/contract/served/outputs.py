"""What a plugin's action answers: checked against its declared type, kept as JSON, and read from there again."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from pydantic.alias_generators import to_camel

from headless.plugins.contract.field_types import Misshapen, Shape, fitted
from headless.plugins.contract.scalars import exact, iso_of


def document_of(shape: Shape, value: Any) -> Any:
    """Return an answer as JSON. A mapping may stand for a dataclass. Raise Misshapen if it does not fit its type."""
    if value is None:
        return None
    if shape.parts:
        given = _attributes(shape, value)
        return {to_camel(part.name): document_of(part.shape, given.get(part.name)) for part in shape.parts}
    if shape.items is not None:
        items, inner = value, shape.items
        if isinstance(value, list | tuple | set | frozenset):
            return [document_of(inner, item) for item in items]
    checked = fitted(shape, value)
    if shape.is_member:
        return value
    if shape.python is datetime:
        return iso_of(checked)
    if isinstance(checked, Decimal):
        return format(checked, "f")
    return checked.isoformat() if isinstance(checked, date) else checked


def row_of(shape: Shape, document: Any) -> Any:
    """Return what is served of a kept answer. What does not fit its type any more is None."""
    if document is None:
        return None
    if shape.parts:
        given = document if isinstance(document, Mapping) else {}
        return SimpleNamespace(
            **{part.name: row_of(part.shape, given.get(to_camel(part.name))) for part in shape.parts}
        )
    if shape.items is not None:
        rows = [row_of(shape.items, item) for item in document] if isinstance(document, list) else []
        return [row for row in rows if row is not None]
    try:
        return fitted(shape, _value(shape.python, document))
    except Exception:  # an earlier version of the plugin answered otherwise
        return None


def _value(python: type | None, document: Any) -> Any:
    if python is Decimal:
        return exact(document)
    if python is datetime or python is date:
        return python.fromisoformat(document)
    return float(document) if python is float else document


def _attributes(shape: Shape, value: Any) -> Mapping[str, Any]:
    """Return what an answer says of each part of an object, by the names in Python."""
    if shape.python is not None and isinstance(value, shape.python):
        return {part.name: getattr(value, part.name) for part in shape.parts}
    if not isinstance(value, Mapping):
        raise Misshapen(f"it gave {type(value).__name__}; it declares {shape.python.__name__ if shape.python else ''}")
    names = {name: part.name for part in shape.parts for name in (part.name, to_camel(part.name))}
    unknown = [str(name) for name in value if name not in names]
    if unknown:
        raise Misshapen(f"it gave {unknown[0]!r}, which its output does not have")
    return {names[name]: part for name, part in value.items()}
