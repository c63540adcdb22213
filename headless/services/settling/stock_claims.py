"""Claims on what is shared: stocks and single-use codes, each by one conditional update, last in the transaction.

If one is short, FactsMissing says what is left; the events are then decided again with that known.
"""

import secrets
from collections.abc import Collection

from headless.engine.member.coupons import Coupon
from headless.engine.member.entitlements import RewardJournal
from headless.engine.member.facts import FactsMissing
from headless.engine.program.program import Program
from headless.ids import ALPHABET
from headless.models.base.session import Session
from headless.models.tables.rewards import coupons as coupon_table
from headless.models.tables.rewards.stocks import stocks_left, take_aside, take_stock

CODE_CHARACTERS, CODE_BITS = 16, 80
_LETTERS, _SHIFTS = ALPHABET.upper(), range(0, CODE_BITS, 5)


def new_code() -> str:
    """Return a code that cannot be guessed: 80 bits, in letters and digits that cannot be mistaken for one another."""
    drawn = int.from_bytes(secrets.token_bytes(CODE_BITS // 8))
    return "".join([_LETTERS[drawn >> shift & 31] for shift in _SHIFTS])


async def claim_coupons(session: Session, merchant_id: int, coupons: Collection[Coupon], now: int) -> None:
    """Use, revoke or hold coupons that must still be open or held by their members. The rows are written in full afterwards.

    Raises:
        FactsMissing: another transaction was quicker with one of them.
    """
    for status in sorted({coupon.status for coupon in coupons}):
        ids = sorted(coupon.id for coupon in coupons if coupon.status is status)
        members = sorted({coupon.member_id for coupon in coupons if coupon.member_id is not None})
        if await coupon_table.claim_coupons(session, merchant_id, ids, members, status, now) < len(ids):
            raise FactsMissing(0, "again", None)


async def claim_stock(session: Session, merchant_id: int, name: str, count: int, aside: int = 0) -> range:
    """Take units of a stock, and return their serial numbers. aside: how many more of what is set aside, claimed before.

    Raises:
        FactsMissing: the stock is short; the key says what is left.
    """
    serials = await take_stock(session, merchant_id, name, count, aside)
    if serials is None:
        raise await _short(session, merchant_id, name)
    return serials


async def claim_aside(session: Session, merchant_id: int, name: str, count: int) -> None:
    """Take units of what is set aside of a stock.

    Raises:
        FactsMissing: it is short; the key says what is left.
    """
    if not await take_aside(session, merchant_id, name, count):
        raise await _short(session, merchant_id, name)


async def _short(session: Session, merchant_id: int, name: str) -> FactsMissing:
    left = await stocks_left(session, merchant_id, [name])
    return FactsMissing(0, "stock", (name, max(0, left.get(name, 0))))


async def check_stocks(session: Session, program: Program, journal: RewardJournal) -> None:
    """Check, for a simulation, that the stocks would suffice.

    Raises:
        FactsMissing: one is short.
    """
    left = await stocks_left(session, program.merchant_id, journal.taken) if journal.taken else {}
    for name, count in journal.taken.items():
        if name not in journal.left and count > left.get(name, 0):
            raise FactsMissing(0, "stock", (name, left.get(name, 0)))
