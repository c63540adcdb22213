"""Whichever write of a command the database refuses, the person reads a sentence, and the next run completes the work."""

import asyncio
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from typer.main import get_command

from headless.cli.root import make_app
from headless.models.database.database import Database
from headless.models.tables.catalogue import TABLES
from tests import postgres
from tests.cli.conftest import Answer, Command
from tests.cli.refusals import FAULTS, Refusals, installed

FILES = {
    "orders.csv": "order,member,time,sku,quantity,price\no1,ann,2011-05-01,tea,1,10.00\no2,ben,2011-05-02,tea,2,5.00\n",
    "members.csv": "number,name\n1,Ann\n2,Ben\n",
    "balances.csv": "member,amount\n4711,5\n",
    "tiers.csv": "member,tier\n4711,gold\n",
    "home.graphql": "query Home { merchant { name } }",
}
SHOP = ("--merchant", "shop")
TOKEN = "tok_0000000000001"
WRITING: Mapping[str, tuple[str, ...]] = {
    "import orders": ("orders.csv", *SHOP, "--create-members", *(
        part for name in ("order", "member", "time", "sku", "quantity", "price") for part in ("--map", f"{name}={name}")
    )),
    "import members": ("members.csv", *SHOP, "--map", "number=number", "--map", "name=name"),
    "import balances": (
        "balances.csv", *SHOP, "--member-by", "number", "--asset", "points", "--map", "member=member", "--map", "amount=amount",
    ),
    "import standings": ("tiers.csv", *SHOP, "--member-by", "number", "--map", "member=member", "--map", "tier=tier"),
    "member erase": ("number:4711", *SHOP, "--yes"),
    "documents add": ("home.graphql", *SHOP),
    "documents remove": ("start", *SHOP),
    "member merge": ("--from", "number:4711", "--into", "number:4712", *SHOP, "--yes"),
    "merchant create": ("other", "--currency", "GBP", "--time-zone", "Europe/London"),
    "merchant country": ("shop", "GB"),
    "merchant claim-for": ("shop", "30d"),
    "merchant limit": ("shop", "200"),
    "token create": (*SHOP, "--scope", "admin"),
    "secrets rotate": (),
    "token revoke": (TOKEN, *SHOP),
    "token rotate": (TOKEN, *SHOP),
    "webhooks replay": (*SHOP, "--since", "2011-12-01T00:00:00Z"),
    "clock": (*SHOP, "2011-12-20T00:00:00Z"),
    "worker": ("--once",),
    "member export": ("number:4711", *SHOP),
    "migrate": (),
    "demo": ("--no-serve",),
}  # fmt: skip
"""The commands that write to the database, and how each is called."""
READING = {
    "serve", "schema", "documents list", "verify", "merchant list", "member doubles", "report liability",
    "report partner",
    "token list", "secrets list",
    "audit", "backup", "check", "doctor",
    "events waiting", "events failed", "explain member", "explain event", "plugins list", "plugins new", "plugins check",
    "plugins try", "webhooks list", "webhooks listen",
    # It only undoes migrations of plugins, each in a transaction of its own.
    "plugins purge",
}  # fmt: skip
LONG = {"migrate": 6, "demo": 1}
"""Commands with so many writes that only some of them are refused."""
LARGE = 1_000
SPOKEN_BY_DATABASES = (
    "INSERT", "UPDATE", "SELECT", "CHECK", "COMMIT", "constraint", "sqlite", "asyncpg", "Error", "Traceback", "violat", "errno",
    "deadlock", "relation",
)  # fmt: skip


def _leaves() -> set[str]:
    """Every command, as typed."""
    leaves: set[str] = set()

    def walk(command: object, path: tuple[str, ...]) -> None:
        children = getattr(command, "commands", {})
        leaves.update(() if children else [" ".join(path)])
        for name, child in children.items():
            walk(child, (*path, name))

    walk(get_command(make_app()), ())
    return leaves


def test_every_command_is_known_to_write_or_not_to() -> None:
    assert _leaves() == set(WRITING) | READING, "add the command to WRITING, or to READING if it writes nothing"


class Copies:
    """A database, and copies of it as it was before."""

    def __init__(self, url: str, server: str | None) -> None:
        self.url, self._server, self._path = url, server, url.removeprefix("sqlite:///").partition("?")[0]
        self._name = postgres.scratch_name()

    def keep(self) -> None:
        """Keep the database as it is now."""
        if self._server is None:
            shutil.copy(self._path, f"{self._path}.kept")
        else:
            postgres.administer(self._server, f"CREATE DATABASE {self._name} TEMPLATE {self._of(self.url)}")

    def restore(self, *, empty: bool = False) -> None:
        """Bring back what was kept, or nothing at all."""
        if self._server is None:
            for rest in Path(self._path).parent.glob(f"{Path(self._path).name}*"):
                if not rest.name.endswith(".kept"):
                    rest.unlink()
            if not empty:
                shutil.copy(f"{self._path}.kept", self._path)
            return
        name = self._of(self.url)
        template = "template0" if empty else self._name
        postgres.administer(
            self._server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name} TEMPLATE {template}"
        )

    def drop(self) -> None:
        if self._server is not None:
            postgres.administer(self._server, f"DROP DATABASE IF EXISTS {self._name} WITH (FORCE)")

    @staticmethod
    def _of(url: str) -> str:
        return url.partition("?")[0].rpartition("/")[2]


@pytest.fixture
def copies(empty_database_url: str, dialect: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Copies]:
    made = Copies(empty_database_url, request.getfixturevalue("postgres_server") if dialect == "postgres" else None)
    yield made
    made.drop()


@pytest.fixture
def refusals(dialect: str, monkeypatch: pytest.MonkeyPatch) -> Refusals:
    return installed(dialect, monkeypatch)


@pytest.fixture
def busy(headless: Command, copies: Copies, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """A shop with a member, whose points are due to expire, on either database."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HEADLESS_DATABASE_URL", copies.url)
    monkeypatch.setenv("HEADLESS_SECRET_KEY", "k" * 32)
    for file, text in FILES.items():
        (tmp_path / file).write_text(text)
    (tmp_path / "one.csv").write_text("number,phone\n4711,020 7946 0958\n4712,\n")
    sandbox = ("--sandbox", "--clock", "2011-12-09T23:59:59Z")
    zone = ("--currency", "GBP", "--time-zone", "Europe/London")
    for command in (
        ("merchant", "create", "shop", *zone, *sandbox),
        ("documents", "add", "start=home.graphql", *SHOP),
        ("import", "members", "one.csv", *SHOP, "--map", "number=number", "--map", "phone=phone"),
    ):
        answer = headless(*command)
        assert 0 == answer.code, answer.err
    asyncio.run(_set_up(copies.url))
    copies.keep()
    return headless


async def _set_up(url: str) -> None:
    from headless.config import Settings
    from headless.services.configuration.asset_kinds import save_asset_kind
    from headless.services.configuration.rules import save_rule
    from headless.services.configuration.tier_tracks import save_tier_track
    from headless.services.configuration.tokens import create_token
    from headless.services.intake.events import EventInput, record_events
    from headless.services.kernel.lookups import Lookup
    from headless.services.kernel.opening import open_kernel
    from headless.services.kernel.principals import system

    async with open_kernel(Settings(database_url=url, plugins=("builtin",))) as kernel:
        async with kernel.db.read() as session:
            merchant = await kernel.programs.by_slug(session, "shop")
        owner = system(merchant.id, "shop")
        await create_token(kernel, merchant.id, "till", ["events:write"])
        points = {"code": "points", "name": "Points", "expiry": {"after": "5d"}}
        ladder = {
            "code": "club",
            "name": "Club",
            "kind": "PAID",
            "tiers": [{"code": "gold", "name": "Gold", "rank": 1}],
        }
        saved = [
            await save_asset_kind(kernel, owner, points), await save_rule(kernel, owner, {"rule": "points_per_spend"}),
            await save_tier_track(kernel, owner, ladder),
        ]  # fmt: skip
        assert [None] * 3 == [one.problem for one in saved]
        order = EventInput("order.paid", {"orderId": "1", "total": "30.00"}, Lookup("number", "4711"), "shop", "1")
        (result,) = await record_events(kernel, owner, [order])
        assert None is result.problem
        async with kernel.db.transaction() as session:
            await session.execute("UPDATE member SET due_at = 1")
            await session.execute(
                """INSERT INTO webhook_endpoint (merchant_id, id, url, topics, state, secret, token_id, failures,
version, created_at) VALUES ($1, 1, 'https://shop.example', '[]', 2, 'whsec_', 0, 0, 1, 0)""",
                merchant.id,
            )
            await session.execute("""INSERT INTO webhook_delivery (merchant_id, id, endpoint_id, member_id, event_id, topic,
position, state, created_at, queued_at, due_at, attempts) SELECT merchant_id, 1 + id, 1, member_id, id, type, 1, 2,
9000000000000000, 0, 0, 0 FROM event WHERE type = 'order.paid'""")
            await session.execute("UPDATE token SET id = 1")


async def _counts(url: str) -> dict[str, int]:
    async with Database.open(url) as database, database.read() as session:
        counts = {table: await session.fetch_value(f"SELECT count(*) FROM {table}") for table in TABLES}
    # The demo shows new tokens each time. Which rules were slow is a matter of the machine.
    return {**counts, "plugin_health": 0, "token": 0 if counts["event"] > LARGE else counts["token"]}


@pytest.mark.parametrize("name", WRITING)
def test_a_refused_write_is_told_in_a_sentence_and_leaves_nothing_half_done(
    busy: Command, copies: Copies, refusals: Refusals, dialect: str, name: str
) -> None:
    command = (*name.split(), *WRITING[name])

    def restore() -> None:
        copies.restore(empty=name in ("migrate", "demo"))

    restore()
    refusals.begin()
    answer = busy(*command)
    assert 0 == answer.code, answer.err
    whole, writes = asyncio.run(_counts(copies.url)), refusals.writes
    assert writes > 0

    for number, kind in _cases(dialect, writes, LONG.get(name)):
        restore()
        refusals.begin(number, kind)
        answer = busy(*command)
        assert refusals.refused, (number, kind)
        _told(answer, f"{name} {number} of {writes}, {kind}: {refusals.refused[0][:80]}")
        refusals.begin()
        # What was finished before is said, and need not be asked for again.
        again = busy(*(("worker", "--once") if "is erased" in answer.err else command))
        assert 0 == again.code, again.err
        assert whole == asyncio.run(_counts(copies.url)), (number, kind)
    if name not in LONG:
        assert 0 == busy("verify", *SHOP).code


def _cases(dialect: str, writes: int, most: int | None) -> Iterator[tuple[int, str]]:
    """Yield each write with one way to refuse it, and each way once."""
    kinds = list(FAULTS[dialect])
    step = 1 if most is None or writes <= most else writes // most
    for place, number in enumerate(range(1 + step // 2, writes + 1, step)):
        yield number, kinds[place % len(kinds)]
    if most is None:
        yield from ((1 + place % writes, kind) for place, kind in enumerate(kinds) if place >= writes)


def _told(answer: Answer, case: str) -> None:
    assert 2 == answer.code, case + answer.err + answer.out
    assert "headless: " in answer.err, case
    said = answer.out + answer.err
    assert [] == [word for word in SPOKEN_BY_DATABASES if word in said], case + said
