"""What a change of configuration means for members that are there already."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from headless.errors import HeadlessError
from headless.models.base.session import Session
from headless.models.tables.configuration.merchants import MerchantRow
from headless.services.configuration import saving
from headless.services.configuration.asset_kinds import save_asset_kind
from headless.services.configuration.tag_kinds import save_tag
from headless.services.kernel import programs
from tests.services.shop import Shop


async def test_a_ladder_may_be_ranked_anew(shop: Shop) -> None:
    gold = {"test": {"metric": "orders", "op": "GTE", "value": 1}}
    await shop.ladder({"code": "gold", "name": "Gold", "rank": 1, "condition": gold})
    member = await shop.member()
    await shop.order(member, "10")

    await shop.ladder({"code": "gold", "name": "Gold", "rank": 7, "condition": gold})

    async with shop.kernel.db.read() as session:
        assert [row[0] for row in await session.fetch("SELECT rank FROM member_tier")] == [7]


async def test_a_reminder_comes_earlier_when_the_kind_says_so(shop: Shop) -> None:
    points = {"code": "points", "name": "Points", "expiry": {"after": "1y"}}
    await save_asset_kind(shop.kernel, shop.owner, {**points, "remindBefore": "10d"})
    await shop.rule("points_per_spend")
    member = await shop.member()
    await shop.order(member, "10")

    await save_asset_kind(shop.kernel, shop.owner, {**points, "remindBefore": "90d"})
    await shop.pass_time("2027-03-03T12:00")

    async with shop.kernel.db.read() as session:
        sql = "SELECT count(*) FROM event WHERE type = 'asset.expiring'"
        assert await session.fetch_value(sql) == 1


async def test_a_configuration_that_is_saved_while_another_process_reads_is_not_read_by_halves(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    newest, saved = programs.newest_documents, False

    async def reading(session: Session, model: Any, merchant_id: int) -> Any:
        nonlocal saved
        found = await newest(session, model, merchant_id)
        if not saved:
            saved = True
            await save_asset_kind(shop.kernel, shop.owner, {"code": "gems", "name": "Gems"})
            await save_tag(shop.kernel, shop.owner, {"code": "late", "name": "Late"})
        return found

    monkeypatch.setattr(programs, "newest_documents", reading)
    shop.kernel.programs.forget(shop.owner.merchant_id)
    async with shop.kernel.db.read() as session:
        program = await shop.kernel.programs.get(session, shop.owner.merchant_id)

    assert {"gems", "late"} <= {*program.kinds, *program.tags}
    assert program.version == (await _merchant(shop)).config_version


async def _merchant(shop: Shop) -> MerchantRow:
    async with shop.kernel.db.read() as session:
        return await shop.kernel.programs.merchant(session, shop.owner.merchant_id)


async def test_a_save_that_fails_is_forgotten_before_another_may_take_its_version(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    transaction, forget = shop.kernel.db.transaction, shop.kernel.programs.forget

    @asynccontextmanager
    async def noted() -> AsyncIterator[Session]:
        try:
            async with transaction() as session:
                yield session
        except HeadlessError:
            order.append("undone")
            raise

    def forgotten(merchant_id: int) -> None:
        order.append("forgotten")
        forget(merchant_id)

    async def failing(*_: object) -> bool:
        raise HeadlessError("not today")

    monkeypatch.setattr(shop.kernel.db, "transaction", noted)
    monkeypatch.setattr(shop.kernel.programs, "forget", forgotten)
    monkeypatch.setattr(saving, "plan", failing)
    saved = await save_tag(shop.kernel, shop.owner, {"code": "late", "name": "Late"})

    assert saved.problem is not None
    assert ["forgotten", "undone"] == order[:2]
