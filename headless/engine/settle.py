"""Settling: one event after another, for members whose states are in memory. No I/O, no clock: what is needed is passed in.

The same trip serves a live batch, an import of history, a simulation and a back-test; they differ in who loads the states and
whether the journal is written.
"""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field, replace
from typing import Any

from headless.engine import decisions, tags, tiers
from headless.engine.clockwork import Clockwork, by_end
from headless.engine.facts import Member
from headless.engine.handlers import handler_of
from headless.engine.handlers.refunds import take_back_refunded
from headless.engine.happenings import TierReviewed
from headless.engine.journal import DecisionRecord, Journal, Retry
from headless.engine.judge import Judge
from headless.engine.keys import asset_key, event_key
from headless.engine.ledger import Ledger
from headless.engine.limits import DERIVED_DEPTH
from headless.engine.posting import post, short_of, too_much_memory
from headless.engine.problems import Problem, invalid, refused
from headless.engine.program import Instance, Program
from headless.engine.records import Change, Entry, EntryType, EventRecord, EventStatus, OriginFacts
from headless.engine.runner import Said, run
from headless.engine.stages import Proposal, propose
from headless.engine.state import MemberState
from headless.engine.turn import Count, Turn
from headless.engine.views import event_view, member_view, origin_view, rule_context
from headless.errors import Invalid
from headless.ids import decode

FROZEN, CLOSED, ERASED = 1, 2, 3


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
    """

    def __init__(
        self,
        program: Program,
        states: Mapping[int, MemberState],
        new_id: Callable[[], int],
        *,
        history: bool = False,
        judge: Judge | None = None,
        ask: Callable[[Instance, Any, bool], Said] = run,
    ) -> None:
        self.program, self.states, self.new_id, self.history, self._ask = program, states, new_id, history, ask
        self.journal = Journal()
        self.judge = judge or Judge(program)
        self.clockwork = Clockwork(self.judge, self)
        self._derived: dict[int, int] = {}
        self._changes: list[Change] = []

    # ── entrances

    def settle(self, event: EventRecord) -> Result:
        """Settle one event of a member, after what the clock owes the member."""
        state = self.states[event.member_id]
        self.clockwork.run(state, event.recorded_at, self.history)
        self._changes = []
        result = self._settle(state, event)
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
        self._review(state, now, now, demote=review)

    def retry(self, event: EventRecord, rule_id: int, kind: str, assets: Set[str], tiers: Mapping[str, str]) -> bool:
        """Settle what a failed rule (kind `rule`) or a failed boost or cap (`withheld`: of these assets) left out.

        The event, the tiers and the settings are those of then, the state is that of now. Tells whether it succeeded.
        """
        state = self.states[event.member_id]
        turn = self._turn(state, event)
        if event.type == "order.paid" and event.subject is not None:
            turn.scratch["origin"] = state.origin("order.paid", event.subject)
        type_ = self.program.event_types.get(event.type)
        member = replace(member_view(state), tiers=tiers)
        said = self._said(turn, member, request=type_ is not None and type_.request)
        proposal = propose(self.program, said, False, lambda instance, key: self._given(turn, instance, key))
        if any(each.failure is not None and each.instance.id == rule_id for each in said):
            return False
        if kind == "rule":
            proposal.items = [item for item in proposal.items if item.instance.id == rule_id]
        else:
            proposal.items = [item for item in proposal.items if getattr(item.effect, "asset", None) in assets]
        first = len(self.journal.entries)
        post(turn, self.judge, proposal)
        self._note_entries(turn, self.journal.entries[first:])
        if turn.scratch.get("origin") is not None:
            take_back_refunded(turn, turn.scratch["origin"], self.journal.entries[first:])
        self._judge_member(turn)
        self._after(turn)
        return True

    def finish(self) -> None:
        """Work out when each member's next clock work is due."""
        for state in self.states.values():
            state.due_at = self.clockwork.next_due(state)

    # ── one event

    def _settle(self, state: MemberState, event: EventRecord, **scratch: Any) -> Result:
        turn = self._turn(state, event)
        turn.scratch.update(scratch)
        result = Result(event)
        handler = handler_of(event.type)
        problem = self._admit(turn, result) or (None if result.deferred else self._checked(turn))
        if problem is not None or result.deferred:
            result.problem = problem
            return self._kept_waiting(turn, result)
        counts = self._counts(turn, handler.counts(turn))
        for count in counts:
            state.totals.add(count.key, count.day, count.count, count.amount, count.less)
        proposal = self._propose(turn)
        result.document = decisions.document(self.program, proposal)
        problem = self._stopped(turn, proposal) or handler.caps(turn, proposal) or short_of(turn, proposal)
        if problem is not None:
            for count in counts:
                state.totals.add(count.key, count.day, -count.count, -count.amount, -count.less)
            result.problem = problem
            return self._refuse(turn, result)
        self._apply(turn, proposal, result)
        return result

    def _turn(self, state: MemberState, event: EventRecord) -> Turn:
        ledger = self.ledger(state, event.recorded_at)
        return Turn(self.program, state, self.journal, ledger, event, self.new_id)

    def ledger(self, state: MemberState, now: int) -> Ledger:
        """The member's accounts at a moment."""
        return Ledger(state, self.journal, self.new_id, now)

    def _admit(self, turn: Turn, result: Result) -> Problem | None:
        """What the event's type and the member's status say, before anything is looked at closely."""
        event, state = turn.event, turn.state
        type_ = self.program.event_types.get(event.type)
        if type_ is None:
            return None
        if type_.refers is not None and event.refers is not None:
            turn.origin = state.origin(type_.refers[1], event.refers)
            if turn.origin is None and event.type == "order.refunded":
                result.deferred = True
                return None
        if event.type == "entry.reversed":
            try:
                turn.scratch["entry_id"] = decode("ent", event.data.entry)
            except Invalid as fault:
                return invalid(fault.code, fault.message, "entry")
            turn.origin = state.origin("entry", event.data.entry)
        if state.status in (CLOSED, ERASED) and event.source != "engine" and not turn.origin:
            word = "closed" if state.status == CLOSED else "erased"
            return invalid("MEMBER_" + word.upper(), f"the member is {word}; only refunds of known orders are taken")
        if state.status == FROZEN and type_.request:
            return refused("MEMBER_FROZEN", "the member is frozen; requests are refused until that is lifted")
        return None

    def _checked(self, turn: Turn) -> Problem | None:
        try:
            return handler_of(turn.event.type).check(turn)
        except Invalid as fault:
            return invalid(fault.code, fault.message, "data")

    def _counts(self, turn: Turn, counts: list[Count]) -> list[Count]:
        key = event_key(turn.event.type)
        return [*counts, Count(key, turn.event.day, 1)] if key in self.program.tracked else counts

    # ── rules

    def _propose(self, turn: Turn) -> Proposal:
        event = turn.event
        if event.type not in self.program.listeners or event.depth > DERIVED_DEPTH:
            return Proposal()
        type_ = self.program.event_types.get(event.type)
        request = type_ is not None and type_.request
        said = self._said(turn, member_view(turn.state), request)
        return propose(self.program, said, request, lambda instance, key: self._given(turn, instance, key))

    def _said(self, turn: Turn, member: Member, request: bool) -> list[Said]:
        """What every rule that was in force says, in order."""
        event = turn.event
        said: list[Said] = []
        seen = event_view(self.program, event)
        origin = origin_view(self.program, turn.origin, getattr(event.data, "amount", None))
        today = event.day
        for versions in self.program.listeners[event.type]:
            instance = versions.at(event.occurred_at)
            if not instance.active(event.occurred_at) or instance.declared is None:
                continue
            context = rule_context(instance, turn.state, member, seen, origin, today)
            answer = self._ask(instance, context, request)
            if any(too_much_memory(effect) for effect in answer.effects):
                answer = Said(instance, failure="Illegal: the memory is over 4 KiB or not JSON")
            said.append(answer)
        return said

    def _given(self, turn: Turn, instance: Instance, key: str) -> bool:
        return turn.state.given_before(instance.id, key)

    def _stopped(self, turn: Turn, proposal: Proposal) -> Problem | None:
        if proposal.refusal is not None:
            instance, refusal = proposal.refusal
            data = {"rule": instance.rule, "data": dict(refusal.data)}
            return Problem("REFUSED", refusal.code, refusal.message, "Refused", data)
        if proposal.failed_gate is not None:
            rule = proposal.failed_gate.rule
            message = f"the rule {rule} failed, so the request could not be checked; try again later"
            return Problem("REFUSED", "RULE_FAILED", message, "Refused", {"rule": rule, "data": None})
        return None

    # ── writing

    def _kept_waiting(self, turn: Turn, result: Result) -> Result:
        if result.deferred and turn.event.status is not EventStatus.DEFERRED:
            turn.event.status = EventStatus.DEFERRED
            self.journal.events.append(turn.event)
            waiting = turn.state.deferred.setdefault(("order.paid", turn.event.refers or ""), [])
            waiting.append(turn.event)
        return result

    def _refuse(self, turn: Turn, result: Result) -> Result:
        """A refused request keeps its decisions, and leaves its identity free."""
        type_ = self.program.event_types.get(turn.event.type)
        if type_ is not None and type_.request and result.document:
            turn.event.status = EventStatus.REFUSED
            self.journal.events.append(turn.event)
            self.journal.decisions.append(DecisionRecord(turn.event.id, turn.state.id, result.document))
        return result

    def _apply(self, turn: Turn, proposal: Proposal, result: Result) -> None:
        state, event = turn.state, turn.event
        first_entry, first_lot = len(self.journal.entries), len(self.journal.lots)
        if event.status is EventStatus.DEFERRED:
            event.status = EventStatus.RECORDED
            self.journal.settled.append(event)
        else:
            event.status = EventStatus.RECORDED
            self.journal.events.append(event)
        handler_of(event.type).apply(turn)
        if turn.scratch.get("repay") is not None:
            turn.ledger.repay(turn.scratch["repay"], turn.cause("debt repaid"))
        post(turn, self.judge, proposal)
        self._withhold(turn, proposal)
        self._note_entries(turn, self.journal.entries[first_entry:])
        turn.scratch["lots"] = self.journal.lots[first_lot:]
        state.recorded_at = max(state.recorded_at, event.recorded_at)
        if event.type in state.past:
            state.past[event.type].insert(0, event)
        if event.depth > DERIVED_DEPTH:
            result.document = [{"c": "too_deep"}]
        if result.document:
            self.journal.decisions.append(DecisionRecord(event.id, state.id, result.document))
        self._changes += turn.ledger.changes
        turn.ledger.changes = []
        self._judge_member(turn)
        self._after(turn)

    def _withhold(self, turn: Turn, proposal: Proposal) -> None:
        for said in proposal.said:
            if said.failure is not None and said.instance.declared is not None:
                stage = said.instance.declared.stage
                kind = "rule" if stage == "earn" else "withheld" if stage in ("boost", "cap") else ""
                if kind:
                    document = {
                        "v": said.instance.version,
                        "assets": sorted(said.instance.assets),
                        "error": said.failure,
                    }
                    self.journal.retries.append(
                        Retry(turn.event.id, turn.state.id, said.instance.id, kind, document, turn.now)
                    )

    def _note_entries(self, turn: Turn, entries: list[Entry]) -> None:
        """Count what was earned and spent, and remember the entries with the order they belong to."""
        origin: OriginFacts | None = turn.scratch.get("origin")
        for entry in entries:
            if origin is not None and entry.event_id == origin.event.id:
                origin.entries.append(entry)
                if entry.type is EntryType.SPEND:
                    origin.moves[entry.id] = list(self.journal.moves.get(entry.id, {}).items())
            key = asset_key(self.program.kind_by_id[entry.kind_id].code)
            if key in self.program.tracked:
                earned, spent = _earned_spent(entry)
                if earned or spent:
                    turn.state.totals.add(key, turn.event.day, 0, earned, spent)

    def _judge_member(self, turn: Turn) -> None:
        """Tags, then standings, until nothing changes (conditions may test either)."""
        review_now = turn.review_now
        for _ in range(4):
            if not turn.recheck:
                break
            changed = tags.evaluate(turn, self.judge)
            for track in self.program.tracks.values():
                if track.kind == "EARNED" and track.rule is None and track.tiers:
                    changed |= tiers.evaluate(turn, self.judge, track, review_now=review_now)
            review_now = False
            if not changed:
                break

    def _after(self, turn: Turn) -> None:
        """What follows from the event: lots that had already expired, and derived events, depth first."""
        self._changes += turn.changes
        turn.changes = []
        event, state = turn.event, turn.state
        for lot, key in turn.scratch.get("expired", ()):
            if lot.free:
                kind = self.program.kind_by_id[lot.kind_id]
                self.clockwork.expire(state, kind, [lot], f"{lot.id}:{key}", lot.expires_at, turn.now)
        late = [
            lot for lot in turn.scratch.get("lots", ()) if lot.expires_at and lot.expires_at <= turn.now and lot.free
        ]
        for at, lots in by_end(late):
            kind = self.program.kind_by_id[lots[0].kind_id]
            self.clockwork.expire(state, kind, lots, f"{lots[0].id}:{at}", at, turn.now)
        for follow in turn.follow:
            root = event.root_id or event.id
            number = self._derived[root] = self._derived.get(root, 0) + 1
            key = f"{root}:{follow.type}:{follow.key}:{number}"
            data = follow.data if follow.data is not None else self.program.payload(follow.type, follow.json)
            derived = self._engine_event(state, follow.type, data, follow.json, key, event.occurred_at, turn.now)
            derived.root_id, derived.depth = root, event.depth + 1
            self._settle(state, derived)

    def _settle_deferred(self, state: MemberState, event: EventRecord) -> None:
        if event.type != "order.paid" or event.subject is None:
            return
        for waiting in state.deferred.pop(("order.paid", event.subject), []):
            waiting.recorded_at = event.recorded_at
            waited = self._settle(state, waiting)
            if waited.problem is not None:
                waiting.status = EventStatus.REFUSED
                self.journal.settled.append(waiting)

    # ── the clock's desk

    def _engine_event(
        self, state: MemberState, type_: str, data: Any, json: Mapping[str, Any], key: str, occurred_at: int, now: int
    ) -> EventRecord:
        day = self.program.zone.day_of(occurred_at)
        return EventRecord(self.new_id(), type_, "engine", key, state.id, occurred_at, now, day, data, json)

    def record(
        self, state: MemberState, type_: str, data: Any, key: str, occurred_at: int, now: int, **scratch: Any
    ) -> None:
        """Settle an event of the engine's own."""
        event = self._engine_event(state, type_, data, data.to_json(), key, occurred_at, now)
        self._settle(state, event, **scratch)

    def review(self, state: MemberState, due: int, now: int) -> None:
        """Judge tags and standings because time has passed."""
        self._review(state, due, now, demote=None)

    def _review(self, state: MemberState, due: int, now: int, demote: frozenset[int] | None) -> None:
        for _ in range(4):
            changed = self._review_tags(state, due, now)
            for track_id in self.program.track_by_id:
                changed |= self._review_track(state, track_id, due, now, demote)
            if not changed:
                break

    def _review_tags(self, state: MemberState, due: int, now: int) -> bool:
        data = TierReviewed("", None)
        turn = self._turn(
            state, self._engine_event(state, "tag.reviewed", data, {}, f"tag.reviewed:{state.id}:{due}", due, now)
        )
        tags.expire(turn)
        tags.evaluate(turn, self.judge)
        return self._keep_review(turn)

    def _review_track(
        self, state: MemberState, track_id: int, due: int, now: int, demote: frozenset[int] | None
    ) -> bool:
        track, standing = self.program.track_by_id[track_id], state.standings.get(track_id)
        tier = track.by_id.get(standing.tier_id) if standing and standing.tier_id is not None else None
        data = TierReviewed(track.code, tier.code if tier else None)
        key = f"tier.reviewed:{standing.id if standing else f'{state.id}.{track.id}'}:{due}"
        turn = self._turn(state, self._engine_event(state, "tier.reviewed", data, data.to_json(), key, due, now))
        if track.kind != "EARNED":
            if standing is not None and tier is not None and standing.until_at is not None and standing.until_at <= now:
                tiers.enter(turn, self.judge, track, None, "ended", None)
        elif track.rule is None and track.tiers:
            may_demote = demote is None or track_id in demote
            tiers.evaluate(turn, self.judge, track, demote=may_demote, review_now=bool(demote) and may_demote)
        return self._keep_review(turn)

    def _keep_review(self, turn: Turn) -> bool:
        """Record the review only if it changed something."""
        wrote = turn.changes or (self.journal.standings and self.journal.standings[-1].event_id == turn.event.id)
        if not wrote:
            return False
        turn.recheck = False
        turn.event.status = EventStatus.RECORDED
        self.journal.events.append(turn.event)
        self._after(turn)
        return True


def _earned_spent(entry: Entry) -> tuple[int, int]:
    """What an entry adds to the asset's totals: earned, spent (what goes back is negative)."""
    if entry.type in (EntryType.EARN, EntryType.GRANT):
        return entry.amount, 0
    if entry.type is EntryType.SPEND:
        return 0, -entry.amount
    if entry.type is EntryType.REVERSE:
        return (entry.amount, 0) if entry.amount < 0 else (0, -entry.amount)
    return 0, 0
