"""A schema of every shape: leaves of all kinds, lists of lists, an interface, what may be null and what may not, plain fields
and fields answered in batches. What its fields give, and how they fail, follows from a seed alone.
"""

from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any
from zlib import crc32

import strawberry

from headless.errors import Invalid
from headless.resolvers.reading.context import ReadContext
from headless.schema.base.fields import argument, batch, enum_type, input_type, interface_type, object_type, value
from headless.schema.base.scalars import JSON, DateTime
from headless.schema.serving.build import build

SCOPE, SECRET_SCOPE = "members:read", "members:pii"


@dataclass(frozen=True, slots=True)
class AppleRow:
    """What an Apple is drawn from."""

    seed: int


@dataclass(frozen=True, slots=True)
class PearRow:
    """What a Pear is drawn from."""

    seed: int


@enum_type({"RED": "Like an apple.", "GREEN": "Like a pear."})
class Color(StrEnum):
    """A kind of leaf."""

    RED = "RED"
    GREEN = "GREEN"


@input_type
class Wish:
    """An input with a default, and one inside another."""

    color: Color = strawberry.field(description="Which.", default=Color.GREEN)
    times: list[int] | None = strawberry.field(description="How often.", default=strawberry.UNSET)
    more: "Wish | None" = strawberry.field(description="Another.", default=strawberry.UNSET)


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of leaf or type, whether it may be null, and how many lists are around it with nullness of their own."""

    kind: str
    must: bool = False
    lists: tuple[bool, ...] = ()

    @property
    def annotation(self) -> Any:
        found: Any = KINDS[self.kind] if self.must else KINDS[self.kind] | None
        for must in self.lists:
            found = list[found] if must else list[found] | None
        return found


_LAZY = strawberry.lazy("tests.resolvers.executing.differential.shapes")
KINDS: Mapping[str, Any] = {
    "text": str, "number": int, "share": float, "flag": bool, "key": strawberry.ID, "color": Color, "anything": JSON,
    "amount": Decimal, "moment": DateTime, "fruit": Annotated["Fruit", _LAZY], "apple": Annotated["Apple", _LAZY],
    "pear": Annotated["Pear", _LAZY],
}  # fmt: skip
LISTS: Mapping[str, tuple[bool, ...]] = {
    "": (),
    "s": (False,),
    "s_all": (True,),
    "_grid": (True, False),
    "_cube": (False, True),
}
COMMON = ("text", "number", "color", "fruit", "apple")
APPLES = ("share", "flag", "amount", "pear")
PEARS = ("key", "anything", "moment")


def shapes(kinds: Sequence[str]) -> dict[str, Shape]:
    """Fields of all shapes of these kinds, by name."""
    return {
        f"{kind}{suffix}{'_must' if must else ''}": Shape(kind, must, lists)
        for kind in kinds for suffix, lists in LISTS.items() for must in (False, True)
    }  # fmt: skip


def chance(seed: int, name: str, most: int) -> int:
    """A number below `most` that depends on seed and name alone."""
    return crc32(f"{seed}/{name}".encode()) % most


def seed_of(row: Any) -> int:
    """A row's seed. The root has none."""
    return 0 if row is None else row.seed


LEAVES: Mapping[str, Sequence[Any]] = {
    "text": ("a", "ä", "", 7, True), "number": (0, -3, 2**31 - 1, 4.0, True), "share": (0.5, 2, -1.25), "flag": (True, False),
    "key": ("k1", 12), "color": ("RED", Color.GREEN), "anything": ({"a": [1, None]}, [1], "x", 5),
    "amount": (Decimal("1.50"), "2.5"), "moment": (1_770_000_000_000_000, 0),
}  # fmt: skip
WRONG: Mapping[str, Sequence[Any]] = {
    "text": ({"a": 1}, b"x"), "number": ("x", 2**40, 1.5), "share": ("x", float("inf")), "flag": ("x", []),
    "color": ("BLUE", 3), "key": (object, 1.5),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Faults:
    """How often, in a thousand, a value is missing, is an exception, is a wrong leaf, or a whole field raises.

    `odd`: how often something that is no list stands for one, or something that is no row.
    """

    missing: int = 0
    failing: int = 0
    wrong: int = 0
    raising: int = 0
    odd: int = 0


def at_once(waiting: Coroutine[Any, Any, Any]) -> Any:
    """The result of a coroutine that waits for nothing."""
    try:
        waiting.send(None)
    except StopIteration as done:
        return done.value
    raise AssertionError("it waits")


class Orchard(ReadContext):
    """A context without a database: only seeds and faults."""

    def __init__(self, salt: int, faults: Faults, principal: Any) -> None:
        super().__init__(None, principal, None, None)  # type: ignore[arg-type]
        self.salt, self.faults = salt, faults

    def load(self, function: Any, parent: Any, arguments: Any = None, place: int = 0) -> Any:
        """For the library's executor: at once, so that it leaves nothing waiting where it gives up."""
        found = at_once(function(self, [parent], **(arguments or {})))[0]
        if isinstance(found, Exception):
            raise found
        return found

    def drawn(self, shape: Shape, seed: int, name: str) -> Any:
        """What a field of this shape gives. An exception stands for itself."""
        return self._list(shape, len(shape.lists), seed, name)

    def raises(self, name: str) -> bool:
        """Whether a field raises, whatever its parents are."""
        return chance(self.salt, f"raise {name}", 1000) < self.faults.raising

    def _list(self, shape: Shape, depth: int, seed: int, name: str) -> Any:
        fault = chance(self.salt ^ seed, f"{name}?{depth}", 1000)
        if fault < self.faults.missing:
            return None
        if fault < self.faults.missing + self.faults.failing:
            return Invalid(f"{name} failed") if fault % 2 else ValueError(f"{name} broke")
        odd = chance(self.salt ^ seed, f"odd {name}", 1000) < self.faults.odd
        if depth == 0:
            wrong = fault > 1000 - self.faults.wrong
            return object() if odd and shape.kind == "fruit" else self._item(shape, seed, name, wrong)
        if odd:
            return (5, "text", {"a": 1})[fault % 3]
        size = chance(self.salt ^ seed, f"{name}#{depth}", 4)
        return [self._list(shape, depth - 1, seed * 5 + place + 1, name) for place in range(size)]

    def _item(self, shape: Shape, seed: int, name: str, wrong: bool) -> Any:
        kind = shape.kind
        if kind == "fruit":
            kind = ("apple", "pear")[chance(self.salt ^ seed, f"{name}!", 2)]
        if kind in ("apple", "pear"):
            return (AppleRow if kind == "apple" else PearRow)(crc32(f"{seed} {name}".encode()))
        found = WRONG.get(kind, LEAVES[kind]) if wrong else LEAVES[kind]
        return found[chance(self.salt ^ seed, f"{name}!", len(found))]


def plain_field(name: str, shape: Shape) -> Any:
    """A field that is there with its row. Its faults are raised."""

    def told(ctx: Any, row: Any) -> Any:
        found = ctx.drawn(shape, seed_of(row), name)
        if isinstance(found, Exception):
            raise found
        return found

    return value(f"A {name}.", public=True, told=told, sized=2)


def batch_field(name: str, shape: Shape, scope: str | None = None) -> Any:
    """A field answered for all its parents at once."""

    async def found(ctx: Any, rows: Sequence[Any], **given: Any) -> list[Any]:
        if ctx.raises(name):
            raise Invalid(f"{name} raised")
        return [ctx.drawn(shape, seed_of(row), name) for row in rows]

    return batch(found, f"A {name}, later.", public=scope is None, scope=scope, sized=2)


async def echoed(ctx: Any, rows: Sequence[Any], **given: Any) -> list[str]:
    """What arrived as arguments."""
    return [f"{seed_of(row)} {sorted(given.items())!r}" for row in rows]


def _members(kinds: Sequence[str]) -> dict[str, Any]:
    found: dict[str, Any] = {"__module__": __name__, "__annotations__": {}}
    for name, shape in shapes(kinds).items():
        found[name], found[f"{name}_later"] = plain_field(name, shape), batch_field(name, shape)
        found["__annotations__"] |= {name: shape.annotation, f"{name}_later": shape.annotation}
    return found


def _asking() -> dict[str, Any]:
    arguments = {
        "text": argument(str | None, "A text.", default="given"),
        "number": argument(int | None, "A number."),
        "flag": argument(bool, "A flag."),
        "colors": argument(list[Color | None] | None, "Colours."),
        "wish": argument(Wish | None, "A wish."),
        "from_": argument(int, "A word that Python keeps.", default=3),
    }
    found = _members(COMMON)
    found["echo"] = batch(echoed, "What arrived.", public=True, arguments=arguments)
    found["secret"] = batch_field("secret", Shape("text"), SECRET_SCOPE)
    found["secrets_must"] = batch_field("secrets_must", Shape("text", True, (True,)), SECRET_SCOPE)
    found["__annotations__"] |= {"echo": str | None, "secret": str | None, "secrets_must": list[str]}
    return found


def _with_doc(name: str, doc: str, bases: tuple[type, ...], members: dict[str, Any]) -> Any:
    return type(name, bases, {"__doc__": doc, "__qualname__": name, **members})


Fruit = interface_type(_with_doc("Fruit", "What apples and pears share.", (), _asking()))
Apple = object_type(public=True, row=AppleRow)(_with_doc("Apple", "One of two.", (Fruit,), _members(APPLES)))
Pear = object_type(public=True, row=PearRow)(_with_doc("Pear", "The other.", (Fruit,), _members(PEARS)))
Query = object_type(public=True)(_with_doc("Query", "The root.", (), _asking()))


def make_schema() -> strawberry.Schema:
    """The schema of all shapes."""
    return build((Query, None, None), types=[Apple, Pear])
