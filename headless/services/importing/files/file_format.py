"""How a file is written: its characters, and what it says by a date or an amount. It is said by who imports, never guessed."""

import codecs
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from headless.engine.texts.languages import ENGLISH
from headless.errors import Invalid
from headless.messages import Message

UTF8 = "utf-8"
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|", "\\t": "\t"}
_TRIED = datetime(2026, 11, 30, 23, 59, 58, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class FileFormat:
    """How a file is written. date_formats: as `strptime` takes them. decimal: the mark before the decimals of amounts.

    header_line: the number of the line that names the columns. fill_down: lines without an order's number belong to the order
    above. trust_identifiers: suspicious ones are taken, too. lang: the language of the reasons in the file of rejected lines.

    Without `decimal` only plain numbers such as 1299.00 are taken, without `date_formats` only days and times in ISO 8601.
    """

    encoding: str = UTF8
    delimiter: str = ","
    date_formats: tuple[str, ...] = ()
    decimal: str | None = None
    fill_down: bool = False
    header_line: int = 1
    trust_identifiers: bool = False
    lang: str = ENGLISH


PLAIN = FileFormat()


def read_format(
    encoding: str | None = None,
    delimiter: str | None = None,
    date_formats: Sequence[str] = (),
    decimal: str | None = None,
) -> FileFormat:
    """Return the format that options describe. Raise Invalid if one of them cannot be used."""
    try:
        known = codecs.lookup(encoding or UTF8).name
        "1,2".encode(known).decode(known)
    except (LookupError, UnicodeError, TypeError):
        message = Message(
            "--encoding {encoding!r} is not known; use utf-8, gb18030, big5, shift_jis, windows-1252 or utf-16",
            encoding=encoding,
        )
        raise Invalid(message, code="UNKNOWN_ENCODING") from None
    mark = DELIMITERS.get(delimiter or ",", delimiter or ",")
    if len(mark) != 1 or mark in '"\r\n' or mark.isalnum():
        message = Message("--delimiter {delimiter!r} is not one character; use , or ; or tab", delimiter=delimiter)
        raise Invalid(message, code="INVALID_DELIMITER")
    if decimal not in (None, ".", ","):
        raise Invalid(
            Message("--decimal {decimal!r} is not known; use . or ,", decimal=decimal), code="INVALID_DECIMAL"
        )
    for pattern in date_formats:
        _check(pattern)
    return FileFormat(known, mark, tuple(date_formats), decimal)


def _check(pattern: str) -> None:
    try:
        again = datetime.strptime(_TRIED.strftime(pattern), pattern)  # noqa: DTZ007
    except ValueError:
        again = None
    if again is None or (again.year, again.month, again.day) != (_TRIED.year, _TRIED.month, _TRIED.day):
        message = Message(
            "--date-format {pattern!r} does not read a day; write it as in %d/%m/%Y or %m/%d/%Y %H:%M", pattern=pattern
        )
        raise Invalid(message, code="INVALID_DATE_FORMAT")
