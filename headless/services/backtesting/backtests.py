"""Back-tests: asked for, found again. What runs them is in `backtesting`; nothing else is ever written."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from headless.engine.values.problems import Problem, invalid
from headless.errors import HeadlessError
from headless.models.base.session import Record, Session
from headless.services.backtesting.candidates import trial_of
from headless.services.backtesting.stories import untracked
from headless.services.configuration.saving import problem_of
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.principals import Principal
from headless.services.settling.writing import compact

Json = Mapping[str, Any]
TABLE, MEMBERS = "backtest", "backtest_member"
INPUT = ("merchant_id", "id", "document", "created_at", "created_by")
_COLUMNS = "id, document, status, percent, gained, lost, unchanged, results, error, created_at, created_by, done_at"


class Status(IntEnum):
    """How far a back-test is."""

    QUEUED = 0
    RUNNING = 1
    DONE = 2
    FAILED = 3


@dataclass(frozen=True, slots=True)
class BacktestView:
    """A back-test as callers see it. asked: change, since, until, where. results: None until it is done; error: why it failed."""

    id: int
    asked: Json
    status: Status
    percent: int
    gained: int | None
    lost: int | None
    unchanged: int | None
    results: Json | None
    error: str | None
    created_at: int
    created_by: str
    done_at: int | None


@dataclass(frozen=True, slots=True)
class Started:
    """The back-test that waits to be run, or why there is none."""

    id: int | None = None
    problem: Problem | None = None


async def start_backtest(
    kernel: Kernel,
    principal: Principal,
    change: Json,
    *,
    since: int | None = None,
    until: int | None = None,
    where: Json | None = None,
) -> Started:
    """Queue a back-test of a change that could be saved as it is; a worker takes it from there.

    since, until: microseconds; left out: from the first event, up to now. where: only members who meet it now.
    """
    # As it will be read again: amounts as text.
    change = json.loads(compact(change))
    async with kernel.db.read() as session:
        merchant = await kernel.programs.merchant(session, principal.merchant_id)
        program = await kernel.programs.of(session, merchant)
    now = kernel.now(merchant)
    # What was recorded at this very moment has happened: the clock of a sandbox stands still.
    ends = now + 1 if until is None else min(until, now + 1)
    if (since or 0) >= ends:
        message = "since lies after until, or in the future; a back-test looks at what was recorded between them"
        return Started(problem=invalid("INVALID_PERIOD", message, "since"))
    try:
        if where is not None and untracked(program, where):
            message = "where tests totals that are not kept; test others, or save a tag with this condition first"
            return Started(problem=invalid("NOT_TRACKED", message, "where"))
    except HeadlessError as fault:
        problem = problem_of(fault)
        return Started(problem=invalid(problem.code, problem.message, "where", *problem.path))
    tried = await trial_of(kernel, principal, change)
    if isinstance(tried, Problem):
        return Started(problem=tried)
    id_ = kernel.ids.new()
    asked = {"change": change, "since": since or 0, "until": ends, "where": where}
    row = (principal.merchant_id, id_, compact(asked), kernel.clock.now_us(), principal.actor)
    async with kernel.db.transaction() as session:
        await session.insert(TABLE, INPUT, [row])
    return Started(id_)


async def backtests_by_id(session: Session, merchant_id: int, ids: Sequence[int]) -> dict[int, BacktestView]:
    """The back-tests of these ids that the merchant has."""
    sql = f"SELECT {_COLUMNS} FROM {TABLE} WHERE merchant_id = $1 AND {session.any_of('id', 2)}"
    return {row[0]: _view(row) for row in await session.fetch(sql, merchant_id, sorted(set(ids)))}


async def named_members(
    session: Session, merchant_id: int, id_: int, direction: int, most: int
) -> list[tuple[int, str | None, Json]]:
    """The first members of one direction: id, number or external id, and what is kept of them."""
    sql = f"""SELECT b.member_id, COALESCE(m.number, m.external_id), b.document FROM {MEMBERS} b
JOIN member m ON m.merchant_id = b.merchant_id AND m.id = b.member_id
WHERE b.merchant_id = $1 AND b.backtest_id = $2 AND b.direction = $3 ORDER BY b.member_id LIMIT $4"""
    rows = await session.fetch(sql, merchant_id, id_, direction, most)
    return [(row[0], row[1], json.loads(row[2])) for row in rows]


def _view(row: Record) -> BacktestView:
    results = None if row[7] is None else json.loads(row[7])
    return BacktestView(
        row[0], json.loads(row[1]), Status(row[2]), row[3], row[4], row[5], row[6], results, *tuple(row)[8:]
    )
