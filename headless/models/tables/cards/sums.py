"""Cards against their moves, over a whole merchant, as `headless verify` compares them."""

from typing import NamedTuple

from headless.engine.member.cards.records import CardMoveType
from headless.models.base.mapping import columns, reader
from headless.models.base.session import Session


class CardSums(NamedTuple):
    """A card as it is stored, and the sums of its moves. last: the newest move that changed its state."""

    id: int
    status: int
    member_id: int | None
    balance: int
    bonus: int
    moved: int
    moved_bonus: int
    bound: int
    last: int | None
    replaced_by: int | None


class CardEntrySum(NamedTuple):
    """An entry that a card's move names, and what that move says of it."""

    card_id: int
    entry_id: int
    bound: int
    amount: int | None


class CardLots(NamedTuple):
    """What is left of all lots that a card's value made, of all members together."""

    card_id: int
    units: int


_STATELESS = (CardMoveType.TOPPED_UP, CardMoveType.REPLACED)


async def card_sums(session: Session, merchant_id: int, after_id: int, most: int) -> list[CardSums]:
    """Return the next cards in id order with the sums of their moves."""
    last = f"""(SELECT w.type FROM card_move w WHERE w.merchant_id = c.merchant_id AND w.card_id = c.id
  AND w.type NOT IN ({", ".join(str(int(type_)) for type_ in _STATELESS)}) ORDER BY w.id DESC LIMIT 1)"""
    listed = columns(
        CardSums, "c", moved="COALESCE(sum(v.amount), 0)::bigint", moved_bonus="COALESCE(sum(v.bonus), 0)::bigint",
        bound="COALESCE(sum(v.bound), 0)::bigint", last=last,
    )  # fmt: skip
    sql = f"""SELECT {listed} FROM (SELECT * FROM card WHERE merchant_id = $1 AND id > $2 ORDER BY id LIMIT $3) c
LEFT JOIN card_move v ON v.merchant_id = c.merchant_id AND v.card_id = c.id
GROUP BY c.merchant_id, c.id, c.status, c.member_id, c.balance, c.bonus, c.replaced_by ORDER BY c.id"""
    return reader(CardSums)(await session.fetch(sql, merchant_id, after_id, most))


async def card_entries(session: Session, merchant_id: int) -> list[CardEntrySum]:
    """Return the moves whose entry is not what the move says."""
    sql = f"""SELECT {columns(CardEntrySum, "v", amount="n.amount")} FROM card_move v
LEFT JOIN entry n ON n.merchant_id = v.merchant_id AND n.id = v.entry_id
WHERE v.merchant_id = $1 AND ((v.entry_id IS NULL) <> (v.bound = 0) OR (v.entry_id IS NOT NULL
  AND (n.id IS NULL OR n.amount <> v.bound OR n.contra <> 'card'))) ORDER BY v.id LIMIT 100"""
    return reader(CardEntrySum)(await session.fetch(sql, merchant_id))


async def card_lots(session: Session, merchant_id: int) -> list[CardLots]:
    """Return what is left of the lots of each card."""
    sql = f"""SELECT {columns(CardLots, "v", units="sum(l.remaining)::bigint")} FROM card_move v
JOIN lot l ON l.merchant_id = v.merchant_id AND COALESCE(l.origin_entry_id, l.entry_id) = v.entry_id
WHERE v.merchant_id = $1 AND v.bound > 0 GROUP BY v.card_id ORDER BY v.card_id"""
    return reader(CardLots)(await session.fetch(sql, merchant_id))


async def put_into_accounts(session: Session, merchant_id: int) -> dict[int, int]:
    """Return by card what its value put into accounts and was not taken out of them again by it."""
    sql = "SELECT card_id, sum(bound)::bigint AS units FROM card_move WHERE merchant_id = $1 AND bound <> 0 GROUP BY card_id"
    return {row["card_id"]: row["units"] for row in await session.fetch(sql, merchant_id)}
