"""Currencies: how many decimals their amounts have, and the one way in which those are written."""

import re
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from headless.engine.values.amounts import text_of, to_units

# ISO 4217: currencies whose smallest unit is not a hundredth
_MINOR_DIGITS: Mapping[str, int] = MappingProxyType({
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND"), 0),
    **dict.fromkeys(("VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
})  # fmt: skip


# what nearly every amount looks like: nothing stands against it
_WRITTEN = tuple(
    re.compile(r"(0|[1-9][0-9]{0,8})" + (rf"\.[0-9]{{{decimals}}}" if decimals else ""), re.ASCII)
    for decimals in range(4)
)


class Currency(NamedTuple):
    """A currency: its ISO 4217 code, and the decimals of its smallest unit."""

    code: str
    decimals: int


def currency_decimals(currency: str) -> int:
    """Return the decimals of a currency's smallest unit: 2 for GBP, 0 for JPY, 3 for KWD."""
    return _MINOR_DIGITS.get(currency, 2)


def money_text(amount: Decimal, currency: Currency) -> str:
    """Return an amount with all decimals of its currency: 1.5 of GBP is "1.50".

    Raises:
        Invalid: With code AMOUNT_NOT_EXACT if the currency has fewer decimals, or AMOUNT_TOO_LARGE.
    """
    return text_of(to_units(amount, currency.decimals), currency.decimals)


def is_written(value: object, currency: Currency) -> bool:
    """Return True if a value is surely an amount as `money_text` writes it. False says nothing of large ones."""
    if not isinstance(value, str) or currency.decimals >= len(_WRITTEN):
        return False
    return _WRITTEN[currency.decimals].fullmatch(value) is not None
