"""Writing what a run of the engine did with coupons, benefits, stocks and budgets: the shared rows last of all."""

from collections import Counter
from collections.abc import Iterator

from headless.engine.member.coupons import Coupon, CouponStatus
from headless.engine.member.entitlements import RewardJournal, Use
from headless.engine.program.budgets.shared import is_shared
from headless.engine.program.limits.limits import is_firing
from headless.engine.program.program import Program
from headless.engine.rewards.stocks import is_aside, stock_of, whole_of
from headless.models.base.session import Session
from headless.models.tables.rewards.benefits import GRANT_CHANGES, GRANTS, USE_CHANGES, USES
from headless.models.tables.rewards.benefits_seen import Seen, mark_seen
from headless.models.tables.rewards.coupons import COUPON_CHANGES, COUPONS, reopen_coupons
from headless.models.tables.rewards.stocks import REVERSED_TAKES, TAKES, return_aside, return_stock
from headless.services.settling.cards.writing import write_cards
from headless.services.settling.stock_claims import claim_aside, claim_coupons, claim_shared, claim_stock, new_code


async def write_rewards(session: Session, program: Program, journal: RewardJournal, now: int) -> None:
    """Write a run's rewards.

    Raises:
        FactsMissing: a stock or a code is claimed that is not there any more.
    """
    merchant = program.merchant_id
    await _grants(session, merchant, journal)
    await _returned_coupons(session, merchant, journal)
    await _changed_coupons(
        session, merchant, [*journal.used.values(), *journal.held.values(), *journal.revoked.values()], now
    )
    serials = await _stocks(session, program, journal)
    await _new(session, program, journal, serials)
    if journal.cards:
        await write_cards(session, merchant, journal)


async def _grants(session: Session, merchant: int, journal: RewardJournal) -> None:
    await session.write(GRANTS.insert(merchant, journal.grants))
    await session.write(GRANT_CHANGES.update(merchant, journal.changed_grants.values()))
    await session.write(USE_CHANGES.update(merchant, journal.changed_uses.values()))
    await session.write(REVERSED_TAKES.update(merchant, journal.reversed_takes))


async def _returned_coupons(session: Session, merchant: int, journal: RewardJournal) -> None:
    if journal.returned:
        await reopen_coupons(session, merchant, sorted(journal.returned))
        await session.write(COUPON_CHANGES.update(merchant, journal.returned.values()))


async def _changed_coupons(session: Session, merchant: int, coupons: list[Coupon], now: int) -> None:
    if coupons:
        await claim_coupons(session, merchant, coupons, now)
        await session.write(COUPON_CHANGES.update(merchant, coupons))


async def _stocks(session: Session, program: Program, journal: RewardJournal) -> dict[str, Iterator[int]]:
    """Take and give back in order of name, so that no two transactions wait in a circle, and return the serial numbers."""
    back, wanted = _given_back(program, journal), _wanted(program, journal)
    serials: dict[str, Iterator[int]] = {}
    merchant, aside, kept = program.merchant_id, Counter[str](), Counter[str]()
    for name in sorted(name for name in {*back, *wanted} if is_aside(name)):
        whole = whole_of(name)
        if back[name]:
            kept[whole] += await return_aside(session, merchant, name, back[name])
        if wanted[name]:
            await claim_aside(session, merchant, name, wanted[name])
            aside[whole] += wanted[name]
    for name in sorted(name for name in {*back, *wanted} if not is_aside(name)):
        if is_shared(name):
            await claim_shared(session, program, name, wanted[name])
            continue
        if back[name]:
            await return_stock(session, merchant, name, back[name], kept[name])
        if wanted[name]:
            serials[name] = iter(await claim_stock(session, merchant, name, wanted[name] - aside[name], aside[name]))
    return serials


def _given_back(program: Program, journal: RewardJournal) -> Counter[str]:
    kinds = program.coupon_kind_by_id
    units: Counter[str] = Counter()
    for coupon in journal.revoked.values():
        if coupon.serial is not None:
            units[kinds[coupon.kind_id].stock_name] += 1
    for taken in journal.reversed_takes:
        if not is_firing(taken.stock):
            units[taken.stock] += taken.count
    for use in journal.reversed_uses:
        if use.serial is not None:
            units.update(_of_use(program, use))
    return units


def _of_use(program: Program, use: Use) -> list[str]:
    """Return the stocks of which a use is a unit: the benefit's, and what is set aside of it if it came from there."""
    benefit = program.benefit_by_id[use.benefit_id]
    return [benefit.stock_name, *([] if use.share is None else [benefit.share_name(use.share)])]


def _wanted(program: Program, journal: RewardJournal) -> Counter[str]:
    kinds, benefits = program.coupon_kind_by_id, program.benefit_by_id
    units: Counter[str] = Counter()
    for coupon in journal.coupons:
        if coupon.status is not CouponStatus.REVOKED and kinds[coupon.kind_id].stock is not None:
            units[kinds[coupon.kind_id].stock_name] += 1
    for use in journal.uses:
        if use.reversed_at is None and benefits[use.benefit_id].stock is not None:
            units.update(_of_use(program, use))
    for taken in journal.takes:
        if taken.reversed_at is None and not is_firing(taken.stock) and stock_of(program, taken.stock) is not None:
            units[taken.stock] += taken.count
    return units


async def _new(session: Session, program: Program, journal: RewardJournal, serials: dict[str, Iterator[int]]) -> None:
    merchant, nothing = program.merchant_id, iter(())
    for coupon in journal.coupons:
        name = program.coupon_kind_by_id[coupon.kind_id].stock_name
        coupon.code = coupon.code or new_code()
        if coupon.status is not CouponStatus.REVOKED:
            coupon.serial = next(serials.get(name, nothing), None)
    for use in journal.uses:
        if use.reversed_at is None:
            use.serial = next(serials.get(program.benefit_by_id[use.benefit_id].stock_name, nothing), None)
    await session.write(COUPONS.insert(merchant, journal.coupons))
    await session.write(USES.insert(merchant, journal.uses))
    # Who uses a benefit knows of it.
    await mark_seen(session, merchant, [Seen(use.member_id, use.benefit_id, use.used_at) for use in journal.uses])
    await session.write(TAKES.insert(merchant, journal.takes))
