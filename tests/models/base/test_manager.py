"""Rows of one merchant, through the ORM: never another merchant's, and never a driver's error."""

import pytest

from headless.errors import IntegrityViolation, SessionClosed, UniqueViolation
from headless.models.base.session import Session
from headless.models.database.database import Database
from headless.models.tables.configuration.merchants import Merchant
from headless.models.tables.configuration.tokens import Token
from tests.models.rows import add

MINE, OTHER = 1, 2


async def add_merchants(session: Session) -> None:
    await add(session, "merchant", id=MINE)
    await add(session, "merchant", id=OTHER, slug="coffee")
    for merchant_id in (MINE, OTHER):
        await add(session, "token", merchant_id=merchant_id, id=1, hash=f"h{merchant_id}", name=f"of {merchant_id}")


async def names(session: Session, merchant_id: int) -> list[str]:
    return list(await Token.of(session, merchant_id).order_by("id").column("name"))


async def test_only_the_merchants_rows_are_read(database: Database) -> None:
    async with database.transaction() as session:
        await add_merchants(session)

    async with database.read() as session:
        token = await Token.of(session, MINE).filter(id=1).first()

        assert token is not None
        assert token.name == "of 1"
        assert [token.name for token in await Token.of(session, OTHER).all()] == ["of 2"]
        assert not await Token.of(session, 3).exists()


async def test_only_the_merchants_rows_are_changed(database: Database) -> None:
    async with database.transaction() as session:
        await add_merchants(session)

        assert await Token.of(session, MINE).filter(id=1).update(name="changed") == 1
        assert (await names(session, MINE), await names(session, OTHER)) == (["changed"], ["of 2"])


async def test_only_the_merchants_rows_are_deleted(database: Database) -> None:
    async with database.transaction() as session:
        await add_merchants(session)

        assert await Token.of(session, MINE).delete() == 1
        assert (await names(session, MINE), await names(session, OTHER)) == ([], ["of 2"])


async def test_a_row_is_added_to_the_merchant(database: Database) -> None:
    async with database.transaction() as session:
        await add_merchants(session)
        await Token.of(session, OTHER).create(id=2, name="new", hash="x", last_four="xxxx", scopes="[]", created_at=0)

        assert (await names(session, MINE), await names(session, OTHER)) == (["of 1"], ["of 2", "new"])


async def test_a_merchant_is_its_own_owner(database: Database) -> None:
    async with database.transaction() as session:
        await add_merchants(session)
        await Merchant.of(session, OTHER).locked().first()
        await Merchant.of(session, OTHER).update(name="Coffee")

        assert [merchant.name for merchant in await Merchant.of(session, OTHER).all()] == ["Coffee"]
        assert [merchant.name for merchant in await Merchant.of(session, MINE).all()] == ["Tea"]


async def test_what_the_database_refuses_is_our_error(database: Database) -> None:
    given = {"name": "new", "last_four": "xxxx", "scopes": "[]", "created_at": 0}
    async with database.transaction() as session:
        await add_merchants(session)

    with pytest.raises(UniqueViolation):
        async with database.transaction() as session:
            await Token.of(session, MINE).create(id=1, hash="x", **given)
    with pytest.raises(IntegrityViolation):
        async with database.transaction() as session:
            await Token.of(session, 404).create(id=1, hash="x", **given)


async def test_a_session_that_reads_cannot_change_rows(database: Database) -> None:
    async with database.read() as session:
        with pytest.raises(SessionClosed, match="only reads"):
            await Token.of(session, MINE).update(name="changed")


async def test_rows_cannot_be_read_after_the_sessions_block(database: Database) -> None:
    async with database.read() as session:
        rows = Token.of(session, MINE)

    with pytest.raises(SessionClosed, match="has ended"):
        await rows.first()
