"""Whichever write of a command the database refuses, the person reads a sentence, and the next run completes the work."""

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from aiosqlite.core import Connection

from tests.cli.conftest import Answer, Command

FILES = {
    "orders.csv": "order,member,time,sku,quantity,price\no1,ann,2011-05-01,tea,1,10.00\no2,ben,2011-05-02,tea,2,5.00\n",
    "members.csv": "number,name\n1,Ann\n2,Ben\n",
    "balances.csv": "member,amount\n4711,5\n",
}
SHOP = ("--merchant", "shop")
COMMANDS = {
    "orders": ("import", "orders", "orders.csv", *SHOP, "--create-members", *(
        part for name in ("order", "member", "time", "sku", "quantity", "price") for part in ("--map", f"{name}={name}")
    )),
    "members": ("import", "members", "members.csv", *SHOP, "--map", "number=number", "--map", "name=name"),
    "balances": (
        "import", "balances", "balances.csv", *SHOP, "--member-by", "number", "--asset", "points",
        "--map", "member=member", "--map", "amount=amount",
    ),
    "merchant": ("merchant", "create", "other", "--currency", "GBP", "--time-zone", "Europe/London"),
    "country": ("merchant", "country", "shop", "GB"),
    "token": ("token", "create", *SHOP, "--scope", "admin"),
    "clock": ("clock", *SHOP, "2011-12-20T00:00:00Z"),
}  # fmt: skip
SPOKEN_BY_DATABASES = ("INSERT", "UPDATE", "SELECT", "CHECK", "constraint", "sqlite", "Error", "Traceback", "violat")
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
MOST_WRITES = 60


@pytest.fixture
def refusals(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], list[str]]:
    """Lets the database refuse the nth write from now on, and returns what it refused."""
    state: dict[str, Any] = {"left": 0, "refused": []}

    execute = Connection._execute

    async def counted(self: Connection, work: Callable[..., Any], *args: Any, **options: Any) -> Any:
        sql = next((arg for arg in args if isinstance(arg, str)), "")
        if sql.lstrip().upper().startswith(WRITES):
            state["left"] -= 1
            if state["left"] == 0:
                state["refused"].append(sql)
                raise sqlite3.IntegrityError(f"CHECK constraint failed in {sql}")
        return await execute(self, work, *args, **options)

    monkeypatch.setattr(Connection, "_execute", counted)

    def refuse(number: int) -> list[str]:
        state["left"], state["refused"] = number, []
        return state["refused"]

    return refuse


@pytest.mark.parametrize("name", COMMANDS)
def test_a_refused_write_is_told_in_a_sentence_and_leaves_nothing_half_done(
    shop: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refusals: Callable[[int], list[str]], name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for file, text in FILES.items():
        (tmp_path / file).write_text(text)
    (tmp_path / "one.csv").write_text("number\n4711\n")
    assert 0 == shop("import", "members", "one.csv", *SHOP, "--map", "number=number").code
    database, before = tmp_path / "shop.db", tmp_path / "before.db"
    shutil.copy(database, before)

    for number in range(1, MOST_WRITES):
        for rest in tmp_path.glob("shop.db*"):
            rest.unlink()
        shutil.copy(before, database)
        refused = refusals(number)
        answer = shop(*COMMANDS[name])
        if not refused:
            assert 0 == answer.code, answer.err
            assert number > 1
            return
        _told(answer)
        refusals(0)
        assert 0 == shop(*COMMANDS[name]).code
        assert 0 == shop("verify", *SHOP).code
    pytest.fail("the command writes more often than this test looks")


def _told(answer: Answer) -> None:
    assert 2 == answer.code
    assert "run the command again" in answer.err
    assert [] == [word for word in SPOKEN_BY_DATABASES if word in answer.out + answer.err]
