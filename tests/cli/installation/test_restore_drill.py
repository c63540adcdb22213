"""A database is lost and brought back from its back-up, as the page on back-ups says it, while orders come in."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
import restore_drill
from restore_drill import Drill

SCRIPT = Path(restore_drill.__file__)


def drilled(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(SCRIPT.parents[1]), "HEADLESS_PLUGINS": "builtin"}
    command = [sys.executable, str(SCRIPT), "--orders", "60", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_nothing_that_was_acknowledged_before_the_backup_is_lost(dialect: str, request: pytest.FixtureRequest) -> None:
    if dialect == "postgres":
        if shutil.which("psql") is None:
            pytest.skip("the client of PostgreSQL is not installed")
        done = drilled("--url", request.getfixturevalue("empty_database_url"))
    else:
        done = drilled()

    assert (0, "") == (done.returncode, done.stderr)
    figures, said = done.stdout.splitlines()
    assert "nothing is lost" == said
    counts = json.loads(figures)
    assert counts["acknowledged"] == counts["DUPLICATE"] + counts.get("RECORDED", 0)
    assert 30 <= counts["beforeTheBackup"] <= counts["DUPLICATE"]


def test_the_drill_notices_what_is_lost(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    restored = Drill.restore

    def restore_badly(drill: Drill) -> None:
        restored(drill)
        with closing(sqlite3.connect(drill.folder / "shop.db")) as connection:
            connection.execute("PRAGMA foreign_keys=OFF")
            connection.execute("DELETE FROM event WHERE external_id = 'o3'")
            connection.commit()

    monkeypatch.setattr(Drill, "restore", restore_badly)
    monkeypatch.setattr(sys, "argv", ["restore_drill.py", "--orders", "20"])
    monkeypatch.setenv("PYTHONPATH", str(SCRIPT.parents[1]))
    monkeypatch.setenv("HEADLESS_PLUGINS", "builtin")

    assert 1 == restore_drill.main()
    said = capsys.readouterr().out
    assert "order 3 was acknowledged before the back-up, and is RECORDED after it" in said
    assert "verify: drift" in said.replace("headless.cli ", "")
