"""Tier tracks: ladders of tiers that members climb, pay for or load money for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from headless.engine.conditions.conditions import Condition
from headless.engine.values.calendar import Duration, Validity, parse_duration


@dataclass(frozen=True, slots=True)
class Tier:
    """A rung of a ladder. `keep` None means the tier's own condition."""

    id: int
    code: str
    name: str
    rank: int
    condition: Condition | None = None
    keep: Condition | None = None
    names: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def keeps(self) -> Condition | None:
        return self.keep if self.keep is not None else self.condition


@dataclass(frozen=True)
class Track:
    """A ladder of tiers, lowest rank first."""

    id: int
    code: str
    name: str
    tiers: tuple[Tier, ...]
    version: int = 1
    kind: Literal["EARNED", "PAID", "STORED_VALUE"] = "EARNED"
    default: bool = False
    downgrade: Literal["NONE", "ONE_STEP", "TO_QUALIFIED"] = "NONE"
    validity: Validity | None = None
    grace: Duration | None = None
    on_change: Literal["KEEP_UNTIL_REVIEW", "REVIEW_NOW"] = "KEEP_UNTIL_REVIEW"
    remind_before: Duration = field(default_factory=lambda: parse_duration("30d"))
    rule: str | None = None
    names: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def entered(self) -> bool:
        """True if its tiers are entered by paying: a standing then is over at its end, swept or not."""
        return self.kind != "EARNED"

    @cached_property
    def by_id(self) -> Mapping[int, Tier]:
        return {tier.id: tier for tier in self.tiers}

    @cached_property
    def by_code(self) -> Mapping[str, Tier]:
        return {tier.code: tier for tier in self.tiers}

    @cached_property
    def ways_up(self) -> Mapping[int | None, tuple[Condition | None, ...]]:
        """The conditions of the tiers above a tier, by its id, and of all tiers above none."""
        tiers = self.tiers
        above: dict[int | None, tuple[Condition | None, ...]] = {
            tier.id: tuple(higher.condition for higher in tiers if higher.rank > tier.rank) for tier in tiers
        }
        above[None] = tuple(tier.condition for tier in tiers)
        return above

    def below(self, rank: int) -> Tier | None:
        """Return the next tier down, if there is one."""
        return next((tier for tier in reversed(self.tiers) if tier.rank < rank), None)
