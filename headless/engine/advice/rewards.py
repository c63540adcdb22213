"""Rewards that pay for themselves: what a use brings is worth more than what it costs."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from headless.engine.advice.records import BENEFITS, COUPONS, RULES, Advice, Checked, of_benefit
from headless.engine.program.offers import Benefit
from headless.engine.program.program import Program
from headless.engine.texts.names import called
from headless.engine.values.amounts import from_units, text_of, to_units
from headless.messages import Message, Money

CODE = "REWARD_TOO_CHEAP"
_NOTHING = Decimal(0)


def too_cheap(checked: Checked) -> Iterator[Advice]:
    """Yield the rewards that bring back what they cost, or whose worth earns it when it is spent."""
    program = checked.program
    for benefit in program.benefits.values():
        if not benefit.price:
            continue
        advice = _brings_back(benefit, program) or _earns_back(benefit, checked.rates, program)
        if advice is not None:
            yield advice


def _brings_back(benefit: Benefit, program: Program) -> Advice | None:
    """Return that a use gives at least as much of each asset as it takes."""
    grants = {part.kind: part.amount for part in benefit.grants}
    if any(grants.get(part.kind, _NOTHING) < part.amount for part in benefit.price):
        return None
    first = benefit.price[0]
    message = Message(
        "{benefit} costs {price} {kind} and gives {amount}",
        benefit=called(benefit),
        price=first.amount,
        kind=called(program.kinds[first.kind]),
        amount=grants[first.kind],
    )
    return Advice(CODE, of_benefit(benefit.code), message, frozenset({BENEFITS}))


def _earns_back(benefit: Benefit, rates: Mapping[str, Decimal], program: Program) -> Advice | None:
    """Return that as much money as a use is worth earns at least what it costs."""
    worth = _worth(benefit, program) - sum(
        (part.amount for part in benefit.price if program.kinds[part.kind].money), _NOTHING
    )
    paid = [part for part in benefit.price if not program.kinds[part.kind].money]
    if not paid or worth <= 0 or any(part.amount >= worth * rates.get(part.kind, _NOTHING) for part in paid):
        return None
    first, kind = paid[0], program.kinds[paid[0].kind]
    message = Message(
        "{benefit} costs {price} {kind}, and is worth {worth}, which earns {earned} when it is spent; raise the price",
        benefit=called(benefit),
        price=first.amount,
        kind=called(kind),
        worth=Money(f"{worth:.{program.decimals}f}", program.currency),
        earned=text_of(to_units(worth * rates[kind.code], kind.decimals, exact=False), kind.decimals),
    )
    return Advice(CODE, of_benefit(benefit.code), message, frozenset({BENEFITS, COUPONS, RULES}))


def _worth(benefit: Benefit, program: Program) -> Decimal:
    """Return what is surely worth so much money in what a use brings: coupons by amount, and assets with a worth."""
    coupon = program.coupon_kinds.get(benefit.gives) if benefit.gives is not None else None
    amount = coupon.discount.amount if coupon is not None else None
    worth = _NOTHING if amount is None else from_units(amount, program.decimals)
    for part in benefit.grants:
        worth += part.amount * (program.kinds[part.kind].money_worth or 0)
    return worth
