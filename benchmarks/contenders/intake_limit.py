"""What the database alone could do: the very rows of a batch, ready made, written by bulk statements with nothing decided."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from benchmarks.shops.bench_shop import Shop
from headless.models.base.session import Session, Write
from headless.models.database.postgres_session import PostgresSession
from headless.models.database.sqlite_session import SqliteSession
from headless.models.tables.catalogue import column_types
from headless.services.configuration.merchants import create_merchant

Written = dict[Session, list[Write]]


@contextmanager
def noted() -> Iterator[Written]:
    """Collect what is written within the block, by transaction."""
    found: Written = {}
    kinds: tuple[Any, ...] = (SqliteSession, PostgresSession)
    before = {kind: kind.write_all for kind in kinds}

    def noting(write_all: Any) -> Any:
        async def write_and_note(self: Any, writes: Sequence[Write]) -> None:
            found.setdefault(self, []).extend(write for write in writes if write.rows)
            await write_all(self, writes)

        return write_and_note

    for kind in kinds:
        kind.write_all = noting(kind.write_all)
    try:
        yield found
    finally:
        for kind, write_all in before.items():
            kind.write_all = write_all


class Twin:
    """A merchant with the same members, who gets the same rows."""

    def __init__(self, shop: Shop, merchant_id: int) -> None:
        self._shop = shop
        self._merchant_id = merchant_id

    @classmethod
    async def of(cls, shop: Shop) -> "Twin":
        """Copy the members of a shop that has no events yet."""
        twin = await create_merchant(shop.kernel, "twin", currency="CNY", time_zone="Asia/Shanghai")
        columns = ", ".join(name for name in column_types("member") if name != "merchant_id")
        async with shop.kernel.db.transaction() as session:
            sql = f"INSERT INTO member (merchant_id, {columns}) SELECT {twin.id}, {columns} FROM member WHERE merchant_id = $1"
            await session.execute(sql, shop.owner.merchant_id)
        return cls(shop, twin.id)

    async def write(self, writes: Sequence[Write]) -> float:
        """Lock the members and write the rows in one transaction, and return the seconds it took."""
        mine = [replace(write, rows=[(self._merchant_id, *row[1:]) for row in write.rows]) for write in writes]
        members = sorted({row[1] for write in mine if write.table == "member" for row in write.rows})
        started = time.perf_counter()
        async with self._shop.kernel.db.transaction() as session:
            await session.expect_many()
            sql = f"SELECT id FROM member WHERE merchant_id = $1 AND {session.any_of('id', 2)} ORDER BY id FOR UPDATE"
            await session.fetch(sql, self._merchant_id, members)
            await session.write_all(mine)
        return time.perf_counter() - started
