"""What a change of an order adds to the daily totals, on the order's day."""

from collections.abc import Iterable, Mapping

from headless.engine.handlers.narrowing import is_whole, names_order, returned, share_of
from headless.engine.member.orders.order_changes import is_wholly_refunded
from headless.engine.member.records import OriginFacts
from headless.engine.program.program import Program
from headless.engine.turn import Count
from headless.engine.values.amounts import to_units

Sums = tuple[int, int, int]
NOTHING: Sums = (0, 0, 0)


def change_counts(program: Program, before: OriginFacts, after: OriginFacts) -> list[Count]:
    """Return what an order adds to the daily totals if its facts change."""
    day, counts = before.event.day, []
    for key, args in _keys(program):
        was, now = _sums(program, args, before), _sums(program, args, after)
        if was != now:
            number, amount, less = (new - old for old, new in zip(was, now, strict=True))
            counts.append(Count(key, day, number, amount, less))
    return counts


def order_sums(program: Program, origin: OriginFacts) -> list[Count]:
    """Return what an order adds to the daily totals as it is now."""
    sums = ((key, _sums(program, args, origin)) for key, args in _keys(program))
    return [Count(key, origin.event.day, *parts) for key, parts in sums if parts != NOTHING]


def gone(counts: Iterable[Count]) -> list[Count]:
    """Return what takes counts off again."""
    return [Count(count.key, count.day, -count.count, -count.amount, -count.less) for count in counts]


def _keys(program: Program) -> list[tuple[str, Mapping[str, str]]]:
    """Return the keys of the totals that orders count in, each with what it is narrowed to."""
    return [("order", {}), *program.narrowed_keys]


def _sums(program: Program, args: Mapping[str, str], origin: OriginFacts) -> Sums:
    """Return how much an order counts for what the arguments name: as how many, for how much, and how much of it went back."""
    order, decimals = origin.event.data, program.decimals
    total = to_units(order.total, decimals)
    if is_whole(args):
        if not names_order(args, order):
            return NOTHING
        back = sum(to_units(refund.amount, decimals) for refund in origin.refunds)
        return int(not is_wholly_refunded(origin)), total, back
    ours = share_of(args, order, order.items, decimals)
    if ours is None:
        return NOTHING
    back = returned(args, order, origin.refunds, total, decimals) if origin.refunds else 0
    return int(not is_wholly_refunded(origin)), ours, back
