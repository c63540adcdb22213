"""Settling: one event after another, for members whose states are in memory. No I/O, no clock: what is needed is passed in.

The same trip serves a live batch, an import of history, a simulation and a back-test; they differ in who loads the states and
whether the journal is written.
"""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field
from typing import Any

from headless.engine.evaluation.judge import Judge
from headless.engine.evaluation.runner import Said, run
from headless.engine.evaluation.stages import Proposal
from headless.engine.handlers.admission import admit, counted, waits
from headless.engine.handlers.event_plans import Course, Courses
from headless.engine.handlers.refunds import take_back_refunded
from headless.engine.ledger.ledger import Ledger
from headless.engine.member.journal import DecisionRecord, Journal, Retry
from headless.engine.member.records import Change, Entry, EntryType, EventRecord, EventStatus, OriginFacts
from headless.engine.member.state import MemberState
from headless.engine.program.program import Program
from headless.engine.settlement import decisions
from headless.engine.settlement.clockwork import Clockwork, by_end
from headless.engine.settlement.evaluate_rules import Ask, proposal_of
from headless.engine.settlement.plugin_faults import note_faults
from headless.engine.settlement.posting import post, short_of
from headless.engine.settlement.reviews import Reviews
from headless.engine.settlement.strikes import note_strikes
from headless.engine.turn import Count, Turn
from headless.engine.values.limits import DERIVED_DEPTH
from headless.engine.values.problems import Problem


@dataclass(slots=True)
class Result:
    """What became of one event: its record, why it was not settled if it was not, and what it did to the member."""

    record: EventRecord
    problem: Problem | None = None
    deferred: bool = False
    document: list[Mapping[str, Any]] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)


class Settler:
    """Settles events into the states and a journal.

    history: clock work is recorded at its own due time, as if the system had been there, else at the time of the settlement.
    explained: decisions are written, and standings bear what their conditions stood at; nothing else hangs on it.
    """

    def __init__(
        self,
        program: Program,
        states: Mapping[int, MemberState],
        new_id: Callable[[], int],
        *,
        history: bool = False,
        explained: bool = True,
        judge: Judge | None = None,
        ask: Ask = run,
    ) -> None:
        self.program, self.states, self.new_id, self.history, self._ask = program, states, new_id, history, ask
        self._explained = explained
        self.journal = Journal()
        self.judge = judge or Judge(program)
        self.courses = Courses(program)
        self.clockwork = Clockwork(self.judge, self)
        self.reviews = Reviews(program, self.judge, self)
        self._derived: dict[str, int] = {}
        self._changes: list[Change] = []
        self._unasked = Proposal()

    # ── entrances

    def settle(self, event: EventRecord) -> Result:
        """Settle one event of a member, after what the clock owes the member."""
        state = self.states[event.member_id]
        self.clockwork.run(state, event.recorded_at, self.history)
        self._changes = []
        result = self._settle(self._turn(state, event))
        result.changes = self._changes
        if result.problem is None and not result.deferred:
            self._settle_deferred(state, event)
        if self.history:
            state.due_at = self.clockwork.next_due(state)
        return result

    def run_clock(self, member_id: int, until: int) -> None:
        """Do a member's due work up to a moment."""
        self.clockwork.run(self.states[member_id], until, self.history)

    def recheck(self, member_id: int, now: int, *, review: frozenset[int] = frozenset()) -> None:
        """Judge tags and tiers anew after the configuration changed; tracks in `review` may also demote."""
        state = self.states[member_id]
        self.clockwork.run(state, now, self.history)
        self.reviews.by_clock(state, now, now, review)

    def retry(self, event: EventRecord, rule_id: int, kind: str, assets: Set[str], tiers: Mapping[str, str]) -> bool:
        """Settle what a failed rule (kind `rule`) or a failed boost or cap (`withheld`: of these assets) left out.

        The event, the tiers and the settings are those of then, the state is that of now. Tells whether it succeeded.
        """
        state = self.states[event.member_id]
        turn = self._turn(state, event)
        turn.root = f"{event.root_id or event.id}.{rule_id}"
        if event.type == "order.paid" and event.subject is not None:
            turn.scratch["origin"] = state.origin("order.paid", event.subject)
        state.tiers_then = tiers
        listeners = self.courses[event.type].listeners
        proposal = proposal_of(self.program, self.judge, self._ask, turn, listeners)
        state.tiers_then = None
        proposal.items = [
            item
            for item in proposal.items
            if (item.instance.id == rule_id if kind == "rule" else getattr(item.effect, "asset", None) in assets)
        ]
        failed = any(said.failure is not None and said.instance.id == rule_id for said in proposal.said)
        if failed or any(item.withheld for item in proposal.items):
            return False
        turn.request = False
        short_of(turn, proposal)
        self._post(turn, proposal)
        self._conclude(turn)
        return True

    def close(self) -> None:
        """Let go of the parts that hold it in turn, so that memory comes free at once; it can settle nothing more."""
        del self.clockwork, self.reviews

    def finish(self) -> None:
        """Work out when each member's next clock work is due."""
        for state in self.states.values():
            state.due_at = self.clockwork.next_due(state)

    def ledger(self, state: MemberState, now: int, recorded_at: int | None = None) -> Ledger:
        """The member's accounts as of a moment; what is posted is recorded then or, if given, later."""
        return Ledger(state, self.journal, self.new_id, now, recorded_at)

    # ── one event

    def _turn(self, state: MemberState, event: EventRecord, at: int | None = None) -> Turn:
        ledger = Ledger(state, self.journal, self.new_id, event.recorded_at if at is None else at, event.recorded_at)
        return Turn(
            self.program, state, self.journal, ledger, event, self.new_id, request=self.courses[event.type].request,
            judge=self.judge, explained=self._explained,
        )  # fmt: skip

    def _settle(self, turn: Turn) -> Result:
        result, course = Result(turn.event), self.courses[turn.event.type]
        result.problem = admit(turn, course)
        if result.problem is not None:
            return result
        if course.is_refund and waits(turn):
            result.deferred = True
            self._keep_waiting(turn)
            return result
        counts = counted(turn, course)
        if isinstance(counts, Problem):
            result.problem = counts
            return result
        self._count(turn, counts, 1)
        proposal = proposal_of(self.program, self.judge, self._ask, turn, course.listeners)
        problem = _stopped(proposal) or course.handler.caps(turn, proposal) or short_of(turn, proposal)
        if proposal.said:
            note_strikes(self.journal, proposal)
            if self._explained:
                result.document = decisions.document(self.program, proposal)
        if problem is not None:
            self._count(turn, counts, -1)
            result.problem = problem
            self._refuse(turn, result)
            return result
        self._apply(turn, course, proposal, result)
        return result

    def _count(self, turn: Turn, counts: list[Count], sign: int) -> None:
        for count in counts:
            turn.state.totals.add(count.key, count.day, sign * count.count, sign * count.amount, sign * count.less)

    def _keep_waiting(self, turn: Turn) -> None:
        event = turn.event
        if event.status is not EventStatus.DEFERRED:
            event.status = EventStatus.DEFERRED
            self.journal.events.append(event)
            turn.state.deferred.setdefault(("order.paid", event.refers or ""), []).append(event)

    def _refuse(self, turn: Turn, result: Result) -> None:
        """A refused request keeps its decisions, and leaves its identity free."""
        if turn.request and result.document:
            turn.event.status = EventStatus.REFUSED
            self.journal.events.append(turn.event)
            self.journal.decisions.append(DecisionRecord(turn.event.id, turn.state.id, result.document))

    # ── writing

    def _apply(self, turn: Turn, course: Course, proposal: Proposal, result: Result) -> None:
        state, event = turn.state, turn.event
        waited = event.status is EventStatus.DEFERRED
        event.status = EventStatus.RECORDED
        (self.journal.settled if waited else self.journal.events).append(event)
        self._post(turn, proposal, course.handler.apply)
        for said in proposal.said:
            if said.failure is not None:
                self._retry_later(turn, said)
        state.recorded_at = max(state.recorded_at, event.recorded_at)
        if course.remembered:
            state.remember_past(event)
        if event.depth > DERIVED_DEPTH:
            result.document = [{"c": "too_deep"}]
        if result.document:
            self.journal.decisions.append(DecisionRecord(event.id, state.id, result.document))
        turn.scratch["document"] = result.document
        self._conclude(turn)

    def _post(self, turn: Turn, proposal: Proposal, first: Callable[[Turn], None] | None = None) -> None:
        """Post what the event itself moves, and what the rules proposed; note entries, and lots that may be over already."""
        journal = self.journal
        entries, lots = len(journal.entries), len(journal.lots)
        if first is not None:
            first(turn)
            if "repay" in turn.scratch:
                turn.ledger.repay(turn.scratch["repay"], turn.cause("debt repaid"))
        if proposal.items:
            post(turn, self.judge, proposal)
        if first is None and turn.scratch.get("origin") is not None:
            take_back_refunded(turn, turn.scratch["origin"], journal.entries[entries:])
        if len(journal.entries) > entries:
            self._note_entries(turn, journal.entries[entries:])
        if len(journal.lots) > lots:
            now = turn.ledger.now
            late = [lot for lot in journal.lots[lots:] if lot.expires_at is not None and lot.expires_at <= now]
            if late:
                turn.scratch["late"] = late

    def _retry_later(self, turn: Turn, said: Said) -> None:
        stage = said.instance.declared.stage if said.instance.declared else "gate"
        if stage == "gate":
            return
        kind = "rule" if stage == "earn" else "withheld"
        document = {"v": said.instance.version, "assets": sorted(said.instance.assets), "error": said.failure}
        retry = Retry(turn.event.id, turn.state.id, said.instance.id, kind, document, turn.now, said.paused)
        self.journal.retries.append(retry)

    def _note_entries(self, turn: Turn, entries: list[Entry]) -> None:
        """Count what was earned and spent, and remember the entries with the event that they belong to."""
        state = turn.state
        origin: OriginFacts | None = turn.scratch.get("origin")
        if origin is None and entries[0].type is not EntryType.EXPIRE:
            origin = state.origins["event", str(turn.event.id)] = OriginFacts(turn.event)
        for entry in entries:
            if origin is not None and entry.event_id == origin.event.id:
                origin.entries.append(entry)
                if entry.type is EntryType.SPEND:
                    origin.moves[entry.id] = list(self.journal.moves.get(entry.id, {}).items())
            key = self.program.tracked_assets.get(entry.kind_id)
            if key is not None:
                earned, spent = _earned_spent(entry)
                if earned or spent:
                    state.totals.add(key, turn.event.day, 0, earned, spent)

    # ── what follows

    def _conclude(self, turn: Turn) -> None:
        if turn.ledger.changes:
            self._changes += turn.ledger.changes
            turn.ledger.changes = []
        self.reviews.after_event(turn)
        if self.journal.faults:
            note_faults(self.journal, turn.event, turn.scratch.get("document"))
        self.follow_up(turn)

    def follow_up(self, turn: Turn) -> None:
        """Expire lots that are over already, then settle derived events, depth first."""
        if turn.changes:
            self._changes += turn.changes
            turn.changes = []
        if "expired" in turn.scratch or "late" in turn.scratch:
            self._expire_at_once(turn)
        if turn.follow:
            self._derive(turn)

    def _expire_at_once(self, turn: Turn) -> None:
        state, depth = turn.state, turn.event.depth + 1
        for lot, piece in turn.scratch.get("expired", ()):
            if lot.free:
                kind = self.program.kind_by_id[lot.kind_id]
                self.clockwork.expire(state, kind, [lot], f"{lot.id}:{piece}", turn.ledger.now, turn.now, depth)
        for at, lots in by_end([lot for lot in turn.scratch.get("late", ()) if lot.free]):
            kind = self.program.kind_by_id[lots[0].kind_id]
            self.clockwork.expire(state, kind, lots, f"{lots[0].id}:{at}", turn.ledger.now, turn.now, depth)

    def _derive(self, turn: Turn) -> None:
        event, state = turn.event, turn.state
        for follow in turn.follow:
            root = turn.root or str(event.root_id or event.id)
            number = self._derived[root] = self._derived.get(root, 0) + 1
            key = f"{root}:{follow.type}:{follow.key}:{number}"
            data = follow.data if follow.data is not None else self.program.payload(follow.type, follow.json)
            derived = self._engine_event(state, follow.type, data, follow.json, key, event.occurred_at, turn.now)
            derived.root_id, derived.depth = event.root_id or event.id, event.depth + 1
            turn_of_it = self._turn(state, derived, turn.ledger.now)
            turn_of_it.root = turn.root
            self._settle(turn_of_it)

    def _settle_deferred(self, state: MemberState, event: EventRecord) -> None:
        if event.type != "order.paid" or event.subject is None or not state.deferred:
            return
        for waiting in state.deferred.pop(("order.paid", event.subject), []):
            waiting.recorded_at = event.recorded_at
            waited = self._settle(self._turn(state, waiting))
            if waited.problem is not None:
                waiting.status = EventStatus.REFUSED
                self.journal.settled.append(waiting)

    # ── the clock's desk

    def _engine_event(
        self, state: MemberState, type_: str, data: Any, json: Mapping[str, Any], key: str, occurred_at: int, now: int
    ) -> EventRecord:
        day = self.program.zone.day_of(occurred_at)
        return EventRecord(self.new_id(), type_, "engine", key, state.id, occurred_at, now, day, data, json)

    def open(self, state: MemberState, type_: str, data: Any, key: str, at: int, now: int) -> Turn:
        """A turn for an event of the engine's own that was due at a moment and is recorded at another."""
        return self._turn(state, self._engine_event(state, type_, data, data.to_json(), key, at, now), at)

    def record(
        self,
        state: MemberState,
        type_: str,
        data: Any,
        key: str,
        occurred_at: int,
        now: int,
        as_of: int | None = None,
        depth: int = 0,
        **scratch: Any,
    ) -> None:
        """Settle an event of the engine's own, as of the moment it occurred or another."""
        event, course = (
            self._engine_event(state, type_, data, data.to_json(), key, occurred_at, now),
            self.courses[type_],
        )
        if course.news and not scratch:
            self.journal.events.append(event)
            if course.remembered:
                state.remember_past(event)
            return
        turn = self._turn(state, event, occurred_at if as_of is None else as_of)
        turn.scratch.update(scratch)
        event.depth = depth
        if course.certain:
            self._apply(turn, course, self._unasked, Result(event))
        else:
            self._settle(turn)

    def review(self, state: MemberState, due: int, now: int) -> None:
        """Judge tags and standings because time has passed."""
        self.reviews.by_clock(state, due, now)


def _stopped(proposal: Proposal) -> Problem | None:
    if proposal.refusal is not None:
        instance, refusal = proposal.refusal
        data = {"rule": instance.rule, "data": dict(refusal.data)}
        return Problem("REFUSED", refusal.code, refusal.message, "Refused", data)
    if proposal.failed_gate is not None:
        rule = proposal.failed_gate.rule
        message = f"the rule {rule} failed, so the request could not be checked; try again later"
        return Problem("REFUSED", "RULE_FAILED", message, "Refused", {"rule": rule, "data": None})
    return None


def _earned_spent(entry: Entry) -> tuple[int, int]:
    """What an entry adds to the asset's totals: earned, spent (what goes back is negative)."""
    if entry.type in (EntryType.EARN, EntryType.GRANT):
        return entry.amount, 0
    if entry.type is EntryType.SPEND:
        return 0, -entry.amount
    if entry.type is EntryType.REVERSE:
        return (entry.amount, 0) if entry.amount < 0 else (0, -entry.amount)
    return 0, 0
