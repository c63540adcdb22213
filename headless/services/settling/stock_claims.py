"""Claims on what is shared: stocks, budgets and single-use codes, each by one conditional update, last in the transaction.

If one is short, FactsMissing says what is left; the events are then decided again with that known.
"""

import secrets
from collections.abc import Collection, Mapping

from headless.engine.member.coupons import Coupon
from headless.engine.member.entitlements import RewardJournal
from headless.engine.member.facts import FactsMissing
from headless.engine.program.budgets.shared import SharedKey, is_shared
from headless.engine.program.program import Program
from headless.engine.rewards.stocks import key_of, stock_of
from headless.ids import ALPHABET
from headless.models.base.session import Session
from headless.models.tables.rewards import coupons as coupon_table
from headless.models.tables.rewards.shared_budgets import take_shared, taken_of
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


async def claim_shared(session: Session, program: Program, name: str, count: int) -> None:
    """Take units of a shared budget, under the key of a period.

    Raises:
        FactsMissing: it is short; the key says what is left.
    """
    most = stock_of(program, name)
    assert most is not None
    if not await take_shared(session, program.merchant_id, SharedKey.of(name), count, most):
        raise FactsMissing(0, "stock", (name, (await left_now(session, program, [name]))[name]))


async def left_now(session: Session, program: Program, names: Collection[str]) -> Mapping[str, int]:
    """Return what is left of stocks for everyone, and of budgets under the keys of periods, never below zero."""
    keys = {name: SharedKey.of(name) for name in names if is_shared(name)}
    taken = await taken_of(session, program.merchant_id, keys.values())
    left = {name: (stock_of(program, name) or 0) - taken[key] for name, key in keys.items()}
    stocks = [name for name in names if name not in keys]
    if stocks:
        left |= await stocks_left(session, program.merchant_id, stocks)
    return {name: max(0, left.get(name, 0)) for name in names}


async def left_on(session: Session, program: Program, stocks: Collection[str], day: int) -> Mapping[str, int | None]:
    """Return what is left of stocks and budgets on a local day, by name, None of what nothing limits."""
    keys = {stock: key_of(program, stock, day) for stock in stocks}
    left = await left_now(session, program, [key for key in keys.values() if stock_of(program, key) is not None])
    return {stock: left.get(key) for stock, key in keys.items()}


async def _short(session: Session, merchant_id: int, name: str) -> FactsMissing:
    left = await stocks_left(session, merchant_id, [name])
    return FactsMissing(0, "stock", (name, max(0, left.get(name, 0))))


async def check_stocks(session: Session, program: Program, journal: RewardJournal) -> None:
    """Check, for a simulation, that the stocks would suffice.

    Raises:
        FactsMissing: one is short.
    """
    left = await left_now(session, program, journal.taken)
    for name, count in journal.taken.items():
        if name not in journal.left and count > left[name]:
            raise FactsMissing(0, "stock", (name, left[name]))
