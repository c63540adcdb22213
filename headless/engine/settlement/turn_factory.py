"""Where a settlement begins: an event of the engine's own, and a turn for an event."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Protocol

from headless.engine.evaluation.judge import Judge
from headless.engine.ledger.ledger import Ledger
from headless.engine.member.journal import Journal
from headless.engine.member.records import EventRecord
from headless.engine.member.state import MemberState
from headless.engine.program.program import Program
from headless.engine.turn import Checked, Handed, Turn


class Payload(Protocol):
    """The typed data of an event of the engine's own."""

    def to_json(self) -> Mapping[str, Any]: ...


class EngineEvent(NamedTuple):
    """An event of the engine's own that is due.

    as_of: the moment by which lots are pending or over; None: when it occurred. checked: what its handler needs.
    """

    type: str
    data: Payload
    key: str
    occurred_at: int
    as_of: int | None = None
    checked: Checked | None = None


class TurnFactory:
    """Opens turns of one run: with its program, its judge, its source of ids, and the journal it writes to.

    explained: whether decisions and standings are to bear what conditions stood at.
    """

    __slots__ = ("_explained", "_judge", "_new_id", "_program", "journal")

    def __init__(self, program: Program, judge: Judge, new_id: Callable[[], int], explained: bool) -> None:
        self._program, self._judge, self._new_id, self._explained = program, judge, new_id, explained
        self.journal = Journal()

    def open(self, state: MemberState, event: EventRecord, request: bool, at: int | None = None) -> Turn:
        """Return a turn for an event, as of a moment: that of its recording if none is given."""
        recorded_at = event.recorded_at
        ledger = Ledger(state, self.journal, self._new_id, recorded_at if at is None else at, recorded_at)
        return Turn(
            self._program, state, self.journal, ledger, event, self._new_id, self._judge, request, self._explained
        )

    def own(
        self, state: MemberState, type_: str, data: Any, json: Mapping[str, Any], key: str, occurred_at: int, now: int
    ) -> EventRecord:
        """Return the record of an event of the engine's own."""
        day = self._program.zone.day_of(occurred_at)
        return EventRecord(self._new_id(), type_, "engine", key, state.id, occurred_at, now, day, data, json)

    def receipt(self, state: MemberState, turn: Turn, handed: Handed) -> EventRecord:
        """Return the record of what a member receives from the member of a turn, or gives back.

        Its id follows that of the turn's event, unless it has one. What rules gave may lead to no endless chain.
        """
        data, key = self._program.payload(handed.type, handed.json), f"{turn.event.id}/{handed.rule_id}/{handed.key}"
        record = self.own(state, handed.type, data, handed.json, key, handed.occurred_at, turn.now)
        if handed.event_id is None:
            record.id = turn.event.next_id or record.id
        else:
            record.id, record.depth = handed.event_id, turn.event.depth + 1
        return record

    def open_own(self, state: MemberState, event: EngineEvent, now: int) -> Turn:
        """Return a turn for an event of the engine's own that no rule can refuse."""
        record = self.own(state, event.type, event.data, event.data.to_json(), event.key, event.occurred_at, now)
        return self.open(state, record, False, event.occurred_at if event.as_of is None else event.as_of)
