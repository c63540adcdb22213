"""Posting what the rules proposed: the one gate between what a rule says and what a member has."""

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from headless.engine.declarations.effects import (
    Earn,
    Effect,
    Emit,
    Enter,
    Reclaim,
    Remember,
    Spend,
    Tag,
    Transfer,
    Undo,
    Untag,
)
from headless.engine.evaluation.earned_terms import end_of, refund_terms
from headless.engine.evaluation.judge import Judge
from headless.engine.evaluation.stages import Proposal, Proposed
from headless.engine.handlers.transfers.gifts import give
from headless.engine.ledger.movements import Cause
from headless.engine.member.journal import Emitted
from headless.engine.member.records import Origin
from headless.engine.rewards import rewards, undoing
from headless.engine.rewards.rule_limits import budget_terms, note_firings, spend_budgets
from headless.engine.standings import tags, tiers
from headless.engine.texts.told import as_column, as_document
from headless.engine.turn import Follow, Turn

_AMOUNTS = frozenset({Earn, Reclaim, Spend, Transfer})
_FIRST: Mapping[type[Effect], int] = MappingProxyType({Transfer: 0, Spend: 1})
"""What is posted before all else: gifts, which take what is available, then spendings, which may be on credit."""
_PLAIN = (str, int, bool, type(None))


def post(turn: Turn, judge: Judge, proposal: Proposal) -> None:
    """Post every effect, gifts and spendings first, in the order of the rules."""
    items = proposal.items
    if len(items) > 1 and any([type(item.effect) in _FIRST for item in items]):  # noqa: C419  # quicker on a few
        items = sorted(items, key=lambda item: _FIRST.get(type(item.effect), 2))
    if turn.program.has_limits:
        note_firings(turn, proposal)
    for item in items:
        if item.withheld:
            continue
        once = item.effect.once
        # What came to nothing was not given: it may be given later.
        if once is not None and (item.units or type(item.effect) not in _AMOUNTS):
            turn.state.facts.marks[item.instance.id, once] = True
            turn.journal.marks.append((turn.state.id, item.instance.id, once, turn.event.id))
        _WAYS.get(type(item.effect), _post_reward)(turn, judge, item)


def _post_amount(turn: Turn, judge: Judge, item: Proposed) -> None:
    effect: Any = item.effect
    kind, instance = turn.program.kinds.get(effect.asset), item.instance
    if kind is None or not item.units:
        return
    cause = Cause(turn.event, as_column(effect.why) or instance.rule, instance.id, instance.version)
    if type(effect) is Earn:
        ends_at = None if effect.expires is None else end_of(effect, turn.event.day, turn.program.zone)
        terms = refund_terms(effect)
        if instance.limits is not None:
            terms = budget_terms(instance, kind.code, turn.event.day, terms)
            spend_budgets(turn, instance, kind.code, item.units, turn.event.day)
        turn.ledger.earn(kind, item.units, cause, funding=effect.funding, expires_at=ends_at, terms=terms)
    elif type(effect) is Transfer:
        give(turn, item, kind, cause)
    elif type(effect) is Reclaim:
        turn.ledger.take_back(kind, item.units, cause)
    else:
        turn.ledger.spend(kind, item.units, cause)


def _post_tag(turn: Turn, judge: Judge, item: Proposed) -> None:
    effect: Any = item.effect
    tag = turn.program.tags.get(effect.tag)
    if tag is None:
        return
    held = turn.state.tags.get(tag.id)
    if type(effect) is Tag:
        if held is not None and held.removed_by_hand:
            return
        until = None if effect.until is None else turn.program.zone.start_of(effect.until.toordinal())
        if until is not None and until <= turn.now:
            return
        author = f"rule:{item.instance.rule}"
        tags.assign(turn, tag, Origin.RULE, author, as_column(effect.why) or None, until, effect.keep)
    elif held is not None and held.removed_at is None and held.origin is not Origin.HAND:
        tags.remove(turn, tag, held, by_hand=False)


def _enter(turn: Turn, judge: Judge, item: Proposed) -> None:
    effect: Any = item.effect
    track = turn.program.tracks.get(effect.track)
    if track is None or track.kind == "EARNED":
        return
    tier = track.by_code.get(effect.tier) if effect.tier is not None else None
    if effect.tier is not None and tier is None:
        return
    until = None if effect.until is None else turn.program.zone.start_of(effect.until.toordinal())
    held = turn.state.standings.get(track.id)
    if (until is not None and until <= turn.now) or (tier is None and (held is None or held.tier_id is None)):
        return
    why = {"why": as_document(effect.why)} if effect.why else {}
    params = {"rule": item.instance.rule, **why}
    tiers.enter(turn, judge, track, tier, "entered" if tier else "left", until, params=params)


def _remember(turn: Turn, judge: Judge, item: Proposed) -> None:
    effect: Any = item.effect
    scope = f"plugin:{item.instance.plugin}" if effect.shared else f"rule:{item.instance.id}"
    values = _as_stored(effect.values)
    if effect.shared:
        merged = {**turn.state.memory.get(scope, {}), **values}
        values = {key: value for key, value in merged.items() if value is not None}
    turn.state.memory[scope] = values
    turn.state.unsaved.memory.add(scope)


def _as_stored(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as they are read back, so that the next event of a batch sees what that of another process would."""
    if all(type(key) is str and type(value) in _PLAIN for key, value in values.items()):
        return dict(values)
    stored: dict[str, Any] = json.loads(json.dumps(dict(values), default=str))
    return stored


def _emit(turn: Turn, judge: Judge, item: Proposed) -> None:
    effect: Any = item.effect
    if effect.member is None:
        turn.follow.append(Follow(effect.type, None, dict(effect.data), effect.key or item.instance.rule))
        return
    key = f"{turn.event.id}/{item.instance.id}/{effect.key}"
    turn.journal.emitted.append(
        Emitted(key, effect.type, effect.member, dict(effect.data), turn.event.occurred_at, turn.event.id)
    )


def _undo(turn: Turn, judge: Judge, item: Proposed) -> None:
    effect: Any = item.effect
    undoing.undo(turn, item.instance, effect.event, owed=effect.owed)


def _post_reward(turn: Turn, judge: Judge, item: Proposed) -> None:
    rewards.post(turn, item)


_WAYS: Mapping[type[Effect], Callable[[Turn, Judge, Proposed], None]] = MappingProxyType({
    Earn: _post_amount, Reclaim: _post_amount, Spend: _post_amount, Transfer: _post_amount, Tag: _post_tag, Untag: _post_tag,
    Enter: _enter, Remember: _remember, Emit: _emit, Undo: _undo,
})  # fmt: skip
