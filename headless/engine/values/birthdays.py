"""Birthdays: 29 February counts on 28 February in other years."""

from datetime import date


def birthday_in_year(month: int, day_of_month: int, year: int) -> int:
    """Return the local day of the birthday in a year."""
    if (month, day_of_month) == (2, 29):
        try:
            return date(year, 2, 29).toordinal()
        except ValueError:
            return date(year, 2, 28).toordinal()
    return date(year, month, day_of_month).toordinal()


def next_birthday(month: int, day_of_month: int, today: int) -> int:
    """Return the next day, today included, on which the birthday falls."""
    year = date.fromordinal(today).year
    birthday = birthday_in_year(month, day_of_month, year)
    return birthday if birthday >= today else birthday_in_year(month, day_of_month, year + 1)
