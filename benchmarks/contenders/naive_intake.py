"""The naive way to take an order: the same rows for a plain points rule, one statement after another, one event a transaction.

It does less than ours (no growth value, no boosts, tags, tiers, decisions), so the ratio flatters it.
"""

from benchmarks.shops.bench_shop import Shop
from headless.models.base.session import Session

NAIVE_KIND = 1


async def record_naively(shop: Shop, number: int) -> None:
    """Lock the member, read the balance, write event, entry, lot, move, account and daily total."""
    kernel, merchant = shop.kernel, shop.owner.merchant_id
    async with kernel.db.transaction() as session:
        sql = "SELECT id FROM member WHERE merchant_id = $1 AND number = $2 FOR UPDATE"
        member = await session.fetch_value(sql, merchant, f"n{number * 7919 % shop.members}")
        sql = "SELECT id FROM event WHERE merchant_id = $1 AND source = 'naive' AND external_id = $2"
        if await session.fetch_value(sql, merchant, f"o{number}") is not None:
            return
        await _write(session, shop, member, number)


async def _write(session: Session, shop: Shop, member: int, number: int) -> None:
    kernel, merchant = shop.kernel, shop.owner.merchant_id
    now, day = kernel.clock.now_us(), 739_000
    event, entry, lot = kernel.ids.new(), kernel.ids.new(), kernel.ids.new()
    kind = NAIVE_KIND
    sql = "SELECT balance, version FROM account WHERE merchant_id = $1 AND member_id = $2 AND kind_id = $3"
    row = await session.fetch_one(sql, merchant, member, kind)
    balance, version = (row[0], row[1]) if row else (0, 0)
    await session.execute(
        """INSERT INTO event (merchant_id, id, type, source, external_id, member_id, occurred_at, recorded_at, occurred_on,
  content_hash, subject, data) VALUES ($1, $2, 'naive.paid', 'naive', $3, $4, $5, $5, $6, '', $3, '{"total":"19.99"}')""",
        merchant, event, f"o{number}", member, now, day,
    )  # fmt: skip
    await session.execute(
        """INSERT INTO entry (merchant_id, member_id, kind_id, version, id, type, amount, balance_after, contra, funding,
  event_id, reason, occurred_at, recorded_at) VALUES ($1, $2, $3, $4, $5, 0, 19, $6, 'issue:house', 'house', $7, '', $8, $8)""",
        merchant, member, kind, version + 1, entry, balance + 19, event, now,
    )  # fmt: skip
    await session.execute(
        """INSERT INTO lot (merchant_id, id, member_id, kind_id, entry_id, event_id, funding, granted, remaining, starts_at,
  earned_at) VALUES ($1, $2, $3, $4, $5, $6, 'house', 19, 19, $7, $7)""",
        merchant, lot, member, kind, entry, event, now,
    )  # fmt: skip
    await session.execute(
        "INSERT INTO lot_move (merchant_id, entry_id, lot_id, amount) VALUES ($1, $2, $3, 19)", merchant, entry, lot
    )
    if row is None:
        sql = "INSERT INTO account (merchant_id, member_id, kind_id, balance, earned, version) VALUES ($1, $2, $3, 19, 19, 1)"
    else:
        sql = """UPDATE account SET balance = balance + 19, earned = earned + 19, version = version + 1
WHERE merchant_id = $1 AND member_id = $2 AND kind_id = $3"""
    await session.execute(sql, merchant, member, kind)
    for at in (0, day):
        await session.execute(
            """INSERT INTO daily_total (merchant_id, member_id, key, day, count, amount, less)
VALUES ($1, $2, 'naive', $3, 1, 1999, 0)
ON CONFLICT (merchant_id, member_id, key, day) DO UPDATE SET count = daily_total.count + 1, amount = daily_total.amount + 1999""",
            merchant, member, at,
        )  # fmt: skip
