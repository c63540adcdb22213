"""What a rule may say of coupons, benefits and stocks: the shape of its effects, and the names in them."""

from collections.abc import Container
from datetime import date
from typing import Any

from headless.engine.declarations.effects import Effect, Grant, Issue, Redeem, Take, Undo
from headless.engine.program.budgets.shared import BUDGET
from headless.engine.program.program import Program
from headless.engine.values.limits import AMOUNT_UNITS, COUPONS_PER_EFFECT, KEY_CHARACTERS, USES_PER_GRANT
from headless.engine.values.text_safety import is_speakable
from headless.errors import InvalidId
from headless.ids import decode

REWARDS = (Issue, Redeem, Grant, Take, Undo)


def malformed(effect: Effect) -> str | None:
    """Return what is wrong with the fields of an effect for any merchant, or None."""
    if isinstance(effect, Issue):
        return _text(effect, "coupon") or _count(effect, "count", COUPONS_PER_EFFECT)
    if isinstance(effect, Redeem):
        return _text(effect, "code")
    if isinstance(effect, Grant):
        until = effect.until
        if until is not None and type(until) is not date:
            return f"Grant.until is {type(until).__name__}; it must be a date"
        return _text(effect, "benefit") or _count(effect, "uses", USES_PER_GRANT)
    if isinstance(effect, Take):
        return _text(effect, "stock") or _count(effect, "count", AMOUNT_UNITS)
    return _event(effect) if isinstance(effect, Undo) else None


def unknown(program: Program, effect: Effect) -> str | None:
    """Return which name in an effect the merchant does not have, or None."""
    if isinstance(effect, Issue) and effect.coupon not in program.coupon_kinds:
        return f"the coupon kind {effect.coupon!r} does not exist"
    if isinstance(effect, Grant) and effect.benefit not in program.benefits:
        return f"the benefit {effect.benefit!r} does not exist"
    if isinstance(effect, Take) and not is_stock(program, effect.stock):
        return f"the stock {effect.stock!r} does not exist; write benefit:<code>, coupon:<code> or budget:<code>"
    return None


def is_stock(program: Program, name: str) -> bool:
    """Return True if a rule may take from it: there is such a benefit, coupon kind or budget."""
    sort, _, code = name.partition(":")
    known: Container[str] = {"coupon": program.coupon_kinds, "benefit": program.benefits}.get(sort, ())
    return name in program.budgets if sort == BUDGET else code in known


def _text(effect: Any, name: str) -> str | None:
    value = getattr(effect, name)
    if type(value) is str and 0 < len(value) <= KEY_CHARACTERS and is_speakable(value):
        return None
    return f"{type(effect).__name__}.{name} must be a text of 1 to {KEY_CHARACTERS} characters"


def _count(effect: Any, name: str, most: int) -> str | None:
    value = getattr(effect, name)
    if type(value) is int and 1 <= value <= most:
        return None
    return f"{type(effect).__name__}.{name} is {value!r}; it must be a whole number from 1 to {most}"


def _event(effect: Undo) -> str | None:
    problem = _text(effect, "event")
    if problem is not None:
        return problem
    owed: object = effect.owed
    if type(owed) is not bool:
        return f"Undo.owed is {owed!r:.40}; it must be True or False"
    try:
        decode("evt", effect.event)
    except InvalidId:
        return f"Undo.event is {effect.event[:40]!r}; it must be the id of an event, such as ctx.origin.id"
    return None
