"""What bounds a rule instance, next to its settings, and what bars it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import Any, NamedTuple

from headless.engine.program.limits.hours import Span
from headless.engine.program.limits.periods import Period

LEAD = "rule:"
"""What the totals and takes of firings begin with, before the id of the instance."""
BUDGETED = "budget"
"""Under this, an entry's terms keep the local day on which it was given of a budget."""


class Times(NamedTuple):
    """How often an instance fires in a period."""

    times: int
    per: Period


class Budget(NamedTuple):
    """How much of an asset an instance gives in a period. amount: in natural units."""

    asset: str
    amount: Decimal
    per: Period


class UseKey(NamedTuple):
    """What is counted together for all members: firings (`what` is empty), or units of an asset. starts_on: 0 for TOTAL."""

    rule_id: int
    what: str
    period: str
    starts_on: int


class Barred(NamedTuple):
    """Why an instance was not asked, or its effects were left out. shared: by what others used up."""

    code: str
    params: Mapping[str, Any] = MappingProxyType({})
    shared: bool = False


SHARED_CODES = frozenset({"limit_in_all_reached", "budget_used_up"})
"""Of what others used up: one member's history does not hold it."""


def short_in(document: Iterable[Mapping[str, Any]]) -> dict[int, Barred]:
    """Return the instances that found a limit in all or a budget used up, by the decision as it is kept."""
    return {
        line["i"]: Barred(line["c"], line.get("k", {}), shared=True)
        for line in document
        if line.get("c") in SHARED_CODES
    }


@dataclass(frozen=True)
class Limits:
    """Where, when, for whom and how often an instance fires, and how much it gives. What is empty does not bound.

    where: a condition on the member, as its document.
    """

    where: Mapping[str, Any] | None = None
    stores: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()
    hours: tuple[Span, ...] = ()
    per_member: tuple[Times, ...] = ()
    in_all: tuple[Times, ...] = ()
    budgets: tuple[Budget, ...] = ()
    document: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @cached_property
    def counts(self) -> bool:
        """True if it is counted how often it fires."""
        return bool(self.per_member or self.in_all)

    def budgets_of(self, asset: str) -> list[Budget]:
        """Return the budgets of an asset kind."""
        return [budget for budget in self.budgets if budget.asset == asset]


def firing_key(rule_id: int) -> str:
    """Return the name under which the firings of an instance are counted."""
    return f"{LEAD}{rule_id}"


def is_firing(stock: str) -> bool:
    """Return True if what was taken is no unit of a stock but one firing of a rule instance."""
    return stock.startswith(LEAD)


def times_key(rule_id: int, times: Times, day: int) -> UseKey:
    """Return under what firings of a day are counted for all members."""
    return UseKey(rule_id, "", times.per.value, times.per.start(day))


def budget_key(rule_id: int, budget: Budget, day: int) -> UseKey:
    """Return under what is counted what was given on a day."""
    return UseKey(rule_id, budget.asset, budget.per.value, budget.per.start(day))
