"""Members' histories read for a back-test: shares of about as many events each, with a constant number of queries."""

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from headless.engine.backtest.histories import Input, Story, UsedCoupon, is_made_anew
from headless.engine.conditions.conditions import compile_condition
from headless.engine.conditions.parsing import parse_condition
from headless.engine.program.program import Program
from headless.models.base.session import Record, Session
from headless.models.conditions.conditions import compile_sql, untracked_keys
from headless.models.database.database import Database

PAGE_MEMBERS = 1_000
SHARE_EVENTS = 4_000
_COUNTED = """SELECT m.id, (SELECT count(*) FROM event e WHERE e.merchant_id = m.merchant_id AND e.member_id = m.id
  AND e.recorded_at < $3 AND e.status <> 2) AS events FROM member m WHERE m.merchant_id = $1 AND m.id > $2"""
_PROFILES = "SELECT id, joined_at, joined_on, birthday_on, attributes FROM member WHERE merchant_id = $1 AND {ids}"
_EVENTS = """SELECT member_id, id, type, source, external_id, occurred_at, recorded_at, occurred_on, data, subject, refers, actor
FROM event WHERE merchant_id = $1 AND {ids} AND recorded_at < $3 AND status <> 2 ORDER BY member_id, recorded_at, id"""
_HOLDS = "SELECT member_id, id, event_id FROM hold WHERE merchant_id = $1 AND {ids}"
_COUPONS = """SELECT member_id, code, kind_id, expires_at FROM coupon
WHERE merchant_id = $1 AND {ids} AND (used_at IS NOT NULL OR revoked_at IS NOT NULL)"""
_ENTRIES = (
    "SELECT member_id, id, event_id, kind_id FROM entry WHERE merchant_id = $1 AND {ids} ORDER BY kind_id, version"
)


@dataclass(frozen=True, slots=True)
class Members:
    """Whose histories are wanted: all, or those who meet `where` now. until: what was recorded before it, microseconds."""

    program: Program
    where: Any
    now: int
    until: int

    def selection(self, dialect: str) -> tuple[str, list[Any]]:
        """The condition in SQL, from parameter $4 on. Errors: Invalid where SQL cannot answer it."""
        if self.where is None:
            return "", []
        condition = parse_condition(self.where, self.program.metrics, self.program)
        today = self.program.zone.day_of(self.now)
        sql, values = compile_sql(condition, self.program, dialect, today, 4, self.now)  # type: ignore[arg-type]
        return f" AND {sql}", values


def untracked(program: Program, where: Any) -> bool:
    """Whether a condition reads totals that are not kept, so that SQL cannot answer it. Errors: Invalid."""
    condition = parse_condition(where, program.metrics, program)
    compile_condition(condition, program)
    return bool(untracked_keys(condition, program.tracked))


async def count_events(db: Database, members: Members) -> int:
    """How many events there are to fold, those included that settling makes anew."""
    part, values = members.selection(db.dialect)
    sql = f"SELECT coalesce(sum(c.events), 0) FROM ({_COUNTED}{part}) c"
    async with db.read() as session:
        return int(await session.fetch_value(sql, members.program.merchant_id, 0, members.until, *values))


async def shares(db: Database, members: Members) -> AsyncIterator[tuple[list[Story], int]]:
    """The histories, some members at a time, each with how many stored events it covers."""
    after_id = 0
    while True:
        async with db.read() as session:
            page = await _page(session, members, after_id)
        for ids, events in _shared(page):
            async with db.read() as session:
                stories = await _stories(session, members, ids)
            yield stories, events
        if len(page) < PAGE_MEMBERS:
            return
        after_id = page[-1][0]


async def _page(session: Session, members: Members, after_id: int) -> Sequence[Record]:
    part, values = members.selection(session.dialect)
    sql = f"{_COUNTED}{part} ORDER BY m.id LIMIT {PAGE_MEMBERS}"
    return await session.fetch(sql, members.program.merchant_id, after_id, members.until, *values)


def _shared(page: Iterable[Record]) -> Iterable[tuple[list[int], int]]:
    ids, events = list[int](), 0
    for row in page:
        ids.append(row[0])
        events += row[1]
        if events >= SHARE_EVENTS:
            yield ids, events
            ids, events = [], 0
    if ids:
        yield ids, events


async def _stories(session: Session, members: Members, ids: list[int]) -> list[Story]:
    merchant_id = members.program.merchant_id
    inputs: dict[int, list[Input]] = {id_: [] for id_ in ids}
    reversing: set[int] = set()
    sql = _EVENTS.format(ids=session.any_of("member_id", 2))
    for row in await session.fetch(sql, merchant_id, ids, members.until):
        if not is_made_anew(row[3], row[4]):
            inputs[row[0]].append(Input(*tuple(row)[1:]))
            if row[2] == "entry.reversed":
                reversing.add(row[0])
    holds = await _by_member(session, merchant_id, _HOLDS, ids)
    coupons = await _by_member(session, merchant_id, _COUPONS, ids)
    entries = await _by_member(session, merchant_id, _ENTRIES, sorted(reversing)) if reversing else {}
    profiles = await session.fetch(_PROFILES.format(ids=session.any_of("id", 2)), merchant_id, ids)
    return [
        Story(
            row[0], row[1], row[2], row[3], row[4] or "{}", tuple(inputs[row[0]]),
            tuple(UsedCoupon(each[1], each[2], each[3]) for each in coupons.get(row[0], ())),
            {each[1]: each[2] for each in holds.get(row[0], ())},
            _places(entries.get(row[0], ())),
        )
        for row in profiles
    ]  # fmt: skip


async def _by_member(session: Session, merchant_id: int, sql: str, ids: list[int]) -> dict[int, list[Record]]:
    found: dict[int, list[Record]] = {}
    for row in await session.fetch(sql.format(ids=session.any_of("member_id", 2)), merchant_id, ids):
        found.setdefault(row[0], []).append(row)
    return found


def _places(entries: Iterable[Record]) -> dict[int, tuple[int, int, int]]:
    """For each entry the event that wrote it, its kind, and the how-manieth of that kind it was."""
    counted: dict[tuple[int, int], int] = {}
    found: dict[int, tuple[int, int, int]] = {}
    for _, id_, event_id, kind_id in entries:
        place = counted.get((event_id, kind_id), 0)
        found[id_] = (event_id, kind_id, place)
        counted[event_id, kind_id] = place + 1
    return found
