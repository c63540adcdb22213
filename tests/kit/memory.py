"""A shop in memory: the engine alone, driven by the story; the invariants of the ledger are checked at every step."""

from collections.abc import Callable
from datetime import date
from itertools import count
from typing import Any

from headless.engine.backtest.rating import JournalRater
from headless.engine.conditions.query_parsing import parse_query
from headless.engine.member.journal import Retry
from headless.engine.member.records import EventRecord
from headless.engine.member.state import MemberState
from headless.engine.member.status import MemberStatus
from headless.engine.metrics.value_formats import metric_value
from headless.engine.program.program import Program
from headless.engine.settlement.outcomes.results import Result
from headless.engine.settlement.settle import Settler
from headless.engine.values.amounts import text_of
from headless.ids import encode
from headless.plugins.contract.payloads import parse_payload, refers_of, subject_of
from tests.kit.checks import check_member
from tests.kit.program import instant, program_of
from tests.kit.setup import Json, Setup
from tests.kit.shop import Holding, Label, Outcome, Standing

SettlerOf = Callable[..., Settler]


class MemoryShop:
    """Implements `Shop` on the engine alone, as an import of history does: clock work is recorded at its own due time."""

    def __init__(
        self, setup: Setup, *, history: bool = True, keys: tuple[str, ...] = (), settler: SettlerOf = Settler
    ) -> None:
        self.program: Program = program_of(setup, keys)
        self.zone = self.program.zone
        self.now = 0
        self._counter = count(1)
        self.ids: dict[str, int] = {}
        self.states: dict[int, MemberState] = {}
        self.settler = settler(self.program, self.states, self._new_id, history=history)

    # ── what is sent

    def send(
        self,
        member: str,
        event_type: str,
        on: str,
        *,
        external_id: str | None = None,
        source: str = "shop",
        **data: Any,
    ) -> Outcome:
        """Settle one event; `data` in JSON's words."""
        at = instant(self.zone, on)
        self.now = max(self.now, at)
        record = self.record(member, event_type, at, data, source, external_id)
        result = self.settler.settle(record)
        self.settler.finish()
        check_member(self.settler, self.states[record.member_id])
        return self._outcome(result)

    def record(
        self, member: str, event_type: str, at: int, data: Json, source: str = "shop", external_id: str | None = None
    ) -> EventRecord:
        """An accepted event, not settled yet."""
        state = self.member(member, at)
        id_, type_ = self._new_id(), self.program.event_types[event_type]
        typed = parse_payload(type_, data)
        actor = data.get("author") or "ann"
        return EventRecord(
            id_, event_type, source, external_id or f"x{id_}", state.id, at, self.now, self.zone.day_of(at), typed, data,
            subject_of(type_, typed), refers_of(type_, typed), actor=actor,
        )  # fmt: skip

    def order(self, member: str, total: str, on: str, *, number: str | None = None, **data: Any) -> Outcome:
        return self.send(member, "order.paid", on, orderId=number or f"o{next(self._counter)}", total=total, **data)

    def refund(
        self, member: str, amount: str, on: str, *, order: str | None = None, number: str | None = None, **data: Any
    ) -> Outcome:
        linked = {} if order is None else {"orderId": order}
        return self.send(
            member, "order.refunded", on, refundId=number or f"r{next(self._counter)}", amount=amount, **linked, **data
        )

    def amend(self, member: str, order: str, total: str, on: str, **data: Any) -> Outcome:
        amendment = data.pop("number", None) or f"a{next(self._counter)}"
        return self.send(member, "order.amended", on, orderId=order, amendmentId=amendment, total=total, **data)

    def grant(self, member: str, kind: str, amount: str, on: str, **data: Any) -> Outcome:
        return self.send(
            member, "asset.granted", on, source="api", kind=kind, amount=amount, **{"reason": "gift", **data}
        )

    def spend(self, member: str, kind: str, amount: str, on: str, **data: Any) -> Outcome:
        return self.send(
            member, "asset.spent", on, source="api", kind=kind, amount=amount, **{"reason": "purchase", **data}
        )

    def hold(self, member: str, kind: str, amount: str, on: str, **data: Any) -> Outcome:
        return self.send(member, "asset.held", on, source="api", kind=kind, amount=amount, **{"reason": "held", **data})

    def capture(self, member: str, hold: str, on: str, amount: str | None = None) -> Outcome:
        return self._settle_hold(member, hold, on, "capture", amount)

    def release(self, member: str, hold: str, on: str, amount: str | None = None) -> Outcome:
        return self._settle_hold(member, hold, on, "release", amount)

    def _settle_hold(self, member: str, hold: str, on: str, action: str, amount: str | None) -> Outcome:
        some = {} if amount is None else {"amount": amount}
        return self.send(member, "hold.settled", on, source="api", hold=hold, action=action, **some)

    def reverse(self, member: str, entry: str, on: str, amount: str | None = None) -> Outcome:
        some = {} if amount is None else {"amount": amount}
        return self.send(member, "entry.reversed", on, source="api", entry=entry, reason="mistake", **some)

    def tag(
        self,
        member: str,
        tag: str,
        on: str,
        *,
        author: str = "ann",
        reason: str | None = None,
        expires: str | None = None,
    ) -> Outcome:
        more: dict[str, Any] = {} if expires is None else {"expires_at": instant(self.zone, expires)}
        if reason is not None:
            more["reason"] = reason
        return self.send(member, "tag.assigned", on, source="api", tag=tag, **more)

    def untag(self, member: str, tag: str, on: str) -> Outcome:
        return self.send(member, "tag.removed", on, source="api", tag=tag)

    def set_status(self, member: str, status: str, on: str) -> Outcome:
        return self.send(member, "member.updated", on, source="engine", fields={"status": int(MemberStatus[status])})

    def clock(self, on: str) -> None:
        """Let time pass for everybody."""
        self.now = max(self.now, instant(self.zone, on))
        for state in self.states.values():
            self.settler.run_clock(state.id, self.now)
            check_member(self.settler, state)

    # ── what can be read

    def asset(self, member: str, kind: str) -> Holding:
        state, kind_ = self._read(member), self.program.kinds[kind]
        account = state.account(kind_.id)
        available = self.settler.ledger(state, self.now).available(kind_)
        parts = (available, account.pending, account.held, account.debt, account.earned, account.spent, account.expired)
        return Holding(*(text_of(part, kind_.decimals) for part in (*parts, account.balance)))

    def lots(self, member: str, kind: str) -> list[tuple[str, str, str | None]]:
        """What is left by lot, oldest first: amount, funding, and the day it ends."""
        kind_ = self.program.kinds[kind]
        lots = sorted(self._read(member).lots(kind_.id).values(), key=lambda lot: (lot.earned_at, lot.id))
        return [
            (text_of(lot.remaining, kind_.decimals), lot.funding, self._day(lot.expires_at))
            for lot in lots
            if lot.remaining
        ]

    def entries(self, member: str, kind: str) -> list[tuple[str, str, str]]:
        """Type, amount and contra of every entry, oldest first."""
        decimals = self.program.kinds[kind].decimals
        return [(e.type.name, text_of(e.amount, decimals), e.contra) for e in self._entries(member, kind)]

    def entry_ids(self, member: str, kind: str) -> list[str]:
        return [encode("ent", entry.id) for entry in self._entries(member, kind)]

    def tier(self, member: str, track: str | None = None) -> str | None:
        return self._read(member).tier_code(track)

    def standing(self, member: str, track: str | None = None) -> Standing | None:
        return next(iter(self.standings(member, track)[::-1]), None)

    def standings(self, member: str, track: str | None = None) -> list[Standing]:
        """The whole history, oldest first."""
        ladder = self.program.track(track)
        assert ladder is not None
        state = self._read(member)
        found = [
            each for each in self.settler.journal.standings if (each.member_id, each.track_id) == (state.id, ladder.id)
        ]
        return [
            Standing(
                ladder.by_id[each.tier_id].code if each.tier_id else None, self._day(each.since_at) or "",
                self._day(each.until_at), self._day(each.grace_until_at), each.code, each.clause,
            )
            for each in found
        ]  # fmt: skip

    def tags(self, member: str) -> dict[str, Label]:
        by_id = self.program.tag_by_id
        labels = (
            Label(by_id[held.tag_id].code, held.author, held.reason, self._day(held.expires_at))
            for held in self._read(member).current_tags()
        )
        return {label.tag: label for label in labels}

    def events(self, member: str, event_type: str) -> list[tuple[str, Json]]:
        """The local day and the data of a member's events of a type."""
        state = self._read(member)
        found = [each for each in self.settler.journal.events if (each.member_id, each.type) == (state.id, event_type)]
        return [(date.fromordinal(each.day).isoformat(), each.json) for each in found]

    def metric(self, member: str, name: str, window: str | None = None, **args: str) -> Any:
        query = parse_query(name, window, args or None, self.program.metrics, self.program)
        return metric_value(query, self._read(member), self.zone.day_of(self.now), self.program)

    def retries(self) -> list[Retry]:
        """What failed rules left to be settled later."""
        return self.settler.journal.retries

    # ── what only this driver can do

    def change(self, setup: Setup, *review: str) -> None:
        """Another configuration, by which every member is evaluated again; tracks in `review` may demote at once."""
        old, self.program = self.settler, program_of(setup)
        self.settler = Settler(self.program, self.states, self._new_id, history=old.history)
        self.settler.journal, self.settler._derived = old.journal, old._derived
        tracks = frozenset(self.program.tracks[code].id for code in review)
        for state in self.states.values():
            state.program = self.program
            self.settler.recheck(state.id, self.now, review=tracks)
            self.settler.finish()

    # ── inside

    def member(self, name: str, at: int) -> MemberState:
        """A member's state; who is not known yet joins on the day of their first event."""
        if name not in self.ids:
            self.ids[name] = self._new_id()
            state = MemberState(self.ids[name], self.program, at, self.zone.day_of(at), complete=True)
            state.facts.rater = lambda asked: JournalRater(self.settler.judge, state, self.settler.journal)(asked)
            self.states[state.id] = state
        return self.states[self.ids[name]]

    def _read(self, name: str) -> MemberState:
        state = self.member(name, self.now)
        self.settler.run_clock(state.id, self.now)
        check_member(self.settler, state)
        return state

    def _entries(self, member: str, kind: str) -> list[Any]:
        wanted = (self._read(member).id, self.program.kinds[kind].id)
        return [entry for entry in self.settler.journal.entries if (entry.member_id, entry.kind_id) == wanted]

    def _new_id(self) -> int:
        return next(self._counter)

    def _day(self, at: int | None) -> str | None:
        return None if at is None else date.fromordinal(self.zone.day_of(at)).isoformat()

    def _outcome(self, result: Result) -> Outcome:
        titles = {versions.latest.id: versions.latest.name for versions in self.program.rules}
        said = {titles[line["i"]]: line for line in result.document if "i" in line}
        holds = [hold for hold in self.settler.journal.holds if hold.event_id == result.record.id]
        hold = encode("hold", holds[0].id) if holds else None
        changes = [(each.kind, each.code, each.before, each.after) for each in result.changes]
        if result.problem is not None:
            return Outcome(result.problem.outcome, result.problem.code, result.problem.data, said)
        return Outcome("DEFERRED" if result.deferred else "RECORDED", None, {}, said, changes, hold)
