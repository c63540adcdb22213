"""What identifies members, as it is stored and as it is compared: both are one, but for those that collide."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from headless.identifiers import identifier
from headless.models.base.mapping import columns
from headless.models.tables.members.members import SEARCHED, folded_apart

KINDS: Mapping[str, str] = {"number": "number", "external_id": "externalId", "phone_key": "phone", "email": "email"}
"""What identifies a member, by the column that is compared."""
SLICE = 5_000
TOGETHER = 500


class Statements(Protocol):
    """A session, or the connection of a migration."""

    async def fetch(self, sql: str, *args: Any) -> Sequence[Any]:
        """Return the rows of a query."""

    async def execute(self, sql: str, *args: Any) -> Any:
        """Run a statement."""


class StoredIdentifiers(NamedTuple):
    """What identifies a member, as it is stored. merged_into: the survivor if members were merged."""

    id: int
    number: str | None
    external_id: str | None
    phone: str | None
    phone_key: str | None
    email: str | None
    merged_into: int | None

    def given(self, column: str) -> str | None:
        """Return what was given for a column."""
        text: str | None = getattr(self, "phone" if column == "phone_key" else column)
        return text


class OddIdentifier(NamedTuple):
    """An identifier that is not stored as it is compared. key: its form in comparisons."""

    member_id: int
    column: str
    stored: str
    key: str


class Holder(NamedTuple):
    """A member that has a value in a column."""

    id: int
    value: str


async def odd_identifiers(
    session: Statements, merchant_id: int, country: str | None
) -> tuple[list[OddIdentifier], list[OddIdentifier]]:
    """Return identifiers that can be stored as they are compared, and those that would collide.

    If several members have the same one and none has it as it is compared, it is the oldest member's: a newcomer cannot take it.
    """
    odd = [one async for one in _odd(session, merchant_id, country)]
    oldest = {(one.column, one.key): one for one in reversed(odd)}
    taken = await _owners(session, merchant_id, list(oldest))
    free = [one for one in odd if oldest[one.column, one.key] is one and (one.column, one.key) not in taken]
    kept = set(free)
    return free, [one for one in odd if one not in kept]


async def normalise_identifiers(session: Statements, merchant_id: int, country: str | None) -> list[OddIdentifier]:
    """Store every identifier as it is compared, and return those that collide, which keep the form in which they are stored."""
    free, doubles = await odd_identifiers(session, merchant_id, country)
    for one in free:
        changes = {one.column: one.key}
        if one.column in SEARCHED:
            changes[f"{one.column}_folded"] = folded_apart(one.key)  # type: ignore[assignment]
        assigned = ", ".join(f"{column} = ${place}" for place, column in enumerate(changes, 3))
        sql = f"UPDATE member SET {assigned} WHERE merchant_id = $1 AND id = $2"
        await session.execute(sql, merchant_id, one.member_id, *changes.values())
    return doubles


async def holders_of(session: Statements, merchant_id: int, column: str, keys: Sequence[str]) -> list[Holder]:
    """Return the members that have these values in a column."""
    holders = []
    for start in range(0, len(keys), TOGETHER):
        some = keys[start : start + TOGETHER]
        places = ", ".join(f"${place}" for place in range(2, len(some) + 2))
        sql = f"SELECT {columns(Holder, value=column)} FROM member WHERE merchant_id = $1 AND {column} IN ({places})"
        holders += [Holder._make(row) for row in await session.fetch(sql, merchant_id, *some)]
    return holders


async def _owners(session: Statements, merchant_id: int, asked: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
    taken = set()
    for column in KINDS:
        keys = [key for of, key in asked if of == column]
        taken |= {(column, holder.value) for holder in await holders_of(session, merchant_id, column, keys)}
    return taken


async def _odd(session: Statements, merchant_id: int, country: str | None) -> AsyncIterator[OddIdentifier]:
    after, sql = (
        -1,
        f"""SELECT {columns(StoredIdentifiers)} FROM member
WHERE merchant_id = $1 AND id > $2 ORDER BY id LIMIT {SLICE}""",
    )
    while rows := [StoredIdentifiers._make(row) for row in await session.fetch(sql, merchant_id, after)]:
        for row in rows:
            for one in _odd_of(row, country):
                yield one
        after = rows[-1].id


def _odd_of(row: StoredIdentifiers, country: str | None) -> Iterator[OddIdentifier]:
    for column, kind in KINDS.items():
        stored, given = getattr(row, column), row.given(column)
        if stored is None or given is None:
            continue
        key = identifier(kind, given, country)
        if key and key != stored:
            yield OddIdentifier(row.id, column, stored, key)
