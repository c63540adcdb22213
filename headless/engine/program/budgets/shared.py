"""Shared budgets: how much all members together may be given in a period, and under which key a day's share is counted.

A budget is named "budget:<code>". What an event takes counts in the period of its own local day, whenever it is recorded, so that
deciding it again counts it there, too.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple

from headless.engine.values.calendar import Counted
from headless.engine.values.zones import Zone

BUDGET = "budget"
"""What the names of budgets begin with."""
_AT = "@"


class SharedPeriod(Counted, IntEnum):
    """For how long a shared budget is, before it is there whole again. Weeks begin on Monday."""

    DAY = 1
    WEEK = 2
    MONTH = 3
    TOTAL = 4


class SharedKey(NamedTuple):
    """What is counted together: a budget, its period, and the first day of that."""

    name: str
    period: SharedPeriod
    starts_on: int

    @classmethod
    def of(cls, text: str) -> "SharedKey":
        """Read a key. It must be one of a shared budget (see `is_shared`)."""
        name, _, part = text.partition(_AT)
        period, _, first = part.partition(":")
        return cls(name, SharedPeriod[period], int(first))

    def __str__(self) -> str:
        return f"{self.name}{_AT}{self.period.name}:{self.starts_on}"


def is_shared(stock: str) -> bool:
    """Return True if a stock is a shared budget: its name, or the key under which a period of it is counted."""
    return stock.partition(":")[0] == BUDGET


def name_of(stock: str) -> str:
    """Return the name of a budget whose name or key this is. Any other stock is its own."""
    return stock.partition(_AT)[0] if is_shared(stock) else stock


@dataclass(frozen=True, slots=True)
class SharedBudget:
    """How many units all members together may be given in a period.

    decimals: of the amounts that people see, if units are parts of them. label, labels: what people call it, in any language and
    by language. plugin: who declares it.
    """

    name: str
    units: int
    period: SharedPeriod
    decimals: int = 0
    label: str = ""
    labels: Mapping[str, str] = field(default_factory=dict, hash=False)
    plugin: str = ""

    @property
    def code(self) -> str:
        """What it is called after the colon of its name."""
        return self.name.partition(":")[2]

    def key(self, day: int) -> SharedKey:
        """Return under what is counted what events of a local day take."""
        return SharedKey(self.name, self.period, self.period.start(day))

    def resets_at(self, day: int, zone: Zone) -> int | None:
        """Return when what a day's period has of it is there whole again, None for never."""
        next_day = self.period.next_start(day)
        return None if next_day is None else zone.start_of(next_day)
