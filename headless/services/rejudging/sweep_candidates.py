"""What a sweep has to do next: the members whose result may differ, found slice by slice outside of every transaction."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from headless.engine.program.program import Program
from headless.models.base.session import Session
from headless.models.conditions.sql import Writer
from headless.models.conditions.sweep_sql import AFTER, UP_TO, Compared, between, differing_sql
from headless.services.kernel.kernel import Kernel
from headless.services.rejudging.affected import changed_of, compared

CHUNK = 500
SLICE = 5_000
SLICES = 10
MOST_DUES = 5_000
_LATE_US = 10_000_000
"""How long before a change somebody may have begun to settle by what was configured before it."""
_NEXT = """SELECT MAX(s.id), COUNT(*) FROM (
  SELECT id FROM member WHERE merchant_id = $1 AND id > $2 ORDER BY id LIMIT $3) s"""
_LATE = f"""SELECT id FROM member WHERE merchant_id = $1 AND id > {AFTER} AND id <= {UP_TO} AND clock_at >= $2
AND clock_at < $3 ORDER BY id"""
log = logging.getLogger(__name__)


@dataclass(slots=True)
class Open:
    """A sweep and how far it is: first all members, then (`late` in the document) those who settled while it began."""

    merchant_id: int
    id: int
    reason: str
    document: Mapping[str, Any]
    after_id: int
    created_at: int


@dataclass(slots=True)
class Piece:
    """The work of one transaction: members to judge, members to look at sooner; and how far the sweep is then."""

    after_id: int
    document: Mapping[str, Any]
    ids: list[int] = field(default_factory=list)
    dues: dict[int, int] = field(default_factory=dict)
    ends: bool = False


@dataclass(slots=True)
class _Found:
    ids: list[int] = field(default_factory=list)
    dues: dict[int, int] = field(default_factory=dict)
    after_id: int = 0
    last: bool = False

    @property
    def enough(self) -> bool:
        return len(self.ids) >= CHUNK or len(self.dues) >= MOST_DUES


async def find(kernel: Kernel, session: Session, sweep: Open) -> list[Piece]:
    """The next pieces of work of a sweep, at least one."""
    merchant = await kernel.programs.merchant(session, sweep.merchant_id)
    program, now = await kernel.programs.of(session, merchant), kernel.now(merchant)
    document = {"began_at": now, **sweep.document}
    if "late" in document:
        started = sweep.created_at - _LATE_US, document["began_at"]
        return _pieces(sweep, document, await _found(session, sweep, _LATE, started), {})
    what = compared(program, changed_of(document))
    if isinstance(what, str):
        if sweep.after_id == 0:
            log.info("the sweep for %s judges all members: %s", sweep.reason, what)
        return [await _all(session, sweep)]
    sql, values = statement(what, program, session.dialect, now)
    return _pieces(sweep, document, await _found(session, sweep, sql, values), {"late": True})


def statement(what: Compared, program: Program, dialect: Any, now: int) -> tuple[str, Sequence[Any]]:
    """The statement that finds (id, differs, due_at) among merchant $1's members, to be cut to a slice, and its other values."""
    writer = Writer(program, dialect, program.zone.day_of(now), now)
    return writer.numbered(differing_sql(what, writer), 2)


async def _all(session: Session, sweep: Open) -> Piece:
    sql = "SELECT id FROM member WHERE merchant_id = $1 AND id > $2 ORDER BY id LIMIT $3"
    ids = [row[0] for row in await session.fetch(sql, sweep.merchant_id, sweep.after_id, CHUNK)]
    return Piece(ids[-1] if ids else sweep.after_id, sweep.document, ids, ends=len(ids) < CHUNK)


async def _found(session: Session, sweep: Open, sql: str, values: Sequence[Any]) -> _Found:
    """What some slices of the members hold; short statements, so that other readers get their turn."""
    found = _Found(after_id=sweep.after_id)
    for _ in range(SLICES):
        row = await session.fetch_one(_NEXT, sweep.merchant_id, found.after_id, SLICE)
        assert row is not None
        if row[1]:
            for each in await session.fetch(between(sql, found.after_id, row[0]), sweep.merchant_id, *values):
                if len(each) == 1 or each[1]:
                    found.ids.append(each[0])
                else:
                    found.dues[each[0]] = each[2]
            found.after_id = row[0]
        found.last = row[1] < SLICE
        if found.last or found.enough:
            break
    return found


def _pieces(sweep: Open, document: dict[str, Any], found: _Found, then: Mapping[str, Any]) -> list[Piece]:
    """Cut into transactions; after the last member a sweep goes on with what comes `then`, else it ends."""
    pieces = [Piece(sweep.after_id, document, dues=found.dues)] if found.dues else []
    for start in range(0, len(found.ids), CHUNK):
        ids = found.ids[start : start + CHUNK]
        pieces.append(Piece(ids[-1], document, ids))
    if not found.last:
        end = Piece(found.after_id, document)
    elif then:
        end = Piece(0, {**document, **then})
    else:
        end = Piece(found.after_id, document, ends=True)
    if not pieces:
        return [end]
    pieces[-1].after_id, pieces[-1].document, pieces[-1].ends = end.after_id, end.document, end.ends
    return pieces
