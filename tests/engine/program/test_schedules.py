"""Windows laid end to end, and local times of day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headless.engine.program.schedules import RunTimes, check_cron, instant_of, next_window_start, window_start
from headless.engine.values.zones import SECOND_US, Zone
from tests.kit.program import instant


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


@pytest.mark.parametrize(
    ("zone", "cron", "since", "expected"),
    [
        ("Asia/Shanghai", "0 9 * * MON", "2026-03-05T00:00", "2026-03-09T09:00:00+08:00"),
        ("Asia/Shanghai", "0 9 * * MON", "2026-03-09T09:00", "2026-03-09T09:00:00+08:00"),
        ("Asia/Shanghai", "0 9 * * MON", "2026-03-09T09:01", "2026-03-16T09:00:00+08:00"),
        ("Asia/Shanghai", "0 0 L * *", "2026-02-03T00:00", "2026-02-28T00:00:00+08:00"),
        ("Asia/Shanghai", "*/20 8-9 * * *", "2026-03-05T08:41", "2026-03-05T09:00:00+08:00"),
        ("Asia/Shanghai", "0 0 29 2 *", "2026-03-05T00:00", "2028-02-29T00:00:00+08:00"),
        ("Europe/Berlin", "30 2 * * *", "2026-03-28T12:00", "2026-03-29T03:00:00+02:00"),
        ("Europe/Berlin", "30 2 * * *", "2026-10-24T12:00", "2026-10-25T02:30:00+02:00"),
        ("Europe/Berlin", "30 2 * * *", "2026-10-25T03:00", "2026-10-26T02:30:00+01:00"),
    ],
)
def test_a_cron_expression_is_read_in_the_merchants_zone(zone: str, cron: str, since: str, expected: str) -> None:
    local = Zone(zone)
    at = RunTimes("00:05", cron).first(local, instant(local, since))

    assert at is not None
    assert expected == local.datetime_of(at).isoformat()


@given(
    cron=st.sampled_from(["0 9 * * MON", "*/7 * * * *", "15 0,23 1,15 * *", "30 2 * * SUN", "0 0 L * *", None]),
    zone=st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe"]),
    since=st.integers(0, 4_000_000_000),
)
def test_runs_follow_one_another_and_none_is_before_its_time(cron: str | None, zone: str, since: int) -> None:
    local, times = Zone(zone), RunTimes("02:15", cron)
    first = times.first(local, since * SECOND_US)
    assert first is not None
    following = times.first(local, first + 1)

    assert since * SECOND_US <= first
    assert first == times.first(local, first)
    assert following is not None
    assert first < following


@pytest.mark.parametrize(
    ("cron", "told"),
    [
        ("* * * *", "five fields"),
        ("0 0 0 * * *", "five fields"),
        ("60 * * * *", "minute"),
        ("0 0 30 2 *", "day-of-month"),
    ],
)
def test_what_is_no_cron_expression_is_named(cron: str, told: str) -> None:
    assert told in (check_cron(cron) or "")
    assert check_cron("0 9 * * MON") is None
