"""Asking the rules that listen to an event, each guarded, and combining what they say."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from headless.engine.declarations.effects import FirstOf
from headless.engine.declarations.facts import Event, RuleContext
from headless.engine.evaluation.judge import Judge
from headless.engine.evaluation.legality import TOO_LARGE, weighed
from headless.engine.evaluation.runner import Said, describe
from headless.engine.evaluation.stages import Proposal, propose
from headless.engine.evaluation.views import EventViews, event_view, left_seen, member_view, origin_view, rule_context
from headless.engine.member.facts import FactsMissing
from headless.engine.member.orders.order_changes import MOVED, PAID, RECEIVED, as_order
from headless.engine.program.program import Program
from headless.engine.program.rule_instances import Instance, Versions
from headless.engine.rewards.rule_limits import bar, without_overdrawn
from headless.engine.rewards.stocks import left_of
from headless.engine.settlement.choosing.choices import settle_choices
from headless.engine.turn import UNCHECKED, Checked, Turn
from headless.engine.values.limits import DECISION_BYTES, DERIVED_DEPTH

Ask = Callable[[Instance, RuleContext[Any], bool], Said]


def proposal_of(
    program: Program, judge: Judge, ask: Ask, turn: Turn, listeners: Sequence[Versions], checked: Checked = UNCHECKED
) -> Proposal:
    """Return what the rules make of an event that they listen to. checked: what the event itself uses."""
    event = turn.event
    if not listeners or event.depth > DERIVED_DEPTH:
        return Proposal()
    seen: EventViews | None = None
    said: list[Said] = []
    room = DECISION_BYTES
    for versions in listeners:
        instance = versions.steady
        if instance is None:
            instance = versions.at(event.occurred_at)
            if instance.declared is None or not instance.active(event.occurred_at):
                continue
            if versions.latest.paused:
                said.append(Said(instance, failure="paused", paused=True))
                continue
        if seen is None:
            seen = _seen(program, turn)
        answer = _barred(turn, instance, seen) or _asked(judge, ask, turn, instance, seen)
        if answer.effects:
            size, problem = weighed(program, answer.effects)
            if problem is None and size > room:
                problem = TOO_LARGE
            if problem is None:
                room -= size
            else:
                answer = replace(answer, effects=(), failure=f"Illegal: {problem}")
        said.append(answer)

    if any([type(effect) is FirstOf for answer in said for effect in answer.effects]):  # noqa: C419  # quicker on a few
        return settle_choices(turn, checked, said, partial(_proposed, turn))
    return _proposed(turn, said)


def _proposed(turn: Turn, said: list[Said]) -> Proposal:
    """Combine what the rules said. A rule whose budget has too little left says nothing: the rest is combined again."""
    facts = turn.state.facts
    while True:
        proposal = propose(turn.program, said, turn.request, lambda instance, key: facts.given_before(instance.id, key))
        if not turn.program.has_limits:
            return proposal
        fewer = without_overdrawn(turn, proposal)
        if fewer is None:
            return proposal
        said = fewer


def _barred(turn: Turn, instance: Instance, seen: EventViews) -> Said | None:
    """Return why the limits of an instance leave it unasked, None if they do not."""
    if instance.limits is None:
        return None
    try:
        barred = bar(turn, instance, instance.limits, seen.event, seen.origin)
    except FactsMissing:
        raise
    except Exception as fault:
        return Said(instance, failure=describe(fault))
    return None if barred is None else Said(instance, barred=barred)


def _origin(program: Program, turn: Turn) -> Event | None:
    """Return the earlier event as rules see it. An order that is moved is given back whole, as far as its member is concerned."""
    if turn.event.type == MOVED and turn.origin is not None:
        return event_view(program, turn.origin.event, Decimal(1), turn.origin.paid or Decimal(0))
    declared = program.event_types.get(turn.event.type)
    amount = turn.event.data.amount if declared is not None and declared.refunds else None
    return origin_view(program, turn.origin, amount)


def _seen(program: Program, turn: Turn) -> EventViews:
    origin = None if turn.origin is None else _origin(program, turn)
    event, day = turn.event, date.fromordinal(turn.event.day)
    if event.type == RECEIVED:
        event = as_order(event, program.payload(PAID, event.data.order))
    left = partial(left_of, program, turn.journal.rewards, day=turn.event.day)
    return EventViews(
        member_view(turn.state), event_view(program, event), day, origin, turn.absorbed, event.source, left, turn.meet
    )


def _asked(judge: Judge, ask: Ask, turn: Turn, instance: Instance, seen: EventViews) -> Said:
    try:
        needs = judge.needs(instance)
        context = rule_context(needs, turn.state, seen)
        shown = needs.boards and {str(key): turn.state.facts.on_board(key) for key in needs.boards_on(turn.event.day)}
    except FactsMissing:
        raise
    except Exception as fault:
        return Said(instance, failure=describe(fault))
    said = ask(instance, context, turn.request)
    if needs.stocks:
        said.left = left_seen(instance, context.facts)
    return replace(said, shown=shown) if shown else said
