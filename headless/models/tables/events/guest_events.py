"""Events of guests: kept under a keyed hash of an identifier that no member has, until its owner joins."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from tortoise import fields

from headless.models.base.mapping import columns, names, reader
from headless.models.base.row import Row
from headless.models.base.session import Session


class Guest(Row):
    """An identifier that no member had. To keep or claim its events, lock it first."""

    keys = ("merchant_id", "digest")
    merchant_id = fields.BigIntField(primary_key=True, generated=False)
    digest = fields.TextField()
    seen_at = fields.BigIntField()

    class Meta:
        table = "guest"


class GuestEventRow(Row):
    """An event that waits for its guest.

    sent_at: when it happened, if its sender said so. data: JSON as it was sent. key_mark: by what the secret key is recognised
    under which the digest was made.
    """

    keys = ("merchant_id", "id")
    merchant_id = fields.BigIntField()
    id = fields.BigIntField(primary_key=True, generated=False)
    digest = fields.TextField()
    type = fields.TextField()
    source = fields.TextField()
    external_id = fields.TextField()
    subject = fields.TextField(null=True)
    refers = fields.TextField(null=True)
    occurred_at = fields.BigIntField()
    sent_at = fields.BigIntField(null=True)
    received_at = fields.BigIntField()
    actor = fields.TextField(null=True)
    data = fields.TextField()
    key_mark = fields.TextField(null=True)

    class Meta:
        table = "guest_event"


class GuestClaim(Row):
    """An event that had waited for its guest, and the event by which that person claimed it. Kept if the request had a key."""

    keys = ("merchant_id", "claimed_by", "event_id")
    merchant_id = fields.BigIntField()
    claimed_by = fields.BigIntField(primary_key=True, generated=False)
    event_id = fields.BigIntField()

    class Meta:
        table = "guest_claim"


class GuestEvent(NamedTuple):
    """An event that waits for its guest, as stored."""

    id: int
    digest: str
    type: str
    source: str
    external_id: str
    subject: str | None
    refers: str | None
    occurred_at: int
    sent_at: int | None
    received_at: int
    actor: str | None
    data: str
    key_mark: str | None


class WaitingGuests(NamedTuple):
    """How many events of guests wait. oldest_at: when the first of them came, in microseconds."""

    events: int
    oldest_at: int | None


class KeyUse(NamedTuple):
    """How many events of guests wait under a secret key. newest_at: when the last of them came, in microseconds."""

    key_mark: str | None
    events: int
    newest_at: int


_EVENTS = f"SELECT {columns(GuestEvent)} FROM guest_event WHERE merchant_id = $1 AND "
_WAITING = "SELECT count(*) AS events, min(received_at) AS oldest_at FROM guest_event WHERE merchant_id = $1"
_EXPIRED = "DELETE FROM guest_event WHERE merchant_id = $1 AND received_at <= $2"
_UNUSED = """DELETE FROM guest WHERE merchant_id = $1 AND NOT EXISTS (
SELECT 1 FROM guest_event e WHERE e.merchant_id = guest.merchant_id AND e.digest = guest.digest)"""


async def lock_guests(session: Session, merchant_id: int, digests: Collection[str], now: int) -> None:
    """Hold identifiers to the transaction's end, so that what is kept under them and who claims it are not missed."""
    rows = [(merchant_id, digest, now) for digest in sorted(set(digests))]
    await session.upsert("guest", ("merchant_id", "digest"), names(Guest), rows)


async def insert_guest_events(session: Session, merchant_id: int, events: Iterable[GuestEvent]) -> None:
    """Add events. Raise UniqueViolation if one with the same identity or business key waits."""
    await session.insert("guest_event", names(GuestEventRow), [(merchant_id, *event) for event in events])


async def guest_events_of_source(
    session: Session, merchant_id: int, source: str, external_ids: Sequence[str]
) -> list[GuestEvent]:
    """Return the waiting events that a source has sent under these numbers."""
    sql = f"{_EVENTS}source = $2 AND {session.any_of('external_id', 3)}"
    return reader(GuestEvent)(await session.fetch(sql, merchant_id, source, external_ids))


async def guest_events_of_type(
    session: Session, merchant_id: int, type_: str, subjects: Sequence[str]
) -> list[GuestEvent]:
    """Return the waiting events of a type with these business keys."""
    sql = f"{_EVENTS}type = $2 AND {session.any_of('subject', 3)}"
    return reader(GuestEvent)(await session.fetch(sql, merchant_id, type_, subjects))


async def guest_events_under(session: Session, merchant_id: int, digests: Sequence[str]) -> list[GuestEvent]:
    """Return the events that wait under identifiers, in the order in which they happened."""
    sql = f"{_EVENTS}{session.any_of('digest', 2)} ORDER BY occurred_at, id"
    return reader(GuestEvent)(await session.fetch(sql, merchant_id, digests))


class Kept(NamedTuple):
    """How many events wait under an identifier."""

    digest: str
    events: int


async def guest_event_counts(session: Session, merchant_id: int, digests: Sequence[str], since: int) -> dict[str, int]:
    """Return how many events wait under identifiers that came after a moment."""
    sql = f"""SELECT {columns(Kept, events="count(*)")} FROM guest_event
WHERE merchant_id = $1 AND {session.any_of("digest", 2)} AND received_at > $3 GROUP BY digest"""
    return dict(reader(Kept)(await session.fetch(sql, merchant_id, digests, since)))


async def bring_under(
    session: Session, merchant_id: int, events: Iterable[GuestEvent], digests: Mapping[str, str], key_mark: str | None
) -> None:
    """Keep waiting events under other hashes, by their present ones. key_mark: of the key with which these were made."""
    rows = [(merchant_id, event.id, digests[event.digest], key_mark) for event in events]
    if rows:
        await session.update("guest_event", GuestEventRow.keys, (*GuestEventRow.keys, "digest", "key_mark"), rows)


async def key_uses(session: Session, merchant_id: int) -> list[KeyUse]:
    """Return how many events wait under which secret keys."""
    sql = f"""SELECT {columns(KeyUse, events="count(*)", newest_at="max(received_at)")} FROM guest_event
WHERE merchant_id = $1 GROUP BY key_mark ORDER BY key_mark"""
    return reader(KeyUse)(await session.fetch(sql, merchant_id))


async def delete_guest_events(session: Session, merchant_id: int, ids: Sequence[int]) -> None:
    """Delete events that have been claimed, or that have waited for too long."""
    await session.execute(
        f"DELETE FROM guest_event WHERE merchant_id = $1 AND {session.any_of('id', 2)}", merchant_id, ids
    )


async def add_guest_claims(session: Session, merchant_id: int, claimed_by: int, event_ids: Iterable[int]) -> None:
    """Remember which events were claimed by another one."""
    rows = [(merchant_id, claimed_by, id_) for id_ in event_ids]
    await session.insert("guest_claim", names(GuestClaim), rows)


async def guest_claims_of(session: Session, merchant_id: int, claimed_by: int) -> list[int]:
    """Return the events that were claimed by another one, in order."""
    sql = "SELECT event_id FROM guest_claim WHERE merchant_id = $1 AND claimed_by = $2 ORDER BY event_id"
    return [row["event_id"] for row in await session.fetch(sql, merchant_id, claimed_by)]


async def forget_guests(session: Session, merchant_id: int, digests: Sequence[str]) -> int:
    """Delete what waits under identifiers, and return how many events that were."""
    deleted = 0
    for table in ("guest", "guest_event"):
        sql = f"DELETE FROM {table} WHERE merchant_id = $1 AND {session.any_of('digest', 2)}"
        deleted = await session.execute(sql, merchant_id, digests)
    return deleted


async def expire_guest_events(session: Session, merchant_id: int, until: int) -> int:
    """Delete the events that came up to a moment, with identifiers under which nothing waits. Return how many events."""
    deleted = await session.execute(_EXPIRED, merchant_id, until)
    await session.execute(_UNUSED, merchant_id)
    return deleted


async def waiting_guests(session: Session, merchant_id: int) -> WaitingGuests:
    """Return what waits for a merchant's guests."""
    (row,) = await session.fetch(_WAITING, merchant_id)
    return WaitingGuests._make(row)
