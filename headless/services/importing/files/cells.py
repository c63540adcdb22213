"""From the text of a cell to a number, an instant or a day."""

import re
from datetime import UTC, datetime, time, timedelta, tzinfo
from decimal import Decimal
from unicodedata import normalize

from headless.engine.values.spelling import spelled
from headless.engine.values.zones import in_range
from headless.messages import Message
from headless.services.importing.files.csv_file import shown, unmarked
from headless.services.importing.files.file_format import PLAIN, FileFormat
from headless.services.importing.files.problems import Unreadable

WHOLE_DIGITS, DECIMALS = 16, 12
_NUMBER = re.compile(r"[+-]?[0-9]{1,16}(\.[0-9]{1,12})?", re.ASCII)
_LONG = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?", re.ASCII)
_CURRENCY = re.compile(r"[$€£¥₩₽₹฿₫₴₺₪元円]|\b[A-Z]{2,3}\$|\b[A-Z]{3}\b|(?<=\d)\s*[A-Z]{3}$|^[A-Z]{3}\s*(?=[\d-])")
_GROUPS = {mark: re.compile(rf"[0-9]{{1,3}}(?:[{other} ' ][0-9]{{2,3}})*[{other} ' ][0-9]{{3}}(?:[{mark}][0-9]+)?")
           for mark, other in ((".", ","), (",", "."))}  # fmt: skip
_OFFSET = re.compile(r" (?=(?:[+-]\d\d:?\d\d|Z)$)")
_UTC = re.compile(r"(?<=[\dAPM]) ?(?:UTC|GMT|Z)$")
_BREAKS = re.compile(r"\s*[\t-\r]\s*")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_DAY = timedelta(days=1)
_GUESSES = (
    "%Y-%m-%d", "%Y/%m/%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y.%m.%d", "%Y年%m月%d日", "%m/%d/%y",
    "%d/%m/%y", "%d.%m.%y", "%d %b %Y", "%b %d, %Y", "%B %d, %Y", "%d %B %Y", "%d-%b-%Y", "%d-%b-%y",
)  # fmt: skip
_TIMES = (
    "", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p", ", %H:%M", ", %H:%M:%S", ", %I:%M %p", ", %I:%M:%S %p",
)  # fmt: skip


def number(text: str, what: str, form: FileFormat = PLAIN) -> Decimal:
    """Read an exact decimal. Raise Unreadable if it is not one."""
    text = unmarked(text.strip())
    plain = text if form.decimal is None else _plain(text, form.decimal)
    if _NUMBER.fullmatch(plain):
        return Decimal(plain)
    if _LONG.fullmatch(plain):
        message = Message(
            "{what} {text} is too long: at most {whole_digits} digits and {decimals} decimals",
            what=what,
            text=shown(text),
            whole_digits=WHOLE_DIGITS,
            decimals=DECIMALS,
        )
        raise Unreadable("number too large", message)
    message = Message("{what} {text} is not a plain number such as 12.50", what=what, text=shown(text))
    if form.decimal is not None:
        message = Message(
            "{what} {text} is not a number with the decimal mark {decimal}",
            what=what,
            text=shown(text),
            decimal=form.decimal,
        )
    elif re.search(r"\d", text):
        message += Message(
            "; if amounts have signs of currency or separators of thousands, say --decimal . or --decimal ,"
        )
    raise Unreadable("not a number", message)


def _plain(text: str, mark: str) -> str:
    """Return an amount without its currency and its separators of thousands, with a decimal point."""
    wide = normalize("NFKC", text)
    amount = _CURRENCY.sub("", wide).replace("\N{MINUS SIGN}", "-").strip()
    if amount.startswith("(") and amount.endswith(")"):
        amount = f"-{amount[1:-1].strip()}"
    sign = amount[0] if amount[:1] in ("+", "-") else ""
    digits = amount.removeprefix(sign).strip()
    if _GROUPS[mark].fullmatch(digits):
        digits = re.sub(rf"[^0-9{mark}]", "", digits)
    elif mark == "," and "." in digits:
        return text
    return f"{sign}{digits.replace(mark, '.')}"


def one_line(text: str) -> str:
    """Return a text in one line: breaks and tabs are blanks."""
    return text if text.isprintable() else _BREAKS.sub(" ", text)


def canonical(amount: Decimal) -> str:
    """Return an amount as text, the same for equal amounts: 100 for 100.0."""
    return format(amount.normalize() + 0, "f")


def instant(text: str, zone: tzinfo, what: str = "time", form: FileFormat = PLAIN) -> int:
    """Read a time as microseconds since 1970 UTC. Without an offset it is local to `zone`.

    Raise Unreadable if it is not one.
    """
    text = unmarked(text.strip())
    try:
        given = _moment(text, form)
        aware = given if given.tzinfo is not None else given.replace(tzinfo=zone)
        instant_us = (aware - _EPOCH) // _MICROSECOND
    except (ValueError, OverflowError):
        message = Message(
            "{what} {text} is not a time such as 2026-01-31 12:00:00 or 2026-01-31T12:00:00Z",
            what=what,
            text=shown(text),
        )
        raise Unreadable("not a time", message + _hint(text, form)) from None
    if not in_range(instant_us):
        message = Message(
            "{what} {text} lies outside the years 1900 to 9000; leave it empty for what never ends",
            what=what,
            text=shown(text),
        )
        raise Unreadable("time out of range", message)
    return instant_us


def after_last_day(text: str, zone: tzinfo, what: str, form: FileFormat = PLAIN) -> int:
    """Read a last day as the instant at which the next one begins. A time of day that is not midnight stands for itself.

    Raise Unreadable if it is neither.
    """
    at = instant(text, zone, what, form)
    given = _moment(unmarked(text.strip()), form)
    if given.time() != time.min or given.tzinfo is not None:
        return at
    try:
        return (datetime.combine(given.date() + _DAY, time.min, zone) - _EPOCH) // _MICROSECOND
    except OverflowError:
        raise Unreadable(
            "time out of range", Message("{what} {text} lies too far ahead", what=what, text=shown(text))
        ) from None


def day(text: str, what: str, form: FileFormat = PLAIN) -> int:
    """Read a day as its ordinal. Raise Unreadable if it is not one."""
    text = unmarked(text.strip())
    try:
        given = _moment(text, form)
        if given.time() != time.min:
            raise ValueError(text)
    except ValueError:
        message = Message("{what} {text} is not a day such as 2026-01-31", what=what, text=shown(text))
        raise Unreadable("not a date", message + _hint(text, form)) from None
    if not 1900 <= given.year < 9000:
        message = Message(
            "{what} {text} lies outside the years 1900 to 8999; leave it empty for what never ends",
            what=what,
            text=shown(text),
        )
        raise Unreadable("date out of range", message)
    return given.toordinal()


def _moment(text: str, form: FileFormat) -> datetime:
    """Read a day or a time by the formats that were said, or in ISO 8601. Raise ValueError if two of them differ."""
    if not form.date_formats:
        return _iso(text)
    readings = {given for pattern in form.date_formats if (given := _by(text, pattern)) is not None}
    if len(readings) > 1:
        raise ValueError("more than one reading")
    return readings.pop() if readings else _iso(text)


def _iso(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return datetime.fromisoformat(_OFFSET.sub("", _UTC.sub("+00:00", text)))


def _by(text: str, pattern: str) -> datetime | None:
    """Read a time by a format, None if it is not in it. What ends with UTC, GMT or Z is, and no other name of a zone is known."""
    plain = normalize("NFKC", spelled(text))
    try:
        given = datetime.strptime(plain, pattern)  # noqa: DTZ007
    except ValueError:
        return None
    if given.tzinfo is not None:
        return given
    if _UTC.search(plain) is not None:
        return given.replace(tzinfo=UTC)
    return None if "%Z" in pattern else given


def _hint(text: str, form: FileFormat) -> Message:
    """Return what to say so that a day or a time like this one is read, if one knows."""
    readings = {pattern: given for pattern in form.date_formats if (given := _by(text, pattern)) is not None}
    if len(readings) > 1:
        shown_ = " / ".join(map(repr, readings))
        return Message("; --date-format {readings} read it as different days: say one of them", readings=shown_)
    zone = " %Z" if text.endswith((" UTC", " GMT")) else ""
    patterns = [day + time_ + zone for day in _GUESSES for time_ in _TIMES]
    fitting = [pattern for pattern in patterns if _by(text, pattern) is not None]
    if fitting:
        said = " or ".join(f"--date-format '{pattern}'" for pattern in fitting)
        return Message("; say how it is written: {said}", said=said)
    if re.fullmatch(r"\d{5}(?:[.,]\d+)?", text, re.ASCII):
        return Message(
            "; it is the number by which a spreadsheet counts days: show the column as a date and save the file again"
        )
    return Message("; if the file writes it in another way, say how with --date-format, as in '%d/%m/%Y %H:%M'")
