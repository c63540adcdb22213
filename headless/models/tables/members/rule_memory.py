"""What rules remember of members: a document by scope, and a mark for each thing that is given once."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from tortoise import fields

from headless.models.base.mapping import columns, compact, names, reader
from headless.models.base.reads import Select
from headless.models.base.row import Row
from headless.models.base.session import Session, Write


class RuleState(Row):
    """What a rule instance (`rule:<id>`) or a plugin (`plugin:<name>`) remembers of a member."""

    keys = ("merchant_id", "member_id", "scope")
    merchant_id = fields.BigIntField()
    member_id = fields.BigIntField(primary_key=True, generated=False)
    scope = fields.TextField()
    document = fields.TextField()

    class Meta:
        table = "rule_state"


class Mark(Row):
    """A rule instance gave this member something that is given once."""

    keys = ("merchant_id", "member_id", "rule_id", "key")
    merchant_id = fields.BigIntField()
    member_id = fields.BigIntField(primary_key=True, generated=False)
    rule_id = fields.BigIntField()
    key = fields.TextField()
    event_id = fields.BigIntField()

    class Meta:
        table = "mark"


class Memory(NamedTuple):
    """What is remembered of a member under a scope. `document` is JSON text."""

    member_id: int
    scope: str
    document: str


class MarkKey(NamedTuple):
    """A mark by which a rule knows what it gave a member."""

    member_id: int
    rule_id: int
    key: str


_OF_MEMBERS = f"SELECT {columns(Memory)} FROM rule_state WHERE merchant_id = $1 AND "


def memory_of(session: Session, merchant_id: int, member_ids: Collection[int]) -> Select[list[Memory]]:
    """Select what rules and plugins remember of members."""
    sql = _OF_MEMBERS + session.any_of("member_id", 2)
    return Select(sql, (merchant_id, member_ids), reader(Memory))


def upsert_memory(merchant_id: int, memory: Iterable[tuple[int, str, Any]]) -> Write:
    """Return the write of documents by member and scope."""
    rows = [(merchant_id, member_id, scope, compact(document)) for member_id, scope, document in memory]
    return Write("rule_state", names(RuleState), rows, RuleState.keys, upsert=True)


def insert_marks(merchant_id: int, marks: Iterable[tuple[int, int, str, int]]) -> Write:
    """Return the write that adds marks: member, rule, key and event."""
    return Write("mark", names(Mark), [(merchant_id, *mark) for mark in marks])


async def marks_of(session: Session, merchant_id: int, member_ids: Sequence[int], keys: Sequence[str]) -> list[MarkKey]:
    """Return the marks of members under some keys, of any rule."""
    sql = f"""SELECT {columns(MarkKey)} FROM mark WHERE merchant_id = $1
AND {session.any_of("member_id", 2)} AND {session.any_of("key", 3)}"""
    return reader(MarkKey)(await session.fetch(sql, merchant_id, member_ids, keys))
