"""Daily totals, from which windows are summed, and the keys of which they are kept."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from tortoise import fields

from headless.models.base.mapping import first_values, names
from headless.models.base.reads import Select
from headless.models.base.row import Row
from headless.models.base.session import Session, Write


class DailyTotal(Row):
    """Counts and sums of a member's day by key. Day 0 is the sum of the whole life."""

    keys = ("merchant_id", "member_id", "key", "day")
    merchant_id = fields.BigIntField()
    member_id = fields.BigIntField(primary_key=True, generated=False)
    key = fields.TextField()
    day = fields.IntField()
    count = fields.BigIntField()
    amount = fields.BigIntField()
    less = fields.BigIntField()

    class Meta:
        table = "daily_total"


class TrackedKey(Row):
    """A key of daily totals that is kept because a condition or a rule uses it."""

    keys = ("merchant_id", "key")
    merchant_id = fields.BigIntField(primary_key=True, generated=False)
    key = fields.TextField()
    since_at = fields.BigIntField()

    class Meta:
        table = "tracked_key"


TotalRow = tuple[int, str, int, int, int, int]
"""Member, key, day, count, amount, less: a decision reads many, so that they are not made records first."""
_COLUMNS = names(DailyTotal)
_SUMS = ("count", "amount", "less")
_OF_MEMBERS = f"""SELECT {", ".join(_COLUMNS[1:])} FROM daily_total
WHERE merchant_id = $1 AND {{members}} AND (day = 0 OR day >= $3)"""
_ROWS_AT_ONCE = 2_000


def totals_of(
    session: Session, merchant_id: int, member_ids: Collection[int], first_day: int
) -> Select[Iterable[TotalRow]]:
    """Select the totals of members since a day, and those of their whole lives."""
    sql = _OF_MEMBERS.format(members=session.any_of("member_id", 2))
    return Select(sql, (merchant_id, member_ids, first_day), iter)


def add_totals(merchant_id: int, deltas: Iterable[tuple[int, Mapping[tuple[str, int], Sequence[int]]]]) -> Write:
    """Return the write that adds to the totals of members, by key and day."""
    rows = [
        (merchant_id, member_id, key, day, *values)
        for member_id, by_day in deltas
        for (key, day), values in by_day.items()
        if any(values)
    ]
    return Write("daily_total", _COLUMNS, rows, DailyTotal.keys, upsert=True, add=_SUMS)


async def set_totals(session: Session, merchant_id: int, totals: Mapping[tuple[int, str, int], Sequence[int]]) -> None:
    """Store totals by member, key and day in place of those that are stored."""
    rows = [(merchant_id, *of, *values) for of, values in totals.items()]
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        await session.upsert("daily_total", DailyTotal.keys, _COLUMNS, rows[start : start + _ROWS_AT_ONCE])


async def tracked_keys(session: Session, merchant_id: int) -> frozenset[str]:
    """Return the keys of which a merchant's totals are kept."""
    return frozenset(
        first_values(await session.fetch("SELECT key FROM tracked_key WHERE merchant_id = $1", merchant_id))
    )


async def track_keys(session: Session, merchant_id: int, keys: Iterable[str], now: int) -> None:
    """Begin to keep the totals of these keys."""
    await session.insert("tracked_key", names(TrackedKey), [(merchant_id, key, now) for key in keys])
