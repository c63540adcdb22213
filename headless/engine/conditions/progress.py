"""How near a value is to meeting a test: a share from 0 to 1, and what is missing, in units."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from headless.engine.conditions.leaves import Leaf
from headless.engine.metrics.sums import Sum
from headless.engine.values.amounts import from_units
from headless.engine.values.comparisons import Op

WHOLE = 10_000
"""A share of one, in the four decimals that a fraction is told in."""

_RATIO_DECIMALS = 4
_UPWARD = (Op.GT, Op.GTE)
_DOWNWARD = (Op.LT, Op.LTE)


class Progress(NamedTuple):
    """A `share` in ten-thousandths, rounded down, WHOLE only when met, and what is `missing` in units, if it has a measure."""

    share: int
    missing: Fraction | int | None


NO_PROGRESS = Progress(0, None)


def progress_of(leaf: Leaf, value: Any, met: bool) -> Progress:
    """Return how near a value, which may be missing, is to its threshold."""
    measurable = leaf.test.query.spec.numeric and leaf.test.op is not Op.EXISTS
    if met:
        return Progress(WHOLE, 0 if measurable else None)
    if not measurable or leaf.test.op is Op.NEQ:
        return NO_PROGRESS
    if value is None:
        return _from_nothing(leaf)
    ways = [_toward(value, target) for target in _targets(leaf, value)]
    if len(ways) == 1:
        return ways[0]
    return max(ways, key=lambda progress: (progress.share, -(progress.missing or 0)), default=NO_PROGRESS)


def remaining_of(leaf: Leaf, missing: Fraction | int | None) -> Decimal | None:
    """Return what is missing as an amount in the natural unit, rounded up if it is not exact."""
    if missing is None:
        return None
    scale = leaf.measure.scale
    decimals = scale if scale or missing.denominator == 1 else _RATIO_DECIMALS
    shifted = missing * 10 ** (decimals - scale)
    return from_units(-(-shifted.numerator // shifted.denominator), decimals)


def steps_of(leaf: Leaf, amount: Fraction | int | None, *, beyond: bool = False) -> int | None:
    """Return how often it must happen to come to an amount of a rate, or go `beyond` it. None: the value is no rate."""
    share = leaf.measure.share if isinstance(leaf.measure, Sum) else 1
    if amount is None or share == 1:
        return None
    return int(amount // share) + 1 if beyond else int(-(-amount // share))


def _targets(leaf: Leaf, value: Any) -> Iterator[Fraction | int]:
    """Yield the nearest values that would meet the test, to either side."""
    if leaf.spans is not None:
        for low, high in leaf.spans:
            if low is not None and value < low:
                yield low
            if high is not None and value >= high:
                yield high - 1
        return
    for threshold in leaf.thresholds:
        upward = value <= threshold and leaf.test.op not in _DOWNWARD
        downward = value >= threshold and leaf.test.op not in _UPWARD
        if upward or downward:
            yield threshold


def _toward(value: Fraction | int, target: Fraction | int) -> Progress:
    small, large = (value, target) if value <= target else (target, value)
    share = small * WHOLE // large if small > 0 else 0
    return Progress(min(share, WHOLE - 1), large - small)


def _from_nothing(leaf: Leaf) -> Progress:
    """Return the progress of a missing value: no part of the way. Only lower bounds say what it would need."""
    bounds = [low for low, _ in leaf.spans or () if low is not None and low > 0]
    return Progress(0, min(bounds) if bounds and leaf.test.op in _UPWARD else None)
