"""Containers that cannot be changed: rules share settings and payloads, and may not write into them."""

from typing import Any, Never, TypeVar

T = TypeVar("T")
_OPEN = (dict, list)


def _refuse(self: object, *args: object, **named: object) -> Never:
    raise TypeError("what a rule sees cannot be changed; make a copy with dict(...) or list(...)")


def _itself(self: T, memo: object) -> T:
    """Return a frozen container as its own copy, such as in the default of a setting."""
    return self


class FrozenDict(dict[Any, Any]):
    """A dict that refuses every change."""

    __slots__ = ()
    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse
    __deepcopy__ = _itself


class FrozenList(list[Any]):
    """A list that refuses every change."""

    __slots__ = ()
    __setitem__ = __delitem__ = __iadd__ = __imul__ = _refuse
    append = clear = extend = insert = pop = remove = reverse = sort = _refuse
    __deepcopy__ = _itself


def freeze(value: Any) -> Any:
    """Return the same value with every dict and list in it frozen."""
    if isinstance(value, dict):
        return FrozenDict({key: freeze(part) for key, part in value.items()})
    if isinstance(value, list):
        return FrozenList([freeze(part) for part in value])
    return tuple(freeze(part) for part in value) if type(value) is tuple else value


def freeze_fields(fields: dict[str, Any]) -> None:
    """Freeze the values of a model's own dict in place."""
    for name, value in fields.items():
        if isinstance(value, _OPEN):
            fields[name] = freeze(value)
