"""Members' accounts in other systems, such as an openid or a marketplace's number."""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from tortoise import fields

from headless.models.base.mapping import columns, names, reader
from headless.models.base.row import Row
from headless.models.base.session import Session, Write


class MemberIdentity(Row):
    """One account of a member in another system. It belongs to one member of the merchant's."""

    keys = ("merchant_id", "member_id", "system", "value")
    merchant_id = fields.BigIntField()
    member_id = fields.BigIntField(primary_key=True, generated=False)
    system = fields.TextField()
    value = fields.TextField()

    class Meta:
        table = "member_identity"


class StoredIdentity(NamedTuple):
    """An account of a member in another system."""

    member_id: int
    system: str
    value: str


async def identities_of(session: Session, merchant_id: int, member_ids: Collection[int]) -> list[StoredIdentity]:
    """Return the accounts of members, in order of system and account."""
    sql = f"""SELECT {columns(StoredIdentity)} FROM member_identity
WHERE merchant_id = $1 AND {session.any_of("member_id", 2)} ORDER BY system, value"""
    return reader(StoredIdentity)(await session.fetch(sql, merchant_id, sorted(set(member_ids))))


def insert_identities(merchant_id: int, identities: Iterable[StoredIdentity]) -> Write:
    """Return the write that adds accounts. It raises UniqueViolation if another member has one of them."""
    return Write("member_identity", names(MemberIdentity), [(merchant_id, *identity) for identity in identities])


async def replace_identities(
    session: Session, merchant_id: int, identities: Mapping[int, Iterable[StoredIdentity]]
) -> None:
    """Write the accounts that members have from now on. Raise UniqueViolation if another member has one of them."""
    sql = f"DELETE FROM member_identity WHERE merchant_id = $1 AND {session.any_of('member_id', 2)}"
    await session.execute(sql, merchant_id, sorted(identities))
    await session.write(insert_identities(merchant_id, [one for listed in identities.values() for one in listed]))
