"""One member's events folded from an empty state, with no database."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from headless.engine.backtest.aliases import before_merges
from headless.engine.backtest.folding import NOT_SHORT, came_from, rename_origins, run_as_then
from headless.engine.backtest.histories import Input, Story, UsedCoupon
from headless.engine.backtest.rating import Rater
from headless.engine.evaluation.judge import Judge
from headless.engine.evaluation.needs import reads_own
from headless.engine.evaluation.others.keeping import History as OthersThen
from headless.engine.evaluation.runner import Answered, Said, run
from headless.engine.handlers.merging.merges import MEMBER_MERGED
from headless.engine.handlers.transfers.arrivals import ASSET_RECEIVED
from headless.engine.member.coupons import Coupon, CouponStatus
from headless.engine.member.entitlements import Unread
from headless.engine.member.journal import Journal
from headless.engine.member.provenance import cause_of, is_remade
from headless.engine.member.records import EventRecord, EventStatus
from headless.engine.member.state import MemberState
from headless.engine.program.limits.limits import Barred, short_in
from headless.engine.program.rankings.lists import PlaceKey
from headless.engine.rewards.stocks import is_shortage
from headless.engine.settlement.decisions import SHOWN, answered
from headless.engine.settlement.settle import Settler
from headless.errors import HeadlessError, Invalid
from headless.ids import Prefix, decode, encode
from headless.models.tables.events.histories import StoredEvent
from headless.models.tables.members.histories import Profile
from headless.services.settling.ratings import asked_about, short_about
from headless.services.settling.stories import SharedFacts, family_story, places_of
from headless.services.verifying.histories.histories import History, of_kind

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Answers = Mapping[int, Answered]
"""What was answered to an event, by rule instance."""


class Fold:
    """Settles a member's events again. What they name by id (holds, entries) is looked up under its new id.

    Events of members who were merged into this one are settled in histories of their own, up to the merge.
    """

    def __init__(
        self, judge: Judge, history: History, profiles: Mapping[int, Profile], new_id: Callable[[], int]
    ) -> None:
        self._history, self._profiles = history, profiles
        self._rater = Rater(judge, _story(history, profiles))
        self.state = self._first_state(history.id)
        self._made: dict[int, EventRecord] = {}
        self._settler = Settler(history.program, {history.id: self.state}, new_id, judge=judge, ask=self._ask)
        self.journal.rewards.unread = Unread.SUFFICES

    def _first_state(self, member_id: int) -> MemberState:
        history, profile = self._history, self._profiles[member_id]
        events = [event for event in history.events if history.origin(event) == member_id]
        merges = (
            json.loads(event.data) for event in history.settled if event.type == MEMBER_MERGED and event in events
        )
        known = before_merges(history.program.zone, profile, merges)
        first_at = min((event.recorded_at for event in events), default=known.joined_at)
        state = MemberState(
            member_id, history.program, known.joined_at, known.joined_on, known.birthday_on, known.attributes,
            clock_at=min(first_at, known.joined_at), complete=True,
        )  # fmt: skip
        for coupon in history.coupons:
            # Codes are not issued a second time: a coupon is open until the event comes that used it or took it back.
            state.facts.rewards.coupons[coupon.code] = Coupon(
                coupon.id, coupon.kind_id, coupon.code, None, None if coupon.event_id is None else member_id,
                CouponStatus.OPEN, coupon.event_id, None, coupon.issued_at, coupon.expires_at,
            )  # fmt: skip
        state.facts.rater, state.facts.others = self._rater, OthersThen.of(history.others)
        state.facts.short_then = self._short_then
        return state

    def outcomes(
        self, personal: Mapping[int, Any], state: MemberState | None = None
    ) -> Iterator[tuple[StoredEvent, tuple[str, str]]]:
        """Settle a member's history, and yield the events that come out otherwise, with the stored and the new outcome."""
        state = self.state if state is None else state
        self._settler.states = {state.id: state}
        for at, event in self._steps(state.id):
            state.facts.boards = self._boards(event, at)
            if event is None:
                self._settler.run_clock(state.id, at)
                continue
            if event.type == MEMBER_MERGED:
                other = self._first_state(decode(Prefix.MEMBER, json.loads(event.data)["merged"]))
                yield from self.outcomes(personal, other)
                for absorbing in (state, other):
                    rename_origins(absorbing, self._entry)
                self._settler.states = {state.id: state, other.id: other}
            outcome = self._settle(event, personal.get(event.id), state)
            self._settler.states = {state.id: state}
            if outcome is not None:
                yield event, outcome

    @property
    def journal(self) -> Journal:
        """What was made so far."""
        return self._settler.journal

    def _steps(self, member_id: int) -> list[tuple[int, StoredEvent | None]]:
        """Return when the clock's work was done (None), and the events that came from outside, in their original order."""
        own = [event for event in self._history.events if self._history.origin(event) == member_id]
        inputs = [event for event in own if is_decided(event)]
        settled = (event for event in own if event.status == EventStatus.RECORDED)
        worked = {event.recorded_at for event in settled if is_derived(event) and event.root_id is None}
        inputs.sort(key=lambda event: (event.recorded_at, event.id))
        steps: list[tuple[int, StoredEvent | None]] = [(at, None) for at in worked]
        # Sorting is stable: at one moment the clock comes first, then the events in their own order.
        return sorted([*steps, *((event.recorded_at, event) for event in inputs)], key=lambda step: step[0])

    def _settle(self, event: StoredEvent, personal: Any, state: MemberState) -> tuple[str, str] | None:
        """Settle an event, and return the stored and the new outcome if they differ."""
        stored = EventStatus(event.status)
        self.journal.rewards.left = self._empty(event.occurred_on) if stored is EventStatus.REFUSED else {}
        try:
            result = self._settler.settle(self._record(event, personal, state))
        except HeadlessError as fault:
            return stored.name, f"cannot be read: {fault.message}"
        self._settler.finish()
        if result.problem is None:
            # A refund that waits is judged when its order comes.
            same = result.deferred or stored < EventStatus.REFUSED
            return None if same else (stored.name, EventStatus.RECORDED.name)
        same = stored >= EventStatus.REFUSED
        return None if same else (stored.name, f"{result.problem.code}: {result.problem.message}")

    def _empty(self, day: int) -> dict[str, int]:
        """Return every stock and budget with nothing left: what others took is not part of this history, but the refusals are."""
        program = self._history.program
        budgets = {str(budget.key(day)): 0 for budget in program.budgets.values()}
        kinds = {kind.stock_name: 0 for kind in program.coupon_kinds.values() if kind.stock is not None}
        return (
            budgets
            | kinds
            | {benefit.stock_name: 0 for benefit in program.benefits.values() if benefit.stock is not None}
        )

    def run_clock(self, until: int) -> None:
        """Run the clock work that is due, as late as it was done then."""
        self._settler.run_clock(self.state.id, until)

    def label(self, event_id: int | None) -> str:
        """Return what to call an event, the same for a stored one and one made by this fold."""
        if event_id is None:
            return "nothing"
        stored = self._history.event_by_id.get(event_id)
        if stored is not None:
            if is_derived(stored):
                return self._moment(stored.type, stored.occurred_at)
            return f"{stored.type} {stored.external_id}"
        made = self._made_event(event_id)
        return f"event {event_id}" if made is None else self._moment(made.type, made.occurred_at)

    def cause(self, event_id: int | None) -> str:
        """Return the `label` of an event, the same one for all clock work: what the worker looked at, and when, is not kept."""
        stored = self._history.event_by_id.get(event_id or 0)
        made = None if stored is not None else self._made_event(event_id)
        is_clock = stored is not None and is_derived(stored) and stored.root_id is None
        return "the clock" if is_clock or (made and made.root_id is None) else self.label(event_id)

    def _made_event(self, event_id: int | None) -> EventRecord | None:
        if event_id not in self._made:
            self._made.update((event.id, event) for event in self.journal.events)
        return None if event_id is None else self._made.get(event_id)

    def _moment(self, type_: str, occurred_at: int) -> str:
        return f"{type_} of {self._history.program.zone.datetime_of(occurred_at).isoformat()}"

    def _ask(self, instance: Any, ctx: Any, request: bool) -> Said:
        """Ask a rule that was asked then and that does not read its plugin's own tables. It may have been saved later."""
        if reads_own(instance):
            return Said(instance, skip="reads its plugin's own tables, which hold no history")
        event_id = decode(Prefix.EVENT, ctx.event.id)
        asked = self._asked.get(event_id)
        if asked is None:
            occurred_at = (ctx.event.occurred_at - _EPOCH) // timedelta(microseconds=1)
            is_new = event_id not in self._history.event_by_id
            asked = self._asked_at.get((ctx.event.type, occurred_at)) if is_new else {}
        if asked is not None and instance.id not in asked:
            return Said(instance, skip="was not asked then")
        then = asked.get(instance.id) if asked is not None else None
        if then is None:
            return run(instance, ctx, request)
        if then.reason is not None and is_shortage(then.reason):
            # What others took is not part of this history.
            return Said(instance, skip=then.reason)
        return run_as_then(instance, ctx, request, then)

    def _short_then(self, event: EventRecord) -> Mapping[int, Barred]:
        """Return the rules that found used up then what all members share. What others used is not part of this history."""
        if event.id in self._history.event_by_id:
            return short_in(self._history.decided.get(event.id, ()))
        return self._short_at.get((event.type, event.occurred_at), NOT_SHORT)

    @cached_property
    def _short_at(self) -> Mapping[tuple[str, int], Mapping[int, Barred]]:
        """The same of derived events, by type and time."""
        short: dict[tuple[str, int], dict[int, Barred]] = {}
        for event in self._history.settled:
            if is_derived(event):
                known = short.setdefault((event.type, event.occurred_at), {})
                known.update(short_in(self._history.decided.get(event.id, ())))
        return short

    def _boards(self, event: StoredEvent | None, at: int) -> dict[PlaceKey, Any]:
        """Return what rankings showed when an event was decided, or clock work (None) done: other members stood there, too."""
        cause = ("the clock", at) if event is None else ("event", event.id)
        return {PlaceKey.read(key): shown for key, shown in self._shown.get(cause, {}).items()}

    @cached_property
    def _shown(self) -> Mapping[tuple[str, int], dict[str, Any]]:
        shown: dict[tuple[str, int], dict[str, Any]] = {}
        for event_id, document in self._history.decided.items():
            event = self._history.event_by_id.get(event_id)
            for line in document:
                if event is not None and SHOWN in line:
                    is_clock = is_derived(event) and event.root_id is None
                    cause = ("the clock", event.recorded_at) if is_clock else ("event", event.root_id or event_id)
                    shown.setdefault(cause, {}).update(line[SHOWN])
        return shown

    @cached_property
    def left_out(self) -> frozenset[int]:
        """The rules that are not asked, by instance."""
        rules = (versions.latest for versions in self._history.program.rules)
        return frozenset(rule.id for rule in rules if reads_own(rule))

    @cached_property
    def _asked(self) -> Mapping[int, Answers]:
        """Instances asked about each event, with what they answered."""
        return {
            event_id: {line["i"]: answered(line) for line in document if "i" in line}
            for event_id, document in self._history.decided.items()
        }

    @cached_property
    def _asked_at(self) -> Mapping[tuple[str, int], Answers]:
        """The same of derived events, whose ids are new: by type and time."""
        asked: dict[tuple[str, int], Answers] = {}
        for event in self._history.settled:
            if is_derived(event):
                key = (event.type, event.occurred_at)
                asked[key] = {**asked.get(key, {}), **self._asked.get(event.id, {})}
        return asked

    def _record(self, event: StoredEvent, personal: Any, state: MemberState) -> EventRecord:
        stored = self._renamed(event.type, json.loads(event.data))
        return EventRecord(
            event.id, event.type, event.source, event.external_id, state.id, event.occurred_at,
            max(event.recorded_at, state.clock_at), event.occurred_on,
            self._history.program.payload(event.type, stored), stored, event.subject, event.refers,
            actor=event.actor, content_hash=event.content_hash, personal=personal,
        )  # fmt: skip

    # ── what is made by this fold has other ids

    def _renamed(self, type_: str, data: dict[str, Any]) -> dict[str, Any]:
        if type_ == "hold.settled":
            return {**data, "hold": self._hold(data["hold"])}
        if type_ == "entry.reversed":
            return {**data, "entry": self._entry(data["entry"])}
        if type_ == ASSET_RECEIVED:
            return came_from(data, self._entry)
        if type_ == "order.paid" and any(tender.get("hold") for tender in data.get("payWith") or ()):
            tenders = [
                {**tender, "hold": self._hold(tender["hold"])} if tender.get("hold") else tender
                for tender in data["payWith"]
            ]
            return {**data, "payWith": tenders}
        return data

    def _hold(self, text: str) -> str:
        number = _number(Prefix.HOLD, text)
        event_id = next((hold.event_id for hold in self._history.holds if hold.id == number), None)
        made = next((hold.id for hold in self.journal.holds if hold.event_id == event_id), None)
        return text if made is None else encode(Prefix.HOLD, made)

    def _entry(self, text: str) -> str:
        number = _number(Prefix.ENTRY, text)
        stored = next((entry for entry in self._history.entries if entry.id == number), None)
        if stored is None:
            return text
        label, kind_id = self.label(stored.event_id), stored.kind_id
        before = [
            entry.id
            for entry in of_kind(self._history.entries, kind_id)
            if entry.event_id == stored.event_id and entry.version < stored.version
        ]
        made = [
            entry.id
            for entry in self.journal.entries
            if entry.kind_id == kind_id and self.label(entry.event_id) == label
        ]
        return encode(Prefix.ENTRY, made[len(before)]) if len(made) > len(before) else text


def _story(history: History, profiles: Mapping[int, Profile]) -> Story:
    """Return a history as events of it are decided again from it."""
    taken = (EventStatus.RECORDED, EventStatus.DEFERRED)
    events = [event for event in history.events if event.status in taken and not is_derived(event)]
    inputs = tuple(
        Input(
            event.id, event.type, event.source, event.external_id, event.occurred_at, event.recorded_at, event.occurred_on,
            event.data, event.subject, event.refers, event.actor, event.origin_member_id,
        )
        for event in events
    )  # fmt: skip
    coupons = (
        UsedCoupon(coupon.code, coupon.kind_id, coupon.expires_at, coupon.event_id) for coupon in history.coupons
    )
    shared = SharedFacts(
        tuple(coupons), {hold.id: hold.event_id for hold in history.holds}, places_of(history.entries),
        asked_about(inputs, history.decided), short_about(history.decided),
        tuple(history.others),
    )  # fmt: skip
    return family_story([profiles[id_] for id_ in (history.id, *history.aliases)], inputs, shared)


def is_derived(event: StoredEvent) -> bool:
    """Return True if an event follows from others or from the clock, so that deciding again makes it again."""
    return is_remade(event.source, event.external_id)


def is_decided(event: StoredEvent) -> bool:
    """Return True if an event came from outside and was decided.

    One that a rule emitted for this member and that failed was stopped by what this history does not hold.
    """
    if event.status == EventStatus.FAILED and cause_of(event.source, event.external_id) is not None:
        return False
    return not is_derived(event)


def _number(prefix: Prefix, text: str) -> int:
    try:
        return decode(prefix, text)
    except Invalid:
        return 0
