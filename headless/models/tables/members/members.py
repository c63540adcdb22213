"""Members, the people."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from tortoise import fields

from headless.engine.member.status import MemberStatus
from headless.engine.values.spelling import folded
from headless.models.base.mapping import JSON, RowMap, columns, compact, enum_of, reader
from headless.models.base.reads import Select
from headless.models.base.row import JsonbField, Row
from headless.models.base.session import Session, Write
from headless.models.tables.members.lives.identities import StoredIdentity, insert_identities

if TYPE_CHECKING:
    from headless.engine.member.state import MemberState


class Member(Row):
    """One person known to a merchant. `clock_at`: clock work is done up to here. `due_at`: the soonest that waits.

    `phone` is shown as it was given, `phone_key` is compared.
    """

    keys = ("merchant_id", "id")
    merchant_id = fields.BigIntField()
    id = fields.BigIntField(primary_key=True, generated=False)
    number = fields.TextField(null=True)
    external_id = fields.TextField(null=True)
    phone = fields.TextField(null=True)
    email = fields.TextField(null=True)
    name = fields.TextField(null=True)
    birthday_on = fields.IntField(null=True)
    gender = fields.TextField(null=True)
    source = fields.TextField(null=True)
    joined_at = fields.BigIntField()
    joined_on = fields.IntField()
    status = fields.SmallIntField()
    attributes = JsonbField()
    clock_at = fields.BigIntField()
    due_at = fields.BigIntField(null=True)
    merged_into = fields.BigIntField(null=True)
    salt = fields.TextField()
    created_at = fields.BigIntField()
    number_folded = fields.TextField(null=True)
    external_id_folded = fields.TextField(null=True)
    name_folded = fields.TextField(null=True)
    email_folded = fields.TextField(null=True)
    phone_key = fields.TextField(null=True)

    class Meta:
        table = "member"


SEARCHED = ("number", "external_id", "name", "email")
"""Columns that a search looks through, each with a twin in which case, width and composition are nothing."""


def folded_apart(text: str | None) -> str | None:
    """Return a text as a search compares it. If it is the text itself, return None, so that it is kept once."""
    plain = None if text is None else folded(text)
    return None if plain == text else plain


@dataclass(frozen=True, slots=True)
class NewMember:
    """A member that is made. Times are microseconds, days ordinals. identities: systems and accounts there."""

    id: int
    number: str | None
    external_id: str | None
    phone: str | None
    email: str | None
    name: str | None
    birthday_on: int | None
    gender: str | None
    source: str | None
    joined_at: int
    joined_on: int
    attributes: Mapping[str, Any]
    clock_at: int
    salt: str
    created_at: int
    phone_key: str | None = None
    status: MemberStatus = MemberStatus.ACTIVE
    due_at: int | None = None
    merged_into: int | None = None
    number_folded: str | None = None
    external_id_folded: str | None = None
    name_folded: str | None = None
    email_folded: str | None = None
    identities: Sequence[tuple[str, str]] = ()

    def __post_init__(self) -> None:
        for column in SEARCHED:
            object.__setattr__(self, f"{column}_folded", folded_apart(getattr(self, column)))


NEW_MEMBERS: RowMap[NewMember] = RowMap(
    Member, NewMember, convert={"attributes": JSON, "status": enum_of(MemberStatus)}
)  # fmt: skip


async def add_members(session: Session, merchant_id: int, members: Sequence[NewMember]) -> None:
    """Add members. Raise UniqueViolation if another member has one of their identifiers."""
    await session.write_all([NEW_MEMBERS.insert(merchant_id, members)])
    identities = [StoredIdentity(member.id, *identity) for member in members for identity in member.identities]
    await session.write(insert_identities(merchant_id, identities))


PROFILE = (
    "number",
    "external_id",
    "phone",
    "phone_key",
    "email",
    "name",
    "birthday_on",
    "gender",
    "source",
    "attributes",
)
"""What an update of the profile may change."""
_CLOCK = (*Member.keys, "clock_at", "due_at", "status")


class LoadedMember(NamedTuple):
    """A member as a decision loads it. `attributes` is JSON text."""

    id: int
    joined_at: int
    joined_on: int
    birthday_on: int | None
    attributes: str
    status: int
    clock_at: int
    due_at: int | None
    merged_into: int | None


class Match(NamedTuple):
    """A member whom a look-up found by `key`. `merged_into` is the survivor if members were merged."""

    key: Any
    id: int
    merged_into: int | None


_LOADED = f"SELECT {columns(LoadedMember)} FROM member WHERE merchant_id = $1 AND {{ids}} ORDER BY id"


async def load_members(
    session: Session, merchant_id: int, member_ids: Sequence[int], *, lock: bool
) -> list[LoadedMember]:
    """Return the members that exist. With `lock` their rows stay locked, in id order, until the transaction ends."""
    sql = _LOADED.format(ids=session.any_of("id", 2)) + (" FOR UPDATE" if lock else "")
    return reader(LoadedMember)(await session.fetch(sql, merchant_id, member_ids))


def members_by(session: Session, merchant_id: int, column: str, keys: Sequence[Any]) -> Select[list[Match]]:
    """Select the members with one of these values in a column."""
    sql = f"""SELECT {columns(Match, key=column)} FROM member
WHERE merchant_id = $1 AND {session.any_of(column, 2)}"""
    return Select(sql, (merchant_id, keys), reader(Match))


def members_by_identity(session: Session, merchant_id: int, system: str, values: Sequence[str]) -> Select[list[Match]]:
    """Select the members with one of these accounts in another system."""
    sql = f"""SELECT {columns(Match, "m", key="x.value")} FROM member_identity x
JOIN member m ON m.merchant_id = x.merchant_id AND m.id = x.member_id
WHERE x.merchant_id = $1 AND x.system = $3 AND {session.any_of("x.value", 2)}"""
    return Select(sql, (merchant_id, values, system), reader(Match))


def members_by_code(session: Session, merchant_id: int, codes: Sequence[str], now: int) -> Select[list[Match]]:
    """Select the members of codes that have not ended."""
    sql = f"""SELECT {columns(Match, "m", key="k.code")} FROM member_code k
JOIN member m ON m.merchant_id = k.merchant_id AND m.id = k.member_id
WHERE k.merchant_id = $1 AND k.expires_at > $3 AND {session.any_of("k.code", 2)}"""
    return Select(sql, (merchant_id, codes, now), reader(Match))


async def salts_of(session: Session, merchant_id: int, member_ids: Sequence[int]) -> dict[int, bytes]:
    """Return the salts of members, with which their personal data is hashed."""
    sql = f"SELECT id, salt FROM member WHERE merchant_id = $1 AND {session.any_of('id', 2)}"
    rows = await session.fetch(sql, merchant_id, member_ids)
    # Of an erased member the salt is gone: what comes later of it can be compared with nothing.
    return {row["id"]: bytes.fromhex(row["salt"]) or secrets.token_bytes(16) for row in rows}


def update_clocks(merchant_id: int, states: "Iterable[MemberState]") -> Write:
    """Return the write of how far the members' clocks are, when they are due again, and of their status."""
    rows = [(merchant_id, state.id, state.clock_at, state.due_at, int(state.status)) for state in states]
    return Write("member", _CLOCK, rows, Member.keys)


def update_profile(merchant_id: int, member_id: int, profile: Mapping[str, Any]) -> Write:
    """Return the write of a profile's changed columns."""
    changed = {column: profile[column] for column in PROFILE if column in profile}
    for column in SEARCHED:
        if column in changed:
            changed[f"{column}_folded"] = folded_apart(changed[column])
    if "phone" in changed and changed["phone"] is None:
        changed["phone_key"] = None
    if "attributes" in changed:
        changed["attributes"] = compact(dict(changed["attributes"]))
    rows = [(merchant_id, member_id, *changed.values())] if changed else []
    return Write("member", (*Member.keys, *changed), rows, Member.keys)
