"""What the core itself does for an event type: check without changing anything, count, then apply."""

from abc import ABC, abstractmethod
from typing import Generic, TypeVar

from headless.engine.evaluation.stages import Proposal
from headless.engine.turn import UNCHECKED, Checked, Count, Turn
from headless.engine.values.problems import Problem, invalid
from headless.messages import Message

C = TypeVar("C", bound=Checked)


class Handler(ABC, Generic[C]):
    """The core's part in events of a type. What `check` returns is handed to the later steps."""

    @abstractmethod
    def check(self, turn: Turn) -> C | Problem:
        """Return what the later steps need, or what stands against the event. Change nothing."""

    def taken_before(self, turn: Turn) -> C | Problem:
        """Return what counting needs of an event that is decided again. It was taken once, so that nothing stands against it."""
        return self.check(turn)

    def takes_closed(self, turn: Turn) -> bool:
        """Return True if the event is taken even for a closed member."""
        return False

    def counts(self, turn: Turn, checked: C) -> list[Count]:
        """Return what the event adds to the daily totals."""
        return []

    def proposed(self, turn: Turn, proposal: Proposal) -> Proposal:
        """Return what the rules propose as it is to be posted."""
        return proposal

    def caps(self, turn: Turn, checked: C, proposal: Proposal) -> Problem | None:
        """Return what the rules' caps on paying have against the event."""
        return None

    def apply(self, turn: Turn, checked: C) -> None:
        """Post what the event itself moves."""

    def posted(self, turn: Turn, start: int) -> None:
        """Post what follows from what the rules gave. start: where the entries of this event begin in the journal."""


class Plain(Handler[Checked]):
    """An event that nothing stands against."""

    def check(self, turn: Turn) -> Checked:
        return UNCHECKED


class ByClock(Handler[C]):
    """An event of the clock's own, which hands in what a check would return."""

    def check(self, turn: Turn) -> C | Problem:
        raise TypeError(f"{turn.event.type} is recorded by the clock alone")


def only_applies(handler: Handler[C]) -> bool:
    """Return True if a handler has nothing to check, to count or to cap."""
    its = type(handler)
    return its.check in (Plain.check, ByClock.check) and (its.counts, its.caps) == (Handler.counts, Handler.caps)


def moves_nothing(handler: Handler[C]) -> bool:
    """Return True if the core itself counts and posts nothing for such an event."""
    its = type(handler)
    return (its.counts, its.apply) == (Handler.counts, Handler.apply)


_TAKES_BACK = frozenset({
    "order.amended", "order.moved", "entry.reversed", "benefit.failed", "benefit.reversed", "card.unbound", "card.blocked",
    "asset.returned",
})  # fmt: skip


def takes_back(turn: Turn) -> bool:
    """Return True if the core takes something back for an event of this type, which no check has seen."""
    declared = turn.program.event_types.get(turn.event.type)
    return turn.event.type in _TAKES_BACK or (declared is not None and declared.refunds)


def past_end(turn: Turn, ends_at: int | None, what: str) -> Problem | None:
    """Return the refusal of something given by hand whose end has passed, or None."""
    if ends_at is None or ends_at > turn.now:
        return None
    return invalid(
        "EXPIRES_IN_THE_PAST",
        Message("the {what} would expire before now; give a later expiresAt", what=what),
        "expiresAt",
    )
