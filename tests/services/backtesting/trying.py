"""Back-tests as a story asks for them: started, run to the end, and read."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from headless.ids import Prefix, encode
from headless.models.tables.work.backtests import BacktestView, backtests_by_id
from headless.services.backtesting.backtests import start_backtest
from headless.services.backtesting.running import run_queued
from tests.services.shop import Shop, instant

Json = Mapping[str, Any]


async def tried(
    shop: Shop,
    *changes: Json,
    since: str | None = None,
    until: str | None = None,
    where: Json | None = None,
    gain_tags: Sequence[str] = (),
    processes: int = 1,
) -> BacktestView:
    """A back-test that has been run; days in the shop's time zone."""
    started = await start_backtest(
        shop.kernel, shop.owner, changes=changes, where=where, gain_tags=gain_tags,
        since=None if since is None else instant(since), until=None if until is None else instant(until),
    )  # fmt: skip
    assert started.problem is None, started.problem
    assert await run_queued(shop.kernel, processes) == 1
    assert started.id is not None
    found = await read(shop, started.id)
    assert found.error is None, found.error
    return found


async def read(shop: Shop, id_: int) -> BacktestView:
    """A back-test as it stands."""
    async with shop.kernel.db.read() as session:
        return (await backtests_by_id(session, shop.owner.merchant_id, [id_]))[id_]


async def members_of(shop: Shop, view: BacktestView) -> Mapping[str, Json]:
    """The members whom the change touches, by number: direction, changes and why."""
    sql = """SELECT m.number, b.direction, b.document FROM backtest_member b
JOIN member m ON m.merchant_id = b.merchant_id AND m.id = b.member_id WHERE b.backtest_id = $1 ORDER BY m.number"""
    async with shop.kernel.db.read() as session:
        rows = await session.fetch(sql, view.id)
    return {row[0]: {"direction": row[1], **json.loads(row[2])} for row in rows}


def outside(id_: int) -> str:
    """A back-test's id as callers see it."""
    return encode(Prefix.BACKTEST, id_)
