"""The shop of a trial and its members: the engine alone, in memory."""

from collections.abc import Mapping
from datetime import date
from itertools import count
from typing import Any

from headless.engine.backtest.rating import JournalRater
from headless.engine.declarations.facts import Context
from headless.engine.evaluation.judge import Judge
from headless.engine.evaluation.views import context, member_view
from headless.engine.member.coupons import normal
from headless.engine.member.entitlements import Unread
from headless.engine.member.journal import Emitted, Journal
from headless.engine.member.records import EventRecord
from headless.engine.member.state import MemberState
from headless.engine.program.active_declarations import Active
from headless.engine.program.offers import Benefit, CouponKind
from headless.engine.program.program import Program
from headless.engine.rewards.stocks import left_of
from headless.engine.settlement.evaluate_rules import Ask
from headless.engine.settlement.settle import Settler
from headless.ids import Prefix, decode, encode
from headless.plugins.conformance.moments import FIRST_DAY, instant_of
from headless.plugins.contract.payloads import accept_payload, member_lookups, model_of, refers_of, subject_of
from headless.plugins.loading.registry import Registry

Json = Mapping[str, Any]
SALT = b"a shop in memory"
JOINED = "2020-01-01"


class Member:
    """A member of the shop."""

    def __init__(self, shop: "Shop", state: MemberState) -> None:
        self._shop, self.state = shop, state

    @property
    def id(self) -> str:
        """As rules see it: "mem_…"."""
        return encode("mem", self.state.id)

    def send(self, type_: str, on: str, data: Json) -> None:
        """Send an event at a time of the shop's zone. A member in it stands for its id. Raise Invalid if its data do not fit."""
        self._shop.settle(self.state, type_, on, data)


class Shop:
    """A merchant with plugins enabled. Clock work is done at its own due time, as an import of history does it."""

    def __init__(self, registry: Registry, program: Program, ask: Ask) -> None:
        self.registry, self.program, self.judge = registry, program, Judge(program)
        self.now = instant_of(program.zone, FIRST_DAY)
        self._numbers = count(1)
        self._states: dict[int, MemberState] = {}
        self._delivered = 0
        self.settler = Settler(program, self._states, self._numbers.__next__, history=True, judge=self.judge, ask=ask)
        self._stock()

    @property
    def journal(self) -> Journal:
        """Everything that was made so far."""
        return self.settler.journal

    @property
    def today(self) -> int:
        """The present day, as an ordinal."""
        return self.program.zone.day_of(self.now)

    def member(self, birthday: str | None, attributes: Json) -> Member:
        """Add a member. Days are ISO texts."""
        id_, at = next(self._numbers), instant_of(self.program.zone, JOINED)
        born = None if birthday is None else date.fromisoformat(birthday).toordinal()
        day = self.program.zone.day_of(at)
        state = MemberState(id_, self.program, at, day, born, attributes, clock_at=at, complete=True)
        state.facts.rater = JournalRater(self.judge, state, self.journal)
        self._states[id_] = state
        return Member(self, state)

    def pass_time(self, on: str) -> None:
        """Let time pass for all members, with everything that falls due."""
        self.now = max(self.now, instant_of(self.program.zone, on))
        for id_ in self._states:
            self.settler.run_clock(id_, self.now)
        self._deliver()

    def context_of(self, active: Active, state: MemberState) -> Context[Any]:
        """Return what a field, a metric or a tier rule sees of a member."""
        needs, rewards = self.judge.needs(active), self.journal.rewards
        left = ((stock, left_of(self.program, rewards, stock, self.today)) for stock in needs.stocks.values())
        state.facts.left.update(left)
        return context(needs, state, member_view(state), self.today)

    def settle(self, state: MemberState, type_: str, on: str, data: Json) -> None:
        """Settle one event, and what it derived for others. Raise Invalid, or KeyError for an unknown type."""
        at = instant_of(self.program.zone, on)
        self.now = max(self.now, at)
        self.settler.settle(self._record(state, type_, at, None, data, "test"))
        self._deliver()
        self._name_coupons()

    # ── inside

    def _record(self, state: MemberState, type_: str, at: int, key: str | None, data: Json, source: str) -> EventRecord:
        declared = self.registry.event_types[type_]
        raw = {name: value.id if isinstance(value, Member) else value for name, value in data.items()}
        lookups = member_lookups(model_of(declared), raw, type_)
        members = {name: lookup["id"] for name, lookup in lookups.items()}
        currency = self.program.money
        accepted = accept_payload(declared, raw, SALT, members, currency)
        id_, typed = next(self._numbers), accepted.data
        recorded_at = max(self.now, state.clock_at)
        return EventRecord(
            id_, type_, source, key or f"x{id_}", state.id, at, recorded_at, self.program.zone.day_of(at), typed,
            accepted.plain, subject_of(declared, typed), refers_of(declared, typed), actor="test",
            personal=accepted.personal or None,
        )  # fmt: skip

    def _deliver(self) -> None:
        """Deliver what rules derived for other members."""
        while self._delivered < len(self.journal.emitted):
            emitted: Emitted = self.journal.emitted[self._delivered]
            self._delivered += 1
            state = self._states.get(decode(Prefix.MEMBER, emitted.member_ref))
            if state is not None:
                record = self._record(state, emitted.type, emitted.occurred_at, emitted.key, emitted.data, "engine")
                self.settler.settle(record)

    def _name_coupons(self) -> None:
        """Number the coupons. Outside of memory they get their codes when they are stored."""
        for number, coupon in enumerate(self.journal.rewards.coupons, 1):
            if not coupon.code and coupon.member_id is not None:
                coupon.code = f"C{number}"
                self._states[coupon.member_id].facts.rewards.coupons[normal(coupon.code)] = coupon

    def _stock(self) -> None:
        offers: list[CouponKind | Benefit] = [*self.program.coupon_kinds.values(), *self.program.benefits.values()]
        left = {offer.stock_name: offer.stock for offer in offers if offer.stock is not None}
        self.journal.rewards.left.update(left)
        self.journal.rewards.unread = Unread.WHOLE
