"""Money in the smallest unit of its currency. Proration divides whole numbers, and never gives more than was paid."""

from decimal import Decimal

_NONE = frozenset({
    "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF",
})  # fmt: skip
_THREE = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})


def decimals_of(currency: str) -> int:
    """Return how many decimal places a currency has."""
    return 0 if currency in _NONE else 3 if currency in _THREE else 2


def units_of(amount: Decimal, currency: str) -> int:
    """Return an amount in the currency's smallest unit. Any smaller fraction is dropped."""
    return int(amount.scaleb(decimals_of(currency)))


def amount_of(units: int, currency: str) -> Decimal:
    """Return an amount from units: 14900 fen are 149.00."""
    return Decimal(units).scaleb(-decimals_of(currency))
