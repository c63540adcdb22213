"""Partners: third parties, what their tokens may touch, and how much they may give, to all members or to each.

A partner's grant is an entry against the contra account `partner:<code>`. Its terms keep the local day, by the wall clock, on
which it was spent, so that what is taken back of it goes back to that day and that month.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import Any, NamedTuple

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.values.amounts import to_units
from headless.engine.values.calendar import Counted
from headless.engine.values.spelling import spelled
from headless.engine.values.zones import Zone

LEAD = "partner:"
"""What contra accounts, fundings and sources of partners begin with."""
SPENT_ON = "spentOn"
ALL = 0
"""The member id of what is counted for all members together."""


class BudgetPeriod(Counted, IntEnum):
    """For how long a budget is, before it is there whole again."""

    DAY = 1
    MONTH = 2
    TOTAL = 3


MEMBERS_DAYS = 35
"""For how many days it is counted what one member was given on each. The ledger has it for good, by which statements go."""


class BudgetKey(NamedTuple):
    """What is counted together. member_id: ALL, or the one to whom it was given."""

    member_id: int
    partner_id: int
    kind_id: int
    period: int
    starts_on: int


def keys_of(partner_id: int, kind_id: int, member_id: int, day: int) -> Iterator[BudgetKey]:
    """Yield everything under which units given to a member on a day are counted."""
    for period in BudgetPeriod:
        for owner in (ALL, member_id):
            yield BudgetKey(owner, partner_id, kind_id, period, period.start(day))


def is_forgotten(key: BudgetKey, today: int) -> bool:
    """Return True if what is counted under a key may be forgotten: no budget bounds such a day any more."""
    return key.member_id != ALL and key.period == BudgetPeriod.DAY and key.starts_on < today - MEMBERS_DAYS


def spent_on(terms: Mapping[str, Any] | None) -> int | None:
    """Return the day on which an entry was spent of a partner's budget, None if it was of none."""
    day = None if terms is None else terms.get(SPENT_ON)
    return day if isinstance(day, int) else None


def account_of(code: str) -> str:
    """Return the contra account of a partner, which is also the funding of what it gives and the source of its events."""
    return f"{LEAD}{code}"


@dataclass(frozen=True, slots=True)
class Budget:
    """How many units of a kind a partner may give in a period: to all members together, or to each."""

    kind: AssetKind
    units: int
    period: BudgetPeriod
    per_member: bool = False

    def resets_at(self, day: int, zone: Zone) -> int | None:
        """Return when what a day's period has of it is there whole again, None for never."""
        next_day = self.period.next_start(day)
        return None if next_day is None else zone.start_of(next_day)


@dataclass(frozen=True)
class Partner:
    """A third party. kinds, event_types, tags: the codes of what its tokens may touch."""

    id: int
    code: str
    name: str
    kinds: frozenset[str] = frozenset()
    event_types: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    budgets: tuple[Budget, ...] = ()
    version: int = 1

    @cached_property
    def account(self) -> str:
        """The contra account of what it gives, the funding of that, and the source of its events."""
        return account_of(self.code)

    def budgets_of(self, kind_id: int | None) -> list[Budget]:
        """Return the budgets of an asset kind, none for no kind."""
        return [budget for budget in self.budgets if budget.kind.id == kind_id]

    def key_of(self, budget: Budget, member_id: int, day: int) -> BudgetKey:
        """Return under what one of its budgets is counted on a day, if it gives to a member."""
        owner = member_id if budget.per_member else ALL
        return BudgetKey(owner, self.id, budget.kind.id, budget.period, budget.period.start(day))


def partner(id_: int, version: int, document: Mapping[str, Any], kinds: Mapping[str, AssetKind]) -> Partner:
    """Return the engine's partner of a stored document."""
    budgets = (
        Budget(kinds[given["kind"]], to_units(given["amount"], kinds[given["kind"]].decimals),
               BudgetPeriod[given["period"]], bool(given.get("perMember")))
        for given in document.get("budgets") or ()
        if given["kind"] in kinds
    )  # fmt: skip
    kinds_, types, tags = (frozenset(document.get(name) or ()) for name in ("assetKinds", "eventTypes", "tags"))
    return Partner(
        id_, spelled(document["code"]), document["name"], kinds_, types, tags, tuple(budgets), version,
    )  # fmt: skip
