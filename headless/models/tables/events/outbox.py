"""The outbox: messages that a transaction left to be delivered after its commit."""

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from tortoise import fields

from headless.engine.member.records import EventRecord
from headless.engine.program.webhooks import FAILED_TOPIC
from headless.models.base.mapping import columns, compact, first_values, names, reader
from headless.models.base.row import Row
from headless.models.base.session import Session, Write

EMIT = "emit"
"""The topic of events that rules derived for other members."""
ERASE = "erase"
"""The topic of members whom a plugin has still to erase from its own tables. It is tried again until it is done."""
OBSERVE = "observe:"
"""What the topics of plugins' observers begin with. While a plugin is disabled, gone or paused, its messages wait."""


class OutboxRow(Row):
    """A message to deliver after the commit, claimed with a lease."""

    keys = ("merchant_id", "id")
    merchant_id = fields.BigIntField()
    id = fields.BigIntField(primary_key=True, generated=False)
    topic = fields.TextField()
    document = fields.TextField()
    created_at = fields.BigIntField()
    leased_until = fields.BigIntField(null=True)
    delivered_at = fields.BigIntField(null=True)
    attempts = fields.IntField()

    class Meta:
        table = "outbox"


class Message(NamedTuple):
    """A message that was claimed. attempts: how often, this time included."""

    id: int
    document: Mapping[str, Any]
    attempts: int


class KeptMessage(NamedTuple):
    """A message that waits, or an event that was emitted. document: JSON text."""

    id: int
    document: str


class WaitingMessage(NamedTuple):
    """A message that is not delivered yet. created_at: by the merchant's clock. document: JSON text."""

    id: int
    document: str
    created_at: int
    attempts: int


_CLAIM = """SELECT id, document, attempts FROM outbox WHERE merchant_id = $1 AND topic = $2
AND delivered_at IS NULL AND (leased_until IS NULL OR leased_until <= $3) ORDER BY id LIMIT $4 FOR UPDATE SKIP LOCKED"""
_NOTE = "UPDATE outbox SET delivered_at = $3, leased_until = $4, document = $5 WHERE merchant_id = $1 AND id = $2"
_LOCK = "SELECT document FROM outbox WHERE merchant_id = $1 AND id = $2 FOR UPDATE"
_ON_THEIR_WAY = f"""SELECT {columns(KeptMessage)} FROM outbox
WHERE merchant_id = $1 AND topic = $2 AND delivered_at IS NULL AND document LIKE $3 ORDER BY id"""
_WAITING = f"""SELECT topic, count(*) AS messages FROM outbox
WHERE merchant_id = $1 AND delivered_at IS NULL AND topic LIKE '{OBSERVE}%' GROUP BY topic"""

_UNDELIVERED = f"""SELECT {columns(WaitingMessage)} FROM outbox
WHERE merchant_id = $1 AND topic = $2 AND delivered_at IS NULL AND id > $3 ORDER BY id LIMIT $4"""


def insert_messages(merchant_id: int, messages: Iterable[tuple[int, str, Any]], created_at: int) -> Write:
    """Return the write that adds messages to deliver: id, topic and document."""
    rows = [
        (merchant_id, id_, topic, compact(document), created_at, None, None, 0) for id_, topic, document in messages
    ]
    return Write("outbox", names(OutboxRow), rows)


def erase_again(id_: int, merchant_id: int, plugin: str, member: str, created_at: int) -> Write:
    """Return the write that asks a plugin once more to erase a member, because it was still at work on the member's behalf."""
    return insert_messages(merchant_id, [(id_, ERASE, {"plugin": plugin, "member": member})], created_at)


def failure_message(id_: int, event: EventRecord) -> tuple[int, str, dict[str, Any]]:
    """Return the message that an event failed, for `insert_messages`."""
    return id_, FAILED_TOPIC, {"event": event.id, "member": event.member_id, "type": event.type}


async def claim_messages(
    session: Session, merchant_id: int, topic: str, *, now: int, until: int, most: int
) -> list[Message]:
    """Claim the oldest messages of a topic that are free now, and count the attempt."""
    rows = await session.fetch(_CLAIM, merchant_id, topic, now, most)
    messages = [Message(row["id"], json.loads(row["document"]), row["attempts"] + 1) for row in rows]
    if messages:
        leased = [(merchant_id, message.id, until, message.attempts) for message in messages]
        await session.update("outbox", OutboxRow.keys, (*OutboxRow.keys, "leased_until", "attempts"), leased)
    return messages


async def end_message(
    session: Session, merchant_id: int, message_id: int, document: Mapping[str, Any], delivered_at: int
) -> bool:
    """Write that a message was delivered or given up, and what it says of that. Return False if it was dropped meanwhile."""
    return await session.execute(_NOTE, merchant_id, message_id, delivered_at, None, json.dumps(document)) > 0


async def put_off_message(
    session: Session, merchant_id: int, message_id: int, document: Mapping[str, Any], again_at: int
) -> None:
    """Write when a message that failed is free again, and why it failed."""
    await session.execute(_NOTE, merchant_id, message_id, None, again_at, json.dumps(document))


async def outbox_page(session: Session, merchant_id: int, after_id: int) -> list[KeptMessage]:
    """Return the next messages that wait or were given up, and events that rules emitted for others, delivered or not."""
    sql = f"""SELECT {columns(KeptMessage)} FROM outbox WHERE merchant_id = $1 AND id > $2
AND (delivered_at IS NULL OR topic = $3 OR document LIKE '%"problem":%') AND topic <> $4 ORDER BY id LIMIT 1000"""
    return reader(KeptMessage)(await session.fetch(sql, merchant_id, after_id, EMIT, ERASE))


async def lock_document(session: Session, merchant_id: int, id_: int) -> Mapping[str, Any] | None:
    """Return what a message says now, and lock it. None if it was dropped."""
    documents = first_values(await session.fetch(_LOCK, merchant_id, id_))
    document: Mapping[str, Any] | None = json.loads(documents[0]) if documents else None
    return document


async def waiting_for(session: Session, merchant_id: int, member: str) -> list[KeptMessage]:
    """Return the events on their way to a member, who is named by the public id."""
    kept = reader(KeptMessage)(await session.fetch(_ON_THEIR_WAY, merchant_id, EMIT, f'%"{member}"%'))
    return [message for message in kept if json.loads(message.document).get("member") == member]


async def delete_messages(session: Session, merchant_id: int, ids: Collection[int]) -> None:
    """Delete messages, even if they are being delivered."""
    if ids:
        await session.delete("outbox", OutboxRow.keys, [(merchant_id, id_) for id_ in ids])


async def rewrite_message(session: Session, merchant_id: int, id_: int, document: Mapping[str, Any]) -> None:
    """Write other words into a message."""
    sql = "UPDATE outbox SET document = $3 WHERE merchant_id = $1 AND id = $2"
    await session.execute(sql, merchant_id, id_, compact(document))


async def waiting_by_plugin(session: Session, merchant_id: int) -> dict[str, int]:
    """Count the messages that wait for plugins' observers, by plugin."""
    rows = await session.fetch(_WAITING, merchant_id)
    return {row["topic"].removeprefix(OBSERVE): row["messages"] for row in rows}


async def waiting_messages(
    session: Session, merchant_id: int, topic: str, after_id: int, most: int
) -> list[WaitingMessage]:
    """Return the next messages of a topic after an id that are not delivered yet."""
    return reader(WaitingMessage)(await session.fetch(_UNDELIVERED, merchant_id, topic, after_id, most))
