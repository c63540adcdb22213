"""Why a coupon cannot be used for an order: on its own, or with the others that are named."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from headless.engine.pricing.baskets import Basket
from headless.engine.pricing.savings import Pricing
from headless.engine.program.offers import CouponKind
from headless.engine.texts.names import called
from headless.engine.values.amounts import text_of
from headless.engine.values.currencies import Currency
from headless.messages import Message, Money


class Obstacle(NamedTuple):
    """What stands against a coupon, for programs and for people."""

    code: str
    message: Message


def place_obstacle(kind: CouponKind, channel: str | None, store: str | None) -> Obstacle | None:
    """Return what stands against using coupons of a kind where an order is placed, or None."""
    for code, said, allowed in (
        ("WRONG_CHANNEL", channel, kind.terms.channels),
        ("WRONG_STORE", store, kind.terms.stores),
    ):
        if allowed and said not in allowed:
            return Obstacle(code, _elsewhere(code, kind, said, allowed))
    return None


def _elsewhere(code: str, kind: CouponKind, said: str | None, allowed: Collection[str]) -> Message:
    known = tuple(sorted(allowed))
    if code == "WRONG_CHANNEL":
        if said is None:
            return Message(
                "{kind} is for the channels {known}; say the channel of the order", kind=called(kind), known=known
            )
        return Message(
            "{kind} is for the channels {known}, not for {given!r}", kind=called(kind), known=known, given=said
        )
    if said is None:
        return Message("{kind} is for the stores {known}; say the store of the order", kind=called(kind), known=known)
    return Message("{kind} is for the stores {known}, not for {given!r}", kind=called(kind), known=known, given=said)


def order_obstacle(kind: CouponKind, pricing: Pricing, currency: Currency) -> Obstacle | None:
    """Return what stands against using a coupon of a kind for an order, or None."""
    basket: Basket = pricing.basket
    against = place_obstacle(kind, basket.channel, basket.store)
    if against is not None:
        return against
    if not pricing.covered(kind):
        return not_for_these(kind)
    have = pricing.eligible(kind)
    if kind.minimum is not None and have < kind.minimum:
        return Obstacle("MINIMUM_NOT_REACHED", below_minimum(kind, kind.minimum, have, currency))
    return None


def not_for_these(kind: CouponKind) -> Obstacle:
    """Return what stands against a coupon that is for other goods."""
    return Obstacle("NOT_FOR_THESE_GOODS", Message("{kind} is for none of these goods", kind=called(kind)))


def no_effect(kind: CouponKind) -> Obstacle:
    """Return what stands against a coupon that would save nothing."""
    return Obstacle("NO_EFFECT", Message("{kind} would save nothing on this order", kind=called(kind)))


def below_minimum(kind: CouponKind, minimum: int, have: int, currency: Currency) -> Message:
    """Return the words for an order that is too small for a coupon."""
    if kind.terms.scope.is_everything:
        return Message(
            "{kind} is for orders of {need} or more; this one came to {have} before its coupons",
            kind=called(kind),
            need=_money(currency, minimum),
            have=_money(currency, have),
        )
    return Message(
        "{kind} is for {need} or more of its goods; those of this order came to {have} before coupons",
        kind=called(kind),
        need=_money(currency, minimum),
        have=_money(currency, have),
    )


def together(kinds: Sequence[CouponKind]) -> tuple[int, Obstacle] | None:
    """Return the first of several coupons that cannot be used with those before it, by its position, and why."""
    for place, kind in enumerate(kinds):
        against = clash(kind, kinds[:place])
        if against is not None:
            return place, against
    return None


def clash(kind: CouponKind, others: Sequence[CouponKind]) -> Obstacle | None:
    """Return what stands against using a coupon with others, or None."""
    for other in others:
        if kind.terms.alone or other.terms.alone:
            message = Message("{kind} cannot be used with {other}", kind=called(kind), other=called(other))
            return Obstacle("NOT_WITH_OTHERS", message)
        if kind.terms.group is not None and kind.terms.group == other.terms.group:
            message = Message(
                "{kind} and {other} are of one group; use one of them", kind=called(kind), other=called(other)
            )
            return Obstacle("NOT_WITH_OTHERS", message)
    most = kind.terms.most_per_order
    if most is not None and sum(other.id == kind.id for other in others) >= most:
        message = Message("at most {most} of {kind} can be used for an order", most=most, kind=called(kind))
        return Obstacle("TOO_MANY_COUPONS", message)
    return None


def _money(currency: Currency, units: int) -> Money:
    return Money(text_of(units, currency.decimals), currency.code)
