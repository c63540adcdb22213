"""The frozen views that rules get, and the facts that they declared."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from headless.engine.amounts import from_units
from headless.engine.calendar import parse_window
from headless.engine.facts import NOTHING, Event, Member, RuleContext
from headless.engine.measuring import measure_of
from headless.engine.metrics import Query
from headless.engine.query_parsing import parse_query
from headless.engine.program import Instance, Program
from headless.engine.records import EventRecord, OriginFacts
from headless.engine.rules import Events, Need, Value
from headless.engine.state import MemberState
from headless.ids import encode


def event_view(program: Program, record: EventRecord, refunded: Decimal = Decimal(0)) -> Event:
    """An event as rules see it."""
    return Event(record.id, record.type, record.data, record.day, record.occurred_at, program.zone, refunded)


def origin_view(program: Program, origin: OriginFacts | None, with_amount: Any = None) -> Event | None:
    """The origin as rules see it; its refunded share counts `with_amount`, the present refund."""
    if origin is None:
        return None
    total = getattr(origin.event.data, "total", None)
    share = Decimal(0)
    if total:
        amounts = [each.amount for each in origin.refunds] + ([with_amount] if with_amount is not None else [])
        share = min(Decimal(1), sum(amounts, Decimal(0)) / total)
    return event_view(program, origin.event, share)


def member_view(state: MemberState) -> Member:
    """The member as before the event."""
    tiers = {code: tier for code in state.program.tracks if (tier := state.tier_code(code)) is not None}
    return Member(
        encode("mem", state.id),
        date.fromordinal(state.joined_on),
        None if state.birthday_on is None else date.fromordinal(state.birthday_on),
        state.tag_codes,
        MappingProxyType(tiers),
        MappingProxyType(dict(state.attributes)),
    )


def rule_context(
    instance: Instance, state: MemberState, member: Member, event: Event, origin: Event | None, today: int
) -> RuleContext[Any]:
    """What one rule instance sees of one event."""
    needs = instance.declared.needs if instance.declared else {}
    facts: Mapping[str, Any] = NOTHING
    if needs:
        facts = MappingProxyType({name: _fact(need, instance, state, event, today) for name, need in needs.items()})
    return RuleContext(
        instance.settings,
        member,
        facts,
        event.local_date,
        MappingProxyType(dict(state.memory.get(f"rule:{instance.id}", NOTHING))),
        MappingProxyType(dict(state.memory.get(f"plugin:{instance.plugin}", NOTHING))),
        state.program.kinds,
        event,
        origin,
    )


def _fact(need: Need, instance: Instance, state: MemberState, event: Event, today: int) -> Any:
    if isinstance(need, Value):
        program = state.program
        given = {name: _setting(value, instance) for name, value in need.args.items()}
        args = {name: value for name, value in given.items() if value is not None}
        window = _setting(need.window, instance)
        query = parse_query(need.metric, window, args or None, program.metrics, program)
        return plain_value(query, state, event.local_date.toordinal())
    if isinstance(need, Events):
        return _past(need, instance, state, event)
    raise TypeError(f"the need {type(need).__name__} is not known")


def _setting(value: Any, instance: Instance) -> Any:
    return getattr(instance.settings, value[1:]) if isinstance(value, str) and value.startswith("$") else value


def plain_value(query: Query, state: MemberState, today: int) -> Any:
    """A metric's value in natural units: an int, an exact Decimal, a text, a tuple, or None where it is missing."""
    if query.spec.type == "tier":
        return state.tier_code(query.arg("track"))
    measure = measure_of(query, state.program)
    value = measure.read(state, today)
    if isinstance(value, Fraction):
        return Decimal(value.numerator) / Decimal(value.denominator) / (10**measure.scale)
    if isinstance(value, int) and not isinstance(value, bool) and query.spec.type in ("money", "amount", "decimal"):
        return from_units(value, measure.scale)
    return tuple(sorted(value)) if isinstance(value, frozenset | set) else value


def _past(need: Events, instance: Instance, state: MemberState, event: Event) -> tuple[Event, ...]:
    from_day = None
    if need.window is not None:
        from_day = parse_window(_setting(need.window, instance)).first_day(event.local_date.toordinal())
    found = state.earlier(need.type, need.last)
    return tuple(event_view(state.program, each) for each in found if from_day is None or each.day >= from_day)
