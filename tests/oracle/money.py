"""Money as whole hundredths, read from decimal text."""

from decimal import ROUND_HALF_UP, Decimal


def hundredths(text: str) -> int:
    """Whole hundredths of an amount of at most two decimals; more decimals are an error of the caller."""
    exact = Decimal(text) * 100
    assert exact == int(exact), text
    return int(exact)


def rounded_half_up(amount: Decimal) -> int:
    """Whole hundredths of an exact amount of at least 0, rounded once, half up."""
    assert amount >= 0
    return int((amount * 100).quantize(Decimal(1), ROUND_HALF_UP))
