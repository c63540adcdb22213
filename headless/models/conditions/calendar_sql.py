"""Calendar parts of a day number (`date.toordinal()`), as SQL."""

from headless.models.conditions.sql import Dialect

# SQLite counts Julian days, PostgreSQL adds days to a date; both calendars are the proleptic Gregorian one.
_SQLITE = "CAST(strftime('{part}', {day} + 1721424.5) AS INTEGER)"
_POSTGRES = "EXTRACT({part} FROM DATE '0001-01-01' + ({day} - 1))::integer"
_SQLITE_PARTS = {"YEAR": "%Y", "MONTH": "%m", "DAY": "%d"}


def birthday_number(day: str, dialect: Dialect) -> str:
    """Month × 100 + day of the month."""
    return f"({_part('MONTH', day, dialect)} * 100 + {_part('DAY', day, dialect)})"


def month_number(day: str, dialect: Dialect) -> str:
    """Year × 12 + month, from 0: the number of a month as streaks count them."""
    return f"({_part('YEAR', day, dialect)} * 12 + {_part('MONTH', day, dialect)} - 1)"


def _part(part: str, day: str, dialect: Dialect) -> str:
    if dialect == "sqlite":
        return _SQLITE.format(part=_SQLITE_PARTS[part], day=day)
    return _POSTGRES.format(part=part, day=day)
