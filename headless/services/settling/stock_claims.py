"""Claims on what is shared: stocks and single-use codes, each by one conditional update, last in the transaction.

If one is short, FactsMissing says what is left; the events are then decided again with that known.
"""

import secrets
from collections.abc import Collection, Iterable

from headless.engine.member.coupons import Coupon
from headless.engine.member.entitlements import RewardJournal
from headless.engine.member.state import FactsMissing
from headless.engine.program.program import Program
from headless.engine.rewards.rewards import stock_of
from headless.ids import ALPHABET
from headless.models.base.session import Session
from headless.services.settling.reward_facts import stocks_left

CODE_CHARACTERS = 16
_CLAIM = """UPDATE stock SET taken = taken + $3, serial = serial + $3
WHERE merchant_id = $1 AND name = $2 AND taken + $3 <= total RETURNING serial"""
_GIVE_BACK = "UPDATE stock SET taken = taken - $3 WHERE merchant_id = $1 AND name = $2"


def new_code() -> str:
    """A code that cannot be guessed: 80 bits, in letters and digits that cannot be mistaken for one another."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_CHARACTERS)).upper()


async def claim_coupons(session: Session, merchant_id: int, coupons: Collection[Coupon], now: int) -> None:
    """Use or take back coupons that must still be open; what each row says in full is written afterwards."""
    for status in sorted({coupon.status for coupon in coupons}):
        ids = sorted(coupon.id for coupon in coupons if coupon.status is status)
        column = "used_at" if status.name == "USED" else "revoked_at"
        sql = f"""UPDATE coupon SET status = $3, {column} = $4
WHERE merchant_id = $1 AND {session.any_of("id", 2)} AND status = 0"""
        if await session.execute(sql, merchant_id, ids, int(status), now) < len(ids):
            raise FactsMissing(0, "again", None)


async def claim_stock(session: Session, merchant_id: int, name: str, count: int) -> range:
    """Take units of a stock; their serial numbers. Errors: FactsMissing with what is left where it is short."""
    rows = await session.fetch(_CLAIM, merchant_id, name, count)
    if not rows:
        left = await stocks_left(session, merchant_id, [name])
        raise FactsMissing(0, "stock", (name, left.get(name, 0)))
    return range(rows[0][0] - count + 1, rows[0][0] + 1)


async def give_back_stock(session: Session, merchant_id: int, name: str, count: int) -> None:
    """Put units back that were taken."""
    await session.execute(_GIVE_BACK, merchant_id, name, count)


async def look(session: Session, program: Program, journal: RewardJournal) -> None:
    """For a simulation: whether the stocks would suffice. Errors: FactsMissing where one is short."""
    left = await stocks_left(session, program.merchant_id, journal.taken) if journal.taken else {}
    for name, count in journal.taken.items():
        if name not in journal.left and count > left.get(name, 0):
            raise FactsMissing(0, "stock", (name, left.get(name, 0)))


def limited(program: Program, names: Iterable[str]) -> list[str]:
    """Those of the stocks that are limited."""
    return [name for name in names if stock_of(program, name) is not None]
