"""What requests only note is written every few seconds, also after a database that failed once."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from headless import app
from headless.errors import StorageDown
from headless.services.auditing import personal_reads
from headless.services.auditing.personal_reads import BULK
from headless.services.configuration.token_marks import mark_used
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.principals import system
from headless.web import authentication
from tests.web.shop import open_shop

USED = "{ viewer { id lastUsedAt } }"


async def test_a_flush_that_fails_loses_nothing_and_is_not_the_last(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures, written = ["tokens", "reads"], asyncio.Event()
    write = personal_reads._write

    async def failing_mark(kernel: Kernel, used: Mapping[tuple[int, int], int]) -> None:
        if used and "tokens" in failures:
            failures.remove("tokens")
            raise StorageDown("the database is away")
        await mark_used(kernel, used)

    async def failing_write(kernel: Kernel, read: Mapping[tuple[int, str], int]) -> None:
        if "reads" in failures:
            failures.remove("reads")
            raise StorageDown("the database is away")
        await write(kernel, read)
        written.set()

    monkeypatch.setattr(app, "FLUSH_SECONDS", 0.01)
    monkeypatch.setattr(authentication, "mark_used", failing_mark)
    monkeypatch.setattr(personal_reads, "_write", failing_write)
    async with open_shop(database_url) as shop:
        await shop.ask(USED)
        reads = shop.app.state.endpoints.graphql.__self__.api.personal_reads
        reads.add(system(shop.merchant_id, "corner-shop"), BULK)
        async with asyncio.timeout(10):
            await written.wait()
        assert [] == failures
        assert (await shop.ask(USED))["viewer"]["lastUsedAt"] is not None
        audit: list[Any] = (await shop.ask('{ audit(noun: "Member") { edges { node { after } } } }'))["audit"]["edges"]
        assert [{"node": {"after": {"members": BULK}}}] == audit


async def test_what_is_read_while_it_is_noted_is_noted_the_next_time(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_shop(database_url) as shop:
        reads, reader = personal_reads.PersonalReads(), system(shop.merchant_id, "corner-shop")
        written, write = list[int](), personal_reads._write

        async def slow_write(kernel: Kernel, read: Mapping[tuple[int, str], int]) -> None:
            await write(kernel, read)
            written.extend(read.values())
            if len(written) == 1:
                reads.add(reader, BULK + 1)

        monkeypatch.setattr(personal_reads, "_write", slow_write)
        reads.add(reader, BULK)
        for _ in range(3):
            await reads.flush(shop.kernel)
        assert [BULK, BULK + 1] == written
