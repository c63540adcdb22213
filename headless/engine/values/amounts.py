"""Amounts: whole units inside, exact decimals outside. No float anywhere."""

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from headless.errors import Invalid
from headless.messages import Message

MOST_UNITS = 2**63 - 1
ZEROS = tuple(f"0.{'0' * places}" for places in range(41))
"""Nothing, with so many decimals."""

_LONGEST_DIGITS = 40
_PLAUSIBLE = Decimal(10**9)
_HARDLY = -_PLAUSIBLE
_PLAIN = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)


def to_units(value: Decimal | int | str, decimals: int, *, exact: bool = True) -> int:
    """Return the amount in its smallest unit. Without `exact`, cut off toward zero what does not fit.

    Raises:
        Invalid: With code INVALID_AMOUNT (a float, or no plain finite number), AMOUNT_NOT_EXACT or AMOUNT_TOO_LARGE.
    """
    if type(value) is Decimal and value.is_finite() and _HARDLY < value < _PLAUSIBLE:
        quick = int(value.scaleb(decimals))
        if Decimal(quick).scaleb(-decimals) == value:
            return quick
    sign, digits, exponent = _parts(value)
    shift = exponent + decimals
    if digits == 0:
        return 0
    if shift >= 0:
        units = digits * 10**shift if shift <= _LONGEST_DIGITS else MOST_UNITS + 1
    else:
        units, lost = divmod(digits, 10 ** min(-shift, _LONGEST_DIGITS + 1))
        if exact and lost:
            raise Invalid(
                Message("{value} has more than {decimals} decimals: round it first", value=value, decimals=decimals)
                if decimals
                else Message("{value} has more than 0 decimals: round it first", value=value),
                code="AMOUNT_NOT_EXACT",
            )
    return _checked(sign * units, value)


def from_units(units: int, decimals: int) -> Decimal:
    """Return the exact decimal amount, with `decimals` places."""
    return Decimal(text_of(units, decimals))


def text_of(units: int, decimals: int) -> str:
    """Return the exact decimal text, with `decimals` places: 9950 with 2 is "99.50"."""
    if decimals == 0:
        return str(units)
    if units == 0:
        return ZEROS[decimals]
    digits = str(abs(units)).rjust(decimals + 1, "0")
    return f"{'-' if units < 0 else ''}{digits[:-decimals]}.{digits[-decimals:]}"


def floor_units(value: Fraction | Decimal | int, decimals: int) -> int:
    """Return the amount in its smallest unit, rounded toward zero.

    Raises:
        Invalid: As `to_units` does.
    """
    if not isinstance(value, Fraction):
        return to_units(value, decimals, exact=False)
    scaled = abs(value.numerator) * 10**decimals // value.denominator
    return _checked(-scaled if value < 0 else scaled, value)


def shares(units: int, weights: Sequence[Fraction | int]) -> list[int]:
    """Return an amount split in proportion to weights, by largest remainder. The shares add up to it.

    Each share is rounded down. What is left goes to the largest remainders, the first of equals first. The weights must not add
    up to 0.
    """
    whole = sum(weights)
    split = [units * weight // whole for weight in weights]
    left = units - sum(split)
    if left:
        remainders = [units * weight % whole for weight in weights]
        # a reversed sort leaves equals in their order, too
        for place in sorted(range(len(split)), key=remainders.__getitem__, reverse=True)[:left]:
            split[place] += 1
    return split


def part_of(units: int, percent: Decimal) -> int:
    """Return a percentage of an amount, half a unit rounded up."""
    numerator, denominator = percent.as_integer_ratio()
    return (2 * units * numerator + 100 * denominator) // (200 * denominator)


def _parts(value: Decimal | int | str) -> tuple[int, int, int]:
    """Return the sign, the digits as a number, and the exponent of ten."""
    if isinstance(value, str):
        if len(value) > _LONGEST_DIGITS or _PLAIN.fullmatch(value) is None:
            raise _not_an_amount(value[: _LONGEST_DIGITS + 1])
        whole, _, places = value.partition(".")
        return (-1 if whole.startswith("-") else 1), abs(int(whole + places)), -len(places)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise _not_an_amount(value)
    if isinstance(value, int):
        return (-1 if value < 0 else 1), abs(value), 0
    sign, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int) or len(digits) > _LONGEST_DIGITS:
        raise _not_an_amount(value)
    return (-1 if sign else 1), int("".join(map(str, digits))), exponent


def _checked(units: int, value: object) -> int:
    if abs(units) > MOST_UNITS:
        raise Invalid(
            Message("{value} is too large: an amount must fit 63 bits in its smallest unit", value=value),
            code="AMOUNT_TOO_LARGE",
        )
    return units


def _not_an_amount(value: object) -> Invalid:
    return Invalid(
        Message('{value!r} is not an amount: write an exact decimal such as "99.50"', value=value),
        code="INVALID_AMOUNT",
    )
