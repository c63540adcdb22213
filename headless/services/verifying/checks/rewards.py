"""Coupons, grants and uses against one another, and stocks against what was taken of them."""

from collections import Counter
from collections.abc import AsyncIterator, Iterator

from headless.engine.member.coupons import CouponStatus
from headless.engine.program.program import Program
from headless.models.base.session import Session
from headless.services.verifying.histories.drift import Drift
from headless.services.verifying.histories.histories import History

_COUPONS = """SELECT kind_id, count(*) FROM coupon
WHERE merchant_id = $1 AND serial IS NOT NULL AND status <> 3 GROUP BY kind_id"""
_USES = """SELECT benefit_id, count(*) FROM benefit_use
WHERE merchant_id = $1 AND serial IS NOT NULL AND reversed_at IS NULL GROUP BY benefit_id"""
_TAKES = (
    "SELECT stock, sum(count)::bigint FROM stock_take WHERE merchant_id = $1 AND reversed_at IS NULL GROUP BY stock"
)
_SERIALS = """SELECT kind_id, max(serial) FROM coupon WHERE merchant_id = $1 AND serial IS NOT NULL GROUP BY kind_id"""


def check_rewards(history: History) -> Iterator[Drift]:
    """A grant is used as often as its uses say; what was used or taken back, an event of the member used or took."""
    used = Counter(row["grant_id"] for row in history.rows("uses") if row["reversed_at"] is None)
    for row in history.rows("grants"):
        if row["used"] != used[row["id"]]:
            yield history.drift("grant", f"{row['id']} uses", used[row["id"]], row["used"])
    for row in history.rows("coupons"):
        wanted = {CouponStatus.USED: "used_event_id", CouponStatus.REVOKED: "revoked_event_id"}
        column = wanted.get(CouponStatus(row["status"]))
        if column is not None and row[column] not in history.events:
            yield history.drift("coupon", f"{row['id']} {column}", "an event of the member", row[column])
    yield from _quotas(history)


def _quotas(history: History) -> Iterator[Drift]:
    """Nobody has used more of a benefit's quota than there is in one of its periods, by the quota of now."""
    for benefit in history.program.benefits.values():
        if benefit.quota is None:
            continue
        uses = [row for row in history.rows("uses") if row["benefit_id"] == benefit.id]
        periods = Counter(
            benefit.first_day(row["used_on"]) for row in uses if row["grant_id"] is None and row["reversed_at"] is None
        )
        for first, count in periods.items():
            # An earlier version may have allowed more.
            if count > benefit.quota and benefit.version == 1:
                yield history.drift("benefit", f"{benefit.code} from day {first}", f"at most {benefit.quota}", count)


async def check_stocks(session: Session, program: Program) -> AsyncIterator[Drift]:
    """What was taken of each stock is what is out: coupons and uses with a serial, and what rules took."""
    merchant = program.merchant_id
    expected: Counter[str] = Counter()
    for row in await session.fetch(_COUPONS, merchant):
        expected[program.coupon_kind_by_id[row[0]].stock_name] += row[1]
    for row in await session.fetch(_USES, merchant):
        expected[program.benefit_by_id[row[0]].stock_name] += row[1]
    for row in await session.fetch(_TAKES, merchant):
        expected[row[0]] += row[1]
    given = {program.coupon_kind_by_id[row[0]].stock_name: row[1] for row in await session.fetch(_SERIALS, merchant)}
    found = {}
    for row in await session.fetch("SELECT name, taken, serial FROM stock WHERE merchant_id = $1", merchant):
        found[row[0]] = row[1]
        if row[2] < given.get(row[0], 0):
            yield Drift("stock", f"{row[0]} serial", f"at least {given[row[0]]}", row[2])
    for name in sorted({*expected, *found}):
        if expected[name] != found.get(name, 0):
            yield Drift("stock", f"{name} taken", expected[name], found.get(name, 0))
