"""Amounts are whole units inside and exact decimals outside; what does not fit is said, never rounded in silence."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headless.engine.values.amounts import MOST_UNITS, floor_units, from_units, text_of, to_units
from headless.errors import Invalid

UNITS = st.integers(-MOST_UNITS, MOST_UNITS)
DECIMALS = st.integers(0, 9)


@given(units=UNITS, decimals=DECIMALS)
def test_units_come_back_from_decimals_and_from_texts(units: int, decimals: int) -> None:
    assert units == to_units(from_units(units, decimals), decimals)
    assert units == to_units(text_of(units, decimals), decimals)
    assert text_of(units, decimals) == f"{from_units(units, decimals):f}"


@given(units=st.integers(-(10**16), 10**16), places=st.integers(0, 12), decimals=DECIMALS)
def test_a_decimal_is_what_its_text_is(units: int, places: int, decimals: int) -> None:
    value = Decimal(units).scaleb(-places)
    assert told(value, decimals) == told(f"{value:f}", decimals)


def told(value: Decimal | str, decimals: int) -> list[int | str]:
    """Return the units of an amount, exact and without what does not fit, or the codes of their refusals."""
    told: list[int | str] = []
    for exact in (True, False):
        try:
            told.append(to_units(value, decimals, exact=exact))
        except Invalid as fault:
            told.append(fault.code)
    return told


@pytest.mark.parametrize(
    ("value", "decimals", "units"),
    [
        ("99.50", 2, 9950),
        ("99.5", 2, 9950),
        ("-0.01", 2, -1),
        ("120", 0, 120),
        ("1.500", 1, 15),
        (3, 2, 300),
        (Decimal("1E+3"), 2, 100_000),
        (Decimal("0E-999999"), 2, 0),
        ("-0", 2, 0),
    ],
)
def test_an_amount_is_read_exactly(value: Any, decimals: int, units: int) -> None:
    assert units == to_units(value, decimals)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("1.005", "AMOUNT_NOT_EXACT"),
        (Decimal("1E-999999"), "AMOUNT_NOT_EXACT"),
        ("92233720368547758.08", "AMOUNT_TOO_LARGE"),
        (Decimal("1E+999999"), "AMOUNT_TOO_LARGE"),
        (10**30, "AMOUNT_TOO_LARGE"),
        (1.5, "INVALID_AMOUNT"),
        (True, "INVALID_AMOUNT"),
        (None, "INVALID_AMOUNT"),
        (Decimal("NaN"), "INVALID_AMOUNT"),
        (Decimal("-Infinity"), "INVALID_AMOUNT"),
        ("1e3", "INVALID_AMOUNT"),
        ("1_000", "INVALID_AMOUNT"),
        (" 1", "INVALID_AMOUNT"),
        ("１", "INVALID_AMOUNT"),
        ("9" * 5000, "INVALID_AMOUNT"),
        ("", "INVALID_AMOUNT"),
    ],
)
def test_what_is_no_amount_is_refused(value: Any, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        to_units(value, 2)

    assert code == refused.value.code


def test_the_largest_amount_is_sixty_three_bits() -> None:
    assert to_units("92233720368547758.07", 2) == MOST_UNITS


@pytest.mark.parametrize(("value", "units"), [("1.999", 199), ("-1.999", -199), ("0.009", 0)])
def test_without_exact_the_rest_is_cut_off(value: str, units: int) -> None:
    assert units == to_units(value, 2, exact=False)


@given(value=st.fractions(-(10**9), 10**9), decimals=DECIMALS)
def test_flooring_goes_toward_zero(value: Fraction, decimals: int) -> None:
    units = floor_units(value, decimals)

    assert abs(units) <= abs(value) * 10**decimals < abs(units) + 1
    assert units * value >= 0


def test_a_third_of_a_yuan_is_thirty_three_fen() -> None:
    assert [floor_units(value, 2) for value in (Fraction(1, 3), Fraction(-1, 3), Decimal("0.339"))] == [33, -33, 33]


def test_texts_keep_their_places() -> None:
    assert [text_of(9950, 2), text_of(-5, 2), text_of(120, 0), text_of(0, 2)] == ["99.50", "-0.05", "120", "0.00"]
