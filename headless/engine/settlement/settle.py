"""Settling: one event after another, for members whose states are in memory. No I/O, no clock: what is needed is passed in.

The same trip serves a live batch, an import of history, a simulation and a back-test; they differ in who loads the states and
whether the journal is written. The settler asks the clockwork and the reviews what is due, and settles it; they know nothing of
the settler.
"""

from collections.abc import Callable, Mapping, Set

from headless.engine.evaluation.judge import Judge
from headless.engine.evaluation.runner import run
from headless.engine.evaluation.stages import Proposal
from headless.engine.handlers.admission import (
    admit,
    cannot_wait,
    check_event,
    count_event,
    is_over,
    of_another_member,
    of_closed_member,
    waits,
)
from headless.engine.handlers.event_plans import EventPlan, EventPlans
from headless.engine.handlers.merging.merges import absorbed_by
from headless.engine.handlers.refunds import take_back_refunded
from headless.engine.ledger.ledger import Ledger
from headless.engine.member.journal import DecisionRecord, Journal
from headless.engine.member.orders.order_changes import came_before
from headless.engine.member.records import Change, EventRecord, EventStatus, OriginFacts
from headless.engine.member.state import MemberState
from headless.engine.member.status import MemberStatus
from headless.engine.program.program import Program
from headless.engine.settlement import decisions
from headless.engine.settlement.between.handing import Handing
from headless.engine.settlement.choosing.shortages import short_of
from headless.engine.settlement.clockwork import Clockwork, rests
from headless.engine.settlement.due_events import due_events, expiry, late_expiries, late_reminders
from headless.engine.settlement.evaluate_rules import Ask, proposal_of
from headless.engine.settlement.failures import free_if_void, keep_emitted, keep_failed, keep_refused, stopped
from headless.engine.settlement.moved_orders import MovedOrders
from headless.engine.settlement.outcomes.entry_notes import note_written
from headless.engine.settlement.outcomes.results import Document, Result
from headless.engine.settlement.plugin_faults import note_faults
from headless.engine.settlement.posting import post
from headless.engine.settlement.retries import LeftOut, find_late, is_moved_away, leave_out_decided, note_failures
from headless.engine.settlement.reviews import Reviews
from headless.engine.settlement.strikes import note_strikes
from headless.engine.settlement.turn_factory import EngineEvent, TurnFactory
from headless.engine.turn import UNCHECKED, Checked, Follow, Turn
from headless.engine.values.limits import DERIVED_DEPTH
from headless.engine.values.problems import Problem


class Settler(Handing):
    """Settles events into the states and a journal.

    history: clock work is recorded at its own due time, as if the system had been there, else at the time of the settlement.
    explained: decisions are written, and standings bear what their conditions stood at; all else is the same without.
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
        super().__init__()
        self.program, self.states, self.new_id, self.history, self._ask = program, states, new_id, history, ask
        self._explained = explained
        self.judge = judge or Judge(program)
        self.plans = EventPlans(program)
        self.clockwork = Clockwork(self.judge)
        self._turns = TurnFactory(program, self.judge, new_id, explained)
        self._reviews = Reviews(program, self.judge, self._turns)
        self._derived: dict[str, int] = {}
        self._waiting: dict[tuple[str, str], list[EventRecord]] = {}
        self._moved = MovedOrders()
        self._owners: dict[tuple[str, str], int] = {}
        self._changes: list[Change] = []
        self._unasked = Proposal()

    @property
    def journal(self) -> Journal:
        """What this run has to write. It may continue the journal of another run."""
        return self._turns.journal

    @journal.setter
    def journal(self, journal: Journal) -> None:
        self._turns.journal = journal

    # ── entrances

    def settle(self, event: EventRecord) -> Result:
        """Settle one event of a member, after what the clock owes the member."""
        self._moved.route(event, self.plans[event.type].waits_for)
        state = self.states[event.member_id]
        self._run_clock(state, event.recorded_at)
        turn = self._turn(state, event)
        turn.absorbed = absorbed_by(event, self.states, self._run_clock)
        self._changes = []
        result = self._settle(turn)
        result.changes = self._changes
        if result.problem is None and not result.deferred:
            result.failed = self._settle_deferred(state, event)
        elif result.problem is not None:
            keep_emitted(self.journal, event, result.problem)
        if self.history:
            state.due_at = self.clockwork.next_due(state)
        return result

    def run_clock(self, member_id: int, until: int) -> None:
        """Run a member's due work up to a moment."""
        self._run_clock(self.states[member_id], until)

    def recheck(self, member_id: int, now: int, *, review: frozenset[int] = frozenset()) -> None:
        """Judge tags and tiers again after the configuration changed. Tracks in `review` may also demote."""
        state = self.states[member_id]
        self._run_clock(state, now)
        if state.status >= MemberStatus.CLOSED:
            return
        for turn in self._reviews.by_clock(state, now, now, review):
            self._keep_review(turn)

    def retry(self, event: EventRecord, rule_id: int, kind: str, assets: Set[str], tiers: Mapping[str, str]) -> bool:
        """Settle what a failed rule (kind `rule`) or a failed boost or cap (`withheld`: of these assets) left out.

        The event, the tiers and the settings are those of then, the state is that of now. Return True if it succeeded: for a
        closed member nothing is settled any more but linked refunds.
        """
        is_refund = self.plans[event.type].refunds is not None and event.refers is not None
        if self.states[event.member_id].status >= MemberStatus.CLOSED and not is_refund:
            return False
        turn = self._retried(event, rule_id)
        if is_moved_away(turn, event):
            return True
        turn.state.tiers_then = tiers
        proposal = proposal_of(self.program, self.judge, self._ask, turn, self.plans[event.type].listeners)
        turn.state.tiers_then = None
        if not LeftOut(rule_id, kind, assets).select(proposal):
            return False
        if turn.as_origin is not None:
            leave_out_decided(turn.as_origin, proposal)
        turn.request = False
        short_of(turn, proposal, UNCHECKED)
        self._post_late(turn, proposal)
        self._keep_others(turn)
        self._conclude(turn)
        return True

    def finish(self) -> None:
        """Compute when each member's next clock work is due."""
        for state in self.states.values():
            state.due_at = self.clockwork.next_due(state)

    def ledger(self, state: MemberState, now: int) -> Ledger:
        """Return the member's accounts as of a moment."""
        return Ledger(state, self.journal, self.new_id, now)

    # ── the clock

    def _run_clock(self, state: MemberState, until: int) -> None:
        """Run everything due up to `until`. In history each piece is recorded at its own time, else now."""
        while state.due_at is not None and state.due_at <= until:
            due = max(state.due_at, state.clock_at)
            now = due if self.history else until
            for event in due_events(state, due):
                self._record(state, event, now)
            if state.status < MemberStatus.CLOSED and (self.program.asks_daily or not rests(state, now)):
                for turn in self._reviews.by_clock(state, due, now):
                    self._keep_review(turn)
            state.clock_at = due
            state.due_at = self.clockwork.next_due(state)
        state.clock_at = max(state.clock_at, until)

    def _record(self, state: MemberState, event: EngineEvent, now: int, depth: int = 0) -> None:
        """Settle an event of the engine's own. Nothing follows from one that only tells something."""
        plan = self.plans[event.type]
        if plan.news:
            record = self._turns.own(
                state, event.type, event.data, event.data.to_json(), event.key, event.occurred_at, now
            )
            self.journal.events.append(record)
            if plan.remembered:
                state.facts.remember_past(record)
            return
        turn = self._turns.open_own(state, event, now)
        turn.event.depth, turn.find = depth, self._find
        if plan.certain:
            self._apply(
                turn, plan, UNCHECKED if event.checked is None else event.checked, self._unasked, Result(turn.event)
            )
        else:
            self._settle(turn, event.checked)

    def _keep_review(self, turn: Turn) -> None:
        counts = count_event(turn, self.plans[turn.event.type], UNCHECKED)
        if not isinstance(counts, Problem):
            turn.count(counts, 1)
        turn.recheck = False
        turn.event.status = EventStatus.RECORDED
        turn.journal.events.append(turn.event)
        self._follow_up(turn)

    # ── one event

    def _turn(self, state: MemberState, event: EventRecord, at: int | None = None) -> Turn:
        turn = self._turns.open(state, event, self.plans[event.type].request, at)
        turn.find = self._find
        return turn

    def _settle(self, turn: Turn, checked: Checked | None = None) -> Result:
        """Settle one event. checked: what the event's handler needs, if the clock has handed it in."""
        result, plan = Result(turn.event), self.plans[turn.event.type]
        result.problem = admit(turn, plan)
        if result.problem is not None:
            return result
        if plan.waits_for and waits(turn):
            key = plan.waits_for, turn.event.refers or ""
            result.problem = cannot_wait(turn, plan, self._owners.get(key))
            if result.problem is None:
                result.deferred = True
                self._keep_waiting(turn, key)
            return result
        outcome = check_event(turn, plan) if checked is None else checked
        if isinstance(outcome, Problem):
            result.problem = outcome
        else:
            self._decide(turn, plan, outcome, result)
        return result

    def _decide(self, turn: Turn, plan: EventPlan, checked: Checked, result: Result) -> None:
        """Count the event, ask the rules, and write what comes of it, unless something stands against it."""
        counts = count_event(turn, plan, checked)
        if isinstance(counts, Problem):
            result.problem = counts
            return
        turn.count(counts, 1)
        proposal = self._proposal(turn, plan, checked)
        problem = stopped(proposal) or plan.handler.caps(turn, checked, proposal) or short_of(turn, proposal, checked)
        if proposal.said:
            note_strikes(turn.journal, proposal)
            if self._explained:
                result.document = decisions.document(self.program, proposal)
        if checked.notes and self._explained:
            result.document = [*result.document, *checked.notes]
        if problem is None:
            self._apply(turn, plan, checked, proposal, result)
            return
        turn.count(counts, -1)
        result.problem = problem
        result.document = decisions.not_done(result.document)
        keep_refused(turn, problem, result.document)
        if turn.event.status >= EventStatus.REFUSED:
            self._keep_others(turn)

    def _proposal(self, turn: Turn, plan: EventPlan, checked: Checked) -> Proposal:
        """Return what the rules make of an event. checked: what its handler found."""
        listeners = () if is_over(turn) else plan.listeners
        return plan.handler.proposed(turn, proposal_of(self.program, self.judge, self._ask, turn, listeners, checked))

    def _keep_waiting(self, turn: Turn, key: tuple[str, str]) -> None:
        event = turn.event
        if event.status is not EventStatus.DEFERRED:
            event.status = EventStatus.DEFERRED
            turn.journal.events.append(event)
            turn.state.facts.deferred.setdefault(key, []).append(event)
            self._waiting.setdefault(key, []).append(event)

    # ── writing

    def _apply(self, turn: Turn, plan: EventPlan, checked: Checked, proposal: Proposal, result: Result) -> None:
        state, event, journal = turn.state, turn.event, turn.journal
        waited = event.status is EventStatus.DEFERRED
        event.status = EventStatus.RECORDED
        (journal.settled if waited else journal.events).append(event)
        entries, lots = len(journal.entries), len(journal.lots)
        if plan.refunded and event.subject is not None:
            turn.as_origin = state.facts.origins[event.type, event.subject] = OriginFacts(event)
        plan.handler.apply(turn, checked)
        if proposal.items:
            post(turn, self.judge, proposal)
        self._keep_others(turn)
        plan.handler.posted(turn, entries)
        note_written(turn, entries, lots)
        if proposal.said:
            note_failures(turn, proposal)
            free_if_void(turn, plan, proposal)
        state.recorded_at = max(state.recorded_at, event.recorded_at)
        if plan.remembered:
            state.facts.remember_past(event)
        if event.depth > DERIVED_DEPTH:
            result.document = [{"c": "too_deep"}]
        if result.document:
            journal.decisions.append(DecisionRecord(event.id, state.id, result.document))
        self._conclude(turn, result.document)

    def _conclude(self, turn: Turn, document: Document | None = None) -> None:
        """Bring up to date what stands on the event, then settle what follows from it."""
        if turn.ledger.changes:
            self._changes += turn.ledger.changes
            turn.ledger.changes = []
        self._reviews.after_event(turn)
        if turn.journal.faults:
            note_faults(turn.journal, turn.event, document)
        self._follow_up(turn)

    # ── what follows

    def _follow_up(self, turn: Turn) -> None:
        """Expire lots that are over already, then settle derived events, depth first."""
        if turn.changes:
            self._changes += turn.changes
            turn.changes = []
        if turn.freed or turn.late:
            self._expire_at_once(turn)
        if turn.soon and turn.state.status < MemberStatus.CLOSED:
            for event in late_reminders(turn.state, turn.soon, turn.ledger.now):
                self._record(turn.state, event, turn.now, turn.event.depth + 1)
        for follow in turn.follow:
            self._derive(turn, follow)
        if turn.handed or turn.recalls:
            self._hand_all(turn)

    def _expire_at_once(self, turn: Turn) -> None:
        kinds, depth, as_of = self.program.kind_by_id, turn.event.depth + 1, turn.ledger.now
        for lot, piece in turn.freed:
            if lot.free:
                event = expiry(kinds[lot.kind_id], [lot], f"{lot.id}:{piece}", as_of)
                self._record(turn.state, event, turn.now, depth)
        for event in late_expiries(kinds, turn.late, as_of):
            self._record(turn.state, event, turn.now, depth)

    def _derive(self, turn: Turn, follow: Follow) -> None:
        event, state = turn.event, turn.state
        root = turn.root or str(event.root_id or event.id)
        number = self._derived[root] = self._derived.get(root, 0) + 1
        key = f"{root}:{follow.type}:{follow.key}:{number}"
        data = follow.data if follow.data is not None else self.program.payload(follow.type, follow.json)
        derived = self._turns.own(state, follow.type, data, follow.json, key, event.occurred_at, turn.now)
        derived.root_id, derived.depth = event.root_id or event.id, event.depth + 1
        is_emitted = follow.data is None
        if is_emitted and state.status >= MemberStatus.CLOSED:
            keep_failed(self.journal, derived, of_closed_member(state.status), event.id)
            return
        next_turn = self._turn(state, derived, turn.ledger.now)
        next_turn.root = turn.root
        result = self._settle(next_turn)
        if result.problem is not None and derived.status is EventStatus.RECORDED:
            keep_failed(self.journal, derived, result.problem, event.id if is_emitted else None)

    def _settle_deferred(self, state: MemberState, event: EventRecord) -> list[EventRecord]:
        """Settle the refunds and amendments that came before their order or payment, and return those that cannot be taken."""
        if event.subject is None or not self.plans[event.type].refunded:
            return []
        key, failed = (event.type, event.subject), []
        self._owners[key] = state.id
        if not (state.facts.deferred or self._waiting):
            return []
        refunds = state.facts.deferred.pop(key, [])
        refunds += [refund for refund in self._waiting.pop(key, ()) if refund.member_id != state.id]
        for waiting in sorted(refunds, key=came_before):
            waiting.recorded_at = event.recorded_at
            problem = self._problem_of(state, waiting)
            if problem is not None:
                keep_failed(self.journal, waiting, problem)
                failed.append(waiting)
        return failed

    def _problem_of(self, state: MemberState, refund: EventRecord) -> Problem | None:
        """Settle a refund that waited for an event of this member, and return what stands against it."""
        if refund.member_id != state.id:
            return of_another_member(refund, self.plans[refund.type])
        return self._settle(self._turn(state, refund)).problem

    # ── what a failed rule left out

    def _retried(self, event: EventRecord, rule_id: int) -> Turn:
        turn, plan = self._turn(self.states[event.member_id], event), self.plans[event.type]
        turn.root, turn.late_for = f"{event.root_id or event.id}.{rule_id}", rule_id
        find_late(turn, plan)
        return turn

    def _post_late(self, turn: Turn, proposal: Proposal) -> None:
        """Post what was left out, less what refunds of the event up to now take back."""
        journal = turn.journal
        entries, lots = len(journal.entries), len(journal.lots)
        post(turn, self.judge, proposal)
        if turn.as_origin is not None:
            take_back_refunded(turn, turn.as_origin, journal.entries[entries:])
        note_written(turn, entries, lots)
