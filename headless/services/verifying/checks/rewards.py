"""Coupons, grants and uses against one another, and stocks against what was taken of them."""

from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence

from headless.engine.member.coupons import CouponStatus
from headless.engine.program.budgets.shared import SharedKey, is_shared
from headless.engine.program.program import Program
from headless.engine.rewards.stocks import is_aside, whole_of
from headless.messages import Message
from headless.models.base.session import Session
from headless.models.tables.rewards.shared_budgets import all_taken
from headless.models.tables.rewards.stock_sums import (
    StoredStock,
    counted_uses,
    issued_coupons,
    last_serials,
    stored_stocks,
    taken_units,
)
from headless.services.verifying.histories.drift import Drift
from headless.services.verifying.histories.histories import History

_CAUSES = {CouponStatus.USED: "used_event_id", CouponStatus.REVOKED: "revoked_event_id"}


def check_rewards(history: History) -> Iterator[Drift]:
    """Check that a grant is used as often as its uses say, and that an event of the member used or revoked each coupon."""
    used = Counter(use.grant_id for use in history.uses if use.reversed_at is None)
    for grant in history.grants:
        if grant.used != used[grant.id]:
            yield history.drift("grant", f"{grant.id} uses", used[grant.id], grant.used)
    for use in history.uses:
        if use.reversed_at is not None and use.reversed_event_id not in history.event_by_id:
            yield history.drift("use", f"{use.id} reversed", Message("an event of the member"), use.reversed_event_id)
    for coupon in history.coupons:
        column = _CAUSES.get(CouponStatus(coupon.status))
        if column is not None and getattr(coupon, column) not in history.event_by_id:
            yield history.drift(
                "coupon", f"{coupon.id} {column}", Message("an event of the member"), getattr(coupon, column)
            )
    yield from _quotas(history)


def _quotas(history: History) -> Iterator[Drift]:
    """Check that the uses of one period stay within a benefit's quota of now."""
    for benefit in history.program.benefits.values():
        if benefit.quota is None:
            continue
        uses = [use for use in history.uses if use.benefit_id == benefit.id]
        periods = Counter(
            benefit.first_day(use.used_on) for use in uses if use.grant_id is None and use.reversed_at is None
        )
        for first, count in periods.items():
            # An earlier version may have allowed more.
            if count > benefit.quota and benefit.version == 1:
                yield history.drift(
                    "benefit", f"{benefit.code} from day {first}", Message("at most {most}", most=benefit.quota), count
                )


async def check_stocks(session: Session, program: Program) -> AsyncIterator[Drift]:
    """Check that what was taken of each stock is what is out: numbered coupons and uses, and what rules took.

    What was taken of each shared budget is what rules took of it.
    """
    merchant_id = program.merchant_id
    expected: Counter[str] = Counter()
    for coupons in await issued_coupons(session, merchant_id):
        expected[program.coupon_kind_by_id[coupons.owner_id].stock_name] += coupons.units
    for uses in await counted_uses(session, merchant_id):
        benefit = program.benefit_by_id[uses.owner_id]
        expected[benefit.stock_name] += uses.units
        if uses.share is not None:
            expected[benefit.share_name(uses.share)] += uses.units
    spent: Counter[SharedKey] = Counter()
    for taken in await taken_units(session, merchant_id):
        if is_shared(taken.stock):
            spent[SharedKey.of(taken.stock)] += taken.units
        else:
            expected[taken.stock] += taken.units
    serials = await last_serials(session, merchant_id)
    given = {program.coupon_kind_by_id[last.kind_id].stock_name: last.serial for last in serials}
    stored: dict[str, int] = {}
    stocks = await stored_stocks(session, merchant_id)
    for stock in stocks:
        stored[stock.name] = stock.taken
        if stock.serial < given.get(stock.name, 0):
            yield Drift(
                "stock", f"{stock.name} serial", Message("at least {least}", least=given[stock.name]), stock.serial
            )
    for drift in _asides(stocks):
        yield drift
    for name in sorted({*expected, *stored}):
        if expected[name] != stored.get(name, 0):
            yield Drift("stock", f"{name} taken", expected[name], stored.get(name, 0))
    counted = await all_taken(session, merchant_id)
    for key in sorted({*spent, *counted}):
        if spent[key] != counted.get(key, 0):
            yield Drift("budget", f"{key} taken", spent[key], counted.get(key, 0))


def _asides(stocks: Sequence[StoredStock]) -> Iterator[Drift]:
    """Check that what is kept of each stock for some members is what is left of its parts."""
    left: Counter[str] = Counter()
    for stock in stocks:
        if is_aside(stock.name):
            left[whole_of(stock.name)] += stock.total - stock.taken
    for stock in stocks:
        if not is_aside(stock.name) and stock.aside != left[stock.name]:
            yield Drift("stock", f"{stock.name} set aside", left[stock.name], stock.aside)
