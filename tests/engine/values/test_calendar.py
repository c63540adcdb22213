"""Windows look back, durations look forward, in the merchant's days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headless.engine.values.calendar import next_boundary, parse_duration, parse_validity, parse_window
from headless.errors import Invalid
from tests.engine.people import day

DAYS = st.integers(day(1970, 1, 1), day(2090, 12, 31))
WINDOWS = st.sampled_from(["1d", "30d", "365d", "1m", "3m", "12m", "1y", "4y", "week", "month", "quarter", "year"])


@pytest.mark.parametrize(
    ("window", "today", "first"),
    [
        ("30d", day(2026, 3, 30), day(2026, 3, 1)),
        ("1d", day(2026, 3, 30), day(2026, 3, 30)),
        ("3m", day(2026, 3, 15), day(2025, 12, 16)),
        ("1y", day(2026, 3, 15), day(2025, 3, 16)),
        ("1m", day(2026, 3, 31), day(2026, 3, 1)),
        ("1y", day(2028, 2, 29), day(2027, 3, 1)),
        ("week", day(2026, 5, 20), day(2026, 5, 18)),
        ("week", day(2026, 5, 18), day(2026, 5, 18)),
        ("week", day(2026, 5, 24), day(2026, 5, 18)),
        ("month", day(2026, 5, 20), day(2026, 5, 1)),
        ("quarter", day(2026, 5, 20), day(2026, 4, 1)),
        ("year", day(2026, 5, 20), day(2026, 1, 1)),
    ],
)
def test_a_window_begins_where_the_semantics_say(window: str, today: int, first: int) -> None:
    assert first == parse_window(window).first_day(today)


@pytest.mark.parametrize(
    ("start", "duration", "end"),
    [
        (day(2026, 1, 31), "30d", day(2026, 3, 2)),
        (day(2028, 1, 31), "30d", day(2028, 3, 1)),
        (day(2026, 1, 31), "1m", day(2026, 2, 28)),
        (day(2028, 2, 29), "1y", day(2029, 2, 28)),
        (day(2026, 11, 30), "3m", day(2027, 2, 28)),
        (day(2026, 12, 15), "1m", day(2027, 1, 15)),
    ],
)
def test_a_duration_is_added_to_the_day(start: int, duration: str, end: int) -> None:
    assert end == parse_duration(duration).after(start)


@given(window=WINDOWS, on=DAYS)
def test_a_day_leaves_a_window_exactly_once(window: str, on: int) -> None:
    parsed = parse_window(window)
    leaves = parsed.leaves_on(on)

    assert parsed.first_day(leaves - 1) <= on < parsed.first_day(leaves)


@given(window=WINDOWS, on=DAYS)
def test_a_window_never_moves_back(window: str, on: int) -> None:
    parsed = parse_window(window)

    assert parsed.first_day(on) <= parsed.first_day(on + 1) <= on + 1


@given(count=st.integers(1, 400), on=DAYS)
def test_before_undoes_after_for_days(count: int, on: int) -> None:
    duration = parse_duration(f"{count}d")

    assert on == duration.before(duration.after(on))


@pytest.mark.parametrize(
    ("earned", "swept"),
    [(day(2026, 1, 1), day(2026, 4, 1)), (day(2026, 1, 2), day(2026, 7, 1))],
)
def test_points_of_ninety_days_go_at_the_first_quarter_after(earned: int, swept: int) -> None:
    assert swept == next_boundary("QUARTER", parse_duration("90d").after(earned))


def test_a_boundary_may_be_the_day_itself() -> None:
    boundaries = [next_boundary(period, day(2026, 12, 1)) for period in ("WEEK", "MONTH", "QUARTER", "YEAR")]

    assert [day(2026, 12, 7), day(2026, 12, 1), day(2027, 1, 1), day(2027, 1, 1)] == boundaries


def test_a_month_window_is_empty_of_the_last_month_on_the_first() -> None:
    window = parse_window("month")
    leaving = [window.leaves_on(on.toordinal()) for on in (date(2026, 1, 1), date(2026, 1, 31))]

    assert [day(2026, 2, 1)] * 2 == leaving


@pytest.mark.parametrize("text", ["", "30", "d30", "0d", "-1d", "30D", "1w", "٣d", "1.5m", "99999d", "101y", None, 30])
def test_what_is_no_duration_is_refused_by_name(text: object) -> None:
    with pytest.raises(Invalid) as refused:
        parse_duration(text)

    assert refused.value.code == "INVALID_DURATION"
    assert repr(text) in refused.value.message


@pytest.mark.parametrize(
    ("validity", "since", "end"),
    [
        ("1y", day(2026, 5, 3), day(2027, 5, 3)),
        ("year", day(2026, 5, 3), day(2027, 1, 1)),
        ("year", day(2026, 1, 1), day(2027, 1, 1)),
        ("year+1y", day(2026, 1, 1), day(2028, 1, 1)),
        ("year+1y", day(2026, 12, 31), day(2028, 1, 1)),
        ("quarter+1m", day(2026, 5, 3), day(2026, 7, 1)),
        ("quarter+1m", day(2026, 6, 3), day(2026, 10, 1)),
        ("week", day(2026, 11, 30), day(2026, 12, 7)),
        ("anniversary", day(2026, 2, 27), day(2026, 2, 28)),
        ("anniversary", day(2026, 2, 28), day(2027, 2, 28)),
        ("anniversary", day(2027, 3, 1), day(2028, 2, 29)),
        ("anniversary+6m", day(2026, 9, 1), day(2028, 2, 29)),
        ("anniversary", day(2024, 2, 29), day(2025, 2, 28)),
    ],
)
def test_a_tier_lasts_a_while_or_until_a_boundary(validity: str, since: int, end: int) -> None:
    assert end == parse_validity(validity).end(since, joined_on=day(2024, 2, 29))
    assert validity == str(parse_validity(validity))


@given(
    validity=st.sampled_from(
        ["30d", "week", "month+7d", "quarter", "year", "year+1y", "anniversary", "anniversary+6m"]
    ),
    on=DAYS,
    member_for=st.integers(0, 20_000),
)
def test_a_tier_always_ends_after_it_begins(validity: str, on: int, member_for: int) -> None:
    parsed = parse_validity(validity)

    assert on < parsed.end(on, on - member_for) <= parsed.end(on + 1, on - member_for)


@pytest.mark.parametrize("text", ["", "years", "year+", "year+1w", "1y+year", "year+year", "anniversary ", None, 30])
def test_what_is_no_validity_is_refused_by_name(text: object) -> None:
    with pytest.raises(Invalid) as refused:
        parse_validity(text)

    assert refused.value.code == "INVALID_DURATION"
    assert repr(text) in refused.value.message


@pytest.mark.parametrize("text", ["weeks", "Month", "30", None, 30.5])
def test_what_is_no_window_is_refused_by_name(text: object) -> None:
    with pytest.raises(Invalid) as refused:
        parse_window(text)

    assert refused.value.code == "INVALID_WINDOW"
    assert repr(text) in refused.value.message


@pytest.mark.parametrize("duration", ["30d", "1m", "100y"])
def test_a_duration_beyond_the_calendar_is_refused(duration: str) -> None:
    with pytest.raises(Invalid, match="year 9999"):
        parse_duration(duration).after(date.max.toordinal())


def test_windows_and_durations_are_written_as_they_are_read() -> None:
    texts = ["30d", "3m", "1y", "week", "month", "quarter", "year"]

    assert texts == [str(parse_window(text)) for text in texts]
    assert [str(parse_duration(text)) for text in texts[:3]] == ["30d", "3m", "1y"]


def test_a_window_knows_its_length() -> None:
    lengths = [(parse_window(text).days, parse_window(text).months) for text in ("90d", "3m", "2y", "month")]

    assert lengths == [(90, None), (None, 3), (None, 24), (None, None)]


def test_thirty_days_are_today_and_the_twenty_nine_before() -> None:
    today = date(2026, 3, 15)
    first = date.fromordinal(parse_window("30d").first_day(today.toordinal()))

    assert timedelta(29) == today - first
