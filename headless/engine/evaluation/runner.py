"""The only place that calls rule code: the event settles in any case, and a rule that fails is named.

A rule that raises, exits, returns nonsense, floods, or says what it may not say loses all its effects of that event. A
synchronous function cannot be killed: `seconds` is measured, and the driver of the engine warns and pauses.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from inspect import isawaitable, iscoroutine
from time import perf_counter
from types import MappingProxyType
from typing import Any, NamedTuple

from headless.engine.declarations.effects import (
    GATE_EFFECTS,
    Boost,
    Cap,
    Earn,
    Effect,
    Emit,
    Enter,
    FirstOf,
    Grant,
    Issue,
    Reclaim,
    Redeem,
    Refuse,
    Remember,
    Spend,
    Tag,
    Take,
    Transfer,
    Undo,
    Untag,
    every,
)  # fmt: skip
from headless.engine.declarations.facts import RuleContext, Skip
from headless.engine.evaluation.others.views import member_named
from headless.engine.evaluation.reward_legality import REWARDS, malformed
from headless.engine.program.limits.limits import Barred
from headless.engine.program.rule_instances import Instance
from headless.engine.texts.told import read_text
from headless.engine.values.calendar import parse_duration
from headless.engine.values.limits import AMOUNT_UNITS, EFFECTS_PER_RULE, KEY_CHARACTERS, NUMBER_DECIMALS, NUMBER_DIGITS
from headless.engine.values.text_safety import is_speakable, spoken
from headless.errors import Invalid
from headless.ids import Prefix, encode

_BY_STAGE: Mapping[str, frozenset[type[Effect]]] = MappingProxyType({
    "gate": frozenset(GATE_EFFECTS),
    "earn": frozenset(
        {Earn, Reclaim, Spend, Transfer, Issue, Redeem, Grant, Take, Undo, Tag, Untag, Enter, Remember, Emit, Refuse, FirstOf}
    ),
    "boost": frozenset({Boost, Remember}),
    "cap": frozenset({Cap, Remember}),
})  # fmt: skip
_NUMBERS: Mapping[type[Effect], str] = MappingProxyType(
    {Earn: "amount", Reclaim: "amount", Spend: "amount", Transfer: "amount", Boost: "times", Cap: "most"}
)
_NAMES: Mapping[type[Effect], tuple[str, ...]] = MappingProxyType({
    Tag: ("tag",), Untag: ("tag",), Enter: ("track",), Emit: ("type",), Refuse: ("code", "message"),
})  # fmt: skip
_LISTS = (tuple, list)
_SELDOM = frozenset({FirstOf, Transfer})
HOUSE = "house"
_USUAL = range(-NUMBER_DECIMALS, len(str(AMOUNT_UNITS)) - 1)
"""Where the first digit of a number may stand, in powers of ten."""


_WORDS = frozenset({"why", "message"})


class Illegal(Exception):
    """A rule said something that it may not say."""


class Pick(NamedTuple):
    """Which of several choices was taken: its place from 0 on, of how many, and what the one before it lacked."""

    place: int
    of: int
    lacked: str = ""


class Answered(NamedTuple):
    """What is known of an instance that was asked before: why it did not fire, if so, its choices, and what it saw left."""

    reason: str | None
    picks: tuple[Pick, ...]
    left: Mapping[str, int | None]


@dataclass(slots=True)
class Said:
    """What one rule instance said about one event: effects, or a skip with its reason and notice, or how it failed.

    picks: the choices that were taken, in the place of the effects that left one.
    barred: why its limits left it unasked, or left out what it said.
    shown: what rankings showed it, by what was asked.
    left: what it saw left of stocks and budgets, by the name of the fact.
    """

    instance: Instance
    effects: tuple[Effect, ...] = ()
    skip: str | None = None
    notice: str = ""
    failure: str | None = None
    seconds: float = 0.0
    paused: bool = False
    picks: tuple[Pick, ...] = ()
    barred: Barred | None = None
    shown: Mapping[str, Any] | None = None
    left: Mapping[str, int | None] | None = None


def run(instance: Instance, ctx: RuleContext[Any], request: bool, clock: Callable[[], float] = perf_counter) -> Said:
    """Call one rule, guarded."""
    started = clock()
    try:
        declared = instance.declared
        assert declared is not None
        answer = declared.evaluate(ctx)
        if isinstance(answer, Skip):
            notice, why = spoken(str(answer.code)), read_text(answer.why)
            skip = spoken(str(answer.why)) if why is None else why
            return Said(instance, skip=skip, notice=notice, seconds=clock() - started)
        effects = _listed(answer)
        for effect in effects:
            _check(instance, declared.stage, effect, request)
        if not _SELDOM.isdisjoint(map(type, effects)):
            _check_seldom(effects, ctx.event.data)
    except BaseException as fault:  # plain code cannot be cancelled from outside: all that is raised is the rule's own
        return Said(instance, failure=describe(fault), seconds=clock() - started)
    return Said(instance, effects, seconds=clock() - started)


def describe(fault: BaseException, most: int = 300) -> str:
    """Return what went wrong in a rule, in a line."""
    try:
        return spoken(f"{type(fault).__name__}: {fault}"[:most])
    except BaseException:
        return f"{type(fault).__name__}, which cannot even be printed"


def _listed(answer: Any) -> tuple[Effect, ...]:
    if type(answer) is list and len(answer) <= EFFECTS_PER_RULE:
        return tuple(answer)
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


def _check(instance: Instance, stage: str, effect: Any, request: bool) -> None:
    kind = type(effect)
    if kind not in _BY_STAGE[stage]:
        what = "is not allowed in the stage " + stage if isinstance(effect, Effect) else "is not an effect"
        raise Illegal(f"{kind.__name__} {what}")
    if kind is Refuse and not request:
        raise Illegal("a fact cannot be refused")
    if effect.once is not None:
        _check_key(effect, "once", effect.once)
    why = effect.why
    if type(why) is not str or (why and not is_speakable(why)):
        _read_text(effect, "why")
    if effect.keep is not False and effect.keep is not True:
        raise Illegal(f"{kind.__name__}.keep is {type(effect.keep).__name__}; it must be True or False")
    number = _NUMBERS.get(kind)
    if number is None:
        if kind is FirstOf:
            _check_choices(instance, stage, effect, request)
        else:
            _check_rest(effect)
        return
    if effect.asset not in instance.assets:
        raise Illegal(f"the asset {effect.asset!r} is not among those the rule declares: {sorted(instance.assets)}")
    value = getattr(effect, number)
    if type(value) is not Decimal or not _is_usual(value):
        _check_number(effect, number, value)
    if kind is Earn:
        _check_earning(effect)
    elif kind is Cap:
        _check_cap(effect)


def _check_choices(instance: Instance, stage: str, effect: FirstOf, request: bool) -> None:
    choices: Any = effect.choices
    if type(choices) not in _LISTS or not choices or any(type(choice) not in _LISTS for choice in choices):
        raise Illegal("FirstOf takes one list of effects or more")
    if effect.why or effect.once is not None or effect.keep:
        raise Illegal("FirstOf has no why, once or keep; give them to the effects in its lists")
    for choice in choices:
        for one in choice:
            if type(one) is FirstOf:
                raise Illegal("FirstOf cannot stand in a list of FirstOf")
            _check(instance, stage, one, request)


def _check_seldom(effects: tuple[Effect, ...], data: Any) -> None:
    """Check what stands on all effects together, or on the event."""
    for effect in every(effects):
        if type(effect) is Transfer:
            _check_receiver(effect, data)
    lists = sum(len(effect.choices) for effect in effects if type(effect) is FirstOf)
    if lists + sum(1 for _ in every(effects)) > EFFECTS_PER_RULE:
        raise Illegal(f"the rule returned more than {EFFECTS_PER_RULE} effects and lists of them")


def _check_receiver(effect: Transfer, data: Any) -> None:
    if type(effect.to) is not str:
        raise Illegal(f"Transfer.to is {type(effect.to).__name__}; it must be a member whom the event names")
    to = member_named(data, effect.to)
    if to is None:
        raise Illegal("Transfer.to is no member whom the event names by a MemberRef")
    object.__setattr__(effect, "to", encode(Prefix.MEMBER, to))


def _check_cap(effect: Any) -> None:
    if effect.of not in ("earn", "pay"):
        raise Illegal(f"Cap.of is {effect.of!r}; it must be earn or pay")
    for name in ("least", "step"):
        value = getattr(effect, name)
        if value is not None:
            _check_number(effect, name, value)
    barred = effect.not_with
    if type(barred) is not bool and not (type(barred) in _LISTS and all(type(code) is str for code in barred)):
        raise Illegal("Cap.not_with takes True, or the coupon kinds as a list of codes")
    if effect.of == "earn" and (effect.least is not None or effect.step is not None or barred):
        raise Illegal("Cap takes least, step and not_with only of what pays")


def _check_earning(effect: Any) -> None:
    lines = effect.lines
    texts = type(lines) in _LISTS and (not lines or all(type(sku) is str and is_speakable(sku) for sku in lines))
    if not texts or type(effect.boostable) is not bool or effect.on_refund not in ("PRO_RATA", "ALL"):
        raise Illegal("Earn takes lines as a list of skus, boostable as a bool, on_refund as PRO_RATA or ALL")
    if effect.expires is not None:
        _check_expiry(effect.expires)
    if effect.funding is not HOUSE:  # nearly always; what is merely equal is checked
        _check_key(effect, "funding", effect.funding)


def _check_expiry(expires: object) -> None:
    if type(expires) is date:
        return
    if type(expires) is not str:
        raise Illegal(f'Earn.expires is {type(expires).__name__}; it must be a date or a duration such as "30d"')
    try:
        parse_duration(expires)
    except Invalid as problem:
        raise Illegal(f"Earn.expires: {problem}") from None


def _check_rest(effect: Effect) -> None:
    problem = malformed(effect) if isinstance(effect, REWARDS) else None
    if problem is not None:
        raise Illegal(problem)
    for name in _NAMES.get(type(effect), ()):
        value = getattr(effect, name)
        if type(value) is not str or not is_speakable(value):
            if name != "message":
                raise _no_text(effect, name)
            _read_text(effect, name)
    if isinstance(effect, Tag | Enter) and not (effect.until is None or isinstance(effect.until, date)):
        raise Illegal(f"{type(effect).__name__}.until is {type(effect.until).__name__}; it must be a date")
    if isinstance(effect, Emit):
        _check_key(effect, "key", effect.key)
        _check_key(effect, "member", effect.member)
    if isinstance(effect, Emit | Refuse) and not isinstance(effect.data, Mapping):
        raise Illegal(f"{type(effect).__name__}.data is {type(effect.data).__name__}; it must be a mapping")


def _check_key(effect: Effect, name: str, value: object) -> None:
    if value is None:
        return
    if type(value) is not str:
        raise _no_text(effect, name)
    if len(value) > KEY_CHARACTERS or not is_speakable(value):
        what = f"{type(effect).__name__}.{name}"
        raise Illegal(f"{what} must be a text of at most {KEY_CHARACTERS} characters, without NUL or half characters")


def _read_text(effect: Effect, name: str) -> None:
    """Read a text that people see, and that may be there by language."""
    text = read_text(getattr(effect, name))
    if text is None:
        raise _no_text(effect, name)
    object.__setattr__(effect, name, text)


def _no_text(effect: Effect, name: str) -> Illegal:
    value = getattr(effect, name)
    what = f"{type(effect).__name__}.{name}"
    if type(value) is not str:
        if name in _WORDS:
            return Illegal(
                f"{what} is {type(value).__name__}; it must be a text, or texts by language with English in it"
            )
        return Illegal(f"{what} is {type(value).__name__}; it must be a text")
    return Illegal(f"{what} holds NUL or half a character, which no text may")


def _is_usual(value: Decimal) -> bool:
    """Return True if a number is surely in order. It is asked first, for nearly all are."""
    return (
        value.is_finite() and not value.is_signed() and value.adjusted() in _USUAL and len(str(value)) <= NUMBER_DIGITS
    )


def _check_number(effect: Effect, name: str, value: object) -> None:
    if type(value) is int and 0 <= value <= AMOUNT_UNITS:
        return
    if type(value) is Decimal and value.is_finite() and 0 <= value <= AMOUNT_UNITS and _is_plain(value):
        return
    what = f"{type(effect).__name__}.{name}"
    if type(value) is not int and type(value) is not Decimal:
        raise Illegal(f"{what} is {type(value).__name__}; it must be Decimal or int")
    if isinstance(value, Decimal) and not value.is_finite():
        raise Illegal(f"{what} is {value}; it must be a finite number")
    if value < 0 or value > AMOUNT_UNITS:
        raise Illegal(f"{what} is {value}; it must be between 0 and {AMOUNT_UNITS}")
    if isinstance(value, Decimal) and not _is_plain(value):
        raise Illegal(f"{what} has more than {NUMBER_DIGITS} characters or is nearer to zero than 1E-{NUMBER_DECIMALS}")


def _is_plain(value: Decimal) -> bool:
    """Return True if products of many such numbers stay exact and small."""
    return len(str(value)) <= NUMBER_DIGITS and (not value or value.adjusted() >= -NUMBER_DECIMALS)
