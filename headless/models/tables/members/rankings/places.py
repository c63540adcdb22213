"""Places of members in rankings: one row for a member, a list and a window."""

from collections.abc import Collection, Sequence
from decimal import ROUND_DOWN, Context, Decimal
from typing import Any, NamedTuple

from tortoise import fields

from headless.models.base.mapping import columns, names
from headless.models.base.pages import PageRange, keyset
from headless.models.base.row import Row
from headless.models.base.session import Session
from headless.models.tables.members.populations import RANKED

NANO = 10**9
ALL = (1 << 63) - 1
_EXACT = Context(prec=100, rounding=ROUND_DOWN)
_ORDER = ("p.minus", "p.minus_nano", "p.since_at", "p.joined_on", "p.member_id")
"""The largest value first, then who reached it first, then who joined first, then the smaller id."""
_ROWS_AT_ONCE = 500


class RankingPlace(Row):
    """What a member has in one list of a ranking, since a moment.

    ranking: the list's code, "<plugin>.<id>/<window>". period: the first local day of its window, 0 for a list that goes on.
    minus, minus_nano: the value below zero, whole and in billionths, so that the order of an index is the order of the list.
    """

    keys = ("merchant_id", "member_id", "ranking", "period")
    merchant_id = fields.BigIntField()
    member_id = fields.BigIntField(primary_key=True, generated=False)
    ranking = fields.TextField()
    period = fields.IntField()
    minus = fields.BigIntField()
    minus_nano = fields.IntField()
    since_at = fields.BigIntField()
    joined_on = fields.IntField()

    class Meta:
        table = "ranking_place"


class StoredPlace(NamedTuple):
    """A place as stored."""

    member_id: int
    ranking: str
    period: int
    minus: int
    minus_nano: int
    since_at: int
    joined_on: int


class ListKey(NamedTuple):
    """One list: its code and window, and how many places it has."""

    ranking: str
    period: int
    most: int


class MemberRank(NamedTuple):
    """A member and how many are before."""

    member_id: int
    before: int


_COLUMNS = names(RankingPlace)
_OF_LIST = f"""FROM ranking_place p JOIN member m ON m.merchant_id = p.merchant_id AND m.id = p.member_id
WHERE p.merchant_id = $1 AND p.ranking = $2 AND p.period = $3 AND {RANKED}"""
_KEPT = """ON CONFLICT (merchant_id, member_id, ranking, period) DO UPDATE SET
minus = excluded.minus, minus_nano = excluded.minus_nano, joined_on = excluded.joined_on, since_at = CASE
  WHEN ranking_place.minus = excluded.minus AND ranking_place.minus_nano = excluded.minus_nano THEN ranking_place.since_at
  WHEN ranking_place.since_at > excluded.since_at THEN ranking_place.since_at ELSE excluded.since_at END"""


def stored_value(value: Decimal) -> tuple[int, int]:
    """Return the columns of a value, exact to a billionth."""
    return divmod(-int(_EXACT.multiply(value, Decimal(NANO))), NANO)


def value_of(place: StoredPlace) -> Decimal:
    """Return the value of a stored place, without zeros at its end."""
    value = Decimal(-place.minus * NANO - place.minus_nano).scaleb(-9, _EXACT)
    whole = value.to_integral_value()
    return whole if whole == value else value.normalize(_EXACT)


async def keep_places(session: Session, merchant_id: int, places: Sequence[StoredPlace]) -> None:
    """Store places. One whose value is what it was stands since when it did, and none gets older than it was."""
    for start in range(0, len(places), _ROWS_AT_ONCE):
        rows = [(merchant_id, *place) for place in places[start : start + _ROWS_AT_ONCE]]
        width = len(_COLUMNS)
        marks = ", ".join(
            f"({', '.join(f'${at * width + column}' for column in range(1, width + 1))})" for at in range(len(rows))
        )
        sql = f"INSERT INTO ranking_place ({', '.join(_COLUMNS)}) VALUES {marks} {_KEPT}"
        await session.execute(sql, *(value for row in rows for value in row))


async def drop_places(session: Session, merchant_id: int, keys: Collection[tuple[int, str, int]]) -> None:
    """Delete places of members by list and window, if they are there."""
    if keys:
        await session.delete("ranking_place", RankingPlace.keys, [(merchant_id, *key) for key in keys])


async def first_places(session: Session, merchant_id: int, of: ListKey) -> list[StoredPlace]:
    """Return the first places of a list."""
    return await page_of_places(session, merchant_id, of, PageRange(of.most))


async def page_of_places(session: Session, merchant_id: int, of: ListKey, page: PageRange) -> list[StoredPlace]:
    """Return a page of a list, one more than its limit if there are more."""
    place = keyset(page, _ORDER, 4, newest_first=False)
    more = 0 if page.key is None and page.limit == of.most else 1
    sql = f"""SELECT {columns(StoredPlace, "p")} {_OF_LIST} AND {place.beyond} ORDER BY {place.order}
LIMIT {page.limit + more}"""
    rows = await session.fetch(sql, merchant_id, of.ranking, of.period, *place.values)
    return [StoredPlace._make(row) for row in rows]


async def place_after(session: Session, merchant_id: int, of: ListKey) -> StoredPlace | None:
    """Return the place that would follow the last one of a list, None if there is none."""
    sql = f"""SELECT {columns(StoredPlace, "p")} {_OF_LIST} ORDER BY {", ".join(_ORDER)} LIMIT 1 OFFSET {of.most}"""
    row = await session.fetch_one(sql, merchant_id, of.ranking, of.period)
    return None if row is None else StoredPlace._make(row)


async def ranks_of(session: Session, merchant_id: int, of: ListKey, member_ids: Collection[int]) -> dict[int, int]:
    """Return the ranks of those members who are among the places of a list."""
    before = ", ".join(_ORDER)
    own = ", ".join(column.replace("p.", "o.") for column in _ORDER)
    sql = f"""SELECT {columns(MemberRank, member_id="o.member_id", before=_count(before, own))}
FROM ranking_place o JOIN member n ON n.merchant_id = o.merchant_id AND n.id = o.member_id
WHERE o.merchant_id = $1 AND o.ranking = $2 AND o.period = $3 AND {session.any_of("o.member_id", 4)}
AND {RANKED.replace("m.", "n.")}"""
    rows = await session.fetch(sql, merchant_id, of.ranking, of.period, list(member_ids))
    ranked = (MemberRank._make(row) for row in rows)
    return {row.member_id: row.before + 1 for row in ranked if row.before < of.most}


def _count(before: str, own: str) -> str:
    return f"(SELECT count(*) {_OF_LIST} AND ({before}) < ({own}))"


async def count_places(session: Session, merchant_id: int, of: ListKey) -> int:
    """Return how many places of a list are taken."""
    sql = f"SELECT count(*) FROM (SELECT 1 {_OF_LIST} LIMIT {of.most}) p"
    return int(await session.fetch_value(sql, merchant_id, of.ranking, of.period))


async def places_of(session: Session, merchant_id: int, of: ListKey, member_ids: Collection[int]) -> list[StoredPlace]:
    """Return the rows of members in a list, whatever their ranks."""
    sql = f"SELECT {columns(StoredPlace, 'p')} {_OF_LIST} AND {session.any_of('p.member_id', 4)}"
    values: Sequence[Any] = (merchant_id, of.ranking, of.period, list(member_ids))
    return [StoredPlace._make(row) for row in await session.fetch(sql, *values)]
