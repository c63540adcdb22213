"""A populated shop of an earlier version is carried over: it loses no one, and each is found as before."""

import json
from collections.abc import AsyncIterator
from functools import partialmethod
from typing import Any

import pytest
from tortoise.migrations.executor import MigrationExecutor, MigrationTarget

from headless.clock import FixedClock, SystemClock
from headless.config import Settings
from headless.ids import Prefix, encode
from headless.models.base.mapping import compact
from headless.models.database.database import Database
from headless.models.migrating.migrate import migrate
from headless.plugins.loading.registry import Registry
from headless.services.configuration.merchants import change_country
from headless.services.importing.members import import_members
from headless.services.kernel.kernel import Kernel, build_kernel
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.member_finder import find_members
from headless.services.kernel.principals import system
from headless.services.members.doubles import find_doubles
from headless.services.members.members import create_member
from tests.models.rows import add

BEFORE = "0015_borders_of_rankings"
STORED: dict[int, dict[str, Any]] = {
    1: {"number": "1", "phone": "+4402079460958", "email": "stra\u00dfe@x.org"},
    2: {"number": "2", "phone": "+442079460958", "email": "strasse@x.org", "status": 1},
    3: {"number": "3", "external_id": "Jose\u0301", "status": 2},
    4: {"number": "4", "external_id": "Jos\u00e9", "phone": "02079460959"},
    5: {"number": "5", "phone": "+4402079460960", "email": "jose\u0301@x.org"},
    6: {"number": "47\u200b11"},
    7: {"status": 3},
    8: {"number": "8", "merged_into": 5},
    # Several spellings, of which none is the one form.
    9: {"number": "9", "email": "gro\u00df@x.org", "phone": "02079460970"},
    10: {"number": "10", "email": "gro\u017f\u017f@x.org", "phone": "00442079460970"},
}
KINDS = {"number": "number", "external_id": "externalId", "phone": "phone", "email": "email"}
FRIENDS = {1: {"phone": "+4402079460958"}, 2: {"number": "8"}, 3: {"email": " GRO\u00df@x.org"}}
TAKEN = {"phone": "+44 20 7946 0970"}, {"phone": "020 7946 0970"}, {"email": "GROSS@x.org"}, {"externalId": "Jos\u00e9"}


@pytest.fixture
async def carried(
    empty_database_url: str, registry: Registry, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Kernel]:
    """A shop that was populated before members had accounts in other systems, brought up to date."""
    async with Database.open(empty_database_url) as database:
        with monkeypatch.context() as earlier:
            last = [MigrationTarget("models", BEFORE)]
            earlier.setattr(MigrationExecutor, "migrate", partialmethod(MigrationExecutor.migrate, last))
            await migrate(database)
        async with database.transaction() as session:
            await add(session, "merchant")
            for id_, columns in sorted(STORED.items(), key=lambda item: item[1].get("merged_into", 0)):
                await add(session, "member", id=id_, name=f"Member {id_}", **columns)
                await add(session, "account", member_id=id_, balance=id_)
            for id_, friend in FRIENDS.items():
                data = compact({"friend": friend})
                await add(session, "event", id=id_, member_id=4, external_id=str(id_), status=3, data=data)
        await migrate(database)
        yield build_kernel(database, registry, clock, Settings(database_url=database.url), SystemClock())


async def test_no_one_is_lost_and_each_is_found_as_before(carried: Kernel) -> None:
    by_stored = {
        Lookup(kind, columns[column]): columns.get("merged_into", id_)
        for id_, columns in STORED.items()
        for column, kind in KINDS.items()
        if column in columns
    }
    normal = {
        Lookup("phone", "+44 20 7946 0958"): 2, Lookup("phone", "+44 (0)20 7946 0960"): 5, Lookup("number", "4711"): 6,
        Lookup("email", "Jos\u00e9@X.org"): 5, Lookup("email", "STRASSE@x.org"): 2, Lookup("externalId", "Jos\u00e9"): 4,
        Lookup("email", "GROSS@x.org"): 9,
    }  # fmt: skip

    async with carried.db.read() as session:
        assert by_stored | normal == await find_members(session, 1, [*by_stored, *normal], None)
        rows = await session.fetch("SELECT id, name, status FROM member ORDER BY id")
        balances = await session.fetch("SELECT member_id, balance FROM account ORDER BY member_id")
        shown = await session.fetch("SELECT id, phone FROM member WHERE phone IS NOT NULL ORDER BY id")
    assert [(id_, f"Member {id_}", columns.get("status", 0)) for id_, columns in STORED.items()] == [*map(tuple, rows)]
    assert [(id_, id_) for id_ in STORED] == [*map(tuple, balances)]
    assert [(id_, columns["phone"]) for id_, columns in STORED.items() if "phone" in columns] == [*map(tuple, shown)]


async def test_events_name_members_by_their_ids(carried: Kernel) -> None:
    async with carried.db.read() as session:
        rows = await session.fetch("SELECT data FROM event ORDER BY id")

    named = [json.loads(data)["friend"] for (data,) in map(tuple, rows)]
    assert [encode(Prefix.MEMBER, id_) for id_ in (1, 5, 9)] == named


async def test_who_collides_is_listed_and_no_newcomer_takes_the_one_form(carried: Kernel, tmp_path: Any) -> None:
    before = {("phone", (1, 2)), ("email", (1, 2)), ("externalId", (3, 4)), ("email", (9, 10))}
    assert before == await _doubles(carried)

    await change_country(carried, "tea", "GB")

    assert before | {("phone", (9, 10))} == await _doubles(carried)
    spellings = {"020 7946 0970": 9, "0044 20 7946 0970": 10, "+44 20 7946 0970": 9}
    asked = {Lookup("phone", spelling): id_ for spelling, id_ in spellings.items()}
    async with carried.db.read() as session:
        assert asked == await find_members(session, 1, asked, "GB")
        count = await session.fetch_value("SELECT count(*) FROM member")
    owner = system(1, "tea")
    for fields in TAKEN:
        problem = (await create_member(carried, owner, fields)).problem
        assert problem is not None
        assert "TAKEN" == problem.code
    path = tmp_path / "people.csv"
    path.write_text("phone\n+44 20 7946 0970\n")
    report = await import_members(carried, "tea", path, {"phone": "phone"}, rejected=tmp_path / "rejected.csv")
    assert (0, 1) == (report.imported, report.already_there)
    async with carried.db.read() as session:
        assert count == await session.fetch_value("SELECT count(*) FROM member")


async def _doubles(kernel: Kernel) -> set[tuple[str, tuple[int, ...]]]:
    return {(double.kind, tuple(id_ for id_, _ in double.holders)) for double in await find_doubles(kernel, "tea")}
