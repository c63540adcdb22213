"""One member's history settled from an empty state by one program. Nothing is stored, and nothing is loaded."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import count
from types import MappingProxyType
from typing import Any

from headless.engine.backtest.aliases import before_merges
from headless.engine.backtest.histories import Input, Read, Story
from headless.engine.backtest.jobs import JobPlans, JobRunner
from headless.engine.backtest.windows import Window
from headless.engine.declarations.facts import RuleContext
from headless.engine.evaluation.judge import Judge
from headless.engine.evaluation.others.keeping import History as OthersThen
from headless.engine.evaluation.runner import Answered, Said, run
from headless.engine.evaluation.stages import Proposal
from headless.engine.evaluation.views import with_left
from headless.engine.handlers.merging.merges import MEMBER_MERGED
from headless.engine.handlers.transfers.arrivals import ASSET_RECEIVED
from headless.engine.member.coupons import Coupon, CouponStatus, normal
from headless.engine.member.entitlements import Unread
from headless.engine.member.records import EventRecord
from headless.engine.member.state import MemberState
from headless.engine.program.limits.limits import Barred
from headless.engine.program.program import Program
from headless.engine.program.rule_instances import Instance
from headless.engine.settlement.choosing.choices import expanded
from headless.engine.settlement.outcomes.results import Result
from headless.engine.settlement.proposing import Proposer
from headless.engine.values.problems import Problem
from headless.errors import HeadlessError
from headless.ids import Prefix, decode, encode

FIRST_ID = 1 << 62
NO_JOBS = JobPlans()
NOT_SHORT: Mapping[int, Barred] = MappingProxyType({})


@dataclass(slots=True)
class Outcome:
    """What a program made of a member between two moments. Amounts in units by the kind's code.

    given: between the two. received: of that, less what was taken back of it. by_rule: the same by (kind, rule's name, or the
    entry's reason). expired: of that, expired by now or foreseen to. life: what was received, by its end. refused: events by
    type and code. failed: rules by name, how often and how at last. state: the member at the end.
    """

    state: MemberState
    given: Counter[str] = field(default_factory=Counter)
    received: Counter[str] = field(default_factory=Counter)
    expired: Counter[str] = field(default_factory=Counter)
    life: dict[str, Mapping[int, int]] = field(default_factory=dict)
    by_rule: Counter[tuple[str, str]] = field(default_factory=Counter)
    coupons: Counter[str] = field(default_factory=Counter)
    benefits: Counter[str] = field(default_factory=Counter)
    refused: Counter[tuple[str, str]] = field(default_factory=Counter)
    failed: dict[str, tuple[int, str]] = field(default_factory=dict)
    tiers: dict[str, str | None] = field(default_factory=dict)
    tags: frozenset[str] = frozenset()


def fold(
    judge: Judge,
    story: Story,
    reads: Iterable[Read],
    since: int,
    until: int,
    rater: Callable[[Any], Any],
    jobs: JobPlans = NO_JOBS,
) -> Outcome:
    """Settle a history up to `until`, the clock's work and jobs at their own due times. What is counted begins at `since`.

    rater: rates events of this history again, for orders that were amended.
    """
    return Replayed(judge, story, rater, jobs).run(reads, since, until)


class Replayed:
    """A member's history in the making: settled event by event from an empty state.

    within: the history of the member into whom this one was merged. Both are settled by one settler, which sees one of them at a
    time, so that nothing is handed over twice.
    """

    __slots__ = ("_jobs", "_judge", "_new_id", "_outcome", "_program", "_rater", "_settler", "_state", "_story")
    _new_id: Callable[[], int]
    _settler: Proposer
    _outcome: Outcome

    def __init__(
        self,
        judge: Judge,
        story: Story,
        rater: Callable[[Any], Any],
        jobs: JobPlans = NO_JOBS,
        within: "Replayed | None" = None,
    ) -> None:
        self._judge, self._program, self._story, self._jobs, self._rater = judge, judge.program, story, jobs, rater
        self._state = self._first_state()
        if within is not None:
            self._new_id, self._settler, self._outcome = within._new_id, within._settler, within._outcome
            return
        self._new_id = count(FIRST_ID).__next__
        ask = self._ask if story.asked else run
        self._settler = Proposer(self._program, {}, self._new_id, history=True, explained=False, judge=judge, ask=ask)
        # What was asked once was not short then. In a back-test a member is alone with the budgets.
        self._settler.journal.rewards.unread = Unread.SUFFICES if story.asked else Unread.WHOLE
        self._outcome = Outcome(self._state)
        self._look_at()

    def _first_state(self) -> MemberState:
        story = self._story
        merges = (json.loads(given.data) for given in story.inputs if given.type == MEMBER_MERGED)
        known = before_merges(self._program.zone, story, merges)
        first_at = story.inputs[0].recorded_at if story.inputs else known.joined_at
        state = MemberState(
            story.member_id, self._program, known.joined_at, known.joined_on, known.birthday_on, known.attributes,
            clock_at=min(first_at, known.joined_at), complete=True,
        )  # fmt: skip
        state.facts.rater, state.facts.others = self._rater, OthersThen.of(story.others)
        state.facts.short_then = lambda event: story.short.get(event.id, NOT_SHORT)
        for number, used in enumerate(story.coupons, 1):
            state.facts.rewards.coupons[normal(used.code)] = Coupon(
                number, used.kind_id, used.code, None, None if used.event_id is None else story.member_id,
                CouponStatus.OPEN, used.event_id, None, 0, used.expires_at,
            )  # fmt: skip
        return state

    def _look_at(self, *others: MemberState) -> None:
        """Let the settler see this member, and no one else but these."""
        self._settler.states = {state.id: state for state in (self._state, *others)}

    def run(self, reads: Iterable[Read], since: int, until: int) -> Outcome:
        runner = self._live(reads, since)
        runner.run(until - 1)
        self._settler.run_clock(self._state.id, max(until - 1, self._state.clock_at))
        self._sum_up(since)
        return self._outcome

    def _live(self, reads: Iterable[Read], since: int) -> JobRunner:
        """Settle events and run jobs between them. Return what goes on running the jobs."""
        outcome, runner = self._outcome, self._runner(since)
        for read in reads:
            given = read.input
            if read.fault is not None:
                outcome.refused[given.type, "UNREADABLE"] += 1
                continue
            if self._jobs.remakes(given):
                continue
            runner.run(given.recorded_at)
            result = self._settled(read, since)
            runner.wake(given.recorded_at)
            if result.problem is None:
                runner.note(given.type, given.day)
            elif given.recorded_at >= since:
                outcome.refused[given.type, result.problem.code] += 1
        return runner

    def settle(self, reads: Iterable[Read]) -> None:
        """Settle a history, and sum up nothing. What cannot be read is left out."""
        for read in reads:
            if read.fault is None:
                self._settled(read, 0)

    def _settled(self, read: Read, since: int) -> Result:
        """Settle an event. One that merges another member into this one settles that member's history first."""
        if read.input.type != MEMBER_MERGED:
            return self._settler.settle(self._record(read))
        story = self._story.aliases.get(decode(Prefix.MEMBER, read.data.merged))
        if story is not None:
            other = Replayed(self._judge, story, self._rater, self._jobs, self)
            other._look_at()
            other._live(read_all(self._program, story.inputs), since).run(read.input.recorded_at)
            for state in (self._state, other._state):
                rename_origins(state, self._entry)
            self._look_at(other._state)
        result = self._settler.settle(self._record(read))
        self._look_at()
        return result

    def propose(self, read: Read) -> Proposal | Problem:
        """Return what the rules make of the next event, and settle nothing of it."""
        return self._settler.propose(self._record(read))

    def _ask(self, instance: Instance, ctx: RuleContext[Any], request: bool) -> Said:
        asked = self._story.asked.get(decode(Prefix.EVENT, ctx.event.id))
        if asked is None:
            return run(instance, ctx, request)
        if instance.id not in asked:
            return Said(instance, skip="was not asked then")
        return run_as_then(instance, ctx, request, asked[instance.id])

    def _runner(self, since: int) -> JobRunner:
        """Return what runs the jobs, from the member's first event or from the start of what is counted, if that is sooner."""
        inputs, joined_at = self._story.inputs, self._story.joined_at
        counted = max(joined_at, since)
        runner = JobRunner(self._jobs, self._settler, self._state, inputs, self._new_id)
        runner.wake(min(inputs[0].recorded_at, counted) if inputs else counted)
        return runner

    # ── what came of it

    def _sum_up(self, since: int) -> None:
        outcome, state, program = self._outcome, self._state, self._program
        window = Window.of(self._settler.journal, since)
        names = rule_names(program)
        for kind_id, amounts in window.by_kind().items():
            code = program.kind_by_id[kind_id].code
            outcome.received[code], outcome.expired[code] = amounts.received, amounts.expired
            outcome.given[code], outcome.life[code] = amounts.given, amounts.life
            for (rule_id, reason), given in amounts.by_source.items():
                outcome.by_rule[code, reason if rule_id is None else names.get(rule_id, reason)] += given
        rewards = self._settler.journal.rewards
        for coupon in rewards.coupons:
            if coupon.issued_at >= since and coupon.status is not CouponStatus.REVOKED:
                outcome.coupons[program.coupon_kind_by_id[coupon.kind_id].code] += 1
        for granted in rewards.grants:
            if granted.granted_at >= since and granted.revoked_at is None:
                outcome.benefits[program.benefit_by_id[granted.benefit_id].code] += granted.uses
        for retry in self._settler.journal.retries:
            name = names.get(retry.rule_id, str(retry.rule_id))
            before = outcome.failed.get(name, (0, ""))[0]
            outcome.failed[name] = (before + 1, str(retry.document.get("error", "")))
        outcome.tiers = {code: state.tier_code(code) for code in program.tracks}
        outcome.tags = state.tag_codes

    # ── what is settled

    def _record(self, read: Read) -> EventRecord:
        given, data, stored = read.input, read.data, read.json
        renamed = self._renamed(given.type, stored)
        if renamed is not None:
            data, stored = self._program.payload(given.type, renamed), renamed
        recorded_at = max(given.recorded_at, self._state.clock_at)
        return EventRecord(
            given.id, given.type, given.source, given.external_id, self._state.id, given.occurred_at, recorded_at,
            given.day, data, stored, given.subject, given.refers, actor=given.actor,
        )  # fmt: skip

    def _renamed(self, type_: str, stored: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Return the payload with the ids that holds and entries have in this fold, or None if it names none."""
        if type_ == "hold.settled":
            return {**stored, "hold": self._hold(stored["hold"])}
        if type_ == "entry.reversed":
            return {**stored, "entry": self._entry(stored["entry"])}
        if type_ == ASSET_RECEIVED:
            return came_from(stored, self._entry)
        tenders = stored.get("payWith") if type_ == "order.paid" else None
        if tenders and any(tender.get("hold") for tender in tenders):
            renamed = [
                {**tender, "hold": self._hold(tender["hold"])} if tender.get("hold") else tender for tender in tenders
            ]
            return {**stored, "payWith": renamed}
        return None

    def _hold(self, text: str) -> str:
        event_id = self._story.holds.get(_number(Prefix.HOLD, text))
        made = (hold.id for hold in self._settler.journal.holds if hold.event_id == event_id)
        return encode(Prefix.HOLD, next(made, 0)) if event_id is not None else text

    def _entry(self, text: str) -> str:
        written = self._story.entries.get(_number(Prefix.ENTRY, text))
        if written is None:
            return text
        event_id, kind_id, place = written
        entries = self._settler.journal.entries
        made = [entry.id for entry in entries if entry.event_id == event_id and entry.kind_id == kind_id]
        return encode(Prefix.ENTRY, made[place]) if place < len(made) else text


def came_from(stored: Mapping[str, Any], renamed: Callable[[str], str]) -> dict[str, Any]:
    """Return what another member sent, with the ids that the entries it names have in a fold."""
    lots = [{**lot, "entry": renamed(lot["entry"])} for lot in stored["lots"]]
    back = {"returns": renamed(stored["returns"])} if stored.get("returns") else {}
    return {**stored, "lots": lots, **back}


def run_as_then(instance: Instance, ctx: RuleContext[Any], request: bool, then: Answered) -> Said:
    """Ask a rule again, with what it saw left then in place of what is left now, and its choices as they were made."""
    said = run(instance, with_left(ctx, then.left), request)
    return expanded(said, then.picks) if then.picks else said


def rename_origins(state: MemberState, renamed: Callable[[str], str]) -> None:
    """Let lots that came from a member who is absorbed now name the entries that this fold has made of that one's."""
    for account in state.accounts.values():
        for lot in state.lots(account.kind_id).values():
            if lot.origin_entry_id is not None:
                lot.origin_entry_id = decode(Prefix.ENTRY, renamed(encode(Prefix.ENTRY, lot.origin_entry_id)))


def rule_names(program: Program) -> dict[int, str]:
    """Return the names of the rule instances, by id."""
    return {versions.latest.id: versions.latest.name for versions in program.rules}


def read_all(program: Program, inputs: Iterable[Input]) -> list[Read]:
    """Return the inputs with their payloads, or why they cannot be read."""
    reads = []
    for given in inputs:
        stored = json.loads(given.data)
        try:
            reads.append(Read(given, stored, program.payload(given.type, stored)))
        except HeadlessError as fault:
            reads.append(Read(given, stored, None, fault.message))
    return reads


def _number(prefix: Prefix, text: str) -> int:
    try:
        return decode(prefix, text)
    except HeadlessError:
        return 0
