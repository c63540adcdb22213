"""One member's events folded from an empty state, with no database."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from headless.engine.evaluation.judge import Judge
from headless.engine.evaluation.needs import reads_own
from headless.engine.evaluation.runner import Said, run
from headless.engine.member.coupons import Coupon, CouponStatus
from headless.engine.member.journal import Journal
from headless.engine.member.records import EventRecord, EventStatus
from headless.engine.member.state import MemberState
from headless.engine.settlement.settle import Settler
from headless.errors import HeadlessError, Invalid
from headless.ids import Prefix, decode, encode
from headless.models.base.session import Record
from headless.services.verifying.histories.histories import History

ENGINE = "engine"
_GIVEN = ("job:", "rank:")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Fold:
    """Settles a member's events again. What they name by id (holds, entries) is found under its new id."""

    def __init__(self, judge: Judge, history: History, profile: Record, new_id: Callable[[], int]) -> None:
        self._history, program = history, history.program
        first_at = min((event["recorded_at"] for event in history.rows("events")), default=profile["joined_at"])
        self.state = MemberState(
            history.id, program, profile["joined_at"], profile["joined_on"], profile["birthday_on"],
            json.loads(profile["attributes"]), clock_at=min(first_at, profile["joined_at"]), complete=True,
        )  # fmt: skip
        for row in history.rows("coupons"):
            # Codes are not made anew: whatever was used or taken back is open until the event that did it comes.
            self.state.rewards.coupons[row["code"]] = Coupon(
                row["id"], row["kind_id"], row["code"], None, history.id, CouponStatus.OPEN, row["event_id"], None,
                row["issued_at"], row["expires_at"],
            )  # fmt: skip
        self._made: dict[int, EventRecord] = {}
        self._settler = Settler(program, {history.id: self.state}, new_id, judge=judge, ask=self._ask)

    @property
    def journal(self) -> Journal:
        """What was made so far."""
        return self._settler.journal

    @cached_property
    def steps(self) -> list[tuple[int, Record | None]]:
        """When the clock's work was done (None), and the events that came from outside, in the order of then."""
        inputs = [event for event in self._history.rows("events") if not is_derived(event)]
        worked = {
            event["recorded_at"]
            for event in self._history.settled
            if is_derived(event) and event["root_id"] is None
        }  # fmt: skip
        inputs.sort(key=lambda event: (event["recorded_at"], event["id"]))
        found: list[tuple[int, Record | None]] = [(at, None) for at in worked]
        # Sorting is stable: at one moment the clock comes first, then the events in their own order.
        return sorted([*found, *((event["recorded_at"], event) for event in inputs)], key=lambda step: step[0])

    def settle(self, event: Record, personal: Any) -> tuple[str, str] | None:
        """Settle an event; the stored and the new outcome where they differ."""
        stored = EventStatus(event["status"])
        self.journal.rewards.left = self._empty if stored is EventStatus.REFUSED else {}
        try:
            result = self._settler.settle(self._record(event, personal))
        except HeadlessError as fault:
            return stored.name, f"cannot be read: {fault.message}"
        self._settler.finish()
        if result.problem is None:
            # A refund that waits is judged when its order comes.
            same = result.deferred or stored is not EventStatus.REFUSED
            return None if same else (stored.name, EventStatus.RECORDED.name)
        return (
            None if stored is EventStatus.REFUSED else (stored.name, f"{result.problem.code}: {result.problem.message}")
        )

    @cached_property
    def _empty(self) -> dict[str, int]:
        """Every stock with nothing left: what others took is no part of this history, but the refusals it led to are."""
        program = self._history.program
        kinds = {each.stock_name: 0 for each in program.coupon_kinds.values() if each.stock is not None}
        return kinds | {each.stock_name: 0 for each in program.benefits.values() if each.stock is not None}

    def run_clock(self, until: int) -> None:
        """Do the clock's work that is due, as it was done then: perhaps late."""
        self._settler.run_clock(self.state.id, until)

    def label(self, event_id: int | None) -> str:
        """How an event is called, the same whether it is stored or made anew."""
        if event_id is None:
            return "nothing"
        stored = self._history.events.get(event_id)
        if stored is not None:
            if is_derived(stored):
                return self._moment(stored["type"], stored["occurred_at"])
            return f"{stored['type']} {stored['external_id']}"
        made = self._made_event(event_id)
        return f"event {event_id}" if made is None else self._moment(made.type, made.occurred_at)

    def cause(self, event_id: int | None) -> str:
        """As `label`, but all of the clock's work together: what the worker looked at, and when, is not kept."""
        stored = self._history.events.get(event_id or 0)
        made = None if stored is not None else self._made_event(event_id)
        is_clock = stored is not None and is_derived(stored) and stored["root_id"] is None
        return "the clock" if is_clock or (made and made.root_id is None) else self.label(event_id)

    def _made_event(self, event_id: int | None) -> EventRecord | None:
        if event_id not in self._made:
            self._made.update((each.id, each) for each in self.journal.events)
        return None if event_id is None else self._made.get(event_id)

    def _moment(self, type_: str, occurred_at: int) -> str:
        return f"{type_} of {self._history.program.zone.datetime_of(occurred_at).isoformat()}"

    def _ask(self, instance: Any, ctx: Any, request: bool) -> Said:
        """Ask a rule only where it was asked then: it may have been saved later; and none that reads its plugin's own tables."""
        if reads_own(instance):
            return Said(instance, skip="reads its plugin's own tables, which hold no history")
        event_id = decode(Prefix.EVENT, ctx.event.id)
        asked = self._asked.get(event_id)
        if asked is None:
            occurred_at = (ctx.event.occurred_at - _EPOCH) // timedelta(microseconds=1)
            is_new = event_id not in self._history.events
            asked = self._asked_at.get((ctx.event.type, occurred_at)) if is_new else frozenset()
        if asked is not None and instance.id not in asked:
            return Said(instance, skip="was not asked then")
        return run(instance, ctx, request)

    @cached_property
    def left_out(self) -> frozenset[int]:
        """The rules that are not asked, by instance."""
        rules = (versions.latest for versions in self._history.program.rules)
        return frozenset(each.id for each in rules if reads_own(each))

    @cached_property
    def _asked(self) -> Mapping[int, frozenset[int]]:
        return {
            event_id: frozenset(line["i"] for line in document if "i" in line)
            for event_id, document in self._history.decided.items()
        }

    @cached_property
    def _asked_at(self) -> Mapping[tuple[str, int], frozenset[int]]:
        """Instances asked about derived events, whose ids are new: by type and time."""
        found: dict[tuple[str, int], frozenset[int]] = {}
        for event in self._history.settled:
            if is_derived(event):
                key = (event["type"], event["occurred_at"])
                found[key] = found.get(key, frozenset()) | self._asked.get(event["id"], frozenset())
        return found

    def _record(self, event: Record, personal: Any) -> EventRecord:
        stored = self._renamed(event["type"], json.loads(event["data"]))
        return EventRecord(
            event["id"], event["type"], event["source"], event["external_id"], event["member_id"], event["occurred_at"],
            max(event["recorded_at"], self.state.clock_at), event["occurred_on"],
            self._history.program.payload(event["type"], stored), stored, event["subject"], event["refers"],
            actor=event["actor"], content_hash=event["content_hash"], personal=personal,
        )  # fmt: skip

    # ── things that were made anew have other ids

    def _renamed(self, type_: str, data: dict[str, Any]) -> dict[str, Any]:
        if type_ == "hold.settled":
            return {**data, "hold": self._hold(data["hold"])}
        if type_ == "entry.reversed":
            return {**data, "entry": self._entry(data["entry"])}
        if type_ == "order.paid" and any(each.get("hold") for each in data.get("payWith") or ()):
            tenders = [
                {**each, "hold": self._hold(each["hold"])} if each.get("hold") else each for each in data["payWith"]
            ]
            return {**data, "payWith": tenders}
        return data

    def _hold(self, text: str) -> str:
        number = _number(Prefix.HOLD, text)
        event_id = next((row["event_id"] for row in self._history.rows("holds") if row["id"] == number), None)
        made = next((hold.id for hold in self.journal.holds if hold.event_id == event_id), None)
        return text if made is None else encode(Prefix.HOLD, made)

    def _entry(self, text: str) -> str:
        number = _number(Prefix.ENTRY, text)
        stored = next((row for row in self._history.rows("entries") if row["id"] == number), None)
        if stored is None:
            return text
        label, kind_id = self.label(stored["event_id"]), stored["kind_id"]
        before = [
            row["id"]
            for row in self._history.of_kind("entries", kind_id)
            if row["event_id"] == stored["event_id"] and row["version"] < stored["version"]
        ]
        made = [
            each.id for each in self.journal.entries if each.kind_id == kind_id and self.label(each.event_id) == label
        ]
        return encode(Prefix.ENTRY, made[len(before)]) if len(made) > len(before) else text


def is_derived(event: Record) -> bool:
    """Whether an event follows from others or from the clock, so that deciding again makes it anew.

    What a job or a ranking of all members recorded does not: it hangs on more than this member's history.
    """
    return event["source"] == ENGINE and "/" not in event["external_id"] and not event["external_id"].startswith(_GIVEN)


def _number(prefix: Prefix, text: str) -> int:
    try:
        return decode(prefix, text)
    except Invalid:
        return 0
