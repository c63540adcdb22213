"""Limits of rule instances: judged before a rule is asked and once its amounts are known, counted where it fired.

A limit in all and a budget are taken to suffice until the claim at the end of the transaction finds them short; then the event
is decided again with what is left of them known (`SharedJournal.left`).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from headless.engine.declarations.effects import Boost, Earn, Remember
from headless.engine.declarations.facts import Event
from headless.engine.evaluation.runner import Said
from headless.engine.evaluation.stages import Proposal
from headless.engine.member.entitlements import Taken
from headless.engine.member.known_rewards import given_by
from headless.engine.member.records import EventRecord
from headless.engine.program.limits.hours import is_within
from headless.engine.program.limits.limits import (
    BUDGETED,
    Barred,
    Budget,
    Limits,
    Times,
    budget_key,
    firing_key,
    is_firing,
    times_key,
)
from headless.engine.program.limits.periods import Period
from headless.engine.program.program import Program
from headless.engine.program.rule_instances import Instance
from headless.engine.rewards.rewards import note_take
from headless.engine.turn import Turn
from headless.engine.values.amounts import to_units
from headless.engine.values.spelling import spelled

# ── before a rule is asked


def bar(turn: Turn, instance: Instance, limits: Limits, seen: Event, origin: Event | None) -> Barred | None:
    """Return why an instance is not asked about an event, None if it is. seen, origin: the event and its origin, as shown to it.

    Raises:
        FactsMissing: It is not known what the event gave before.
        Invalid: Its condition names what does not exist.
    """
    return (
        _elsewhere(limits.stores, "store", seen, origin)
        or _elsewhere(limits.channels, "channel", seen, origin)
        or _closed(turn, limits)
        or _not_meant(turn, instance)
        or (_bar_late(turn, instance, limits) if turn.late_for is not None else None)
        or _used_up(turn, instance, limits)
    )


def _elsewhere(wanted: frozenset[str], name: str, seen: Event, origin: Event | None) -> Barred | None:
    """Return why an event is at none of some stores or channels. A refund that names none is where its order was."""
    if not wanted:
        return None
    said = getattr(seen.data, name, None)
    if said is None and origin is not None:
        said = getattr(origin.data, name, None)
    if said is None:
        return Barred(f"no_{name}")
    return None if spelled(str(said)) in wanted else Barred(f"not_this_{name}", {name: str(said)})


def _closed(turn: Turn, limits: Limits) -> Barred | None:
    if not limits.hours or is_within(limits.hours, turn.program.zone.datetime_of(turn.event.occurred_at)):
        return None
    return Barred("outside_hours")


def _not_meant(turn: Turn, instance: Instance) -> Barred | None:
    where = turn.judge.needs(instance).where
    return None if turn.judge.met(where, turn.state, turn.event.day) else Barred("member_not_meant")


def _used_up(turn: Turn, instance: Instance, limits: Limits) -> Barred | None:
    if turn.late_for not in (None, instance.id):
        return None
    for times in limits.per_member:
        if _fired(turn, instance.id, times.per) >= times.times:
            return Barred("limit_reached", _told_times(times))
    short_then = turn.state.facts.short_then
    if short_then is not None:
        return short_then(turn.event).get(instance.id)
    for times in limits.in_all:
        left = turn.journal.shared.remaining(times_key(instance.id, times, turn.event.day))
        if left is not None and left <= 0:
            return Barred("limit_in_all_reached", _told_times(times), shared=True)
    for budget in limits.budgets:
        left = turn.journal.shared.remaining(budget_key(instance.id, budget, turn.event.day))
        if left is not None and left <= 0:
            return _overdrawn(budget)
    return None


def _fired(turn: Turn, rule_id: int, period: Period) -> int:
    """Return how often an instance fired for the member in the period of the event."""
    totals, key, day = turn.state.totals, firing_key(rule_id), turn.event.day
    following = period.next_start(day)
    if following is None:
        return totals.lifetime(key).count
    return totals.between(key, period.start(day), following - 1).count


def _bar_late(turn: Turn, instance: Instance, limits: Limits) -> Barred | None:
    """Return why an instance has no part in what another one left out: it did not fire then."""
    if turn.late_for == instance.id or not limits.counts or _counted(turn, instance.id):
        return None
    return Barred("limit_reached", _told_times((*limits.per_member, *limits.in_all)[0]))


def _counted(turn: Turn, rule_id: int) -> bool:
    key = firing_key(rule_id)
    return any(taken.stock == key for taken in given_by(turn.state, turn.event.id).takes)


def _told_times(times: Times) -> Mapping[str, Any]:
    return {"times": times.times, "per": times.per.value}


def _overdrawn(budget: Budget) -> Barred:
    told = {"asset": budget.asset, "amount": f"{budget.amount:f}", "per": budget.per.value}
    return Barred("budget_used_up", told, shared=True)


# ── once amounts are known


def without_overdrawn(turn: Turn, proposal: Proposal) -> list[Said] | None:
    """Return what the rules said without the first one that would give more than its budget has left, None if none would."""
    if turn.state.facts.short_then is not None:
        return None
    for said in proposal.said:
        limits = said.instance.limits
        if limits is None or not limits.budgets or not said.effects:
            continue
        for budget in limits.budgets:
            left = turn.journal.shared.remaining(budget_key(said.instance.id, budget, turn.event.day))
            if left is not None and _units(proposal, said.instance, budget.asset) > left:
                barred = Said(said.instance, seconds=said.seconds, barred=_overdrawn(budget))
                return [barred if other is said else other for other in proposal.said]
    return None


def _units(proposal: Proposal, instance: Instance, asset: str) -> int:
    return sum(
        item.units
        for item in proposal.items
        if item.instance.id == instance.id and isinstance(item.effect, Earn) and item.effect.asset == asset
    )


# ── what fired


def note_firings(turn: Turn, proposal: Proposal) -> None:
    """Count each instance that fires: for the member, and for all members together."""
    for said in proposal.said:
        instance, limits = said.instance, said.instance.limits
        if limits is None or not limits.counts or not _fires(said, proposal):
            continue
        if turn.late_for in (None, instance.id):
            _note_firing(turn, instance, limits)


def _fires(said: Said, proposal: Proposal) -> bool:
    """Return True if an instance gives or changes anything. What is only remembered is no firing, nor is a cap."""
    items = [item for item in proposal.items if item.instance.id == said.instance.id]
    if any(item.units or (item.amount is None and type(item.effect) is not Remember) for item in items):
        return True
    boosted = {effect.asset for effect in said.effects if isinstance(effect, Boost)}
    earned = {item.effect.asset for item in proposal.items if isinstance(item.effect, Earn) and item.units}
    return not boosted.isdisjoint(earned)


def _note_firing(turn: Turn, instance: Instance, limits: Limits) -> None:
    key = firing_key(instance.id)
    note_take(turn, Taken(turn.new_id(), turn.state.id, key, 1, turn.event.id, instance.id, new=True))
    turn.state.totals.add(key, turn.event.day, 1)
    for times in limits.in_all:
        turn.journal.shared.use(times_key(instance.id, times, turn.event.day), 1, times.times)


def budget_terms(instance: Instance, asset: str, day: int, terms: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """Return the terms of what an instance gives, with the day on which its budget counts it, if it has one of the asset."""
    if instance.limits is None or not instance.limits.budgets_of(asset):
        return terms
    return {**(terms or {}), BUDGETED: day}


def spend_budgets(turn: Turn, instance: Instance, asset: str, units: int, day: int, *, bounded: bool = True) -> None:
    """Count units that an instance gives against its budgets. What an amendment adds counts even beyond them."""
    if instance.limits is None:
        return
    kind = turn.program.kinds[asset]
    for budget in instance.limits.budgets_of(asset):
        most = to_units(budget.amount, kind.decimals, exact=False) if bounded else None
        turn.journal.shared.use(budget_key(instance.id, budget, day), units, most)


# ── what is taken back


def forget_firing(turn: Turn, taken: Taken, day: int) -> None:
    """Count a firing no more for its member, for what it gave was taken back. In all, it goes on counting."""
    if is_firing(taken.stock):
        turn.state.totals.add(taken.stock, day, -1)


def count_again(turn: Turn, event: EventRecord) -> None:
    """Count the firings of an order again that was wholly refunded and is started over."""
    for taken in given_by(turn.state, event.id).takes:
        if is_firing(taken.stock) and taken.reversed_at is not None:
            taken.reversed_at = None
            turn.state.totals.add(taken.stock, event.day, 1)
            if not taken.new:
                turn.journal.rewards.reversed_takes.append(taken)


def instances_of(program: Program, rule_id: int) -> Iterator[Instance]:
    """Yield all versions of an instance."""
    for versions in program.rules:
        if versions.latest.id == rule_id:
            yield from versions.all
