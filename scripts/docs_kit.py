"""The tables of the kit that plugins are tested with: a shop, its members, and what they answer."""

import inspect
import re
from collections.abc import Iterator, Sequence

from headless.plugins.testing import Answer, Member, Quoted, Said, Shop

INSIDE = {"number", "today", "now"}
"""What the kit's own parts call of each other."""

TITLES = {
    "A shop": Shop,
    "A member": Member,
    "What an event said": Said,
    "What an action or a webhook answered": Answer,
    "What an order would cost": Quoted,
}
Row = Sequence[str]


def kit_rows() -> Iterator[tuple[str, Sequence[Row]]]:
    """Yield each class of the kit by its title, with its public parts and what they do."""
    for title, declared in TITLES.items():
        yield title, [*_given(declared), *_parts(declared)]


def _parts(declared: type) -> Iterator[Row]:
    for name, part in vars(declared).items():
        told = inspect.getdoc(part)
        if name.startswith("_") or name in INSIDE or not told or not (inspect.isfunction(part) or _read(part)):
            continue
        shown = name if _read(part) else f"{name}({_arguments(part)})"
        yield f"`{shown}`", _line(told)


def _given(declared: type) -> Iterator[Row]:
    """Yield what the class itself documents as "name, name: what it is"."""
    text = _line(inspect.getdoc(declared) or "")
    for found in re.finditer(r"(?:^|\. )([a-z_]+(?:, [a-z_]+)*): ((?:(?!\. [a-z_]+(?:, [a-z_]+)*: ).)+)", text):
        yield ", ".join(f"`{name}`" for name in found[1].split(", ")), found[2].rstrip(".") + "."


def _arguments(function: object) -> str:
    parameters = inspect.signature(function).parameters.values()  # type: ignore[arg-type]
    return ", ".join(str(each).partition(":")[0] for each in parameters if each.name != "self")


def _read(part: object) -> bool:
    return isinstance(part, property)


def _line(text: str) -> str:
    return " ".join(text.split())
