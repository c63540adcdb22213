"""Who gains and who loses: what a change does counts on the lots that were made in the window."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headless.engine.backtest.backtest import Bench
from headless.engine.backtest.gains import GAINED, LOST, NEITHER, Difference
from tests.kit.program import instant, program_of
from tests.kit.setup import Json, Setup, kind, points
from tests.kit.stories import History

END = "2026-12-31T00:00"
SINCE = "2026-03-01T00:00"
Tell = Callable[[History], History]


def compared(
    tell: Tell, live: str = "1", candidate: str = "2", since: str = SINCE, sooner: Json | None = None, **terms: Any
) -> Difference | None:
    """How a member's difference comes out if `per` changes. sooner: the candidate's expiry, if it is another."""
    kinds = [kind("points", **terms)], [kind("points", **{**terms, **({"expiry": sooner} if sooner else {})})]
    pers = (live, candidate)
    one, other = (program_of(Setup(kinds=kinds[at], rules=[points(per=pers[at])])) for at in (0, 1))
    bench = Bench(one, other, instant(one.zone, since), instant(one.zone, END))
    portion = bench.fold([tell(History(one)).story()])
    return portion.differences[0] if portion.differences else None


def outcome(difference: Difference | None) -> tuple[int, int, int]:
    """The direction, and the points of both sides."""
    if difference is None:
        return NEITHER, 0, 0
    [change] = difference.changes
    return difference.direction, change["before"], change["after"]


@pytest.mark.parametrize(
    ("tell", "due"),
    [
        pytest.param(lambda history: history.order("new", "30", "2026-03-02"), (GAINED, 30, 60), id="an order"),
        pytest.param(
            lambda history: history.order("old", "30", "2026-02-01"), (NEITHER, 0, 0), id="an order before the window"
        ),
        pytest.param(
            lambda history: history.order("new", "30", "2026-03-02").refund("10", "2026-03-03", "new"),
            (GAINED, 20, 40),
            id="a refund of what was given in the window",
        ),
        pytest.param(
            lambda history: history.order("old", "30", "2026-02-01").refund("10", "2026-03-03", "old"),
            (NEITHER, 0, 0),
            id="a refund of an order before the window",
        ),
        pytest.param(
            lambda history: history.order("new", "30", "2026-03-02").refund("10", "2026-03-03"),
            (GAINED, 20, 40),
            id="an unlinked refund that takes what was given in the window",
        ),
        pytest.param(
            lambda history: (
                history.order("old", "50", "2026-02-01").order("new", "30", "2026-03-02").refund("10", "2026-03-03")
            ),
            (GAINED, 30, 60),
            id="an unlinked refund that takes older points",
        ),
        pytest.param(
            lambda history: history.refund("10", "2026-03-03"), (NEITHER, 0, 0), id="an unlinked refund that makes debt"
        ),
        pytest.param(
            lambda history: (
                history.order("new", "30", "2026-03-02").refund("30", "2026-03-03").refund("10", "2026-03-04", "new")
            ),
            (NEITHER, 0, 0),
            id="a refund of what another refund took",
        ),
        pytest.param(
            lambda history: (
                history.order("new", "30", "2026-03-02").spend("30", "2026-03-03").refund("10", "2026-03-04")
            ),
            (GAINED, 30, 40),
            id="an unlinked refund that takes what is left",
        ),
    ],
)
def test_what_is_counted_of_a_doubled_rule(tell: Tell, due: tuple[int, int, int]) -> None:
    assert due == outcome(compared(tell))


@pytest.mark.parametrize("per", ["0.5", "0"])
def test_who_gets_less_loses(per: str) -> None:
    difference = compared(lambda history: history.order("new", "30", "2026-03-02"), candidate=per)

    assert difference is not None
    assert LOST == difference.direction


def test_more_older_points_that_expire_in_the_window_make_no_loser() -> None:
    difference = compared(
        lambda history: history.order("old", "100", "2026-02-01").order("new", "10", "2026-03-10"),
        expiry={"after": "60d"},
    )

    assert (GAINED, 10, 20) == outcome(difference)


@pytest.mark.parametrize(
    ("sooner", "direction"), [("10d", LOST), ("200d", GAINED), ("60d", NEITHER)], ids=["sooner", "later", "alike"]
)
def test_of_equal_amounts_the_side_whose_points_end_sooner_loses(sooner: str, direction: int) -> None:
    difference = compared(
        lambda history: history.order("new", "10", "2026-12-20"), candidate="1", expiry={"after": "60d"},
        sooner={"after": sooner},
    )  # fmt: skip

    assert direction == (difference.direction if difference else NEITHER), "all of it is foreseen, and after the end"


def test_points_that_never_end_last_longer() -> None:
    difference = compared(
        lambda history: history.order("new", "10", "2026-03-02"), candidate="1", sooner={"after": "400d"}
    )

    assert (LOST, 10, 0) == outcome(difference)


def test_who_is_given_more_but_keeps_less_neither_gains_nor_loses() -> None:
    """The spending takes more of the older points if there are more of them, so that the refund finds newer ones."""

    def tell(history: History) -> History:
        history.order("old", "10", "2026-02-01").order("new", "30", "2026-03-02")
        return history.spend("40", "2026-03-03").refund("80", "2026-03-04")

    assert (NEITHER, 30, 20) == outcome(compared(tell))


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("order"), st.integers(0, 400), st.integers(0, 40)),
        st.tuples(st.just("refund"), st.integers(1, 100), st.integers(0, 40)),
        st.tuples(st.just("unlinked"), st.integers(1, 300), st.integers(0, 40)),
        st.tuples(st.just("spend"), st.integers(1, 200), st.integers(0, 40)),
    ),
    min_size=1,
    max_size=10,
)
TERMS = st.fixed_dictionaries({}, optional={
    "expiry": st.sampled_from([{"after": "30d"}, {"after": "10d"}, {"sweep": {"every": "MONTH", "minAge": "20d"}}]),
    "clawback": st.just("FORGIVE"),
    "pendingFor": st.just("5d"),
    "creditLimit": st.just("50"),
})  # fmt: skip


def told(history: History, steps: list[tuple[str, int, int]]) -> History:
    """A random history: each step comes so many days after the one before. Orders are refunded in turn."""
    day, unrefunded = date(2026, 1, 2), list[tuple[str, int]]()
    for number, (what, size, days) in enumerate(steps):
        day += timedelta(days=days)
        at, amount = day.isoformat(), str(size)
        if what == "order":
            history.order(f"o{number}", amount, at)
            unrefunded.append((f"o{number}", size))
        elif what == "refund" and unrefunded:
            order, total = unrefunded.pop(0)
            history.refund(str(total * size // 100), at, order)
        elif what == "unlinked":
            history.refund(amount, at)
        elif what == "spend":
            history.spend(str(size), at)
    return history


@settings(max_examples=150, deadline=None)
@given(STEPS, TERMS, st.integers(0, 200))
def test_doubling_a_rule_never_makes_a_loser(
    steps: list[tuple[str, int, int]], terms: dict[str, Any], days: int
) -> None:
    """Nor does halving it make a winner."""
    since = (date(2026, 1, 1) + timedelta(days=days)).isoformat()

    doubled = compared(lambda history: told(history, steps), "1", "2", since, **terms)
    halved = compared(lambda history: told(history, steps), "2", "1", since, **terms)

    assert doubled is None or doubled.direction != LOST, doubled
    assert halved is None or halved.direction != GAINED, halved
