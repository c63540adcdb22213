"""A copy of a SQLite file: made while others write, private, checked, and never half there."""

import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.docs.pages import blocks

JOURNAL = ("PRAGMA journal_mode=WAL", "PRAGMA wal_autocheckpoint=0")


def rows(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM noted").fetchone()[0])


def test_what_is_committed_is_in_the_copy_even_if_it_is_not_in_the_file_yet(shop: Command, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "shop.db", isolation_level=None)) as writer:
        for statement in (
            *JOURNAL,
            "CREATE TABLE noted (n INTEGER)",
            "INSERT INTO noted VALUES (1)",
            "BEGIN IMMEDIATE",
        ):
            writer.execute(statement)
        writer.execute("INSERT INTO noted VALUES (2)")
        made = shop("backup", str(tmp_path / "copy.db"))
        writer.execute("COMMIT")

    assert (0, "") == (made.code, made.err)
    assert made.out.startswith(f"{tmp_path}/copy.db: ")
    assert made.out.endswith(" MiB, checked\n")
    assert 1 == rows(tmp_path / "copy.db")


def test_a_copy_is_one_file_of_its_owner_alone(shop: Command, tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    previous = os.umask(0)
    try:
        shop("backup", str(folder / "copy.db"))
    finally:
        os.umask(previous)

    assert ["copy.db"] == [path.name for path in folder.iterdir()]
    assert 0o600 == (folder / "copy.db").stat().st_mode & 0o777


def test_a_copy_is_a_database_without_drift(shop: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shop("backup", str(tmp_path / "copy.db"))
    monkeypatch.setenv("HEADLESS_DATABASE_URL", f"sqlite:///{tmp_path}/copy.db")

    assert "no drift\n" == shop("verify", "--merchant", "shop").err
    assert 0o600 == (tmp_path / "copy.db").stat().st_mode & 0o777


def test_copies_are_whole_while_another_writes_all_the_time(shop: Command, tmp_path: Path) -> None:
    """Each transaction adds two rows: no copy has an odd number."""
    path, stop = tmp_path / "shop.db", threading.Event()
    with closing(sqlite3.connect(path)) as writer:
        writer.execute("CREATE TABLE noted (n INTEGER)")

    def write() -> None:
        with closing(sqlite3.connect(path, isolation_level=None, timeout=30)) as connection:
            while not stop.is_set():
                for statement in ("BEGIN IMMEDIATE", *["INSERT INTO noted VALUES (1)"] * 2, "COMMIT"):
                    connection.execute(statement)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        made = [shop("backup", str(tmp_path / f"copy{number}.db")) for number in range(5)]
    finally:
        stop.set()
        thread.join()

    counted = [rows(tmp_path / f"copy{number}.db") for number in range(5)]
    assert [0] * 5 == [answer.code for answer in made]
    assert sorted(counted) == counted
    assert 0 < counted[-1]
    assert {0} == {count % 2 for count in counted}


def test_nothing_is_overwritten(shop: Command, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("mine")

    refused = shop("backup", str(tmp_path / "copy.db"))

    assert (2, "mine") == (refused.code, (tmp_path / "copy.db").read_text())
    assert "copy.db exists: give the copy another name" in refused.err


def test_what_an_interrupted_copy_left_is_replaced_and_never_followed(shop: Command, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text("mine")
    (tmp_path / "copy.db.part").symlink_to(tmp_path / "elsewhere")

    assert 0 == shop("backup", str(tmp_path / "copy.db")).code
    assert "mine" == (tmp_path / "elsewhere").read_text()
    assert not (tmp_path / "copy.db").is_symlink()


def test_a_damaged_database_is_told_and_makes_no_copy(shop: Command, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "shop.db", isolation_level=None)) as connection:
        for number in range(2_000):
            connection.execute(
                "INSERT INTO migration_lock VALUES (?)", (f"{number:09}" * 9,)
            ) if number else connection.execute("CREATE TABLE IF NOT EXISTS migration_lock (name TEXT PRIMARY KEY)")
        (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'migration_lock'").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with (tmp_path / "shop.db").open("r+b") as file:
        file.seek((root - 1) * size + 200)
        file.write(b"\xff" * (size - 200))

    answer = shop("backup", str(tmp_path / "copy.db"))

    assert 2 == answer.code
    assert "the copy is damaged" in answer.err
    assert [] == list(tmp_path.glob("copy*"))


@pytest.mark.parametrize(
    ("url", "target", "told"),
    [
        ("sqlite:///{folder}/gone.db", "copy.db", "there is no file"),
        ("sqlite:///{folder}/shop.db", "nowhere/copy.db", "cannot write"),
        ("postgresql://db.example/headless", "copy.db", "pg_dump --format=custom"),
    ],
)
def test_what_stands_in_the_way_is_told(
    shop: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str, target: str, told: str
) -> None:
    monkeypatch.setenv("HEADLESS_DATABASE_URL", url.format(folder=tmp_path))

    answer = shop("backup", str(tmp_path / target))

    assert (2, "") == (answer.code, answer.out)
    assert told in answer.err
    assert [] == [*tmp_path.glob("copy*"), *tmp_path.glob("gone*")]


def test_a_database_of_an_older_version_is_copied_as_it_is(headless: Command, tmp_path: Path) -> None:
    """A copy before an upgrade must not be the upgrade."""
    with closing(sqlite3.connect(tmp_path / "shop.db")) as connection:
        connection.execute("CREATE TABLE noted (n INTEGER)")

    assert 0 == headless("backup", str(tmp_path / "copy.db")).code
    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        assert [("noted",)] == copy.execute("SELECT name FROM sqlite_master").fetchall()


def test_a_copy_is_restored_by_the_commands_of_the_page(tmp_path: Path) -> None:
    """Rows that were written after the copy, and stand in the log next to the old file, do not come back."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    environment = {
        "PATH": path,
        "HEADLESS_SECRET_KEY": "0123456789abcdef0123456789abcdef",
        "HEADLESS_PLUGINS": "builtin",
    }

    def run(script: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["sh", "-ec", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
        )

    (restore,) = [block.text for block in blocks("sh") if "sqlite-restore" in block.words]
    run("headless merchant create shop --currency GBP --time-zone Europe/London; headless backup headless-monday.db")
    # a process that is killed leaves its log behind
    kill = "import os, sqlite3; c = sqlite3.connect('headless.db'); c.execute('CREATE TABLE noted (n)'); c.commit(); os._exit(0)"
    run(f'{sys.executable} -c "{kill}"')
    assert (tmp_path / "headless.db-wal").stat().st_size > 0

    restored = run(restore)

    assert restored.stderr.endswith("no drift\n")
    assert "fail" not in restored.stdout
    assert 0o600 == (tmp_path / "headless.db").stat().st_mode & 0o777
    with closing(sqlite3.connect(tmp_path / "headless.db")) as connection:
        assert [] == connection.execute("SELECT name FROM sqlite_master WHERE name = 'noted'").fetchall()
        assert [("shop",)] == connection.execute("SELECT slug FROM merchant").fetchall()
