"""The frozen views that rules get of the member, the event, and the event it refers to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from headless.engine.declarations.facts import NOTHING, Context, Event, Json, Member, RuleContext
from headless.engine.declarations.field_contexts import FieldContext, Page
from headless.engine.declarations.rules import Left
from headless.engine.evaluation.needs import Needs, event_view
from headless.engine.evaluation.others.views import Others
from headless.engine.member.known_rewards import coupons_in
from headless.engine.member.records import OriginFacts
from headless.engine.member.state import MemberState
from headless.engine.program.partners import LEAD
from headless.engine.program.program import Program
from headless.engine.program.rule_instances import Instance
from headless.engine.values.frozen import freeze
from headless.ids import encode

__all__ = [
    "EventViews",
    "context",
    "event_view",
    "field_context",
    "left_seen",
    "member_view",
    "origin_view",
    "rule_context",
    "with_left",
]


def origin_view(program: Program, origin: OriginFacts | None, with_amount: Any = None) -> Event | None:
    """Return the origin as rules see it. Its refunded share counts `with_amount`, the present refund."""
    if origin is None:
        return None
    share, back = Decimal(0), origin.refunded + (with_amount or Decimal(0))
    if back and origin.paid:
        share = min(Decimal(1), back / origin.paid)
    return event_view(program, origin.event, share, back)


def member_view(state: MemberState) -> Member:
    """Return the member as rules see it: as before the event."""
    if state.judged.view is None or state.tiers_then is not None:
        view = _member(state)
        if state.tiers_then is not None:
            return view
        state.judged.view = view
    return state.judged.view


def _member(state: MemberState) -> Member:
    tiers = {code: tier for code in state.program.tracks if (tier := state.tier_code(code)) is not None}
    return Member(
        encode("mem", state.id),
        date.fromordinal(state.joined_on),
        None if state.birthday_on is None else date.fromordinal(state.birthday_on),
        state.tag_codes,
        MappingProxyType(tiers),
        MappingProxyType({key: freeze(value) for key, value in state.attributes.items()}),
    )


def field_context(
    needs: Needs, state: MemberState, today: int, lang: str, arguments: Any = None, page: Page | None = None
) -> FieldContext[Any]:
    """Return what a field sees of a member on a local day."""
    seen = context(needs, state, member_view(state), today, lang)
    return FieldContext(
        seen.settings, seen.member, seen.facts, seen.today, seen.state, seen.shared, seen.kinds,
        lang=lang, arguments=arguments, page=page,
    )  # fmt: skip


def context(needs: Needs, state: MemberState, member: Member, today: int, lang: str = "en") -> Context[Any]:
    """Return what a metric, a tier rule or a field sees of a member on a local day."""
    facts = needs.read(state, today) if needs.readers else NOTHING
    if needs.stocks:
        facts = MappingProxyType({**facts, **{name: state.facts.left[stock] for name, stock in needs.stocks.items()}})
    return Context(
        needs.instance.settings,
        member,
        facts,
        date.fromordinal(today),
        NOTHING,
        _memory(state, f"plugin:{needs.instance.plugin}"),
        state.program.kinds_view,
        lang=lang,
    )


MEMBER = "member"
"""The source of what members send."""


@dataclass(slots=True)
class EventViews:
    """What all rules see of one event. `today` is its local day. absorbed: a member who becomes part of this one.

    source: who sent it. To members and partners, coupons of others are not there. left: of a stock, what is left for this event.
    others: returns the other members whom the event names.
    """

    member: Member
    event: Event
    today: date
    origin: Event | None
    absorbed: MemberState | None = None
    source: str = ""
    left: Callable[[str], int | None] | None = None
    others: Callable[[], Others] | None = None


def _facts(needs: Needs, state: MemberState, seen: EventViews) -> Json:
    facts = needs.read(state, seen.event._day)
    if needs.stocks and seen.left is not None:
        facts = MappingProxyType({**facts, **{name: seen.left(stock) for name, stock in needs.stocks.items()}})
    if needs.others and seen.others is not None:
        met, data = seen.others(), seen.event.data
        facts = MappingProxyType({**facts, **{name: met.view(need, data) for name, need in needs.others.items()}})
    if not needs.coupons:
        return facts
    event, own = seen.event, seen.source == MEMBER or seen.source.startswith(LEAD)
    return MappingProxyType({**facts, **coupons_in(needs.coupons, state, event.data, event._occurred_at, own=own)})


class _Open(RuleContext[Any]):
    """A context that is being filled. A frozen class assigns through `object`, which takes three times as long."""

    __slots__ = ()
    __setattr__ = object.__setattr__


def rule_context(needs: Needs, state: MemberState, seen: EventViews) -> RuleContext[Any]:
    """Return what one rule instance sees of one event."""
    opened: Any = object.__new__(_Open)
    opened.settings, opened.member, opened.event, opened.origin = (
        needs.instance.settings,
        seen.member,
        seen.event,
        seen.origin,
    )
    opened.facts = _facts(needs, state, seen) if needs.asks_event else NOTHING
    opened.today, opened.kinds, opened.lang = seen.today, state.program.kinds_view, "en"
    opened.state, opened.shared = NOTHING, NOTHING
    opened.merged = NOTHING if seen.absorbed is None else _memory(seen.absorbed, needs.shared_scope)
    if state.memory:
        opened.state, opened.shared = _memory(state, needs.scope), _memory(state, needs.shared_scope)
    opened.draws = needs.draws
    opened.__class__ = RuleContext
    context: RuleContext[Any] = opened
    return context


def left_seen(asked: Instance, facts: Json) -> dict[str, int | None]:
    """Return the facts of a rule that say what was left of stocks and budgets. They are kept with the decision."""
    needs = asked.declared.needs if asked.declared is not None else NOTHING
    return {name: facts[name] for name, need in needs.items() if isinstance(need, Left)}


def with_left(ctx: RuleContext[Any], left: Mapping[str, int | None]) -> RuleContext[Any]:
    """Return what a rule sees with what it saw left of stocks and budgets when it was first asked."""
    seen = {name: left[name] for name in ctx.facts if name in left}
    return replace(ctx, facts=MappingProxyType({**ctx.facts, **seen})) if seen else ctx


def _memory(state: MemberState, scope: str) -> Json:
    values = state.memory.get(scope)
    return MappingProxyType({key: freeze(value) for key, value in values.items()}) if values else NOTHING
