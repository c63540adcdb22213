"""Configuration that is saved version by version: nothing is overwritten, the highest version counts."""

import json
from collections.abc import Mapping
from typing import Any, ClassVar, NamedTuple

from tortoise import fields

from headless.models.base.mapping import compact
from headless.models.base.row import Row
from headless.models.base.session import Session


class Versioned(Row):
    """One version of a piece of configuration. code: its name within the merchant. document: its content as JSON.

    noun: what the schema calls it.
    """

    noun: ClassVar[str]

    keys = ("merchant_id", "id", "version")
    merchant_id = fields.BigIntField()
    id = fields.BigIntField(primary_key=True, generated=False)
    version = fields.IntField()
    code = fields.TextField()
    document = fields.TextField()
    saved_at = fields.BigIntField()
    saved_by = fields.TextField()

    class Meta:
        abstract = True


class Version(NamedTuple):
    """A version as its readers see it."""

    id: int
    version: int
    code: str
    document: Mapping[str, Any]


async def newest_version(session: Session, model: type[Versioned], merchant_id: int, **key: Any) -> Version | None:
    """Read the newest version of what is named by its id or code, None if it was never saved."""
    row = await model.of(session, merchant_id).filter(**key).order_by("-version").first()
    return None if row is None else Version(row.id, row.version, row.code, json.loads(row.document))


async def add_version(
    session: Session, model: type[Versioned], merchant_id: int, given: Version, saved_at: int, saved_by: str
) -> None:
    """Add a version. Raise UniqueViolation if it exists."""
    await model.of(session, merchant_id).create(
        id=given.id,
        version=given.version,
        code=given.code,
        document=compact(given.document),
        saved_at=saved_at,
        saved_by=saved_by,
    )


async def all_versions(session: Session, model: type[Versioned], merchant_id: int) -> list[Version]:
    """Return all versions that a merchant has in a table, by id and version."""
    table = model._meta.db_table
    sql = f"SELECT id, version, code, document FROM {table} WHERE merchant_id = $1 ORDER BY id, version"
    rows = await session.fetch(sql, merchant_id)
    return [Version(row["id"], row["version"], row["code"], json.loads(row["document"])) for row in rows]


async def rewrite_version(session: Session, model: type[Versioned], merchant_id: int, given: Version) -> None:
    """Write the document of a version in another form that means the same."""
    rows = model.of(session, merchant_id).filter(id=given.id, version=given.version)
    await rows.update(document=compact(given.document))


async def newest_documents(
    session: Session, model: type[Versioned], merchant_id: int
) -> dict[int, tuple[int, dict[str, Any]]]:
    """Return the newest version and document of all that a merchant has in a table, by id."""
    table = model._meta.db_table
    sql = f"""SELECT t.id, t.version, t.document FROM {table} t JOIN (
  SELECT id, max(version) AS version FROM {table} WHERE merchant_id = $1 GROUP BY id
) newest ON newest.id = t.id AND newest.version = t.version WHERE t.merchant_id = $1 ORDER BY t.id"""
    rows = await session.fetch(sql, merchant_id)
    return {row["id"]: (row["version"], json.loads(row["document"])) for row in rows}
