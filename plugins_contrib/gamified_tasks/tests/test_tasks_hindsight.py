"""Tasks and refunds in any order: a task is done if, and only if, the orders that stand would have done it."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tasks_kit import playing, states

from tests.kit.setup import where

FIRST = date(2026, 1, 1)
STREAK = where("streak", "GTE", 3, type="order.paid", period="month")
GOALS = {"row": STREAK, "many": where("orders", "GTE", 3), "soon": where("orders", "GTE", 2, "30d")}


@st.composite
def stories(draw: Any) -> list[tuple[int, int, bool]]:
    """Draw steps by day: an order by its number, or the refund of one that came before."""
    steps, paid, day = [], list[int](), 0
    for number in range(draw(st.integers(3, 9))):
        day += draw(st.integers(1, 45))
        if paid and draw(st.integers(0, 2)) == 0:
            steps.append((day, paid.pop(draw(st.integers(0, len(paid) - 1))), True))
        else:
            paid.append(number)
            steps.append((day, number, False))
    return steps


def reached(goal: str, days: list[date]) -> bool:
    """Return True if orders on these days reach a goal at any time."""
    if goal == "many":
        return len(days) >= 3
    if goal == "soon":
        return any(sum(day - timedelta(days=30) < other <= day for other in days) >= 2 for day in days)
    months = {day.year * 12 + day.month for day in days}
    return any({month, month + 1, month + 2} <= months for month in months)


@settings(max_examples=40, deadline=None)
@given(stories())
def test_a_task_is_done_if_the_orders_that_stand_would_have_done_it(story: list[tuple[int, int, bool]]) -> None:
    shop = playing({"growth_tree": {"goals": GOALS, "tasks": {code: {"amount": 1} for code in GOALS}}})
    standing: dict[int, date] = {}

    for day, number, is_refund in story:
        on = FIRST + timedelta(days=day)
        if is_refund:
            shop.refund("ann", "10", on.isoformat(), order=f"o{number}")
            del standing[number]
        else:
            shop.order("ann", "10", on.isoformat(), number=f"o{number}")
            standing[number] = on
        days = sorted(standing.values())
        seen = states(shop)

        assert {code: reached(code, days) for code in GOALS} == {code: seen[code] == "CLAIMABLE" for code in GOALS}
