"""The facts that a rule has declared: compiled once for each instance, read for each event."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import partial
from types import MappingProxyType
from typing import Any

from headless.engine.conditions.clause_texts import text_of_clause
from headless.engine.conditions.clauses import Clause, filler
from headless.engine.conditions.conditions import Condition
from headless.engine.conditions.parsing import parse_condition
from headless.engine.conditions.query_parsing import parse_query
from headless.engine.declarations.draws import Draws
from headless.engine.declarations.facts import Event, Goal
from headless.engine.declarations.leaderboards import Place, Places, Rank
from headless.engine.declarations.rules import CouponIn, Events, Left, Meets, Need, Other, Own, Value
from headless.engine.evaluation.others.keeping import key_of
from headless.engine.evaluation.others.views import OtherReader
from headless.engine.evaluation.reward_legality import is_stock
from headless.engine.member.records import EventRecord
from headless.engine.member.state import MemberState
from headless.engine.metrics.measure import Measure
from headless.engine.metrics.spec import Query
from headless.engine.program.active_declarations import Active
from headless.engine.program.glossary import Glossary
from headless.engine.program.program import Program
from headless.engine.program.rankings.lists import PlaceKey, code_of, period_before, period_of, window_of
from headless.engine.program.rule_instances import Instance
from headless.engine.texts.languages import ENGLISH
from headless.engine.values.amounts import from_units
from headless.engine.values.calendar import parse_window
from headless.engine.values.limits import PLACES_SEEN
from headless.errors import Invalid
from headless.ids import Prefix, encode
from headless.messages import Message

Reader = Callable[[MemberState, int], Any]
"""Reads one fact of a member on a local day, the event's."""


@dataclass(frozen=True, slots=True)
class Needs:
    """The readers of one instance, by name.

    coupons: the paths in the payload of those that it wants to see. where: the members for whom its limits let it fire, None for
    all. stocks: the stocks and budgets of which it asks what is left.
    """

    instance: Instance | Active
    readers: Mapping[str, Reader]
    coupons: Mapping[str, str] = field(default_factory=dict)
    scope: str = ""
    shared_scope: str = ""
    draws: Draws = field(default_factory=Draws)
    where: Condition | None = None
    stocks: Mapping[str, str] = field(default_factory=dict)
    boards: tuple[Callable[[int], PlaceKey | None], ...] = ()

    def boards_on(self, day: int) -> tuple[PlaceKey, ...]:
        """Return what is asked of rankings on a local day."""
        return tuple(key for ask in self.boards if (key := ask(day)) is not None)

    others: Mapping[str, OtherReader] = field(default_factory=dict)

    @property
    def asks_event(self) -> bool:
        """True if a rule reads any fact of an event."""
        return bool(self.readers or self.coupons or self.stocks or self.others)

    def read(self, state: MemberState, day: int) -> Mapping[str, Any]:
        return MappingProxyType({name: reader(state, day) for name, reader in self.readers.items()})


def needs_of(program: Program, instance: Instance | Active) -> Needs:
    """Make an instance's needs ready. Raise Invalid if a setting names what does not exist."""
    declared = instance.declared.needs if instance.declared else {}
    coupons = {name: need.path for name, need in declared.items() if isinstance(need, CouponIn)}
    others = {name: _other(program, instance, need) for name, need in declared.items() if isinstance(need, Other)}
    stocks = {name: _stock(program, instance, need) for name, need in declared.items() if isinstance(need, Left)}
    readers = {
        name: _reader(program, instance, need)
        for name, need in declared.items()
        if name not in coupons and name not in stocks and name not in others
    }
    shared_scope = f"plugin:{instance.plugin}"
    boards = tuple(_board(program, instance, need) for need in declared.values() if isinstance(need, Rank | Places))
    if isinstance(instance, Active):
        return Needs(instance, readers, coupons, shared_scope=shared_scope, stocks=stocks, boards=boards)
    draws, where = Draws(encode(Prefix.RULE, instance.id), instance.seed), where_of(program, instance)
    return Needs(instance, readers, coupons, f"rule:{instance.id}", shared_scope, draws, where, stocks, boards, others)


def where_of(program: Program, instance: Instance) -> Condition | None:
    """Return the condition on the members for whom an instance fires, None for all. Raise Invalid if it cannot be read."""
    limits = instance.limits
    return None if limits is None or limits.where is None else parse_condition(limits.where, program.metrics, program)


def _other(program: Program, instance: Instance | Active, need: Other) -> OtherReader:
    def said(value: Any) -> Any:
        return setting(value, instance)

    readers = {name: _reader(program, instance, nested) for name, nested in need.needs.items()}
    return OtherReader(said(need.member), readers, {name: key_of(nested, said) for name, nested in need.needs.items()})


def _stock(program: Program, instance: Instance | Active, need: Left) -> str:
    name = str(setting(need.stock, instance))
    if not is_stock(program, name):
        raise Invalid(Message("the stock {name} does not exist", name=name), code="UNKNOWN_STOCK")
    return name


def stocks_needed(program: Program, type_: str) -> Iterator[str]:
    """Yield the stocks and budgets of which rules that listen to a type of event ask what is left."""
    for versions in program.listeners.get(type_, ()):
        declared = versions.latest.declared
        for need in declared.needs.values() if declared is not None else ():
            if isinstance(need, Left):
                name = str(setting(need.stock, versions.latest))
                if is_stock(program, name):
                    yield name


def _reader(program: Program, instance: Instance | Active, need: Need) -> Reader:
    if isinstance(need, Value):
        return value_reader(query_of(program, instance, need), program)
    if isinstance(need, Events):
        return _past_reader(need, instance, program)
    if isinstance(need, Meets):
        return _goal_reader(program, setting(need.condition, instance))
    if isinstance(need, Own):
        loader = need.loader
        return lambda state, day: state.facts.owned(loader)
    if isinstance(need, Rank | Places):
        return _board_reader(_board(program, instance, need))
    raise TypeError(f"the need {type(need).__name__} is not known")


def reads_own(asked: Instance | Active) -> bool:
    """Return True if it reads its plugin's own tables, which hold no history."""
    needs = asked.declared.needs.values() if asked.declared is not None else ()
    return any(isinstance(need, Own) for need in needs)


def reads_rankings(asked: Instance | Active) -> bool:
    """Return True if it reads rankings, in which other members stand, too."""
    needs = asked.declared.needs.values() if asked.declared is not None else ()
    return any(isinstance(need, Rank | Places) for need in needs)


def query_of(program: Program, instance: Instance | Active, need: Value) -> Query:
    """Return the metric that a need reads. Raise Invalid if it does not exist."""
    args = arguments_of(need, instance)
    return parse_query(
        setting(need.metric, instance), setting(need.window, instance), args or None, program.metrics, program
    )


def arguments_of(need: Value, instance: Instance | Active) -> dict[str, Any]:
    """Return what a metric is narrowed to. If a tier rule names no track, its own one is meant."""
    args = {name: setting(value, instance) for name, value in need.args.items()}
    if "track" in args and args["track"] is None:
        args["track"] = getattr(instance, "track", None)
    return args


def setting(value: Any, instance: Instance | Active) -> Any:
    """Return what a need says, or the setting that it names."""
    return getattr(instance.settings, value[1:]) if isinstance(value, str) and value.startswith("$") else value


def value_reader(query: Query, program: Program) -> Reader:
    """Return a reader of a metric's value in natural units: an int, an exact Decimal, a text, a tuple, or None if missing."""
    if query.spec.stored:
        name = query.spec.name
        return lambda state, day: state.stored.get(name)
    if query.spec.type == "tier":
        track = query.arg("track")
        return lambda state, day: state.tier_code(track)
    measure = query.measure(program)
    in_units = query.spec.type in ("money", "amount", "decimal")
    return lambda state, day: _natural(measure, measure.read(state, day), in_units)


def _natural(measure: Measure, value: Any, in_units: bool) -> Any:
    if isinstance(value, Fraction):
        return Decimal(value.numerator) / Decimal(value.denominator) / (10**measure.scale)
    if in_units and isinstance(value, int):
        return from_units(value, measure.scale)
    return tuple(sorted(value)) if isinstance(value, frozenset | set) else value


def _board(program: Program, instance: Instance | Active, need: Rank | Places) -> Callable[[int], PlaceKey | None]:
    """Return what a need asks of a ranking on a day, None if there is no such list. Raise Invalid for an unknown ranking."""
    name = setting(need.ranking, instance)
    ranking = program.rankings.get(name if "." in name else f"{instance.plugin}.{name}")
    if ranking is None:
        raise Invalid(Message("there is no ranking {name!r}", name=name), code="UNKNOWN_RANKING")
    window, code, first = window_of(ranking), code_of(ranking), 0
    if isinstance(need, Places):
        first = max(1, min(setting(need.first, instance), ranking.declared.most, PLACES_SEEN))

    def key_on(day: int) -> PlaceKey | None:
        period = period_before(window, day) if need.previous else period_of(window, day)
        return None if period is None else PlaceKey(code, period, first)

    return key_on


def _board_reader(key_on: Callable[[int], PlaceKey | None]) -> Reader:
    def read(state: MemberState, day: int) -> Any:
        key = key_on(day)
        shown = None if key is None else state.facts.on_board(key)
        if key is None or not key.first:
            return shown
        return tuple(Place(rank, member, Decimal(value)) for rank, member, value in shown or ())

    return read


def _past_reader(need: Events, instance: Instance | Active, program: Program) -> Reader:
    window = None if need.window is None else parse_window(setting(need.window, instance))
    last = setting(need.last, instance)

    def read(state: MemberState, day: int) -> tuple[Event, ...]:
        first = None if window is None else window.first_day(day)
        earlier = state.facts.earlier(need.type, last)
        return tuple(event_view(program, event) for event in earlier if first is None or event.day >= first)

    return read


def event_view(
    program: Program, record: EventRecord, refunded: Decimal = Decimal(0), amount: Decimal = Decimal(0)
) -> Event:
    """Return an event as rules see it. refunded: the share given back of it. amount: the money."""
    return Event(record.id, record.type, record.data, record.day, record.occurred_at, program.zone, refunded, amount)


def _goal_reader(program: Program, wanted: Any) -> Reader:
    if not is_condition(wanted):
        readers = {name: _goal_reader(program, goal) for name, goal in dict(wanted).items()}
        return lambda state, day: MappingProxyType({name: reader(state, day) for name, reader in readers.items()})
    fill, english = filler(parse_condition(wanted, program.metrics, program), program), Glossary.of(program, ENGLISH)

    def read(state: MemberState, day: int) -> Goal:
        clause = fill(state, day)
        return Goal(clause.met, clause.fraction, text_of_clause(clause, english), partial(_told, clause, program))

    return read


def _told(clause: Clause, program: Program, lang: str) -> str:
    return text_of_clause(clause, Glossary.of(program, lang))


def is_condition(document: Any) -> bool:
    """Return True if a document is a condition, not a mapping of them."""
    return (
        isinstance(document, Mapping) and len(document) == 1 and not {"all", "any", "not", "test"}.isdisjoint(document)
    )
