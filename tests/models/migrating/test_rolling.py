"""Old processes go on with new tables: a migration only adds. The page on upgrades promises it."""

import re
from pathlib import Path

import pytest

import headless.models.migrations as migrations
from headless.models.database.sqlite import statements_of

FIRST = "0019"
"""Migrations before it were made while no version was out that could go on."""
STOP_FIRST: frozenset[str] = frozenset()
"""Migrations that need all old processes to stop: announce them as Breaking."""
FOLDER = Path(str(migrations.__file__)).parent / "sql"
FILES = sorted(path for path in FOLDER.glob("*.sql") if path.name[:4] >= FIRST)
TAKES_AWAY = re.compile(r"^\s*(DROP|ALTER TABLE \S+ (RENAME|DROP|ALTER)|ALTER INDEX|DELETE|TRUNCATE)\b", re.IGNORECASE)
ADDS = re.compile(r"^\s*ALTER TABLE \S+ ADD COLUMN (?P<rest>.*)$", re.IGNORECASE | re.DOTALL)
UNIQUE = re.compile(r"^\s*CREATE UNIQUE INDEX \S+ ON (?P<table>\S+)", re.IGNORECASE)
COMMENT = re.compile(r"--[^\n]*\n")


def faults(script: str) -> list[str]:
    """The statements after which an old process would fail."""
    made = set(re.findall(r"CREATE TABLE (\w+)", script))
    return [
        statement for statement in map(str.strip, statements_of(COMMENT.sub("", script))) if _harms(statement, made)
    ]


def _harms(statement: str, made: set[str]) -> bool:
    if TAKES_AWAY.match(statement):
        return True
    if added := ADDS.match(statement):
        rest = added["rest"].upper()
        return "NOT NULL" in rest and "DEFAULT" not in rest
    unique = UNIQUE.match(statement)
    return unique is not None and unique["table"] not in made and " WHERE " not in statement


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_migration_only_adds(path: Path) -> None:
    if path.name.partition(".")[0] not in STOP_FIRST:
        assert [] == faults(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "harm",
    [
        "DROP TABLE event;", "ALTER TABLE event RENAME COLUMN data TO facts;", "ALTER TABLE event DROP COLUMN data;",
        "ALTER TABLE event ALTER COLUMN data SET NOT NULL;", "ALTER TABLE event ADD COLUMN later TEXT NOT NULL;",
        "CREATE UNIQUE INDEX one ON event (merchant_id, type);", "DELETE FROM token;",
    ],
)  # fmt: skip
def test_what_an_old_process_would_stumble_over_is_noticed(harm: str) -> None:
    fine = "ALTER TABLE event ADD COLUMN later TEXT;\nCREATE TABLE thing (id BIGINT NOT NULL);\n"

    assert [] == faults(fine + "CREATE UNIQUE INDEX one ON thing (id);")
    assert [harm] == faults(fine + harm)
