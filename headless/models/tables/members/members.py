"""Members, the people."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tortoise import fields

from headless.engine.member.status import MemberStatus
from headless.models.base.mapping import JSON, RowMap, enum_of
from headless.models.base.row import JsonbField, Row
from headless.models.base.session import Session


class Member(Row):
    """One person known to a merchant. `clock_at`: clock work is done up to here; `due_at`: the soonest that waits."""

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

    class Meta:
        table = "member"


@dataclass(frozen=True, slots=True)
class NewMember:
    """A member that is made. Times are microseconds, days ordinals."""

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
    status: MemberStatus = MemberStatus.ACTIVE
    due_at: int | None = None
    merged_into: int | None = None


NEW_MEMBERS: RowMap[NewMember] = RowMap(
    Member, NewMember, convert={"attributes": JSON, "status": enum_of(MemberStatus)}
)  # fmt: skip


async def add_members(session: Session, merchant_id: int, members: Iterable[NewMember]) -> None:
    """Add members. Raise UniqueViolation if another member has one of their identifiers."""
    await session.write_all([NEW_MEMBERS.insert(merchant_id, members)])
