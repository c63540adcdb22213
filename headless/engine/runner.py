"""The only place that calls rule code: whatever a rule does, the event settles, and the rule is named.

A rule that raises, exits, returns nonsense, floods, or says what it may not say loses all its effects of that event. A synchronous
function cannot be killed: `seconds` is measured, and whoever drives the engine warns and pauses.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from inspect import isawaitable, iscoroutine
from time import perf_counter
from typing import Any

from headless.engine.effects import (
    GATE_EFFECTS,
    Boost,
    Cap,
    Earn,
    Effect,
    Emit,
    Enter,
    Reclaim,
    Refuse,
    Remember,
    Spend,
    Tag,
    Untag,
)  # fmt: skip
from headless.engine.facts import RuleContext, Skip
from headless.engine.limits import AMOUNT_UNITS, EFFECTS_PER_RULE
from headless.engine.program import Instance

_BY_STAGE: dict[str, tuple[type[Effect], ...]] = {
    "gate": GATE_EFFECTS,
    "earn": (Earn, Reclaim, Spend, Tag, Untag, Enter, Remember, Emit, Refuse),
    "boost": (Boost, Remember),
    "cap": (Cap, Remember),
}


class Illegal(Exception):
    """A rule said something that it may not say."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one rule instance said about one event: effects, or a skip with its reason, or how it failed."""

    instance: Instance
    effects: tuple[Effect, ...] = ()
    skip: str | None = None
    failure: str | None = None
    seconds: float = 0.0


def run(instance: Instance, ctx: RuleContext[Any], request: bool, clock: Callable[[], float] = perf_counter) -> Said:
    """Call one rule, guarded."""
    started = clock()
    try:
        assert instance.declared is not None
        answer = instance.declared.evaluate(ctx)
        if isinstance(answer, Skip):
            return Said(instance, skip=answer.why, seconds=clock() - started)
        effects = _listed(answer)
        for effect in effects:
            _check(instance, effect, request)
    except (Exception, SystemExit, KeyboardInterrupt) as fault:
        return Said(instance, failure=_describe(fault), seconds=clock() - started)
    return Said(instance, effects, seconds=clock() - started)


def _describe(fault: BaseException) -> str:
    return f"{type(fault).__name__}: {fault}"[:300]


def _listed(answer: Any) -> tuple[Effect, ...]:
    if iscoroutine(answer):
        answer.close()
        raise Illegal("the rule is asynchronous; evaluate must be a plain function")
    if answer is None or isawaitable(answer) or not isinstance(answer, Iterable):
        raise Illegal(f"the rule returned {type(answer).__name__}; it must return effects or ctx.skip(...)")
    effects: list[Effect] = []
    for effect in answer:
        if len(effects) >= EFFECTS_PER_RULE:
            raise Illegal(f"the rule returned more than {EFFECTS_PER_RULE} effects")
        effects.append(effect)
    return tuple(effects)


def _check(instance: Instance, effect: object, request: bool) -> None:
    assert instance.declared is not None
    stage = instance.declared.stage
    if not isinstance(effect, Effect):
        raise Illegal(f"{type(effect).__name__} is not an effect")
    if not isinstance(effect, _BY_STAGE[stage]):
        raise Illegal(f"{type(effect).__name__} is not allowed in the stage {stage}")
    if isinstance(effect, Refuse) and not request:
        raise Illegal("a fact cannot be refused")
    asset = getattr(effect, "asset", None)
    if asset is not None and asset not in instance.assets:
        raise Illegal(f"the asset {asset!r} is not among those the rule declares: {sorted(instance.assets)}")
    for name in ("amount", "times", "most"):
        if hasattr(effect, name):
            _check_number(effect, name, getattr(effect, name))


def _check_number(effect: Effect, name: str, value: object) -> None:
    what = f"{type(effect).__name__}.{name}"
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise Illegal(f"{what} is {type(value).__name__}; it must be Decimal or int")
    if isinstance(value, Decimal) and not value.is_finite():
        raise Illegal(f"{what} is {value}; it must be a finite number")
    if value < 0 or value > AMOUNT_UNITS:
        raise Illegal(f"{what} is {value}; it must be between 0 and {AMOUNT_UNITS}")
