"""Members' histories read for a back-test, in shares of about as many events each, with a constant number of queries."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from typing import Any

from headless.engine.backtest.histories import Story
from headless.engine.conditions.conditions import compile_condition
from headless.engine.conditions.parsing import parse_condition
from headless.engine.program.program import Program
from headless.models.base.session import Session
from headless.models.conditions.conditions import compile_sql, untracked_keys
from headless.models.database.database import Database
from headless.models.tables.members import histories as members_table
from headless.models.tables.members.histories import MemberEvents, next_member_events
from headless.services.settling.stories import stories_of

PAGE_MEMBERS = 1_000
SHARE_EVENTS = 4_000


@dataclass(frozen=True, slots=True)
class Members:
    """Whose histories are wanted: all, or those who meet `where` now. until: what was recorded before it, microseconds."""

    program: Program
    where: Any
    now: int
    until: int

    def selection(self, dialect: str) -> tuple[str, list[Any]]:
        """Return the condition in SQL, from parameter $4 on. Raise Invalid if SQL cannot answer it."""
        if self.where is None:
            return "", []
        condition = parse_condition(self.where, self.program.metrics, self.program)
        today = self.program.zone.day_of(self.now)
        sql, values = compile_sql(condition, self.program, dialect, today, 4, self.now)  # type: ignore[arg-type]
        return f" AND {sql}", values


def untracked(program: Program, where: Any) -> bool:
    """Return True if a condition reads totals that are not kept, so that SQL cannot answer it. Raise Invalid as parsing does."""
    condition = parse_condition(where, program.metrics, program)
    compile_condition(condition, program)
    return bool(untracked_keys(condition, program.tracked))


async def count_events(db: Database, members: Members) -> int:
    """Count the events to fold, those included that settling makes itself."""
    where, values = members.selection(db.dialect)
    async with db.read() as session:
        merchant_id = members.program.merchant_id
        return await members_table.count_events(session, merchant_id, members.until, where, values)


async def shares(db: Database, members: Members) -> AsyncIterator[tuple[list[Story], int]]:
    """Yield the histories, some members at a time, each time with how many stored events they cover."""
    after_id = 0
    while True:
        async with db.read() as session:
            page = await _page(session, members, after_id)
        for ids, events in _shared(page):
            async with db.read() as session:
                stories = await stories_of(session, members.program.merchant_id, ids, members.until)
            yield stories, events
        if len(page) < PAGE_MEMBERS:
            return
        after_id = page[-1].id


async def _page(session: Session, members: Members, after_id: int) -> list[MemberEvents]:
    where, values = members.selection(session.dialect)
    merchant_id = members.program.merchant_id
    return await next_member_events(session, merchant_id, after_id, PAGE_MEMBERS, members.until, where, values)


def _shared(page: Iterable[MemberEvents]) -> Iterable[tuple[list[int], int]]:
    ids, events = list[int](), 0
    for member in page:
        ids.append(member.id)
        events += member.events
        if events >= SHARE_EVENTS:
            yield ids, events
            ids, events = [], 0
    if ids:
        yield ids, events
