"""What the database itself says of its tables, the same words for both dialects."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from headless.models.base.session import Session

NOT_OURS = {"tortoise_migrations", "migration_lock", "plugin_migration", "sqlite_sequence"}

POSTGRES_COLUMNS = """
SELECT table_name, column_name, data_type, is_nullable = 'NO' FROM information_schema.columns
WHERE table_schema = 'public' ORDER BY table_name, ordinal_position"""
POSTGRES_INDEXES = """
SELECT t.relname, i.indisunique, i.indisprimary,
       ARRAY(SELECT a.attname::text FROM unnest(i.indkey) WITH ORDINALITY AS k (attnum, place)
             JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.attnum ORDER BY k.place)
FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace
WHERE n.nspname = 'public'"""
POSTGRES_REFERENCES = """
SELECT t.relname, f.relname,
       ARRAY(SELECT a.attname::text FROM unnest(c.conkey) WITH ORDINALITY AS k (attnum, place)
             JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.attnum ORDER BY k.place)
FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_class f ON f.oid = c.confrelid
WHERE c.contype = 'f'"""


@dataclass
class Table:
    """One table: its columns (type and NOT NULL by name), keys and references."""

    columns: dict[str, tuple[str, bool]]
    primary_key: tuple[str, ...]
    unique: set[tuple[str, ...]]
    indexes: set[tuple[str, ...]]
    references: set[tuple[str, tuple[str, ...]]]


async def tables(session: Session) -> Mapping[str, Table]:
    """Every table of ours in the database, by name."""
    found = await (_sqlite(session) if session.dialect == "sqlite" else _postgres(session))
    return {name: table for name, table in found.items() if name not in NOT_OURS}


async def _postgres(session: Session) -> dict[str, Table]:
    found: dict[str, Table] = {}
    for name, column, type_name, required in await session.fetch(POSTGRES_COLUMNS):
        found.setdefault(name, _blank()).columns[column] = (type_name, required)
    for name, is_unique, is_primary, columns in await session.fetch(POSTGRES_INDEXES):
        _index(found[name], tuple(columns), unique=is_unique, primary=is_primary)
    for name, target, columns in await session.fetch(POSTGRES_REFERENCES):
        found[name].references.add((target, tuple(columns)))
    return found


async def _sqlite(session: Session) -> dict[str, Table]:
    names = [row[0] for row in await session.fetch("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name: await _sqlite_table(session, name) for name in names}


async def _sqlite_table(session: Session, name: str) -> Table:
    table = _blank()
    for row in await session.fetch(f"PRAGMA table_info({name})"):
        table.columns[row["name"]] = (row["type"].lower(), bool(row["notnull"] or row["pk"]))
    key = [row for row in await session.fetch(f"PRAGMA table_info({name})") if row["pk"]]
    table.primary_key = tuple(row["name"] for row in sorted(key, key=lambda row: row["pk"]))
    for row in await session.fetch(f"PRAGMA index_list({name})"):
        columns = [part["name"] for part in await session.fetch(f"PRAGMA index_info({row['name']})")]
        known = tuple(column for column in columns if column is not None)
        _index(table, known, unique=bool(row["unique"]), primary=row["origin"] == "pk")
    references: dict[int, tuple[str, list[str]]] = {}
    for row in await session.fetch(f"PRAGMA foreign_key_list({name})"):
        references.setdefault(row["id"], (row["table"], []))[1].append(row["from"])
    table.references = {(target, tuple(columns)) for target, columns in references.values()}
    return table


def _index(table: Table, columns: tuple[str, ...], *, unique: Any, primary: Any) -> None:
    if primary:
        table.primary_key = columns
    elif unique:
        table.unique.add(columns)
    else:
        table.indexes.add(columns)


def _blank() -> Table:
    return Table(columns={}, primary_key=(), unique=set(), indexes=set(), references=set())
