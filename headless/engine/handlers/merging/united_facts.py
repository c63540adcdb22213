"""What is loaded of two members that become one. Of what is known of the survivor, the other's part is asked for, too."""

from collections.abc import Iterator

from headless.engine.member.coupons import Coupon
from headless.engine.member.facts import Facts
from headless.engine.member.known_rewards import benefit_facts, holdings_of, used_for
from headless.engine.member.records import EventRecord
from headless.engine.member.state import MemberState
from headless.engine.values.limits import PAST_EVENTS


def _cards(mine: Facts, theirs: Facts) -> None:
    """Let the cards of one member be the other one's. What puts tags on is loaded once more if it is asked for."""
    mine.rewards.cards |= theirs.rewards.cards
    if mine.rewards.tagging is not None or theirs.rewards.tagging is not None:
        mine.rewards.tagging = (
            [*(mine.rewards.tagging or ()), *(theirs.rewards.tagging or ())] if mine.complete else None
        )


def unite(survivor: MemberState, loser: MemberState) -> None:
    """Let what is known of one member be known of the other one.

    Raises:
        FactsMissing: of the survivor something is loaded that is not loaded of the other member.
    """
    mine, theirs = survivor.facts, loser.facts
    _marks(mine, theirs)
    _order_uses(mine, theirs)
    for event in _events(mine, theirs):
        event.member_id = survivor.id
    _origins(mine, theirs)
    _past(mine, theirs)
    _rewards(survivor, loser)
    _cards(mine, theirs)
    mine.ratings |= theirs.ratings


def _marks(mine: Facts, theirs: Facts) -> None:
    for key in [key for key, given in mine.marks.items() if not given]:
        mine.marks[key] = theirs.given_before(*key)
    mine.marks |= {key: True for key, given in theirs.marks.items() if given}


def _order_uses(mine: Facts, theirs: Facts) -> None:
    asked = {*mine.order_uses, *(theirs.order_uses if mine.complete else ())}
    for key in asked:
        mine.order_uses[key] = mine.used_under(*key) + theirs.used_under(*key)


def _events(mine: Facts, theirs: Facts) -> Iterator[EventRecord]:
    """Yield the events that are the survivor's from now on."""
    yield from (origin.event for origin in theirs.origins.values() if origin is not None)
    yield from (event for waiting in theirs.deferred.values() for event in waiting)
    yield from (event for known in theirs.past.values() for event in known)


def _origins(mine: Facts, theirs: Facts) -> None:
    mine.origins |= {key: origin for key, origin in theirs.origins.items() if origin is not None}
    for key in mine.foreign & theirs.origins.keys():
        mine.foreign.discard(key)
    for key, waiting in theirs.deferred.items():
        known = mine.deferred.setdefault(key, [])
        known += [event for event in waiting if event not in known]


def _past(mine: Facts, theirs: Facts) -> None:
    for type_ in {*mine.past, *(theirs.past if mine.complete else ())}:
        known = [*mine.earlier(type_, PAST_EVENTS), *theirs.earlier(type_, PAST_EVENTS)]
        known.sort(key=lambda event: event.occurred_at, reverse=True)
        mine.past[type_] = known[:PAST_EVENTS]


def _rewards(survivor: MemberState, loser: MemberState) -> None:
    mine, theirs = survivor.facts.rewards, loser.facts.rewards
    for code, coupon in theirs.coupons.items():
        if coupon is not None and coupon.member_id == loser.id:
            coupon.member_id = survivor.id
        if _tells_more(coupon, mine.coupons.get(code)):
            mine.coupons[code] = coupon
    asked = {*mine.benefits, *(theirs.benefits if survivor.facts.complete else ())}
    for benefit_id in asked:
        known, more = benefit_facts(survivor, benefit_id), benefit_facts(loser, benefit_id)
        known.uses += more.uses
        known.grants += more.grants
    for kind_id in {*mine.holdings, *(theirs.holdings if survivor.facts.complete else ())}:
        held, added = holdings_of(survivor, kind_id), holdings_of(loser, kind_id)
        held.count += added.count
        held.open += added.open
    for order in {*mine.paid, *(theirs.paid if survivor.facts.complete else ())}:
        mine.paid[order] = [*used_for(survivor, order), *used_for(loser, order)]
    mine.given |= theirs.given


def _tells_more(coupon: Coupon | None, known: Coupon | None) -> bool:
    """Return True if a coupon was used or taken back by the other member, so that it is not open for this one."""
    return coupon is not None and (known is None or known.is_unused)
