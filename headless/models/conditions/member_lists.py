"""Lists of members in SQL: those who meet a condition and match a search, in some order, beyond a place."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from headless.engine.conditions.conditions import Condition
from headless.engine.program.program import Program
from headless.engine.values.spelling import folded
from headless.models.base.session import Session
from headless.models.conditions.conditions import compile_sql
from headless.models.conditions.member_order import Order, SortKey, beyond_sql, order_sql, value_sql
from headless.models.conditions.sql import Writer
from headless.models.tables.members.member_reads import FoundMembers, Selection, read_members
from headless.models.tables.members.members import SEARCHED
from headless.phones import digits_of

SEARCH_CHARACTERS = 100


@dataclass(frozen=True, slots=True)
class MemberList:
    """Which members a list shows, as of an instant.

    personal: the search is of name, e-mail and phone, too. order: how it is sorted, None: oldest member first.
    """

    program: Program
    now: int
    today: int
    condition: Condition | None = None
    search: str | None = None
    personal: bool = False
    order: Order | None = None


@dataclass(frozen=True, slots=True)
class Beyond:
    """Where a part of a list begins, which way it goes, and how many members it has."""

    key: SortKey | None
    backward: bool
    limit: int

    @property
    def direction(self) -> str:
        """The direction by age as SQL says it."""
        return "DESC" if self.backward else "ASC"


async def part_of_list(session: Session, listed: MemberList, beyond: Beyond, selection: Selection) -> FoundMembers:
    """Return the members of a list by age beyond a place, in one statement with all that is selected of them."""
    sql, values = _from(session, listed, _older(beyond))
    # relations are read of this page's members alone
    page = f"(SELECT m.* {sql} ORDER BY m.id {beyond.direction} LIMIT {beyond.limit})"
    return await read_members(session, f"FROM {page} m ORDER BY m.id {beyond.direction}", values, selection)


async def keys_of_list(session: Session, listed: MemberList, beyond: Beyond) -> list[SortKey]:
    """Return the keys of the members beyond a place."""
    if listed.order is not None:
        return await _sorted_keys(session, listed, listed.order, beyond)
    sql, values = _from(session, listed, _older(beyond))
    rows = await session.fetch(f"SELECT m.id {sql} ORDER BY m.id {beyond.direction} LIMIT {beyond.limit}", *values)
    return [SortKey(row["id"]) for row in rows]


async def _sorted_keys(session: Session, listed: MemberList, order: Order, beyond: Beyond) -> list[SortKey]:
    sql, values = _from(session, listed, None)
    writer = Writer(listed.program, session.dialect, listed.today, listed.now)
    value, more = writer.numbered(value_sql(order, writer), len(values) + 1)
    values += more
    test = ""
    if beyond.key is not None:
        after, keys = beyond_sql(order, beyond.key, len(values) + 1, backward=beyond.backward)
        test, values = f"WHERE {after} ", [*values, *keys]
    rows = await session.fetch(
        f"SELECT m.sort_value AS value, m.id FROM (SELECT m.id, {value} AS sort_value {sql}) m {test}"
        f"ORDER BY {order_sql(order, backward=beyond.backward)} LIMIT {beyond.limit}",
        *values,
    )
    return [SortKey(row["id"], row["value"]) for row in rows]


async def count_list(session: Session, listed: MemberList) -> int:
    """Return how many members the list has."""
    sql, values = _from(session, listed, None)
    return int(await session.fetch_value(f"SELECT count(*) {sql}", *values))


def _older(beyond: Beyond) -> tuple[str, int] | None:
    """Return how the ids of the members beyond a place compare with its id, None if the list begins with them."""
    return None if beyond.key is None else ("<" if beyond.backward else ">", beyond.key.id)


def _from(session: Session, listed: MemberList, beyond: tuple[str, int] | None) -> tuple[str, list[Any]]:
    """Return FROM and WHERE of the members asked for, and their parameters."""
    values: list[Any] = [listed.program.merchant_id]
    sql = "FROM member m WHERE m.merchant_id = $1 AND m.merged_into IS NULL"
    if beyond is not None:
        values.append(beyond[1])
        sql += f" AND m.id {beyond[0]} $2"
    if listed.search is not None and (text := folded(listed.search).strip()):
        test, more = _matches(text[:SEARCH_CHARACTERS], len(values) + 1, listed.personal)
        sql, values = f"{sql} AND {test}", [*values, *more]
    if listed.condition is not None:
        test, parameters = compile_sql(
            listed.condition, listed.program, session.dialect, listed.today, len(values) + 1, listed.now
        )
        sql, values = f"{sql} AND {test}", [*values, *parameters]
    return sql, values


def _matches(text: str, position: int, personal: bool) -> tuple[str, Sequence[str]]:
    """Return the test for a part of the number, and if the token may see them of name, e-mail and phone.

    What a merged member was called finds the survivor.
    """
    of_member, values = _called("m", text, position, personal)
    of_merged, _ = _called("x", text, position, personal)
    merged = (
        f"SELECT x.merged_into FROM member x WHERE x.merchant_id = $1 AND x.merged_into IS NOT NULL AND {of_merged}"
    )
    return f"({of_member} OR m.id IN ({merged}))", values


def _called(alias: str, text: str, position: int, personal: bool) -> tuple[str, Sequence[str]]:
    place = f"${position}"
    values = [f"%{_escaped(text)}%"]
    columns = SEARCHED if personal else ("number", "external_id")
    tests = [f"COALESCE({alias}.{column}_folded, {alias}.{column}) LIKE {place} ESCAPE '!'" for column in columns]
    if personal:
        # Numbers are kept with the code of their country, without the 0 that callers within it dial.
        digits = digits_of(text).lstrip("0")
        if len(digits) >= 3:
            values.append(f"%{digits}%")
            tests.append(f"{alias}.phone_key LIKE ${position + len(values) - 1}")
    return f"({' OR '.join(tests)})", values


def _escaped(text: str) -> str:
    return "".join(f"!{letter}" if letter in "!%_" else letter for letter in text)
