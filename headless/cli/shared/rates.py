"""Rate limits as they are typed and printed."""

from typing import TYPE_CHECKING

from headless.errors import Invalid
from headless.messages import Message

if TYPE_CHECKING:
    from headless.services.rates.rates import Rate

OFF = "off"


def rate_of(per_second: int | None, burst: int | None, per_day: int | None) -> "Rate | None":
    """Return the rate of options, None if there are none. Raise Invalid for numbers that cannot be."""
    from headless.services.rates.rates import Rate

    if per_second is None and (burst is not None or per_day is not None):
        raise Invalid(Message("--burst and --per-day need --rate"), code="INVALID_RATE_LIMIT")
    return None if per_second is None else Rate.of(per_second, burst, per_day)


def read_rate(typed: str, burst: int | None, per_day: int | None) -> "Rate | None":
    """Return the rate of an argument and options, None if it is off. Raise Invalid for what is no number."""
    if typed.strip().lower() == OFF:
        return None
    if not typed.isdecimal():
        raise Invalid(
            Message("{typed!r} is no number of points; give 200 or off", typed=typed[:40]), code="INVALID_RATE_LIMIT"
        )
    return rate_of(int(typed[:9]), burst, per_day)


def typed_again(rate: "Rate | None") -> str:
    """Return a rate as it is typed, in every language."""
    if rate is None:
        return OFF
    daily = "" if rate.per_day is None else f" --per-day {rate.per_day}"
    return f"{rate.per_second} --burst {rate.burst}{daily}"
