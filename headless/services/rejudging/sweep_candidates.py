"""What a sweep has to do next: the members whose result may differ, found slice by slice outside of every transaction."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from headless.engine.program.program import Program
from headless.logs import get_logger
from headless.models.base.mapping import reader
from headless.models.base.session import Session
from headless.models.conditions.sql import Writer
from headless.models.conditions.sweep_sql import Compared, Differing, between, differing_sql
from headless.models.tables.members.populations import member_ids_after, next_slice, settled_between
from headless.models.tables.work.sweeps import OpenSweep
from headless.services.kernel.kernel import Kernel
from headless.services.rejudging.affected import changed_of, compared

CHUNK = 500
SLICE = 5_000
SLICES = 10
MOST_DUES = 5_000
_LATE_US = 10_000_000
"""How long before a change a transaction may have begun that settles by what was configured before it."""
log = get_logger(__name__)


@dataclass(slots=True)
class Open:
    """A sweep and how far it is: first all members, then (`late` in the document) those who settled while it began."""

    merchant_id: int
    id: int
    reason: str
    document: Mapping[str, Any]
    after_id: int
    created_at: int

    @classmethod
    def of(cls, merchant_id: int, stored: OpenSweep) -> "Open":
        """Make one from a merchant's sweep as stored."""
        return cls(
            merchant_id, stored.id, stored.reason, json.loads(stored.document), stored.after_id, stored.created_at
        )  # fmt: skip


@dataclass(slots=True)
class Piece:
    """The work of one transaction: members to judge, members to look at sooner, and how far the sweep is then."""

    after_id: int
    document: Mapping[str, Any]
    ids: list[int] = field(default_factory=list)
    dues: dict[int, int] = field(default_factory=dict)
    ends: bool = False


@dataclass(slots=True)
class _Candidates:
    ids: list[int] = field(default_factory=list)
    dues: dict[int, int] = field(default_factory=dict)
    after_id: int = 0
    last: bool = False

    @property
    def enough(self) -> bool:
        return len(self.ids) >= CHUNK or len(self.dues) >= MOST_DUES


async def find(kernel: Kernel, session: Session, sweep: Open) -> list[Piece]:
    """Return the next pieces of work of a sweep, at least one."""
    merchant = await kernel.programs.merchant(session, sweep.merchant_id)
    program, now = await kernel.programs.of(session, merchant), kernel.now(merchant)
    document = {"began_at": now, **sweep.document}
    if "late" in document:
        late = partial(_settled_meanwhile, session, sweep, document["began_at"])
        return _pieces(sweep, document, await _candidates(session, sweep, late), {})
    what = compared(program, changed_of(document))
    if isinstance(what, str):
        if sweep.after_id == 0:
            log.info("the sweep judges all members", reason=sweep.reason, cause=what)
        return [await _all(session, sweep)]
    sql, values = statement(what, program, session.dialect, now)
    differing = partial(_differing, session, sweep, sql, values)
    return _pieces(sweep, document, await _candidates(session, sweep, differing), {"late": True})


def statement(what: Compared, program: Program, dialect: Any, now: int) -> tuple[str, Sequence[Any]]:
    """Return the statement that finds what differs among merchant $1's members, and its other values.

    It must be cut to a slice of the members.
    """
    writer = Writer(program, dialect, program.zone.day_of(now), now)
    return writer.numbered(differing_sql(what, writer), 2)


async def _all(session: Session, sweep: Open) -> Piece:
    ids = await member_ids_after(session, sweep.merchant_id, sweep.after_id, CHUNK)
    return Piece(ids[-1] if ids else sweep.after_id, sweep.document, ids, ends=len(ids) < CHUNK)


async def _settled_meanwhile(
    session: Session, sweep: Open, began_at: int, candidates: _Candidates, up_to_id: int
) -> None:
    """Add the members of a slice who were settled while the sweep began."""
    began = sweep.created_at - _LATE_US
    candidates.ids += await settled_between(session, sweep.merchant_id, candidates.after_id, up_to_id, began, began_at)


async def _differing(
    session: Session, sweep: Open, sql: str, values: Sequence[Any], candidates: _Candidates, up_to_id: int
) -> None:
    """Add the members of a slice whose result differs, and those whose clock must look sooner."""
    sliced = between(sql, candidates.after_id, up_to_id)
    for member in reader(Differing)(await session.fetch(sliced, sweep.merchant_id, *values)):
        if member.differs:
            candidates.ids.append(member.id)
        else:
            candidates.dues[member.id] = member.due_at


async def _candidates(
    session: Session, sweep: Open, search: Callable[[_Candidates, int], Awaitable[None]]
) -> _Candidates:
    """Search some slices of the members with short statements, so that other readers get their turn."""
    candidates = _Candidates(after_id=sweep.after_id)
    for _ in range(SLICES):
        up_to_id, members = await next_slice(session, sweep.merchant_id, candidates.after_id, SLICE)
        if up_to_id is not None:
            await search(candidates, up_to_id)
            candidates.after_id = up_to_id
        candidates.last = members < SLICE
        if candidates.last or candidates.enough:
            break
    return candidates


def _pieces(sweep: Open, document: dict[str, Any], candidates: _Candidates, then: Mapping[str, Any]) -> list[Piece]:
    """Cut the work into transactions. After the last member a sweep goes on with what comes `then`, or ends."""
    pieces = [Piece(sweep.after_id, document, dues=candidates.dues)] if candidates.dues else []
    for start in range(0, len(candidates.ids), CHUNK):
        ids = candidates.ids[start : start + CHUNK]
        pieces.append(Piece(ids[-1], document, ids))
    if not candidates.last:
        end = Piece(candidates.after_id, document)
    elif then:
        end = Piece(0, {**document, **then})
    else:
        end = Piece(candidates.after_id, document, ends=True)
    if not pieces:
        return [end]
    pieces[-1].after_id, pieces[-1].document, pieces[-1].ends = end.after_id, end.document, end.ends
    return pieces
