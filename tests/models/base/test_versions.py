"""Configuration is never overwritten: a save adds a version, and the highest one counts."""

import pytest

from headless.errors import UniqueViolation
from headless.models.base.session import Session
from headless.models.base.versions import Version, add_version, newest_version
from headless.models.database.database import Database
from headless.models.tables.configuration.asset_kinds import AssetKind
from headless.models.tables.members.tags import Tag
from tests.models.rows import add

MERCHANT, OTHER = 1, 2


async def add_tags(session: Session, *versions: Version) -> None:
    await add(session, "merchant", id=MERCHANT)
    await add(session, "merchant", id=OTHER, slug="coffee")
    for version in versions:
        await add_version(session, Tag, MERCHANT, version, 7, "tester")


async def test_what_was_never_saved_has_no_version(database: Database) -> None:
    async with database.read() as session:
        assert await newest_version(session, Tag, MERCHANT, code="vip") is None


async def test_the_highest_version_is_the_newest(database: Database) -> None:
    async with database.transaction() as session:
        await add_tags(session, *(Version(5, number, "vip", {"name": f"VIP {number}"}) for number in (1, 3, 2)))

        newest = await newest_version(session, Tag, MERCHANT, code="vip")

        assert newest == Version(5, 3, "vip", {"name": "VIP 3"})
        assert await newest_version(session, Tag, MERCHANT, id=5) == newest


async def test_another_merchants_and_another_tables_version_is_not_it(database: Database) -> None:
    async with database.transaction() as session:
        await add_tags(session, Version(5, 1, "vip", {}))

        assert await newest_version(session, Tag, OTHER, code="vip") is None
        assert await newest_version(session, AssetKind, MERCHANT, code="vip") is None


async def test_a_version_is_not_saved_twice(database: Database) -> None:
    with pytest.raises(UniqueViolation):
        async with database.transaction() as session:
            await add_tags(session, Version(5, 1, "vip", {}), Version(5, 1, "vip", {"name": "other"}))
