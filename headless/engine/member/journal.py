"""What a run of the engine has to write: append-only records, gathered over a batch."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from headless.engine.member.entitlements import RewardJournal
from headless.engine.member.records import Entry, EventRecord, HeldTag, Hold, Lot, Standing
from headless.engine.program.limits.limits import UseKey
from headless.engine.program.partners import BudgetKey, keys_of, spent_on
from headless.engine.values.problems import Problem


@dataclass(slots=True)
class DecisionRecord:
    """What every rule said about one event, as one compact document."""

    event_id: int
    member_id: int
    document: list[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class EventProblem:
    """Why an event that is kept was refused or failed. cause_id: the event whose rule emitted it, if a rule did."""

    event_id: int
    member_id: int
    cause_id: int | None
    noted_at: int
    problem: Problem

    @classmethod
    def of(cls, event: EventRecord, problem: Problem, cause_id: int | None = None) -> "EventProblem":
        """Make the one of an event, noted when the event is recorded."""
        return cls(event.id, event.member_id, cause_id, event.recorded_at, problem)


@dataclass(slots=True)
class Retry:
    """A rule that failed on an event, or what a failed boost or cap withheld, to be settled alone later.

    parked: the rule is paused, so that it waits until the rule is resumed.
    """

    event_id: int
    member_id: int
    rule_id: int
    kind: str
    document: Mapping[str, Any]
    due_at: int
    parked: bool = False


@dataclass(slots=True)
class Strike:
    """How often a part of a plugin failed or took too long in a batch, and what was wrong last."""

    failures: int = 0
    slow: int = 0
    error: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """A plugin's metric or tier rule that failed on a member. What was there before stays. part: what is counted as failing."""

    part: str
    plugin: str
    plugin_version: str
    id: str
    member_id: int
    event_id: int | None
    error: str


@dataclass(slots=True)
class Emitted:
    """An event that a rule derived for another member, settled later in a transaction of its own."""

    key: str
    type: str
    member_ref: str
    data: Mapping[str, Any]
    occurred_at: int
    cause_id: int


@dataclass(frozen=True, slots=True)
class OtherFacts:
    """What rules saw of another member when they decided on an event. facts: None of one who did not exist."""

    member_id: int
    event_id: int
    facts: Mapping[str, Any] | None


@dataclass(slots=True)
class BudgetJournal:
    """What a run counts against budgets. today: the local day by the wall clock. left: what is known to be left under a key."""

    today: int = 0
    left: dict[BudgetKey, int] = field(default_factory=dict)
    spent: dict[BudgetKey, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.spent)

    def book(self, entry: Entry, partner_id: int) -> None:
        """Count an entry against a partner's account: what it gives, or takes back, on the day that its terms keep."""
        day = spent_on(entry.terms)
        if day is None or not entry.amount:
            return
        for key in keys_of(partner_id, entry.kind_id, entry.member_id, day):
            self.spent[key] = self.spent.get(key, 0) + entry.amount


@dataclass(slots=True)
class SharedJournal:
    """What a run uses of limits in all and budgets of rule instances.

    left: what is known to be left under a key. used: by this run. most: what may be used in all, None where it is only counted.
    """

    left: dict[UseKey, int] = field(default_factory=dict)
    used: dict[UseKey, int] = field(default_factory=dict)
    most: dict[UseKey, int | None] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.used)

    def remaining(self, key: UseKey) -> int | None:
        """Return what is left after what this run has used, None if it is not known to be short."""
        return self.left[key] - self.used.get(key, 0) if key in self.left else None

    def use(self, key: UseKey, units: int, most: int | None) -> None:
        """Count units under a key."""
        self.used[key] = self.used.get(key, 0) + units
        known = self.most.get(key, most)
        self.most[key] = most if known is None else known if most is None else max(known, most)


@dataclass(slots=True)
class Journal:
    """Everything one batch writes.

    freed: earlier events whose business keys are free again, if they are these members: what was said of them came to nothing.
    """

    events: list[EventRecord] = field(default_factory=list)
    settled: list[EventRecord] = field(default_factory=list)
    decisions: list[DecisionRecord] = field(default_factory=list)
    problems: list[EventProblem] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    moves: dict[int, dict[int, int]] = field(default_factory=dict)
    lots: list[Lot] = field(default_factory=list)
    changed_lots: dict[int, Lot] = field(default_factory=dict)
    holds: list[Hold] = field(default_factory=list)
    changed_holds: dict[int, Hold] = field(default_factory=dict)
    standings: list[Standing] = field(default_factory=list)
    tags: list[HeldTag] = field(default_factory=list)
    changed_tags: dict[int, HeldTag] = field(default_factory=dict)
    marks: list[tuple[int, int, str, int]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    strikes: dict[tuple[str, str], Strike] = field(default_factory=dict)
    retries: list[Retry] = field(default_factory=list)
    emitted: list[Emitted] = field(default_factory=list)
    others: list[OtherFacts] = field(default_factory=list)
    freed: list[tuple[int, str]] = field(default_factory=list)
    topics: list[tuple[str, int]] = field(default_factory=list)
    rewards: RewardJournal = field(default_factory=RewardJournal)
    budgets: BudgetJournal = field(default_factory=BudgetJournal)
    shared: SharedJournal = field(default_factory=SharedJournal)

    def touch_lot(self, lot: Lot) -> None:
        if not lot.new:
            self.changed_lots[lot.id] = lot

    def touch_hold(self, hold: Hold) -> None:
        if not hold.new:
            self.changed_holds[hold.id] = hold

    def touch_tag(self, held: HeldTag) -> None:
        if not held.new:
            self.changed_tags[held.id] = held

    def move(self, entry: Entry, lot: Lot, amount: int) -> None:
        """Note that an entry moved `amount` units of a lot."""
        lots = self.moves.get(entry.id)
        if lots is None:
            self.moves[entry.id] = {lot.id: amount}
        else:
            lots[lot.id] = lots.get(lot.id, 0) + amount
