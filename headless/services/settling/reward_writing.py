"""Writing what a run of the engine did with coupons, benefits and stocks: the shared rows last of all."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from headless.engine.member.coupons import Coupon, CouponStatus
from headless.engine.member.entitlements import Granted, RewardJournal
from headless.engine.program.program import Program
from headless.engine.rewards.rewards import stock_of
from headless.models.base.session import Session
from headless.services.settling.reward_rows import COUPON_COLUMNS, GRANT_COLUMNS, TAKE_COLUMNS, USE_COLUMNS
from headless.services.settling.stock_claims import claim_coupons, claim_stock, give_back_stock, new_code


def columns_of(listed: str) -> tuple[str, ...]:
    """The names in a list of columns, behind the merchant's."""
    return ("merchant_id", *(name.strip() for name in listed.split(",")))


COUPON, GRANT, USE, TAKE = (columns_of(each) for each in (COUPON_COLUMNS, GRANT_COLUMNS, USE_COLUMNS, TAKE_COLUMNS))


async def write_rewards(session: Session, program: Program, journal: RewardJournal, now: int) -> None:
    """Write a run's rewards. Errors: FactsMissing where a stock or a code is claimed that is not there any more."""
    merchant = program.merchant_id
    await _grants(session, merchant, journal)
    await _changed_coupons(session, merchant, [*journal.used.values(), *journal.revoked.values()], now)
    serials = await _stocks(session, program, journal)
    await _fresh(session, program, journal, serials)


async def _grants(session: Session, merchant: int, journal: RewardJournal) -> None:
    if journal.grants:
        await session.insert("benefit_grant", GRANT, [_grant_row(merchant, each) for each in journal.grants])
    changed = [
        (merchant, each.id, each.used, each.revoked_at, each.revoked_event_id)
        for each in journal.changed_grants.values()
    ]
    columns = ("merchant_id", "id", "used", "revoked_at", "revoked_event_id")
    await session.update("benefit_grant", columns[:2], columns, changed)
    reversed_takes = [(merchant, each.id, each.reversed_at) for each in journal.reversed_takes]
    names = ("merchant_id", "id", "reversed_at")
    await session.update("stock_take", names[:2], names, reversed_takes)


async def _changed_coupons(session: Session, merchant: int, coupons: list[Coupon], now: int) -> None:
    if not coupons:
        return
    await claim_coupons(session, merchant, coupons, now)
    columns = (
        "merchant_id", "id", "member_id", "used_at", "used_event_id", "order_ref", "revoked_at", "revoked_event_id",
    )  # fmt: skip
    rows = [
        (
            merchant, each.id, each.member_id, each.used_at, each.used_event_id, each.order_ref, each.revoked_at,
            each.revoked_event_id,
        )
        for each in coupons
    ]  # fmt: skip
    await session.update("coupon", columns[:2], columns, rows)


async def _stocks(session: Session, program: Program, journal: RewardJournal) -> dict[str, Iterator[int]]:
    """Take and give back, in order of name so that nobody waits in a circle; the serial numbers to give out."""
    back, wanted = _given_back(program, journal), _wanted(program, journal)
    serials: dict[str, Iterator[int]] = {}
    for name in sorted({*back, *wanted}):
        if back[name]:
            await give_back_stock(session, program.merchant_id, name, back[name])
        if wanted[name]:
            serials[name] = iter(await claim_stock(session, program.merchant_id, name, wanted[name]))
    return serials


def _given_back(program: Program, journal: RewardJournal) -> Counter[str]:
    kinds = program.coupon_kind_by_id
    found: Counter[str] = Counter()
    for coupon in journal.revoked.values():
        if coupon.serial is not None:
            found[kinds[coupon.kind_id].stock_name] += 1
    for taken in journal.reversed_takes:
        found[taken.stock] += taken.count
    return found


def _wanted(program: Program, journal: RewardJournal) -> Counter[str]:
    kinds, benefits = program.coupon_kind_by_id, program.benefit_by_id
    found: Counter[str] = Counter()
    for coupon in journal.coupons:
        if coupon.status is CouponStatus.OPEN and kinds[coupon.kind_id].stock is not None:
            found[kinds[coupon.kind_id].stock_name] += 1
    for use in journal.uses:
        if benefits[use.benefit_id].stock is not None:
            found[benefits[use.benefit_id].stock_name] += 1
    for taken in journal.takes:
        if taken.reversed_at is None and stock_of(program, taken.stock) is not None:
            found[taken.stock] += taken.count
    return found


async def _fresh(session: Session, program: Program, journal: RewardJournal, serials: dict[str, Iterator[int]]) -> None:
    merchant, nothing = program.merchant_id, iter(())
    for coupon in journal.coupons:
        name = program.coupon_kind_by_id[coupon.kind_id].stock_name
        coupon.code = coupon.code or new_code()
        if coupon.status is CouponStatus.OPEN:
            coupon.serial = next(serials.get(name, nothing), None)
    for use in journal.uses:
        use.serial = next(serials.get(program.benefit_by_id[use.benefit_id].stock_name, nothing), None)
    if journal.coupons:
        await session.insert("coupon", COUPON, [coupon_row(merchant, each) for each in journal.coupons])
    if journal.uses:
        rows = [
            (
                merchant, each.id, each.member_id, each.benefit_id, each.event_id, each.used_at, each.used_on, each.used_by,
                each.serial, each.grant_id, each.coupon_id, each.reversed_at,
            )
            for each in journal.uses
        ]  # fmt: skip
        await session.insert("benefit_use", USE, rows)
    if journal.takes:
        taken = [
            (
                merchant, each.id, each.member_id, each.stock, each.count, each.event_id, each.rule_id, each.reversed_at,
                each.keep,
            )
            for each in journal.takes
        ]  # fmt: skip
        await session.insert("stock_take", TAKE, taken)


def coupon_row(merchant: int, coupon: Coupon) -> tuple[Any, ...]:
    """A coupon's values in the order of COUPON."""
    return (
        merchant, coupon.id, coupon.kind_id, coupon.code, coupon.serial, coupon.member_id, int(coupon.status),
        coupon.event_id, coupon.rule_id, coupon.issued_at, coupon.expires_at, coupon.used_at, coupon.used_event_id,
        coupon.order_ref, coupon.revoked_at, coupon.revoked_event_id, coupon.keep,
    )  # fmt: skip


def _grant_row(merchant: int, granted: Granted) -> tuple[Any, ...]:
    return (
        merchant, granted.id, granted.member_id, granted.benefit_id, granted.uses, granted.used, granted.until_at,
        granted.granted_at, granted.event_id, granted.rule_id, granted.revoked_at, granted.revoked_event_id, granted.keep,
    )  # fmt: skip
