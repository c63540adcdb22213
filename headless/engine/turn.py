"""One event being settled: what its handler, the rules and the follow-up work share."""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.evaluation.judge import Judge
from headless.engine.evaluation.others.views import Others
from headless.engine.ledger.ledger import Ledger
from headless.engine.ledger.movements import Cause
from headless.engine.member.journal import Journal
from headless.engine.member.records import Change, Entry, EventRecord, Lot, OriginFacts
from headless.engine.member.state import MemberState
from headless.engine.program.program import Program


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


class Handed(NamedTuple):
    """What goes to another member: to whom, and the event that is recorded there.

    key: what goes, the number of an order or the code of an asset kind. event_id: the id of the event there, None if it follows
    that of the present one. rule_id: the rule instance that gives it, 0 if none does.
    """

    member_id: int
    type: str
    key: str
    occurred_at: int
    json: Mapping[str, Any]
    event_id: int | None = None
    rule_id: int = 0


class Recall(NamedTuple):
    """What another member was given by a rule, and is to give back: the receipt there, the entry here that sent it.

    due: the units of it that are to be back in all. owed: what is no longer there becomes debt, by the kind's clawback.
    """

    member_id: int
    receipt_id: int
    entry: Entry
    due: int
    owed: bool = True


@dataclass(slots=True, kw_only=True)
class Checked:
    """What a handler's check hands to its later steps. Each handler that needs more has a class of its own.

    The event itself uses these, so that no rule may use them, too: `spends` in units by asset kind, `takes` in units by stock,
    `codes` of coupons. gets: coupons that it gives the member, by kind. notes: what the engine has to say of the event, kept with
    the decisions.
    """

    spends: Mapping[str, int] = field(default_factory=dict)
    takes: Mapping[str, int] = field(default_factory=dict)
    codes: Set[str] = frozenset()
    gets: Mapping[str, int] = field(default_factory=dict)
    notes: Sequence[Mapping[str, Any]] = ()


UNCHECKED = Checked()
"""Of an event that uses nothing itself."""


@dataclass(slots=True)
class Turn:
    """The state of one settlement.

    origin: the earlier event that this one refers to, as a refund to its order. as_origin: this event, as later ones will refer
    to it. freed: lots that had ended while a hold kept them, each with the middle of its key; late: new lots that have ended
    already; soon: new lots that came after the moment of their reminder. request: rules may refuse the event. root: what the
    keys of derived events begin with; empty: the event's id. explained: decisions will be read, and what a condition stood at.
    handed: orders and amounts that go to other members; recalls: amounts that come back from them. others: the members whom the
    event names, as rules see them; find: finds them, for a member at a moment. absorbed: a member that becomes one with this one.
    demotes: the event may cost the member a tier. late_for: the rule instance whose part of an event that was settled before is
    settled now.
    """

    program: Program
    state: MemberState
    journal: Journal
    ledger: Ledger
    event: EventRecord
    new_id: Callable[[], int]
    judge: Judge
    request: bool = False
    explained: bool = True
    root: str = ""
    origin: OriginFacts | None = None
    as_origin: OriginFacts | None = None
    follow: list[Follow] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    freed: Sequence[tuple[Lot, str]] = ()
    late: Sequence[Lot] = ()
    soon: Sequence[Lot] = ()
    handed: list[Handed] = field(default_factory=list)
    recalls: list[Recall] = field(default_factory=list)
    others: Others | None = None
    find: Callable[[MemberState, int, int], MemberState | None] | None = None
    absorbed: MemberState | None = None
    late_for: int | None = None
    demotes: bool = True
    review_now: bool = False
    recheck: bool = True

    @property
    def now(self) -> int:
        """When this settlement is recorded, in microseconds."""
        return self.ledger.recorded_at

    def count(self, counts: Sequence[Count], sign: int) -> None:
        """Add what the event counts to the member's totals, or take it off."""
        for count in counts:
            self.state.totals.add(count.key, count.day, sign * count.count, sign * count.amount, sign * count.less)

    def cause(self, reason: str) -> Cause:
        """Return the event as the cause of an entry."""
        return Cause(self.event, reason)

    def meet(self) -> Others:
        """Return the other members whom the event names."""
        if self.others is None:
            assert self.find is not None
            history = self.state.facts.others
            kept = {} if history is None else history.with_event(self.event)
            self.others = Others(self.program, self.event.day, partial(self.find, self.state, self.now), kept)
        return self.others

    def kind(self, code: str) -> AssetKind | None:
        """Return the asset kind of a code."""
        return self.program.kinds.get(code)
