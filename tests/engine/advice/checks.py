"""A configuration in the words of the mutations, and what is said of it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from headless.engine.advice.advising import advice_on
from headless.engine.advice.records import Advice, Checked, TierTable
from headless.messages import Called
from tests.kit.program import program_of
from tests.kit.setup import Setup, ladder, spent, tier, where

FOUR = ladder(
    tier("bronze", 1),
    tier("silver", 2, spent("100")),
    tier("gold", 3, spent("500")),
    tier("black", 4, spent("2000")),
)
"""A ladder that is fine."""


def said(more: Mapping[str, Any] | None = None, **setup: Any) -> list[tuple[str, str, str]]:
    """Return what is said of a configuration, as (code, about, message). more: what is known besides."""
    return [(one.code, one.about, str(one.message)) for one in given(more, **setup)]


def given(more: Mapping[str, Any] | None = None, **setup: Any) -> list[Advice]:
    """Return the advice on a configuration."""
    program = program_of(Setup(**setup))
    return advice_on(Checked(program, 0, **(more or {})))


def benefit(code: str, condition: Any = None, value: str = "ECONOMIC", **more: Any) -> dict[str, Any]:
    """Return a benefit, by default for everyone."""
    return {"code": code, "name": code.title(), "value": value, "condition": condition, **more}


def price(percent: str) -> dict[str, Any]:
    """Return what makes a benefit a member price."""
    return {"memberPrice": {"percentOff": percent}}


def held(op: str, code: Any, **args: str) -> Any:
    """Return the condition that a member holds a tier."""
    return where("tier", op, code, **args)


def coupon(code: str, amount: str | None = None, minimum: str | None = None, **more: Any) -> dict[str, Any]:
    """Return a coupon kind by amount, or by what else is given."""
    discount = more.pop("discount", {"amount": amount})
    return {"code": code, "name": code.title(), "discount": discount, "minimum": minimum, **more}


def table(
    amounts: Mapping[str, str], unit: str = "", usual: str = "0", track: str | None = None
) -> dict[str, list[TierTable]]:
    """Return a setting that gives so much to tiers, as it is known besides."""
    by_tier = {code: {unit: Decimal(amount)} for code, amount in amounts.items()}
    one = TierTable(
        "rule:builtin/x/x", Called("multiplier", "M", {}), Called("times", "T", {}), track, by_tier, Decimal(usual)
    )
    return {"tables": [one]}
