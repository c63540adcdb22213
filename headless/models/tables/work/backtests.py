"""Back-tests: what was tried next to what is live, how far it is, and which members it would change."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, NamedTuple

from tortoise import fields

from headless.engine.texts.told import as_column, from_column
from headless.models.base.mapping import JSON, Conversion, RowMap, columns, compact, enum_of, names
from headless.models.base.row import Row
from headless.models.base.session import Session

Json = Mapping[str, Any]


class BacktestStatus(IntEnum):
    """How far a back-test is, numbered as stored."""

    QUEUED = 0
    RUNNING = 1
    DONE = 2
    FAILED = 3


class Backtest(Row):
    """One back-test: the change and period asked for, its state and its results. beat_at: its process was alive then."""

    keys = ("merchant_id", "id")
    merchant_id = fields.BigIntField()
    id = fields.BigIntField(primary_key=True, generated=False)
    document = fields.TextField()
    status = fields.SmallIntField()
    percent = fields.IntField()
    gained = fields.IntField(null=True)
    lost = fields.IntField(null=True)
    unchanged = fields.IntField(null=True)
    results = fields.TextField(null=True)
    error = fields.TextField(null=True)
    created_at = fields.BigIntField()
    created_by = fields.TextField()
    beat_at = fields.BigIntField(null=True)
    done_at = fields.BigIntField(null=True)

    class Meta:
        table = "backtest"


class BacktestMember(Row):
    """A member to whom the change would give something else: direction 1 gains, -1 loses, 0 neither."""

    keys = ("merchant_id", "backtest_id", "member_id")
    merchant_id = fields.BigIntField(primary_key=True, generated=False)
    backtest_id = fields.BigIntField()
    member_id = fields.BigIntField()
    direction = fields.SmallIntField()
    document = fields.TextField()

    class Meta:
        table = "backtest_member"


@dataclass(frozen=True, slots=True)
class BacktestView:
    """A back-test as callers see it. asked: change, since, until, where. results: None until it is done. error: why it failed."""

    id: int
    asked: Json
    status: BacktestStatus
    percent: int
    gained: int | None
    lost: int | None
    unchanged: int | None
    results: Json | None
    error: str | None
    created_at: int
    created_by: str
    done_at: int | None


class BacktestKey(NamedTuple):
    """Names a back-test among those of all merchants."""

    merchant_id: int
    id: int


class TouchedMember(NamedTuple):
    """A member to whom the change would give something else, as it is written. document: changes and why."""

    member_id: int
    direction: int
    document: Json


class NamedMember(NamedTuple):
    """A member that a change touches. label: its number or external id. document: changes and why."""

    member_id: int
    label: str | None
    document: Json


BACKTESTS: RowMap[BacktestView] = RowMap(
    Backtest,
    BacktestView,
    renamed={"document": "asked"},
    convert={
        "document": JSON,
        "results": JSON,
        "status": enum_of(BacktestStatus),
        "error": Conversion(as_column, from_column),
    },
    without=("beat_at",),
)
_QUEUED, _RUNNING = int(BacktestStatus.QUEUED), int(BacktestStatus.RUNNING)
_DONE, _FAILED = int(BacktestStatus.DONE), int(BacktestStatus.FAILED)
_MINE = f"WHERE merchant_id = $1 AND id = $2 AND status = {_RUNNING}"


async def queue_backtest(session: Session, merchant_id: int, id_: int, asked: Json, now: int, actor: str) -> None:
    """Add a back-test that waits to be run."""
    given = ("merchant_id", "id", "document", "created_at", "created_by")
    await session.insert("backtest", given, [(merchant_id, id_, compact(asked), now, actor)])


async def asked_of_backtests(session: Session, merchant_id: int) -> dict[int, Json]:
    """Return what was asked of all back-tests of a merchant."""
    rows = await session.fetch("SELECT id, document FROM backtest WHERE merchant_id = $1 ORDER BY id", merchant_id)
    return {row["id"]: json.loads(row["document"]) for row in rows}


async def rewrite_asked(session: Session, merchant_id: int, id_: int, asked: Json) -> None:
    """Write what was asked of a back-test in another form that means the same."""
    await Backtest.of(session, merchant_id).filter(id=id_).update(document=compact(asked))


async def backtests_by_id(session: Session, merchant_id: int, ids: Collection[int]) -> dict[int, BacktestView]:
    """Return the back-tests of these ids that the merchant has."""
    sql = f"SELECT {columns(BACKTESTS)} FROM backtest WHERE merchant_id = $1 AND {session.any_of('id', 2)}"
    rows = await session.fetch(sql, merchant_id, sorted(set(ids)))
    return {backtest.id: backtest for backtest in BACKTESTS.records(rows)}


async def named_members(session: Session, merchant_id: int, id_: int, direction: int, most: int) -> list[NamedMember]:
    """Return the first members of one direction, at most `most`."""
    sql = f"""SELECT {columns(NamedMember, "b", label="COALESCE(m.number, m.external_id)")} FROM backtest_member b
JOIN member m ON m.merchant_id = b.merchant_id AND m.id = b.member_id
WHERE b.merchant_id = $1 AND b.backtest_id = $2 AND b.direction = $3 ORDER BY b.member_id LIMIT $4"""
    rows = await session.fetch(sql, merchant_id, id_, direction, most)
    return [NamedMember(row["member_id"], row["label"], json.loads(row["document"])) for row in rows]


async def next_queued(session: Session) -> BacktestKey | None:
    """Return the back-test of any merchant that has waited longest, None if none waits."""
    sql = f"SELECT {columns(BacktestKey)} FROM backtest WHERE status = {_QUEUED} ORDER BY id LIMIT 1"
    row = await session.fetch_one(sql)
    return None if row is None else BacktestKey._make(row)


async def claim_backtest(session: Session, key: BacktestKey, now: int) -> bool:
    """Take a back-test on, and return False if another process has."""
    sql = f"""UPDATE backtest SET status = {_RUNNING}, beat_at = $3
WHERE merchant_id = $1 AND id = $2 AND status = {_QUEUED}"""
    return bool(await session.execute(sql, *key, now))


async def extend_backtest(session: Session, key: BacktestKey, now: int) -> None:
    """Write that the process that runs it is alive."""
    await session.execute(f"UPDATE backtest SET beat_at = $3 {_MINE}", *key, now)


async def write_percent(session: Session, key: BacktestKey, percent: int, now: int) -> None:
    """Write how much is done, and that the process that runs it is alive."""
    await session.execute(f"UPDATE backtest SET percent = $3, beat_at = $4 {_MINE}", *key, percent, now)


async def finish_backtest(
    session: Session, key: BacktestKey, gained: int, lost: int, unchanged: int, results: Json, now: int
) -> None:
    """Write the results of a back-test that is done."""
    sql = f"""UPDATE backtest SET status = {_DONE}, percent = 100, gained = $3, lost = $4, unchanged = $5, results = $6,
done_at = $7 {_MINE}"""
    await session.execute(sql, *key, gained, lost, unchanged, compact(results), now)


async def fail_backtest(session: Session, key: BacktestKey, error: str, now: int) -> None:
    """Write why a back-test failed."""
    await session.execute(f"UPDATE backtest SET status = {_FAILED}, error = $3, done_at = $4 {_MINE}", *key, error, now)


async def has_lost(session: Session, before: int) -> bool:
    """Return True if a back-test runs whose process was last alive before that moment."""
    sql = f"SELECT id FROM backtest WHERE status = {_RUNNING} AND beat_at < $1"
    return bool(await session.fetch(sql, before))


async def fail_lost(session: Session, before: int, error: str, now: int) -> None:
    """Write why all back-tests failed whose process was last alive before that moment."""
    sql = f"""UPDATE backtest SET status = {_FAILED}, error = $2, done_at = $1
WHERE status = {_RUNNING} AND beat_at < $3"""
    await session.execute(sql, now, error, before)


async def add_members(session: Session, key: BacktestKey, members: Iterable[TouchedMember]) -> None:
    """Add members whom the change touches."""
    rows = [(*key, member.member_id, member.direction, compact(member.document)) for member in members]
    await session.insert("backtest_member", names(BacktestMember), rows)
