"""Money is written in one way, and what is written so already is known as such."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headless.engine.values.currencies import Currency, is_written, money_text

CURRENCIES = [Currency("JPY", 0), Currency("GBP", 2), Currency("KWD", 3), Currency("CLF", 4)]


@given(st.from_regex(r"-?[0-9]{0,11}(\.[0-9]{0,4})?\n?", fullmatch=True), st.sampled_from(CURRENCIES))
def test_what_counts_as_written_is_what_would_be_written(text: str, currency: Currency) -> None:
    if is_written(text, currency):
        assert text == money_text(Decimal(text), currency)


@given(st.integers(0, 10**11), st.sampled_from(CURRENCIES[:3]))
def test_what_was_written_counts_as_written(units: int, currency: Currency) -> None:
    written = money_text(Decimal(units).scaleb(-currency.decimals), currency)

    assert is_written(written, currency) is (units < 10 ** (9 + currency.decimals))


@pytest.mark.parametrize(
    "value", ["1.5", "01.50", "1.50\n", "-1.50", "1,50", "\u0661.50", "", None, 1.5, 15, Decimal("1.50")]
)
def test_nothing_else_counts_as_written(value: object) -> None:
    assert not is_written(value, Currency("GBP", 2))
