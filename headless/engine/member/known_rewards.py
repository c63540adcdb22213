"""The coupons, benefits and gifts that are loaded of a member. What is not loaded raises `FactsMissing`."""

from collections.abc import Mapping
from typing import Any

from headless.engine.member.coupons import Coupon, CouponView, normal, state_of
from headless.engine.member.entitlements import BenefitFacts, Given, Holdings
from headless.engine.member.facts import FactsMissing
from headless.engine.member.state import MemberState


def coupon_of(state: MemberState, code: str) -> Coupon | None:
    """Return the coupon of a code, even one of another member. Raise FactsMissing if it was not loaded."""
    key, known = normal(code), state.facts.rewards.coupons
    if key not in known:
        if state.facts.complete:
            return None
        raise FactsMissing(state.id, "coupon", key)
    return known[key]


def codes_held_for(state: MemberState, order: str) -> tuple[str, ...]:
    """Return the codes of the coupons that are kept for an order. Raise FactsMissing if they were not loaded."""
    known = state.facts.rewards.held
    if order not in known:
        if not state.facts.complete and state.program.coupon_kinds:
            raise FactsMissing(state.id, "held", order)
        known[order] = ()
    return known[order]


def note_held(state: MemberState, code: str, order: str | None) -> None:
    """Remember that a coupon is kept for an order from now on, or for none. Of orders that were not loaded nothing is known."""
    known = state.facts.rewards.held
    for other, codes in known.items():
        if code in codes and other != order:
            known[other] = tuple(kept for kept in codes if kept != code)
    if order is not None and (state.facts.complete or order in known) and code not in known.get(order, ()):
        known[order] = (*known.get(order, ()), code)


def holdings_of(state: MemberState, kind_id: int) -> Holdings:
    """Return a member's coupons of a kind. Raise FactsMissing if they were not loaded."""
    known = known_holdings(state, kind_id)
    if known is None:
        raise FactsMissing(state.id, "holdings", kind_id)
    return known


def known_holdings(state: MemberState, kind_id: int) -> Holdings | None:
    """Return a member's coupons of a kind, None if they were not loaded."""
    known = state.facts.rewards.holdings
    if state.facts.complete and kind_id not in known:
        known[kind_id] = Holdings()
    return known.get(kind_id)


def used_for(state: MemberState, order: str) -> list[Coupon]:
    """Return the coupons that a member used for an order, those that came back included. Raise FactsMissing if not loaded."""
    known = state.facts.rewards.paid
    if order not in known:
        if not state.facts.complete:
            raise FactsMissing(state.id, "paid", order)
        known[order] = []
    return known[order]


def benefit_facts(state: MemberState, benefit_id: int) -> BenefitFacts:
    """Return what a member was granted of a benefit and has used. Raise FactsMissing if it was not loaded."""
    known = state.facts.rewards.benefits
    if benefit_id not in known:
        if not state.facts.complete:
            raise FactsMissing(state.id, "benefit", benefit_id)
        known[benefit_id] = BenefitFacts()
    return known[benefit_id]


def given_by(state: MemberState, event_id: int) -> Given:
    """Return the coupons, grants and stock that an event gave. Raise FactsMissing if they were not loaded."""
    known = state.facts.rewards.given
    if event_id not in known:
        program = state.program
        if not state.facts.complete and (program.coupon_kinds or program.benefits or program.has_limits):
            raise FactsMissing(state.id, "given", event_id)
        known[event_id] = Given()
    return known[event_id]


def coupons_in(
    paths: Mapping[str, str], state: MemberState, data: Any, now: int, *, own: bool = False
) -> dict[str, Any]:
    """Return for each fact the coupon whose code stands in the payload at a path, or the coupons of a list of codes.

    own: those of others are not seen, as if there were none of their codes.
    """
    return {name: _viewed(state, value_at(data, path), now, own=own) for name, path in paths.items()}


def value_at(data: Any, path: str) -> Any:
    """Return what stands in a payload at a dotted path, or None."""
    for part in path.split("."):
        data = data.get(part) if isinstance(data, Mapping) else getattr(data, part, None)
    return data


def _viewed(state: MemberState, code: Any, now: int, *, own: bool) -> Any:
    if isinstance(code, tuple | list):
        return tuple(view for part in code if (view := _viewed(state, part, now, own=own)) is not None)
    if not isinstance(code, str):
        return None
    coupon = coupon_of(state, code)
    if coupon is None:
        named = state.program.kind_by_word.get(normal(code))
        return None if named is None or normal(code) != named.word_key else CouponView(code, named.code, "USABLE")
    if own and coupon.member_id not in (None, state.id):
        return None
    kind = state.program.coupon_kind_by_id.get(coupon.kind_id)
    return None if kind is None else CouponView(coupon.code, kind.code, state_of(coupon, now))
