"""Who gains and who loses by a changed points rule, and by how many points, by the members' external ids."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from headless.clock import SystemClock
from headless.config import Settings
from headless.models.database.database import Database
from headless.plugins.loading.registry import Registry
from headless.services.backtesting.backtests import start_backtest
from headless.services.backtesting.running import run_now
from headless.services.kernel.kernel import Kernel, build_kernel
from headless.services.kernel.principals import system
from tests.oracle.changed_points import NO_RULE, Rule, received
from tests.oracle.movements import Movement
from tests.services.backtesting.plugins.capping import Capping

Change = Mapping[str, Any]
CHANGES: Mapping[str, tuple[Change, Rule]] = {
    "doubled": ({"rule": {"rule": "points_per_spend", "settings": {"per": "2"}}}, Rule(Fraction(2))),
    "halved": ({"rule": {"rule": "points_per_spend", "settings": {"per": "0.5"}}}, Rule(Fraction(1, 2))),
    "capped": ({"plugin": {"name": "capping"}}, Rule(most=20)),
    "removed": ({"rule": {"rule": "points_per_spend", "enabled": False}}, NO_RULE),
}


@dataclass(frozen=True)
class Verdict:
    """Whether a member gains (1) or loses (-1), and how many points more he receives."""

    direction: int
    more: int


@asynccontextmanager
async def opened_shop(url: str) -> AsyncIterator[Kernel]:
    """A kernel over the database, with the plugin that caps."""
    async with Database.open(url) as database:
        registry, clock = Registry.load(entry_points=(), more={"capping": Capping()}, strict=True), SystemClock()
        yield build_kernel(database, registry, clock, Settings(database_url=url), clock)


async def verdicts(kernel: Kernel, slug: str, change: Change, since: datetime | None) -> Mapping[str, Verdict]:
    """What a back-test says of those who gain or lose."""
    async with kernel.db.read() as session:
        merchant = await kernel.programs.by_slug(session, slug)
    begins = None if since is None else int(since.timestamp()) * 1_000_000
    started = await start_backtest(kernel, system(merchant.id, slug), change, since=begins)
    assert started.problem is None, started.problem
    assert started.id is not None
    view = await run_now(kernel, merchant.id, started.id, lambda done, total: None, 1)
    assert view.error is None, view.error
    sql = """SELECT m.external_id, b.direction, b.document FROM backtest_member b
JOIN member m ON m.merchant_id = b.merchant_id AND m.id = b.member_id WHERE b.backtest_id = $1 AND b.direction <> 0"""
    async with kernel.db.read() as session:
        rows = await session.fetch(sql, view.id)
    assert (view.gained, view.lost) == (sum(row[1] > 0 for row in rows), sum(row[1] < 0 for row in rows))
    return {row[0]: Verdict(row[1], _more(json.loads(row[2]))) for row in rows}


def _more(document: Mapping[str, Any]) -> int:
    return sum(change["after"] - change["before"] for change in document["changes"] if change["code"] == "points")


def expected(
    customers: Mapping[str, Sequence[Movement]], live: Mapping[str, Rule], changed: Mapping[str, Rule],
    since: datetime | None, days: int | None,
) -> Mapping[str, Verdict]:  # fmt: skip
    """What the slow computation says: who receives more gains, who receives less loses."""
    more = {
        customer: received(own, changed[customer], since, days) - received(own, live[customer], since, days)
        for customer, own in customers.items()
    }
    return {customer: Verdict(1 if units > 0 else -1, units) for customer, units in more.items() if units}
