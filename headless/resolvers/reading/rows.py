"""Member rows: the columns that are read of members, and the parts read with them in the same statement."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

from headless.engine.member.status import MemberStatus
from headless.models.base.session import Session
from headless.resolvers.reading.context import Outdated, ReadContext
from headless.resolvers.reading.parts import Part, selected

COLUMNS = (
    "id", "number", "external_id", "name", "phone", "email", "birthday_on", "gender", "source", "joined_at", "status",
    "attributes",
)  # fmt: skip
MEMBER_COLUMNS = ", ".join(f"m.{column}" for column in COLUMNS)
_MERCHANT = """(SELECT c.config_version FROM merchant c WHERE c.id = $1),
  (SELECT c.clock_at FROM merchant c WHERE c.id = $1)"""
ALWAYS = frozenset({"id", "status"})
NOTHING: Mapping[str, str] = MappingProxyType({"joined_at": "0", "attributes": "'{}'"})
STATUSES = tuple(MemberStatus.__members__)


class MemberRow(NamedTuple):
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
    return MemberRow(*row[:12])


@dataclass(frozen=True, slots=True)
class Beside:
    """What is read of members where they are found: some columns (None: all) and the parts beside them."""

    columns: frozenset[str] | None = None
    parts: Sequence[Part] = ()

    async def read(self, ctx: ReadContext, session: Session, rest: str, values: list[Any]) -> list[MemberRow]:
        """The members `m` of the rest of a statement, FROM and all; the parts are in the context then.

        Errors: Outdated where the merchant has changed, or where no row could tell.
        """
        parts = list(dict.fromkeys(self.parts))
        more, listed = selected(session, parts, values)
        rows = await session.fetch(f"SELECT {_listed(self.columns)}, {_MERCHANT}{more} {rest}", *listed)
        if rows:
            ctx.check(rows[0][len(COLUMNS)], rows[0][len(COLUMNS) + 1])
        elif not ctx.is_sure:
            raise Outdated
        ctx.parts.keep(parts, rows, 0, len(COLUMNS) + 2)
        return [member_row(row) for row in rows]


ALL = Beside()


@lru_cache(maxsize=512)
def _listed(columns: frozenset[str] | None) -> str:
    """All columns, those not wanted as nothing."""
    wanted = frozenset(COLUMNS) if columns is None else columns | ALWAYS
    return ", ".join(f"m.{each}" if each in wanted else f"{NOTHING.get(each, 'NULL')} AS {each}" for each in COLUMNS)


async def rows_of(session: Session, merchant_id: int, ids: Collection[int]) -> dict[int, MemberRow]:
    """Member rows by id, merged ones as they are."""
    sql = f"SELECT {MEMBER_COLUMNS} FROM member m WHERE m.merchant_id = $1 AND {session.any_of('m.id', 2)}"
    return {row[0]: member_row(row) for row in await session.fetch(sql, merchant_id, sorted(ids))}
