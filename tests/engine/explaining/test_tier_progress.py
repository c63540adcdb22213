"""The way to the next tier, in numbers and words."""

from dataclasses import replace
from decimal import Decimal

from headless.engine.conditions.redaction import visible
from headless.engine.explaining.tier_progress import Progress, progress_on, text_of_progress
from headless.engine.member.records import Standing
from headless.engine.member.state import MemberState
from headless.engine.program.program import Program
from headless.engine.program.tracks import Tier, Track
from tests.engine.people import METRICS, SHOP, TODAY, asks, condition

SILVER = Tier(1, "silver", "Silver", 1, condition(asks("orders", "GTE", 1)))
GOLD = Tier(2, "gold", "Gold", 2, condition({"all": [asks("orders", "GTE", 4), asks("birthday_in", "LTE", 400)]}))
TRACK = Track(1, "growth", "Growth", (SILVER, GOLD), default=True)
PROGRAM: Program = replace(SHOP, tracks={"growth": TRACK})


def member(orders: int, tier: Tier | None = None) -> MemberState:
    """Somebody with so many orders today, on a tier."""
    state = MemberState(1, PROGRAM, 0, TODAY, TODAY)
    for _ in range(orders):
        state.totals.add("order", TODAY, 1, 100)
    if tier is not None:
        state.standings[1] = Standing(1, 1, 1, 1, tier.id, 0, None, None, "qualified", {}, None, None, 0)
    return state


def progress(orders: int, tier: Tier | None = None, asked: Tier | None = None) -> Progress:
    return progress_on(member(orders, tier), TRACK, TODAY, asked)


def test_a_newcomer_is_on_the_way_to_the_lowest_tier() -> None:
    found = progress(0)

    assert (None, SILVER, Decimal(0)) == (found.current, found.next, found.fraction)
    assert "place 1 more order to reach Silver" == text_of_progress(found, "en")


def test_the_fraction_grows_with_each_order_and_is_one_only_when_it_is_reached() -> None:
    fractions = [progress(orders, SILVER).fraction for orders in range(1, 5)]

    assert fractions == sorted(fractions)
    assert all(fraction < 1 for fraction in fractions[:-1])
    assert fractions[-1] == 1


def test_the_nearest_test_is_the_one_that_is_missing() -> None:
    nearest = progress(3, SILVER).nearest

    assert nearest is not None
    assert ("orders", Decimal(1)) == (nearest.metric, nearest.remaining)


def test_at_the_top_the_fraction_is_one_and_nothing_is_next() -> None:
    found = progress(9, GOLD)

    assert (None, Decimal(1), "已是最高等级Gold") == (found.next, found.fraction, text_of_progress(found, "zh"))


def test_a_lower_tier_counts_as_reached() -> None:
    found = progress(0, GOLD, SILVER)

    assert (SILVER, Decimal(1), "Silver is reached") == (found.next, found.fraction, text_of_progress(found, "en"))


def test_values_are_left_out_where_the_scope_of_their_metric_is_not_held() -> None:
    clause = progress(1, SILVER).to_next
    assert clause is not None

    seen = visible(clause, METRICS, lambda scope: scope != "members:pii")
    orders, birthday = seen.clauses

    assert ("1", "None") == (str(orders.value), str(birthday.value))
    assert clause is visible(clause, METRICS, lambda scope: True)
