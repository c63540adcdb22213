"""One event being settled: what its handler, the rules and the follow-up work share."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.evaluation.judge import Judge
from headless.engine.evaluation.stages import Proposal
from headless.engine.ledger.ledger import Cause, Ledger
from headless.engine.member.journal import Journal
from headless.engine.member.records import Change, EventRecord, OriginFacts
from headless.engine.member.state import MemberState
from headless.engine.program.program import Program
from headless.engine.values.problems import Problem


@dataclass(slots=True)
class Count:
    """An addition to a daily total."""

    key: str
    day: int
    count: int = 0
    amount: int = 0
    less: int = 0


@dataclass(slots=True)
class Follow:
    """An event to derive from the present one: its type, typed payload, stored payload and the middle of its key."""

    type: str
    data: Any
    json: Mapping[str, Any]
    key: str


@dataclass(slots=True)
class Turn:
    """The state of one settlement.

    request: whether rules may refuse the event. root: what the keys of derived events begin with; the event's id if empty.
    explained: whether anybody will read decisions, and what a condition stood at.
    """

    program: Program
    state: MemberState
    journal: Journal
    ledger: Ledger
    event: EventRecord
    new_id: Callable[[], int]
    origin: OriginFacts | None = None
    follow: list[Follow] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    scratch: dict[str, Any] = field(default_factory=dict)
    review_now: bool = False
    recheck: bool = True
    request: bool = False
    root: str = ""
    judge: Judge | None = None
    explained: bool = True

    @property
    def now(self) -> int:
        """When what this settlement does is recorded."""
        return self.ledger.recorded_at

    def cause(self, reason: str) -> Cause:
        return Cause(self.event, reason)

    def kind(self, code: str) -> AssetKind | None:
        return self.program.kinds.get(code)

    def need(self, kind: AssetKind, units: int) -> None:
        """Note what the event itself will spend, so that rules cannot spend the same."""
        needed = self.scratch.setdefault("needed", {})
        needed[kind.code] = needed.get(kind.code, 0) + units


class Handler(Protocol):
    """What the core itself does for an event type: check without changing anything, count, then apply."""

    def check(self, turn: Turn) -> Problem | None: ...
    def counts(self, turn: Turn) -> list[Count]: ...
    def caps(self, turn: Turn, proposal: Proposal) -> Problem | None: ...
    def apply(self, turn: Turn) -> None: ...


class Plain:
    """An event that the core only records; the base of the other handlers."""

    def check(self, turn: Turn) -> Problem | None:
        """What stands against the event, from the state alone; changes nothing."""
        return None

    def counts(self, turn: Turn) -> list[Count]:
        """What the event adds to the daily totals."""
        return []

    def caps(self, turn: Turn, proposal: Proposal) -> Problem | None:
        """What the rules' caps on paying stand against."""
        return None

    def apply(self, turn: Turn) -> None:
        """Post what the event itself moves."""


def only_applies(handler: Handler) -> bool:
    """Whether a handler has nothing to check, to count or to cap."""
    plain, its = Plain, type(handler)
    return (its.check, its.counts, its.caps) == (plain.check, plain.counts, plain.caps)
