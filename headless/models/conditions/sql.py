"""What the SQL of every test is made from: numbered parameters, spans of whole numbers, a member's own rows."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, NamedTuple

from headless.engine.conditions.leaves import Leaf
from headless.engine.program.program import Program
from headless.engine.values.comparisons import Op, Span

Dialect = Literal["sqlite", "postgres"]

_PLACE = re.compile("‹([0-9]+)›")
LEAST, MOST = -(2**63), 2**63 - 1
SIGNS: Mapping[Op, str] = MappingProxyType({
    Op.EQ: "=", Op.NEQ: "<>", Op.GT: ">", Op.GTE: ">=", Op.LT: "<", Op.LTE: "<=",
})  # fmt: skip


@dataclass(slots=True)
class Writer:
    """One condition on its way to SQL: the merchant's configuration, today, and the instant of reading.

    shared: columns of `m` by what they hold, if a statement of several conditions looks each value up only once.
    """

    program: Program
    dialect: Dialect
    today: int
    now_us: int
    shared: dict[str, str] | None = None
    _places: dict[int | str, int] = field(default_factory=dict)

    def place(self, value: int | str) -> str:
        """Return the place of a value, with its type. The same value has the same place."""
        number = self._places.setdefault(value, len(self._places))
        return f"‹{number}›::{'text' if isinstance(value, str) else 'bigint'}"

    def places(self, values: Iterable[int | str]) -> str:
        """Return the places of several values, for IN."""
        return ", ".join(self.place(value) for value in values)

    def once(self, select: str) -> str:
        """Return a value that is looked up for the member: the query itself, or a shared column that holds it."""
        if self.shared is None:
            return f"({select})"
        return f"m.{self.shared.setdefault(select, f'v{len(self.shared)}')}"

    def numbered(self, sql: str, first_parameter: int) -> tuple[str, list[int | str]]:
        """Number the places of the SQL as they appear. Return it with the parameters of those that do."""
        values, used = list(self._places), dict[int, int]()

        def number(place: re.Match[str]) -> str:
            return f"${used.setdefault(int(place[1]), len(used)) + first_parameter}"

        text = _PLACE.sub(number, sql)
        return text, [values[place] for place in used]

    def within(self, value: str, spans: tuple[Span, ...]) -> str:
        """Return the test that a whole number lies in one of the spans, as far as 64 bits can hold them."""
        kept = [clipped for span in spans if (clipped := _clipped(span)) is not None]
        single = [low for low, high in kept if low is not None and high == low + 1]
        if kept and len(single) == len(kept):
            return f"{value} = {self.place(single[0])}" if len(single) == 1 else f"{value} IN ({self.places(single)})"
        if len(kept) == 2 and (hole := _hole(*kept)) is not None:
            return f"{value} <> {self.place(hole)}"
        return " OR ".join(f"({self._inside(value, span)})" for span in kept) or "FALSE"

    def _inside(self, value: str, span: Span) -> str:
        low, high = span
        parts = []
        if low is not None:
            parts.append(f"{value} >= {self.place(low)}")
        if high is not None:
            parts.append(f"{value} < {self.place(high)}")
        return " AND ".join(parts) or f"{value} IS NOT NULL"


class Twin(NamedTuple):
    """A metric in SQL.

    test: whether a member meets a test of it. moves: the first local day after today on which that could come out
    differently, not later than the engine's measure says; None if the days passing never change it. value: a number that
    grows with it, by which members are sorted; None if they cannot be sorted by it.
    """

    test: Callable[[Leaf, Writer], str]
    moves: Callable[[Leaf, Writer], str | None]
    value: Callable[[Leaf, Writer], str] | None = None


def by_events(leaf: Leaf, writer: Writer) -> None:
    """Return None: events alone change the metric, or clock work whose time is stored."""


def never_null(condition: str) -> str:
    """Return a condition that is never null: what is missing is false."""
    return f"COALESCE({condition}, FALSE)"


def own(alias: str) -> str:
    """Return the condition that the rows of a table are the member's."""
    return f"{alias}.merchant_id = m.merchant_id AND {alias}.member_id = m.id"


def _hole(left: Span, right: Span) -> int | None:
    """Return the only number that two spans leave out, or None if there are more."""
    one = left[0] is None and right[1] is None and left[1] is not None and right[0] == left[1] + 1
    return left[1] if one else None


def _clipped(span: Span) -> Span | None:
    low, high = span
    if (low is not None and low > MOST) or (high is not None and high <= LEAST):
        return None
    low = None if low is None or low <= LEAST else low
    return low, None if high is None or high > MOST else high
