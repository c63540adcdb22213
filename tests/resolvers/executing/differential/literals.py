"""Values of inputs, as they are written into a document and as they are sent with it."""

import json
from random import Random
from typing import Any


class Name(str):
    """The name of an enum's value: written without quotes."""

    __slots__ = ()


def literal(value: Any) -> str:
    """A value as a document writes it."""
    if isinstance(value, Name):
        return str(value)
    if isinstance(value, dict):
        return f"{{{', '.join(f'{name}: {literal(each)}' for name, each in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    return json.dumps(value)


def any_leaf(random: Random, type_name: str, name: str) -> Any:
    """A value of a leaf type, whatever it is for. None for other types."""
    choices: dict[str, tuple[Any, ...]] = {
        "String": ("", "x", 'a "b" ä'), "Int": (0, 7, -1), "Boolean": (True, False), "Float": (0.5, 2), "ID": ("k", 3),
    }  # fmt: skip
    return random.choice(choices.get(type_name, (None,)))
