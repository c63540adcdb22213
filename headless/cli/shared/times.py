"""Times on the command line."""

from datetime import UTC, date, datetime, timedelta

from headless.engine.values.zones import Zone, in_range
from headless.errors import Invalid
from headless.messages import Message

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def instant(text: str) -> int:
    """Read an ISO time with its offset as microseconds. Raise Invalid, naming the text, if it is not one."""
    try:
        given = datetime.fromisoformat(text)
    except ValueError:
        raise Invalid(
            Message("{text!r} is not a time: write 2011-12-09T23:59:59Z", text=text), code="INVALID_TIME"
        ) from None
    if given.tzinfo is None:
        raise Invalid(
            Message("{text!r} has no offset: add Z for UTC, or such as +01:00", text=text), code="INVALID_TIME"
        )
    instant_us = (given - _EPOCH) // timedelta(microseconds=1)
    if not in_range(instant_us):
        raise Invalid(
            Message("{text!r} is out of range: give a time from 1900 to 9000", text=text), code="INVALID_TIME"
        )
    return instant_us


def day_or_instant(text: str, time_zone: str) -> int:
    """Read a day, which means its start, or a time with its offset. Raise Invalid, naming the text, if it is neither."""
    try:
        return Zone(time_zone).start_of(date.fromisoformat(text).toordinal())
    except ValueError:
        return instant(text)


def shown(at: int, time_zone: str) -> str:
    """Return an instant in a time zone as ISO text with its offset."""
    return Zone(time_zone).datetime_of(at).isoformat()
