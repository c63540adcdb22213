"""Windows laid end to end, and local times of day."""

from datetime import date

import pytest

from headless.engine.program.schedules import instant_of, next_window_start, window_start
from headless.engine.values.zones import Zone


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


@pytest.mark.parametrize(
    ("window", "on", "starts", "next_one"),
    [
        ("1d", "2026-03-05", "2026-03-05", "2026-03-06"),
        ("7d", "2026-03-05", "2026-03-02", "2026-03-09"),
        ("1m", "2026-03-05", "2026-03-01", "2026-04-01"),
        ("month", "2026-12-31", "2026-12-01", "2027-01-01"),
        ("3m", "2026-03-31", "2026-01-01", "2026-04-01"),
        ("week", "2026-11-05", "2026-11-02", "2026-11-09"),
        ("quarter", "2026-11-05", "2026-10-01", "2027-01-01"),
        ("1y", "2026-03-05", "2026-01-01", "2027-01-01"),
        ("year", "2026-03-05", "2026-01-01", "2027-01-01"),
    ],
)
def test_windows_lie_end_to_end(window: str, on: str, starts: str, next_one: str) -> None:
    assert (day(starts), day(next_one)) == (window_start(window, day(on)), next_window_start(window, day(on)))


@pytest.mark.parametrize(
    ("zone", "on", "time", "expected"),
    [
        ("Asia/Shanghai", "2026-03-05", "00:05", "2026-03-05T00:05:00+08:00"),
        ("Europe/London", "2026-03-29", "00:05", "2026-03-29T00:05:00+00:00"),
        ("Europe/London", "2026-03-29", "09:00", "2026-03-29T09:00:00+01:00"),
        ("Europe/London", "2026-10-25", "09:00", "2026-10-25T09:00:00+00:00"),
        ("America/Sao_Paulo", "2018-11-04", "00:05", "2018-11-04T01:05:00-02:00"),
        ("Europe/Berlin", "2026-03-29", "02:30", "2026-03-29T03:30:00+02:00"),
    ],
)
def test_a_time_of_day_is_the_merchants_whatever_the_clocks_do(zone: str, on: str, time: str, expected: str) -> None:
    at = instant_of(Zone(zone), day(on), time)

    assert expected == Zone(zone).datetime_of(at).isoformat()
