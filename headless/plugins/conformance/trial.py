"""A trial of a plugin on a shop in memory: its answers to a made-up story, their time, and their side effects."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, is_dataclass
from datetime import date, timedelta
from functools import partial
from random import Random
from time import perf_counter
from typing import Any

from headless.engine.backtest.folding import rule_names
from headless.engine.declarations.effects import Effect, Enter, Grant, Issue, Tag, Take, Untag, every
from headless.engine.declarations.rules import Field, Left, Population
from headless.engine.evaluation.condition_sources import condition_of_job
from headless.engine.evaluation.needs import setting
from headless.engine.evaluation.runner import Said, describe, run
from headless.engine.program.active_declarations import Active
from headless.engine.program.program import Program
from headless.engine.program.rule_instances import Instance
from headless.engine.standings.tier_votes import votes
from headless.errors import HeadlessError
from headless.plugins.conformance.samples import Samples, words_in
from headless.plugins.conformance.trial_configuration import program_of
from headless.plugins.conformance.trial_shop import Member, Shop
from headless.plugins.conformance.watch import Watch
from headless.plugins.contract.field_types import fitted, shape_of
from headless.plugins.loading.given_plugins import loaded
from headless.plugins.loading.registry import BUILTIN, Registry

Json = Mapping[str, Any]
SEED, DAYS, MEMBERS, EVENTS_A_DAY = 20261122, 30, 3, 3
ROUNDS, STOCK = 3, 100
SCORE, ATTRIBUTES_MOST = 700, 50
FIRST = date(2026, 1, 1)
_RULES: Mapping[str, Json] = {"points_per_spend": {}, "tier_multiplier": {"times": {"gold": "2"}}}
_BIRTHDAYS = ("1990-01-12", "2000-02-29", None)


@dataclass(slots=True)
class Trace:
    """What a trial saw, by declaration.

    `said` holds all answers in order, as JSON texts. `seconds` is the slowest call.
    """

    said: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    watched: dict[str, list[str]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    calls: dict[str, int] = field(default_factory=dict)
    fired: dict[str, int] = field(default_factory=dict)
    unsent: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Named:
    """Names in effects, which a merchant would have set up."""

    tags: set[str] = field(default_factory=set)
    coupons: set[str] = field(default_factory=set)
    benefits: set[str] = field(default_factory=set)
    limited: set[str] = field(default_factory=set)
    tiers: dict[str, set[str]] = field(default_factory=dict)

    def take_in(self, effect: Effect) -> None:
        """Note what an effect names."""
        if isinstance(effect, Tag | Untag):
            self.tags.add(effect.tag)
        elif isinstance(effect, Issue):
            self.coupons.add(effect.coupon)
        elif isinstance(effect, Grant):
            self.benefits.add(effect.benefit)
        elif isinstance(effect, Take):
            self.take_in_stock(effect.stock)
        elif isinstance(effect, Enter) and effect.tier is not None:
            self.tiers.setdefault(effect.track, set()).add(effect.tier)

    def take_in_stock(self, stock: str, *, limited: bool = False) -> None:
        """Note a stock that is taken from. limited: there are so many of it, because a rule asks what is left."""
        sort, _, code = stock.partition(":")
        if sort in ("coupon", "benefit"):
            (self.coupons if sort == "coupon" else self.benefits).add(code)
            if limited:
                self.limited.add(stock)


def _offer(sort: str, code: str, named: Named, **more: Any) -> dict[str, Any]:
    stock = {"stock": STOCK} if f"{sort}:{code}" in named.limited else {}
    return {"code": code, "name": code, **stock, **more}


def try_plugin(name: str, plugin: object, settings: Mapping[str, Json], order: int, watch: Watch) -> Trace:
    """Tell the story until all that effects name is set up.

    `order` shuffles mappings and nothing else. Raise Invalid if the settings do not fit.
    """
    named, seen = Named(), Trace()
    for _ in range(ROUNDS):
        before = repr(named)
        seen = _Trial(name, plugin, settings, order, watch, named).tell()
        if repr(named) == before:
            break
    seen.watched = {who: sorted(what) for who, what in sorted(watch.caught.items())}
    return seen


class _Trial:
    def __init__(
        self, name: str, plugin: object, settings: Mapping[str, Json], order: int, watch: Watch, named: Named
    ) -> None:
        self._name, self._watch, self._named, self._seen = name, watch, named, Trace()
        registry = loaded(plugin, names=(name,))
        words = _words(registry, name, settings)
        self._order, self._samples, self._scores = Random(order), Samples(SEED, words), _scores(words)
        program = program_of(
            registry, settings=self._shuffled(settings), rules=_RULES, kinds=_kinds(registry, name, settings),
            tracks=_tracks(named), tags=[{"code": code, "name": code} for code in sorted(named.tags)],
            coupons=[_offer("coupon", code, named, discount={"amount": "1"}) for code in sorted(named.coupons)],
            benefits=[_offer("benefit", code, named) for code in sorted(named.benefits)],
        )  # fmt: skip
        self._shop = Shop(registry, program, self._ask)
        asked: list[Any] = [*(versions.latest for versions in program.rules), *program.fields.values()]
        for need_of, need in ((one, need) for one in asked if one.declared for need in one.declared.needs.values()):
            if isinstance(need, Left):
                named.take_in_stock(str(setting(need.stock, need_of)), limited=True)
        self._sent: set[str] = set()

    def tell(self) -> Trace:
        """Tell the story: some members, some events a day and what follows, then every question about a member."""
        attributes = {"city": "Leeds", "size": "M", "language": "en"}
        members = [
            self._shop.member(born, self._shuffled({**attributes, **(self._scores if at % 2 else {})}))
            for at, born in enumerate(_BIRTHDAYS[:MEMBERS])
        ]
        types = self._types()
        chance = Random(SEED)
        for day in range(DAYS):
            on = (FIRST + timedelta(days=day)).isoformat()
            for number in range(EVENTS_A_DAY):
                member = members[(day + number) % len(members)]
                self._send(member, members, chance.choice(types), f"{on}T{8 + 4 * number:02}:00")
        self._shop.pass_time((FIRST + timedelta(days=DAYS + 60)).isoformat())
        self._ask_the_rest(members)
        journal, names = self._shop.journal, rule_names(self._shop.program)
        for fault in journal.faults:
            self._seen.failed.setdefault(fault.id, fault.error)
        for retry in journal.retries:
            self._seen.failed.setdefault(names[retry.rule_id], str(retry.document["error"]))
        return self._seen

    def _types(self) -> list[str]:
        """Return the types that the plugin listens to and sends, and orders. Derived types are left to follow from others."""
        declared = self._shop.registry.declared[self._name]
        wanted = {type_ for rule in declared.rules for type_ in rule.rule.on} | {
            event_type.name for event_type in declared.event_types
        }
        known = self._shop.registry.event_types
        sent = sorted(name for name in wanted if known[name].sent_by - {"engine"})
        return ["order.paid", "order.refunded", *sent]

    def _send(self, member: Member, members: Sequence[Member], type_: str, on: str) -> None:
        payload = self._samples.of(self._shop.registry.event_types[type_], member, members)
        try:
            member.send(type_, on, self._samples.shuffled(payload, self._order))
        except HeadlessError as fault:
            if type_ not in self._sent:
                self._seen.unsent.setdefault(type_, fault.message)
        else:
            self._sent.add(type_)
            self._seen.unsent.pop(type_, None)

    # ── what is asked, and how

    def _ask(self, instance: Instance, ctx: Any, request: bool) -> Said:
        if instance.plugin == BUILTIN:
            return run(instance, ctx, request)
        said: Said = self._timed(instance.rule, lambda: run(instance, ctx, request))
        if said.failure is not None:
            self._seen.failed.setdefault(instance.rule, f"{said.failure} (on {ctx.event.type})")
        for effect in every(said.effects):
            self._named.take_in(effect)
        if said.effects:
            self._seen.fired[instance.rule] = self._seen.fired.get(instance.rule, 0) + 1
        self._note(
            instance.rule,
            [(type(effect).__name__, asdict(effect)) for effect in said.effects] or said.skip or said.failure,
        )
        return said

    def _ask_the_rest(self, members: Sequence[Member]) -> None:
        declared, program = self._shop.registry.declared[self._name], self._shop.program
        for declaration in declared.fields:
            if declaration.declared.on != "member" or declaration.declared.arguments is not None:
                # What it would be asked is not known here, or read from tables that are not there.
                continue
            active = program.fields.get((self._name, declaration.id))
            for member in members if active is not None else ():
                self._guarded(declaration.id, active, member, partial(_resolved, declaration.declared))
        for rule in declared.tier_rules:
            active = _active(self._shop, rule)
            if active is not None and votes(active):
                for member in members:
                    self._guarded(rule.id, active, member, rule.declared.vote)
            elif active is not None:
                self._rank(rule.id, active, members)
        for job in program.jobs:
            if job.plugin == self._name:
                self._attempt(job.id, partial(_condition, program, job))

    def _guarded(self, id_: str, active: Any, member: Member, answer: Callable[[Any], Any]) -> None:
        self._attempt(id_, lambda: answer(self._shop.context_of(active, member.state)))

    def _rank(self, id_: str, active: Active, members: Sequence[Member]) -> None:
        needs = self._shop.judge.needs(active)
        rows = [needs.read(member.state, self._shop.today) for member in members]
        rows.sort(key=lambda row: tuple(-(row[name] or 0) for name in active.declared.by))
        self._attempt(id_, lambda: _ranked(active, rows))

    def _attempt(self, id_: str, work: Callable[[], Any]) -> None:
        try:
            answer = self._timed(id_, work)
        except (Exception, SystemExit) as fault:
            self._seen.failed.setdefault(id_, describe(fault))
            return
        self._seen.fired[id_] = self._seen.fired.get(id_, 0) + 1
        self._note(id_, asdict(answer) if is_dataclass(answer) and not isinstance(answer, type) else answer)

    def _timed(self, id_: str, work: Callable[[], Any]) -> Any:
        started = perf_counter()
        with self._watch.during(id_):
            answer = work()
        self._seen.calls[id_] = self._seen.calls.get(id_, 0) + 1
        # The first call may still be reading modules.
        if self._seen.calls[id_] > 1:
            self._seen.seconds[id_] = max(self._seen.seconds.get(id_, 0.0), perf_counter() - started)
        return answer

    def _note(self, id_: str, answer: Any) -> None:
        # Keys of mappings have no order that counts; lists have one.
        self._seen.said.append(f"{id_}: {json.dumps(answer, sort_keys=True, default=_plain)}")

    def _shuffled(self, mapping: Json) -> dict[str, Any]:
        names = list(mapping)
        self._order.shuffle(names)
        return {name: mapping[name] for name in names}


def _resolved(declared: Field, ctx: Any) -> Any:
    return fitted(shape_of(declared.type), declared.resolve(ctx))


def _condition(program: Program, job: Active) -> str:
    return str(condition_of_job(program, job))


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, frozenset | set):
        return sorted(value, key=str)
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return vars(value) if type(value).__name__ == "SimpleNamespace" else str(value)


def _ranked(active: Active, rows: Sequence[Json]) -> list[Any]:
    tiers = list(active.declared.rank(Population(len(rows), active.settings, rows)))
    if len(tiers) != len(rows) or any(not (tier is None or isinstance(tier, str)) for tier in tiers):
        raise TypeError(f"rank gave {len(tiers)} tiers for {len(rows)} members, each to be a text or None")
    return tiers


def _active(shop: Shop, rule: Any) -> Active | None:
    try:
        return Active(rule.plugin, rule.plugin_version, rule.id, rule.declared, rule.settings())
    except HeadlessError:
        return None


def _kinds(registry: Registry, name: str, settings: Mapping[str, Json]) -> list[Json]:
    """Return every asset kind that settings name."""
    codes: set[str] = set()
    for declaration in registry.declared[name].with_settings:
        if declaration.takes_settings:
            codes |= declaration.assets(declaration.settings(settings.get(declaration.id)))
    return [{"code": code} for code in sorted(codes - set(registry.assets))]


def _scores(words: Sequence[str]) -> Json:
    """Return numbers under the names that the settings speak of, such as a credit."""
    return {word: SCORE for word in words[:ATTRIBUTES_MOST] if word.isidentifier()}


def _words(registry: Registry, name: str, settings: Mapping[str, Json]) -> list[str]:
    declared = registry.declared[name].with_settings
    return words_in(
        [
            declaration.settings(settings.get(declaration.id)).to_json()
            for declaration in declared
            if declaration.takes_settings
        ]
    )


def _tracks(named: Named) -> list[Json]:
    def at_least(metric: str, value: Any) -> Json:
        return {"test": {"metric": metric, "op": "GTE", "value": value}}

    tiers = [
        {"code": "silver", "condition": at_least("orders", 2)},
        {"code": "gold", "condition": at_least("net_spend", "500")},
    ]
    entered = [
        {"code": track, "kind": "PAID", "tiers": [{"code": code} for code in sorted(codes)]}
        for track, codes in sorted(named.tiers.items())
    ]
    return [{"code": "main", "downgrade": "TO_QUALIFIED", "tiers": tiers}, *entered]
