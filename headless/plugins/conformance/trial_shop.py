"""A shop in memory and its members: the engine alone, driven by a test."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from itertools import count
from typing import Any

from headless.engine.backtest.rating import JournalRater
from headless.engine.conditions.conditions import compile_condition
from headless.engine.conditions.query_parsing import parse_query
from headless.engine.declarations.facts import Context
from headless.engine.evaluation.condition_sources import condition_of_job
from headless.engine.evaluation.judge import Judge
from headless.engine.evaluation.runner import Said as RuleSaid
from headless.engine.evaluation.runner import run
from headless.engine.evaluation.views import context, member_view
from headless.engine.member.coupons import normal, state_of
from headless.engine.member.entitlements import Unread
from headless.engine.member.journal import Emitted, Journal
from headless.engine.member.records import EventRecord
from headless.engine.member.state import MemberState
from headless.engine.metrics.value_formats import metric_value
from headless.engine.program.active_declarations import Active
from headless.engine.program.offers import Benefit, CouponKind
from headless.engine.rewards.stocks import left_of
from headless.engine.settlement.settle import Settler
from headless.engine.values.frozen import freeze
from headless.ids import Prefix, decode, encode
from headless.plugins.conformance.outcomes import Said, said_of
from headless.plugins.conformance.trial_configuration import program_of
from headless.plugins.contract.payloads import accept_payload, member_lookups, model_of, refers_of, subject_of
from headless.plugins.loading.given_plugins import loaded
from headless.plugins.loading.registry import Registry

Json = Mapping[str, Any]
SALT = b"a shop in memory"
FIRST_DAY = "2026-01-01"


class Member:
    """A member of the shop. What is read is read at the shop's present, the latest time that anything was sent."""

    def __init__(self, shop: "Shop", state: MemberState) -> None:
        self._shop, self._state = shop, state

    @property
    def id(self) -> str:
        """As rules see it: "mem_…"."""
        return encode("mem", self._state.id)

    # ── what happens

    def send(self, type: str, on: str | None = None, *, key: str | None = None, **data: Any) -> Said:  # noqa: A002
        """Send an event on a day ("2026-05-02", at noon) or at a time, in the shop's zone. `data` is JSON.

        By default it happens at the present. A member in `data` stands for its id. Raise Invalid for a payload that does not fit.
        """
        return self._shop.settle(self._state, type, on, key, data)

    def order(self, total: str | int, on: str | None = None, *, number: str | None = None, **data: Any) -> Said:
        """Pay an order."""
        return self.send("order.paid", on, orderId=number or self._shop.number("o"), total=str(total), **data)

    def refund(
        self,
        amount: str | int,
        on: str | None = None,
        *,
        order: str | None = None,
        number: str | None = None,
        **data: Any,
    ) -> Said:
        """Refund money. `order` is the order's number."""
        linked = {} if order is None else {"orderId": order}
        refund_id = number or self._shop.number("r")
        return self.send("order.refunded", on, refundId=refund_id, amount=str(amount), **linked, **data)

    def grant(self, asset: str, amount: str | int, on: str | None = None) -> Said:
        """Give assets by hand."""
        return self.send("asset.granted", on, kind=asset, amount=str(amount), reason="test")

    def tag(self, tag: str, on: str | None = None) -> Said:
        """Add a tag by hand."""
        return self.send("tag.assigned", on, tag=tag)

    def own(self, loader: Any, value: Any) -> None:
        """Set what an `Own` fact gives for this member, since nothing is loaded in memory."""
        self._state.facts.own[loader] = freeze(value)

    # ── what can be read

    def balance(self, asset: str) -> Decimal:
        """Return how much the member holds of an asset, pending and held included, less debt."""
        kind = self._state.program.kinds[asset]
        return Decimal(self._now.account(kind.id).balance).scaleb(-kind.decimals)

    def tier(self, track: str | None = None) -> str | None:
        """Return the tier's code on a track, or on the first one."""
        return self._now.tier_code(track)

    @property
    def tags(self) -> frozenset[str]:
        """The codes of the tags that the member wears."""
        return self._now.tag_codes

    @property
    def coupons(self) -> Sequence[tuple[str, str, str]]:
        """Kind, code and state of each coupon."""
        kinds = self._state.program.coupon_kind_by_id
        coupons = (coupon for coupon in self._now.facts.rewards.coupons.values() if coupon is not None)
        return [(kinds[coupon.kind_id].code, coupon.code, state_of(coupon, self._shop.now)) for coupon in coupons]

    def metric(self, name: str, window: str | None = None, **args: str) -> Any:
        """Return a metric, built in or "<plugin>.<id>". Raise Invalid for an unknown one."""
        state = self._now
        query = parse_query(name, window, args or None, state.program.metrics, state.program)
        if query.spec.stored:
            return state.stored.get(name)
        return metric_value(query, state, self._shop.today, state.program)

    def field(self, id: str) -> Any:  # noqa: A002 - as plugins call it
        """Return the value of a plugin's field. Raise any error that the field raises."""
        active = next(field for field in self._state.program.fields.values() if field.id == id)
        state = self._now
        return active.declared.resolve(self._shop.context_of(active, state))

    def remembered(self, rule: str) -> Mapping[str, Any]:
        """Return what a rule remembers of the member."""
        ids = (versions.latest.id for versions in self._state.program.rules if versions.latest.name == rule)
        return self._state.memory.get(f"rule:{next(ids)}", {})

    def shared(self, plugin: str) -> Mapping[str, Any]:
        """Return what a plugin's rules share of the member."""
        return self._state.memory.get(f"plugin:{plugin}", {})

    def happened(self, type: str) -> list[tuple[str, Mapping[str, Any]]]:  # noqa: A002 - an event's type
        """Return day and data of the member's events of a type, derived ones included."""
        events = (event for event in self._shop.journal.events if event.member_id == self._state.id)
        return [(date.fromordinal(event.day).isoformat(), event.json) for event in events if event.type == type]

    @property
    def _now(self) -> MemberState:
        self._shop.settler.run_clock(self._state.id, self._shop.now)
        return self._state


class Shop:
    """A merchant with plugins enabled. Clock work is done at its own due time, as an import of history does it.

    plugins: modules or objects with hooks. settings: by declared id, as JSON. rules: built-in rules that are on, by id, with
    their settings. kinds, tracks, tags, coupons, benefits: documents as their save mutations take them. What is obvious may be
    left out (a tier's name, its rank by place).
    """

    def __init__(
        self,
        *plugins: object,
        names: Sequence[str] = (),
        settings: Mapping[str, Json] | None = None,
        rules: Mapping[str, Json] | None = None,
        kinds: Iterable[Json] = (),
        tracks: Iterable[Json] = (),
        tags: Iterable[Json] = (),
        coupons: Iterable[Json] = (),
        benefits: Iterable[Json] = (),
        currency: str = "GBP",
        time_zone: str = "Europe/London",
    ) -> None:
        self.registry: Registry = loaded(*plugins, names=names)
        self.program = program_of(
            self.registry, settings=settings or {}, rules=rules or {}, kinds=kinds, tracks=tracks, tags=tags,
            coupons=coupons, benefits=benefits, currency=currency, time_zone=time_zone,
        )  # fmt: skip
        self.judge = Judge(self.program)
        self.now = self._instant(FIRST_DAY)
        self._numbers = count(1)
        self._states: dict[int, MemberState] = {}
        self._said: list[RuleSaid] = []
        self._delivered = 0
        self.settler = Settler(
            self.program, self._states, self._numbers.__next__, history=True, judge=self.judge, ask=self._ask
        )
        self._stock()

    @property
    def journal(self) -> Journal:
        """Everything that was made so far."""
        return self.settler.journal

    @property
    def today(self) -> int:
        """The present day, as an ordinal."""
        return self.program.zone.day_of(self.now)

    def member(
        self, *, birthday: str | None = None, joined: str = "2020-01-01", attributes: Json | None = None
    ) -> Member:
        """Add a member. Days are ISO texts."""
        id_, at = next(self._numbers), self._instant(joined)
        born = None if birthday is None else date.fromisoformat(birthday).toordinal()
        day = self.program.zone.day_of(at)
        state = MemberState(id_, self.program, at, day, born, attributes or {}, clock_at=at, complete=True)
        state.facts.rater = JournalRater(self.judge, state, self.journal)
        self._states[id_] = state
        return Member(self, state)

    def pass_time(self, on: str) -> None:
        """Let time pass for all members, with everything that falls due."""
        self.now = max(self.now, self._instant(on))
        for id_ in self._states:
            self.settler.run_clock(id_, self.now)
        self._deliver()

    def run_job(self, id: str, on: str | None = None) -> list[Said]:  # noqa: A002 - as plugins call it
        """Run a plugin's job once: its event for each member who meets its condition."""
        if on is not None:
            self.pass_time(on)
        job = next(job for job in self.program.jobs if job.id == id)
        meets = compile_condition(condition_of_job(self.program, job), self.program)
        chosen = [state for state in self._states.values() if meets(state, self.today)]
        return [
            self.settle(state, job.declared.emit, None, f"job:{job.name}:{state.id}:{self.today}", {}, "engine")
            for state in chosen
        ]

    def context_of(self, active: Active, state: MemberState) -> Context[Any]:
        """Return what a field, a metric or a tier rule sees of a member."""
        needs, rewards = self.judge.needs(active), self.journal.rewards
        left = ((stock, left_of(self.program, rewards, stock, self.today)) for stock in needs.stocks.values())
        state.facts.left.update(left)
        return context(needs, state, member_view(state), self.today)

    def number(self, letter: str) -> str:
        """Return a number that was not used before."""
        return f"{letter}{next(self._numbers)}"

    def settle(
        self, state: MemberState, type_: str, on: str | None, key: str | None, data: Json, source: str = "test"
    ) -> Said:
        """Settle one event, and what it derived for others. Raise Invalid, or KeyError for an unknown type."""
        at = self.now if on is None else self._instant(on)
        self.now = max(self.now, at)
        record = self._record(state, type_, at, key, data, source)
        before, self._said = len(self.journal.entries), []
        result = self.settler.settle(record)
        said, entries = list(self._said), self.journal.entries[before:]
        self._deliver()
        self._name_coupons()
        return said_of(self.program, encode(Prefix.EVENT, record.id), result, said, entries)

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

    def _ask(self, instance: Any, ctx: Any, request: bool) -> RuleSaid:
        said = run(instance, ctx, request)
        self._said.append(said)
        return said

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

    def _instant(self, text: str) -> int:
        """Return the instant of a day (at noon) or of a time of the shop's own."""
        zone = self.program.zone
        when = datetime.fromisoformat(text) if "T" in text else datetime.combine(date.fromisoformat(text), time(12))
        if when.tzinfo is not None:
            return int(when.timestamp() * 1_000_000)
        seconds = when.hour * 3600 + when.minute * 60 + when.second
        return zone.start_of(when.toordinal()) + seconds * 1_000_000
