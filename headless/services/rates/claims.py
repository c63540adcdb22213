"""What becomes of an allowance when a process claims a part of it."""

from typing import NamedTuple

from headless.engine.values.zones import DAY_US
from headless.models.tables.work.allowances import AllowanceRow
from headless.services.rates.rates import Limit


class Ask(NamedTuple):
    """What a process asks of an allowance. owed: points that it has spent already. needed: points to spend now. more: a block
    to spend later.
    """

    limit: Limit
    owed: int
    needed: int = 0
    more: int = 0

    @property
    def key(self) -> tuple[int, str]:
        """The key of the row."""
        return self.limit.merchant_id, self.limit.bearer


def claimed(row: AllowanceRow, ask: Ask, now: int) -> tuple[AllowanceRow, int]:
    """Return an allowance after a claim, and how many points were granted: what is needed, and of more what there is, or none.

    What is owed counts, even if it is too much.
    """
    limit, today = ask.limit, now // DAY_US
    point, full = limit.point_us, limit.full_us
    # A clock that went wrong must lock no one out for longer than a burst takes.
    base = min(max(row.spent_until, now - full) + ask.owed * point, now + full)
    spent = max(0, (row.day_spent if row.day >= today else 0) + ask.owed)
    left = (now - base) // point
    if limit.rate.per_day is not None:
        left = min(left, limit.rate.per_day - spent)
    granted = min(ask.needed + ask.more, left) if left >= ask.needed else 0
    granted = max(0, granted)
    after = row._replace(spent_until=base + granted * point, day=max(row.day, today), day_spent=spent + granted)
    return after, granted
