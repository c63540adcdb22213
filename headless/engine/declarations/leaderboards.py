"""Rankings of a merchant's members, and the facts that stand in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, NamedTuple

from headless.engine.declarations.rules import Declared, Need, Value

BY = "by"
"""The need that says what members are ranked by."""


class Ranking(Declared):
    """A list of members, the largest value first, kept up to date with every event. Of equal values, the one reached first.

    by: the metric that decides. window: of the metric, "week", "month", "quarter" or "year" for a list of each, whose past ones
    stay, "30d" and the like for one list that rolls on, None for metrics without one. args: what the metric is restricted
    to. All three may be "$setting". most: how many places the list has.
    """

    by: ClassVar[str]
    window: ClassVar[str | None] = None
    args: ClassVar[Mapping[str, Any]] = {}
    most: ClassVar[int] = 1000

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if isinstance(getattr(cls, "by", None), str):
            cls.needs = {**cls.needs, BY: Value(cls.by, cls.window, cls.args)}

    def where(self, settings: Any) -> Mapping[str, Any] | None:
        """Return the condition of members whom the list counts, or None for all. Only active members are in it."""
        return None


@dataclass(frozen=True, slots=True)
class Rank(Need):
    """The member's place in a ranking as it stood before the event, 1 the first, or None if the member is not in it.

    It is the list of the window that the event lies in, or of the window before with `previous`.
    """

    ranking: str
    previous: bool = False


class Place(NamedTuple):
    """One place of a ranking. member: the member's id."""

    rank: int
    member: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Places(Need):
    """The first places of a ranking as it stood before the event, at most 100: rank, member and value of each.

    It is the list of the window that the event lies in, or of the window before with `previous`.
    """

    ranking: str
    first: int = 10
    previous: bool = False
