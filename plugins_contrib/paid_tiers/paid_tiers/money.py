"""Money in the smallest unit of its currency. Proration divides whole numbers, and never gives more than was paid."""

from decimal import Decimal

from headless.plugins import currency_decimals


def units_of(amount: Decimal, currency: str) -> int:
    """Return an amount in the currency's smallest unit. Any smaller fraction is dropped."""
    return int(amount.scaleb(currency_decimals(currency)))


def amount_of(units: int, currency: str) -> Decimal:
    """Return an amount from units: 14900 fen are 149.00."""
    return Decimal(units).scaleb(-currency_decimals(currency))


def written(amount: Decimal, currency: str) -> Decimal:
    """Return an amount with all decimals of its currency: 1.5 of GBP is 1.50, nothing of KWD is 0.000."""
    return amount_of(units_of(amount, currency), currency)
