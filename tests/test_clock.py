"""Instants are whole microseconds, and a clock that was set never goes back."""

import time

import pytest

from headless.clock import Clock, FixedClock, SystemClock


def test_the_system_clock_is_the_machine_s() -> None:
    before = time.time_ns() // 1_000

    assert before <= SystemClock().now_us() <= time.time_ns() // 1_000


def test_a_fixed_clock_stands_until_it_is_moved() -> None:
    clock = FixedClock(5)

    clock.advance(2)
    clock.set(10)

    assert clock.now_us() == 10


def test_a_fixed_clock_never_goes_back() -> None:
    clock: FixedClock = FixedClock(5)

    with pytest.raises(ValueError, match="never goes back"):
        clock.set(4)
    with pytest.raises(ValueError, match="never goes back"):
        clock.advance(-1)
    assert clock.now_us() == 5


def test_both_are_clocks() -> None:
    clocks: list[Clock] = [SystemClock(), FixedClock(0)]

    assert all(isinstance(clock.now_us(), int) for clock in clocks)
