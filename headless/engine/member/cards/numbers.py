"""Numbers of cards: sixteen digits, the last of which checks the others."""

from collections.abc import Callable
from unicodedata import digit, normalize

NUMBER_DIGITS, PIN_DIGITS, SHOWN_DIGITS = 16, 6, 4
_LEAST = 10 ** (NUMBER_DIGITS - 2)


def new_number(below: Callable[[int], int]) -> str:
    """Return a number that says nothing of any other. below: draws a whole number below its argument.

    It does not begin with 0, which spreadsheets would drop.
    """
    body = str(_LEAST + below(9 * _LEAST))
    return body + check_digit(body)


def new_pin(below: Callable[[int], int]) -> str:
    """Return a PIN."""
    return str(below(10**PIN_DIGITS)).zfill(PIN_DIGITS)


def check_digit(body: str) -> str:
    """Return the digit that checks the digits before it, by Luhn's method."""
    total = 0
    for place, letter in enumerate(reversed(body)):
        doubled = int(letter) * (1 if place % 2 else 2)
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % 10)


def normal_number(text: str) -> str:
    """Return a number or a PIN as it is stored: its digits alone, whatever stands between them."""
    plain = text if text.isascii() else normalize("NFKC", text)
    return "".join(str(digit(letter)) for letter in plain[:100] if letter.isdigit())


def is_number(text: str) -> bool:
    """Return True if a text, in its normal form, can be the number of a card."""
    return len(text) == NUMBER_DIGITS and check_digit(text[:-1]) == text[-1]


def masked(number: str) -> str:
    """Return a number with all but its last digits hidden."""
    return "•" * (NUMBER_DIGITS - SHOWN_DIGITS) + number[-SHOWN_DIGITS:]
