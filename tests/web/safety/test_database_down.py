"""While the database does not answer, callers are told so and no more, with a status that says: later."""

import sqlite3

import asyncpg
import pytest

from headless.errors import StorageBusy, StorageDown, StorageError
from headless.models.database import postgres_session, sqlite, sqlite_session
from tests import postgres
from tests.web.shop import Shop, bearer

QUERY = {"query": "{ merchant { name } tags { code } }"}


def unplug(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every statement from now on fail as it does if the disk, or the server, is gone."""
    if shop.kernel.db.dialect == "sqlite":

        def fetch(*given: object) -> list[object]:
            fault = sqlite3.OperationalError("disk I/O error")
            fault.sqlite_errorcode = sqlite3.SQLITE_IOERR_READ
            raise fault

        for name in ("_fetch", "_fetch_all"):
            monkeypatch.setattr(sqlite_session, name, fetch)
        monkeypatch.setattr(sqlite, "_probe", fetch)
        return
    url = shop.kernel.db.url
    name = url.rpartition("/")[2]
    postgres.administer(
        postgres.renamed(url, "postgres"),
        f"ALTER DATABASE {name} ALLOW_CONNECTIONS false",
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'",
    )


def plug_in(shop: Shop) -> None:
    if shop.kernel.db.dialect == "postgres":
        name = shop.kernel.db.url.rpartition("/")[2]
        server = postgres.renamed(shop.kernel.db.url, "postgres")
        postgres.administer(server, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


async def test_every_door_says_that_the_database_is_down(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    await shop.ask(QUERY["query"])
    event = {"specversion": "1.0", "type": "checkin", "source": "app", "id": "1", "subject": "number:1", "data": {}}
    another = await shop.token("members:read")
    unplug(shop, monkeypatch)
    try:
        known = [await shop.client.post("/graphql", json=QUERY, headers=bearer(shop.secret)) for _ in range(2)]
        known.append(await shop.client.post("/events", json=event, headers=bearer(shop.secret)))
        unknown = await shop.client.post("/graphql", json=QUERY, headers=bearer(another))
        ready, lives = await shop.client.get("/readyz"), await shop.client.get("/healthz")
    finally:
        plug_in(shop)

    for answer in (*known, unknown):
        error = answer.json()["errors"][0]
        assert (503, "STORAGE_UNAVAILABLE") == (answer.status_code, error["extensions"]["code"])
        assert error["extensions"]["incident"]
        assert "SELECT" not in answer.text
        assert "disk" not in answer.text
    assert (503, 200) == (ready.status_code, lives.status_code)


async def test_it_is_answered_again_afterwards(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as unplugged:
        unplug(shop, unplugged)
        await shop.client.post("/graphql", json=QUERY, headers=bearer(shop.secret))
        plug_in(shop)

    assert {"tags": [], "merchant": {"name": "corner-shop"}} == await shop.ask(QUERY["query"])


def test_what_the_drivers_say_is_told_apart() -> None:
    cases = [
        (asyncpg.ConnectionDoesNotExistError("gone"), StorageDown),
        (asyncpg.AdminShutdownError("terminating"), StorageDown),
        (asyncpg.DiskFullError("full"), StorageDown),
        (asyncpg.ReadOnlySQLTransactionError("a replica"), StorageDown),
        (ConnectionRefusedError("refused"), StorageDown),
        (asyncpg.InterfaceError("cannot perform operation: connection is closed"), StorageDown),
        (asyncpg.DeadlockDetectedError("deadlock"), StorageBusy),
        (asyncpg.UndefinedColumnError("no column"), StorageError),
        (asyncpg.InterfaceError("another operation is in progress"), StorageError),
    ]

    assert [kind for _, kind in cases] == [type(postgres_session.translated(error, "x")) for error, _ in cases]


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (sqlite3.SQLITE_FULL, StorageDown), (sqlite3.SQLITE_IOERR_WRITE, StorageDown), (sqlite3.SQLITE_READONLY, StorageDown),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, StorageBusy), (sqlite3.SQLITE_ERROR, StorageError),
    ],
)  # fmt: skip
def test_what_sqlite_says_is_told_apart(code: int, kind: type[StorageError]) -> None:
    fault = sqlite3.OperationalError("x")
    fault.sqlite_errorcode = code

    assert kind is type(sqlite_session.translated(fault, "x"))


async def test_a_busy_database_shows_no_statement(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy() -> None:
        raise StorageBusy("deadlock in: SELECT secret", data={"sql": "SELECT secret"})

    monkeypatch.setattr(shop.kernel.db, "transaction", busy)
    save = 'mutation { tagSave(input: {code: "x", name: "X"}) { tag { id } } }'
    answer = await shop.client.post("/graphql", json={"query": save}, headers=bearer(shop.secret))

    assert (503, "STORAGE_BUSY") == (answer.status_code, answer.json()["errors"][0]["extensions"]["code"])
    assert "SELECT" not in answer.text
