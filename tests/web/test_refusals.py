"""Sources that are refused too often wait until the minute is over; others do not."""

from headless.engine.values.limits import WEBHOOK_REFUSALS_A_MINUTE
from headless.web.rate_limit import SOURCES_MOST, Refusals


class Clock:
    """Seconds, moved by hand."""

    seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


def refused(refusals: Refusals, source: str, times: int = WEBHOOK_REFUSALS_A_MINUTE) -> None:
    for _ in range(times):
        refusals.count(source)


def test_one_waits_and_others_do_not() -> None:
    refusals = Refusals(Clock())
    refused(refusals, "a")
    refused(refusals, "b", WEBHOOK_REFUSALS_A_MINUTE - 1)

    assert [60, 0, 0] == [refusals.wait_seconds(source) for source in "abc"]


def test_after_a_minute_all_is_forgotten() -> None:
    clock = Clock()
    refusals = Refusals(clock)
    refused(refusals, "a")

    clock.seconds += 45
    assert 15 == refusals.wait_seconds("a")
    clock.seconds += 15
    assert 0 == refusals.wait_seconds("a")
    refused(refusals, "a", 1)
    assert 0 == refusals.wait_seconds("a")


def test_no_more_than_so_many_sources_are_kept() -> None:
    refusals = Refusals(Clock())
    for number in range(SOURCES_MOST + 1):
        refused(refusals, str(number))

    assert (60, 0) == (refusals.wait_seconds("0"), refusals.wait_seconds(str(SOURCES_MOST)))
