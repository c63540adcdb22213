"""Members as they are shown: by id or look-up, each with the columns and the relations that are asked for."""

import json
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

from headless.engine.member.status import MemberStatus
from headless.models.base.mapping import columns
from headless.models.base.relations import RelatedLists, Relation, related_rows, relation_columns
from headless.models.base.session import Session

STATUSES = tuple(MemberStatus.__members__)
_ALWAYS = frozenset({"id", "status"})
_NOT_READ: Mapping[str, str] = MappingProxyType({"joined_at": "0", "attributes": "'{}'"})
"""What stands in a row for a column that was not asked for and is never null."""


class MemberRow(NamedTuple):
    """A member as stored, its birthday as a day ordinal and its attributes as JSON text."""

    id: int
    number: str | None
    external_id: str | None
    name: str | None
    phone: str | None
    email: str | None
    birthday_on: int | None
    gender: str | None
    source: str | None
    joined_at: int
    status: int
    attributes: str

    @property
    def state(self) -> str:
        """The status by its name."""
        return STATUSES[self.status]

    @property
    def document(self) -> Any:
        """The attributes as JSON, None if there are none."""
        return json.loads(self.attributes) or None


class Selection(NamedTuple):
    """What to read of members: some columns (None: all), and relations in the same statement."""

    columns: frozenset[str] | None = None
    relations: Sequence[Relation] = ()


class MerchantState(NamedTuple):
    """What the statement saw of the merchant: if either differs, the program it was made for is outdated."""

    config_version: int
    clock_at: int | None


class FoundMembers(NamedTuple):
    """Members, the rows of their relations, and the merchant's state, which is None without members."""

    members: list[MemberRow]
    related: RelatedLists
    merchant: MerchantState | None


_COLUMNS = len(MemberRow._fields)
_RELATIONS = _COLUMNS + len(MerchantState._fields)
_MERCHANT = ", ".join(
    f"(SELECT c.{name} FROM merchant c WHERE c.id = $1) AS merchant_{name}" for name in MerchantState._fields
)


async def read_members(session: Session, source: str, values: Sequence[Any], selection: Selection) -> FoundMembers:
    """Return the members `m` of `source`: the rest of the statement from FROM on, with its parameters, the merchant first."""
    relations = list(dict.fromkeys(selection.relations))
    related, parameters = relation_columns(session.dialect, relations, values)
    sql = f"SELECT {_listed(selection.columns)}, {_MERCHANT}{related} {source}"
    rows: Sequence[Any] = await session.fetch(sql, *parameters)
    members = [MemberRow(*row[:_COLUMNS]) for row in rows]
    merchant = MerchantState(*rows[0][_COLUMNS:_RELATIONS]) if rows else None
    return FoundMembers(members, related_rows(relations, [member.id for member in members], rows, _RELATIONS), merchant)


async def member_by(
    session: Session, merchant_id: int, column: str, key: int | str, selection: Selection
) -> FoundMembers:
    """Return the member whose column holds this key, unless it was merged into another."""
    source = f"FROM member m WHERE m.merchant_id = $1 AND m.{column} = $2 AND m.merged_into IS NULL"
    return await read_members(session, source, [merchant_id, key], selection)


async def survivor_by(
    session: Session, merchant_id: int, column: str, key: int | str, selection: Selection
) -> FoundMembers:
    """Return the member that the one whose column holds this key was merged into."""
    source = f"""FROM member asked JOIN member m ON m.merchant_id = asked.merchant_id AND m.id = asked.merged_into
WHERE asked.merchant_id = $1 AND asked.{column} = $2"""
    return await read_members(session, source, [merchant_id, key], selection)


async def member_by_identity(
    session: Session, merchant_id: int, system: str, value: str, selection: Selection
) -> FoundMembers:
    """Return the member with this account in another system, or the one that it was merged into."""
    source = """FROM member_identity x JOIN member asked ON asked.merchant_id = x.merchant_id AND asked.id = x.member_id
JOIN member m ON m.merchant_id = asked.merchant_id AND m.id = COALESCE(asked.merged_into, asked.id)
WHERE x.merchant_id = $1 AND x.system = $2 AND x.value = $3"""
    return await read_members(session, source, [merchant_id, system, value], selection)


async def members_by_id(session: Session, merchant_id: int, ids: Collection[int]) -> dict[int, MemberRow]:
    """Return members by id, merged ones as they are."""
    sql = f"SELECT {columns(MemberRow, 'm')} FROM member m WHERE m.merchant_id = $1 AND {session.any_of('m.id', 2)}"
    members = map(MemberRow._make, await session.fetch(sql, merchant_id, sorted(ids)))
    return {member.id: member for member in members}


async def survivors_by_id(session: Session, merchant_id: int, ids: Collection[int]) -> dict[int, MemberRow]:
    """Return members by the id asked for, for merged ones the survivors."""
    sql = f"""SELECT {columns(MemberRow, "m")}, asked.id AS asked_id FROM member asked
JOIN member m ON m.merchant_id = asked.merchant_id AND m.id = COALESCE(asked.merged_into, asked.id)
WHERE asked.merchant_id = $1 AND {session.any_of("asked.id", 2)}"""
    rows: Sequence[Any] = await session.fetch(sql, merchant_id, sorted(set(ids)))
    return {row["asked_id"]: MemberRow._make(row[:_COLUMNS]) for row in rows}


async def known_members(session: Session, merchant_id: int, ids: Collection[int]) -> set[int]:
    """Return those of these ids that members have."""
    sql = f"SELECT id FROM member WHERE merchant_id = $1 AND {session.any_of('id', 2)}"
    return {row["id"] for row in await session.fetch(sql, merchant_id, sorted(set(ids)))}


async def read_related(
    session: Session, merchant_id: int, ids: Sequence[int], relations: Sequence[Relation]
) -> RelatedLists:
    """Return the rows of relations by member, in one statement."""
    related, values = relation_columns(session.dialect, relations, [merchant_id, ids])
    sql = f"SELECT m.id{related} FROM member m WHERE m.merchant_id = $1 AND {session.any_of('m.id', 2)}"
    rows = await session.fetch(sql, *values)
    return related_rows(relations, [row["id"] for row in rows], rows, 1)


@lru_cache(maxsize=512)
def _listed(wanted: frozenset[str] | None) -> str:
    """Return the columns of a MemberRow, those not wanted as constants."""
    names = frozenset(MemberRow._fields) if wanted is None else wanted | _ALWAYS
    return columns(MemberRow, "m", **{
        name: _NOT_READ.get(name, "NULL") for name in MemberRow._fields if name not in names
    })  # fmt: skip
