"""What the SQL of every test is made from: numbered parameters, spans of whole numbers, a member's own rows."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from headless.engine.program.program import Program
from headless.engine.values.comparisons import Span

Dialect = Literal["sqlite", "postgres"]

_PLACE = re.compile("‹([0-9]+)›")
_LEAST, _MOST = -(2**63), 2**63 - 1


@dataclass(slots=True)
class Writer:
    """One condition on its way to SQL: the merchant's configuration, today, and the instant of reading.

    shared: columns of `m` by what they are to hold, where a statement of several conditions looks each value up only once.
    """

    program: Program
    dialect: Dialect
    today: int
    now_us: int
    shared: dict[str, str] | None = None
    _places: dict[int | str, int] = field(default_factory=dict)

    def place(self, value: int | str) -> str:
        """The place of a value, with its type; the same value has the same one."""
        number = self._places.setdefault(value, len(self._places))
        return f"‹{number}›::{'text' if isinstance(value, str) else 'bigint'}"

    def places(self, values: Iterable[int | str]) -> str:
        """The placeholders of several values, for IN."""
        return ", ".join(self.place(value) for value in values)

    def once(self, select: str) -> str:
        """One value looked up for the member: where it stands, or a column that holds it."""
        if self.shared is None:
            return f"({select})"
        return f"m.{self.shared.setdefault(select, f'v{len(self.shared)}')}"

    def numbered(self, sql: str, first_parameter: int) -> tuple[str, list[int | str]]:
        """The SQL with its places numbered as they appear, and the parameters of those that do."""
        values, used = list(self._places), dict[int, int]()

        def number(place: re.Match[str]) -> str:
            return f"${used.setdefault(int(place[1]), len(used)) + first_parameter}"

        text = _PLACE.sub(number, sql)
        return text, [values[place] for place in used]

    def within(self, value: str, spans: tuple[Span, ...]) -> str:
        """Whether a whole number lies in one of the spans; what no 64 bits can hold is no part of them."""
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


def total(condition: str) -> str:
    """A condition that is never null: what is missing is false."""
    return f"COALESCE({condition}, FALSE)"


def own(alias: str) -> str:
    """The rows of a table that are the member's."""
    return f"{alias}.merchant_id = m.merchant_id AND {alias}.member_id = m.id"


def _hole(left: Span, right: Span) -> int | None:
    """The only number that two spans leave out, if there is but one."""
    one = left[0] is None and right[1] is None and left[1] is not None and right[0] == left[1] + 1
    return left[1] if one else None


def _clipped(span: Span) -> Span | None:
    low, high = span
    if (low is not None and low > _MOST) or (high is not None and high <= _LEAST):
        return None
    low = None if low is None or low <= _LEAST else low
    return low, None if high is None or high > _MOST else high
