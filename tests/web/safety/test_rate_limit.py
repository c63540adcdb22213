"""Sources that are refused too often wait until the minute is over; others do not."""

from headless.engine.values.limits import ADDRESS_REFUSALS_A_MINUTE
from headless.services.kernel.limiting.rate_limit import SHARED, SOURCES_MOST, RateLimit


class Clock:
    """Seconds, moved by hand."""

    seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


def refused(rate_limit: RateLimit, source: str, times: int = ADDRESS_REFUSALS_A_MINUTE) -> None:
    for _ in range(times):
        rate_limit.count(source)


def test_one_waits_and_others_do_not() -> None:
    rate_limit = RateLimit(Clock(), ADDRESS_REFUSALS_A_MINUTE)
    refused(rate_limit, "a")
    refused(rate_limit, "b", ADDRESS_REFUSALS_A_MINUTE - 1)

    assert [60, 0, 0] == [rate_limit.wait_seconds(source) for source in "abc"]


def test_after_a_minute_all_is_forgotten() -> None:
    clock = Clock()
    rate_limit = RateLimit(clock, ADDRESS_REFUSALS_A_MINUTE)
    refused(rate_limit, "a")

    clock.seconds += 45
    assert 15 == rate_limit.wait_seconds("a")
    clock.seconds += 15
    assert 0 == rate_limit.wait_seconds("a")
    refused(rate_limit, "a", 1)
    assert 0 == rate_limit.wait_seconds("a")


def test_beyond_so_many_sources_none_goes_uncounted() -> None:
    rate_limit = RateLimit(Clock(), ADDRESS_REFUSALS_A_MINUTE)
    for number in range(SOURCES_MOST):
        refused(rate_limit, str(number), 1)
    refused(rate_limit, "late")

    assert (0, 60) == (rate_limit.wait_seconds("0"), rate_limit.wait_seconds("late"))


def test_memory_is_bounded_however_many_sources_there_are() -> None:
    rate_limit = RateLimit(Clock(), ADDRESS_REFUSALS_A_MINUTE)
    for number in range(2 * SOURCES_MOST):
        refused(rate_limit, str(number), 1)

    assert SOURCES_MOST + SHARED >= len(rate_limit._counts)


def test_what_is_forgiven_beyond_them_is_no_longer_counted() -> None:
    rate_limit = RateLimit(Clock(), 1)
    for number in range(SOURCES_MOST):
        refused(rate_limit, str(number), 1)
    refused(rate_limit, "late", 1)
    rate_limit.forgive("late")

    assert 0 == rate_limit.wait_seconds("late")
