"""Card kinds, version by version, and the cards that were issued of them."""

from collections.abc import Collection, Sequence

from tortoise import fields

from headless.engine.member.cards import records
from headless.engine.member.cards.records import CardStatus
from headless.models.base.mapping import RowMap, columns, enum_of
from headless.models.base.row import Row
from headless.models.base.session import Session
from headless.models.base.versions import Versioned


class CardKind(Versioned):
    """One version of a card kind. The highest version counts."""

    noun = "CardKind"

    class Meta:
        table = "card_kind"


class CardBatch(Row):
    """Cards that were issued at once, under an idempotency key."""

    keys = ("merchant_id", "id")
    merchant_id = fields.BigIntField()
    id = fields.BigIntField(primary_key=True, generated=False)
    idempotency_key = fields.TextField()
    content_hash = fields.TextField()
    kind_id = fields.BigIntField()
    count = fields.IntField()
    issued_at = fields.BigIntField()
    issued_by = fields.TextField()

    class Meta:
        table = "card_batch"


class Card(Row):
    """One numbered card. Whether it has expired is judged when it is read."""

    keys = ("merchant_id", "id")
    merchant_id = fields.BigIntField()
    id = fields.BigIntField(primary_key=True, generated=False)
    kind_id = fields.BigIntField()
    number = fields.TextField()
    pin_digest = fields.TextField()
    status = fields.SmallIntField()
    member_id = fields.BigIntField(null=True)
    balance = fields.BigIntField()
    bonus = fields.BigIntField()
    paid = fields.BigIntField()
    price = fields.BigIntField(null=True)
    refunded = fields.BigIntField()
    order_ref = fields.TextField(null=True)
    issued_at = fields.BigIntField()
    activated_at = fields.BigIntField(null=True)
    expires_at = fields.BigIntField(null=True)
    wrong_pins = fields.IntField()
    reason = fields.TextField(null=True)
    replaced_by = fields.BigIntField(null=True)
    batch_id = fields.BigIntField(null=True)
    version = fields.IntField()

    class Meta:
        table = "card"


CARDS: RowMap[records.Card] = RowMap(Card, records.Card, convert={"status": enum_of(CardStatus)})
_CHANGES = (
    "number", "pin_digest", "status", "member_id", "balance", "bonus", "paid", "price", "refunded", "order_ref", "activated_at",
    "expires_at", "wrong_pins", "reason",
)  # fmt: skip
_SET = ", ".join(f"{name} = ${place}" for place, name in enumerate(_CHANGES, 4))
_WRITE = f"""UPDATE card SET {_SET}, version = version + 1
WHERE merchant_id = $1 AND id = $2 AND version = $3"""
_COLUMNS = columns(CARDS)


async def change_card(session: Session, merchant_id: int, card: records.Card) -> bool:
    """Write a card as it is now if it is still as it was read. Return False if another transaction was quicker."""
    values = [getattr(card, name) for name in _CHANGES]
    values[_CHANGES.index("status")] = int(card.status)
    return await session.execute(_WRITE, merchant_id, card.id, card.version, *values) > 0


async def cards_by_id(session: Session, merchant_id: int, ids: Collection[int]) -> list[records.Card]:
    """Return cards by their ids."""
    sql = f"SELECT {_COLUMNS} FROM card WHERE merchant_id = $1 AND {session.any_of('id', 2)}"
    return CARDS.records(await session.fetch(sql, merchant_id, sorted(set(ids))))


async def cards_by_number(session: Session, merchant_id: int, numbers: Collection[str]) -> list[records.Card]:
    """Return cards by their numbers in normal form."""
    sql = f"SELECT {_COLUMNS} FROM card WHERE merchant_id = $1 AND {session.any_of('number', 2)}"
    return CARDS.records(await session.fetch(sql, merchant_id, sorted(set(numbers))))


async def cards_of_batch(session: Session, merchant_id: int, batch_id: int) -> list[records.Card]:
    """Return the cards of a batch, in order."""
    sql = f"SELECT {_COLUMNS} FROM card WHERE merchant_id = $1 AND batch_id = $2 ORDER BY id"
    return CARDS.records(await session.fetch(sql, merchant_id, batch_id))


async def cards_of_members(
    session: Session, merchant_id: int, member_ids: Sequence[int], kind_ids: Sequence[int] | None = None
) -> list[records.Card]:
    """Return the cards that are members', newest first. kind_ids: of these kinds alone."""
    sql = f"SELECT {_COLUMNS} FROM card WHERE merchant_id = $1 AND {session.any_of('member_id', 2)}"
    if kind_ids is None:
        return CARDS.records(await session.fetch(f"{sql} ORDER BY id DESC", merchant_id, member_ids))
    sql += f" AND {session.any_of('kind_id', 3)} ORDER BY id DESC"
    return CARDS.records(await session.fetch(sql, merchant_id, member_ids, kind_ids))


_WRONG = f"""UPDATE card SET wrong_pins = wrong_pins + 1, version = version + 1
WHERE merchant_id = $1 AND id = $2 AND wrong_pins < {records.MOST_WRONG_PINS}"""
_RIGHT = "UPDATE card SET wrong_pins = 0, version = version + 1 WHERE merchant_id = $1 AND id = $2 AND wrong_pins > 0"


async def count_wrong_pin(session: Session, merchant_id: int, card_id: int) -> None:
    """Count a wrong PIN of a card, up to those that lock it."""
    await session.execute(_WRONG, merchant_id, card_id)


async def forget_wrong_pins(session: Session, merchant_id: int, card_id: int) -> None:
    """Forget the wrong PINs of a card that was shown with the right one."""
    await session.execute(_RIGHT, merchant_id, card_id)
