"""Local days in every kind of zone: summer time, midnights that are missing or come twice, a day that never was."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headless.engine.values.zones import Zone
from headless.errors import Invalid
from tests.engine.people import day

HOUR_US = 3_600_000_000
NAMES = (
    "UTC", "Europe/London", "Asia/Shanghai", "America/New_York", "America/Sao_Paulo", "Asia/Beirut", "Africa/Cairo",
    "America/Havana", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "America/St_Johns", "Pacific/Kiritimati",
)  # fmt: skip
INSTANTS = st.integers(0, 2_500_000_000_000_000)


def instant(text: str) -> int:
    """Microseconds since 1970 of an ISO time."""
    return int((datetime.fromisoformat(text) - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()) * 1_000_000


@given(name=st.sampled_from(NAMES), at=INSTANTS)
def test_every_instant_lies_in_its_day(name: str, at: int) -> None:
    zone = Zone(name)
    local = zone.day_of(at)

    assert zone.start_of(local) <= at < zone.start_of(local + 1)


@given(name=st.sampled_from(NAMES[:-2]), at=INSTANTS)
def test_the_day_is_the_date_on_the_wall(name: str, at: int) -> None:
    zone = Zone(name)

    assert zone.datetime_of(at).date().toordinal() == zone.day_of(at)


@pytest.mark.parametrize(
    ("name", "on", "starts", "hours"),
    [
        ("Europe/London", day(2026, 3, 29), "2026-03-29T00:00:00+00:00", 23),
        ("Europe/London", day(2026, 10, 25), "2026-10-24T23:00:00+00:00", 25),
        ("America/Sao_Paulo", day(2018, 11, 4), "2018-11-04T03:00:00+00:00", 23),  # midnight is missing
        ("America/Havana", day(2026, 11, 1), "2026-11-01T04:00:00+00:00", 25),  # midnight comes twice
        ("Asia/Shanghai", day(2026, 1, 1), "2025-12-31T16:00:00+00:00", 24),
    ],
)
def test_a_day_starts_and_lasts_as_the_zone_has_it(name: str, on: int, starts: str, hours: int) -> None:
    zone = Zone(name)

    assert instant(starts) == zone.start_of(on)
    assert hours * HOUR_US == zone.start_of(on + 1) - zone.start_of(on)


def test_the_day_that_samoa_left_out_has_no_length() -> None:
    apia = Zone("Pacific/Apia")
    missing = day(2011, 12, 30)

    assert apia.start_of(missing) == apia.start_of(missing + 1)
    assert missing + 1 == apia.day_of(apia.start_of(missing))


def test_a_minute_of_tomorrow_that_is_taken_back_belongs_to_today() -> None:
    newfoundland = Zone("America/St_Johns")
    midnight = newfoundland.start_of(day(2006, 10, 29))

    assert newfoundland.datetime_of(midnight).isoformat() == "2006-10-29T00:00:00-03:30"
    assert day(2006, 10, 28) == newfoundland.day_of(midnight - 1)


def test_a_last_microsecond_is_still_yesterday() -> None:
    london = Zone("Europe/London")
    midnight = london.start_of(day(2026, 7, 1))

    assert (day(2026, 6, 30), day(2026, 7, 1)) == (london.day_of(midnight - 1), london.day_of(midnight))


@pytest.mark.parametrize("name", ["Europe/Nowhere", "", "../etc/passwd", "Europe", "\0"])
def test_an_unknown_zone_is_named(name: str) -> None:
    with pytest.raises(Invalid) as refused:
        Zone(name)

    assert refused.value.code == "INVALID_TIME_ZONE"
    assert repr(name) in refused.value.message


def test_zones_are_equal_by_name_and_never_change() -> None:
    london = Zone("Europe/London")

    assert {london} == {london, Zone("Europe/London")}
    assert Zone("UTC") != london
    with pytest.raises(AttributeError, match="immutable"):
        london.name = "UTC"
