"""From the text of a cell to a number, an instant or a day."""

import re
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal

from headless.engine.values.zones import in_range
from headless.services.importing.files.csv_file import shown
from headless.services.importing.files.problems import Unreadable

WHOLE_DIGITS, DECIMALS = 16, 12
_NUMBER = re.compile(r"[+-]?[0-9]{1,16}(\.[0-9]{1,12})?", re.ASCII)
_LONG = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def number(text: str, what: str) -> Decimal:
    """Read an exact decimal. Raise Unreadable if it is not one."""
    text = text.strip()
    if _NUMBER.fullmatch(text):
        return Decimal(text)
    if _LONG.fullmatch(text):
        message = f"{what} {shown(text)} is too long: at most {WHOLE_DIGITS} digits and {DECIMALS} decimals"
        raise Unreadable("number too large", message)
    raise Unreadable("not a number", f"{what} {shown(text)} is not a plain number such as 12.50")


def instant(text: str, zone: tzinfo, what: str = "time") -> int:
    """Read a time in ISO 8601 as microseconds since 1970 UTC. Without an offset it is local to `zone`.

    Raise Unreadable if it is not one.
    """
    text = text.strip()
    try:
        given = datetime.fromisoformat(text)
        aware = given if given.tzinfo is not None else given.replace(tzinfo=zone)
        instant_us = (aware - _EPOCH) // _MICROSECOND
    except (ValueError, OverflowError):
        message = f"{what} {shown(text)} is not a time such as 2026-01-31 12:00:00 or 2026-01-31T12:00:00Z"
        raise Unreadable("not a time", message) from None
    if not in_range(instant_us):
        message = f"{what} {shown(text)} lies outside the years 1900 to 9000; leave it empty for what never ends"
        raise Unreadable("time out of range", message)
    return instant_us


def day(text: str, what: str) -> int:
    """Read a day such as 2026-01-31 as its ordinal. Raise Unreadable if it is not one."""
    try:
        given = date.fromisoformat(text.strip())
    except ValueError:
        raise Unreadable("not a date", f"{what} {shown(text)} is not a day such as 2026-01-31") from None
    if not 1900 <= given.year < 9000:
        message = f"{what} {shown(text)} lies outside the years 1900 to 8999; leave it empty for what never ends"
        raise Unreadable("date out of range", message)
    return given.toordinal()
