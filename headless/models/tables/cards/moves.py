"""What was done with cards: every change of one, append-only."""

from collections.abc import Collection
from typing import NamedTuple

from tortoise import fields

from headless.engine.member.cards import records
from headless.engine.member.cards.records import CardMoveType
from headless.models.base.mapping import RowMap, columns, enum_of, reader
from headless.models.base.row import Row
from headless.models.base.session import Session


class CardMove(Row):
    """One change of a card, of its own balance, and of what a member has of it."""

    keys = ("merchant_id", "id")
    merchant_id = fields.BigIntField()
    id = fields.BigIntField(primary_key=True, generated=False)
    card_id = fields.BigIntField()
    type = fields.SmallIntField()
    at = fields.BigIntField()
    actor = fields.TextField()
    amount = fields.BigIntField()
    bonus = fields.BigIntField()
    bound = fields.BigIntField()
    member_id = fields.BigIntField(null=True)
    event_id = fields.BigIntField(null=True)
    entry_id = fields.BigIntField(null=True)
    order_ref = fields.TextField(null=True)
    reason = fields.TextField(null=True)
    idempotency_key = fields.TextField(null=True)
    content_hash = fields.TextField(null=True)

    class Meta:
        table = "card_move"


MOVES: RowMap[records.CardMove] = RowMap(CardMove, records.CardMove, convert={"type": enum_of(CardMoveType)})


class CardEntry(NamedTuple):
    """An entry that put a card's value into a member's account."""

    card_id: int
    entry_id: int


class CardLeft(NamedTuple):
    """What is left in a member's account of a card's value."""

    card_id: int
    units: int


async def entries_of_cards(session: Session, merchant_id: int, card_ids: Collection[int]) -> list[CardEntry]:
    """Return the entries that put the value of cards into accounts."""
    sql = f"""SELECT {columns(CardEntry)} FROM card_move WHERE merchant_id = $1 AND {session.any_of("card_id", 2)}
AND bound > 0 AND entry_id IS NOT NULL"""
    return reader(CardEntry)(await session.fetch(sql, merchant_id, sorted(set(card_ids))))


async def left_of_cards(session: Session, merchant_id: int, card_ids: Collection[int]) -> list[CardLeft]:
    """Return what is left of cards in the accounts of the members to whom they are bound."""
    sql = f"""SELECT {columns(CardLeft, "v", units="sum(l.remaining)::bigint")} FROM card_move v
JOIN card c ON c.merchant_id = v.merchant_id AND c.id = v.card_id
JOIN lot l ON l.merchant_id = v.merchant_id AND l.member_id = c.member_id
  AND COALESCE(l.origin_entry_id, l.entry_id) = v.entry_id
WHERE v.merchant_id = $1 AND {session.any_of("v.card_id", 2)} AND v.bound > 0 AND l.remaining > 0 GROUP BY v.card_id"""
    return reader(CardLeft)(await session.fetch(sql, merchant_id, sorted(set(card_ids))))


async def move_of_key(session: Session, merchant_id: int, key: str) -> records.CardMove | None:
    """Return the change that a request with an idempotency key made."""
    sql = f"SELECT {columns(MOVES)} FROM card_move WHERE merchant_id = $1 AND idempotency_key = $2"
    row = await session.fetch_one(sql, merchant_id, key)
    return None if row is None else MOVES.record(row)


async def moves_of_cards(session: Session, merchant_id: int, card_ids: Collection[int]) -> list[records.CardMove]:
    """Return what was done with cards, oldest first."""
    sql = (
        f"SELECT {columns(MOVES)} FROM card_move WHERE merchant_id = $1 AND {session.any_of('card_id', 2)} ORDER BY id"
    )
    return MOVES.records(await session.fetch(sql, merchant_id, sorted(set(card_ids))))
