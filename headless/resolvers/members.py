"""Members by id and look-up. Personal columns are in the rows; the schema's scopes say who reads them."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from headless.models.session import Session
from headless.resolvers.context import ReadContext
from headless.services.lookups import PERSONAL, Lookup, find_member

MEMBER_COLUMNS = """m.id, m.number, m.external_id, m.name, m.phone, m.email, m.birthday_on, m.gender, m.source, m.joined_at,
  m.status, m.attributes"""
STATUSES = ("ACTIVE", "FROZEN", "CLOSED", "ERASED")
PII = "members:pii"


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member as stored; birthday as a day ordinal, attributes as JSON text."""

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
        """The attributes as JSON; None if there are none."""
        return json.loads(self.attributes) or None


def member_row(row: Any) -> MemberRow:
    """A member from MEMBER_COLUMNS."""
    return MemberRow(*(row[position] for position in range(12)))


async def members_by_id(ctx: ReadContext, ids: Sequence[int]) -> list[MemberRow | None]:
    """The members of these ids; of merged ones the survivor."""
    async with ctx.read() as session:
        sql = f"""SELECT {MEMBER_COLUMNS}, asked.id FROM member asked
JOIN member m ON m.merchant_id = asked.merchant_id AND m.id = COALESCE(asked.merged_into, asked.id)
WHERE asked.merchant_id = $1 AND {session.any_of("asked.id", 2)}"""
        rows = await session.fetch(sql, ctx.merchant_id, sorted(set(ids)))
    found = {row[12]: member_row(row) for row in rows}
    return [found.get(id_) for id_ in ids]


async def owners(ctx: ReadContext, rows: Sequence[Any]) -> list[MemberRow | None]:
    """The members whom rows with a `member_id` belong to."""
    return await members_by_id(ctx, [row.member_id for row in rows])


async def me(ctx: ReadContext, parents: Sequence[None]) -> list[MemberRow | None]:
    """The member whose token asks; None for every other token."""
    asking = ctx.principal.member_id
    found = None if asking is None else (await members_by_id(ctx, [asking]))[0]
    return [found] * len(parents)


async def member(ctx: ReadContext, parents: Sequence[None], by: Mapping[str, str]) -> list[MemberRow | None]:
    """The member of a look-up. Errors: Denied where it asks for personal data that the token may not see."""
    lookup = Lookup.of({kind: value for kind, value in by.items() if value is not None})
    if lookup.kind in PERSONAL:
        ctx.require(PII)
    async with ctx.read() as session:
        id_ = await find_member(session, ctx.merchant_id, lookup)
    found = None if id_ is None else (await members_by_id(ctx, [id_]))[0]
    return [found] * len(parents)


async def rows_of(session: Session, merchant_id: int, ids: Collection[int]) -> dict[int, MemberRow]:
    """Member rows by id, merged ones as they are."""
    sql = f"SELECT {MEMBER_COLUMNS} FROM member m WHERE m.merchant_id = $1 AND {session.any_of('m.id', 2)}"
    return {row[0]: member_row(row) for row in await session.fetch(sql, merchant_id, sorted(ids))}
