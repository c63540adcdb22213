"""A merchant to measure: points, growth value, a five-tier ladder, three conditional tags, and members."""

import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from headless.clock import SystemClock
from headless.config import Settings
from headless.models.database.database import Database
from headless.models.migrating.migrate import migrate
from headless.models.tables.members.members import add_members
from headless.plugins.loading.registry import Registry
from headless.services.configuration.merchants import create_merchant
from headless.services.configuration.rules import save_rule
from headless.services.configuration.tag_kinds import save_tag
from headless.services.configuration.tier_tracks import save_tier_track
from headless.services.intake.events import EventInput, record_events
from headless.services.kernel.kernel import Kernel, build_kernel
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.principals import Principal, system
from headless.services.members.members import new_member
from tests.postgres import Unavailable, server


@dataclass(frozen=True)
class Shop:
    """A merchant with members n0 … n<members - 1>."""

    kernel: Kernel
    owner: Principal
    members: int

    def order(self, number: int) -> EventInput:
        """Make one order of one of the members."""
        data = {
            "orderId": f"o{number}", "total": "19.99", "channel": "web",
            "items": [{"sku": "a1", "category": "tea", "quantity": "1", "amount": "19.99"}],
        }  # fmt: skip
        return EventInput(
            "order.paid", data, Lookup("number", f"n{number * 7919 % self.members}"), "till", f"o{number}"
        )

    async def record(self, numbers: range) -> None:
        """Record orders as one batch, all of which must succeed."""
        answers = await record_events(self.kernel, self.owner, [self.order(number) for number in numbers])
        assert all(each.outcome == "RECORDED" for each in answers)


@contextmanager
def database_urls() -> Iterator[dict[str, str]]:
    """Open a fresh SQLite file and a PostgreSQL: HEADLESS_BENCH_POSTGRES, or a temporary one with fsync off.

    That one has a quarter of the machine's memory for its buffers, as PostgreSQL's manual recommends.
    """
    with tempfile.TemporaryDirectory(prefix="headless-bench-") as folder:
        urls = {"sqlite": f"sqlite:///{Path(folder) / 'bench.db'}"}
        given = os.environ.get("HEADLESS_BENCH_POSTGRES")
        if given:
            yield {**urls, "postgres": given}
            return
        try:
            with server(shared_buffers=f"{_quarter_mb()}MB") as url:
                yield {**urls, "postgres": url}
        except Unavailable:
            yield urls


def _quarter_mb() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 4 // 2**20


def _test(metric: str, value: object, window: str | None = None) -> dict[str, Any]:
    test: dict[str, Any] = {"metric": metric, "op": "GTE", "value": value}
    return {"test": {**test, "window": window} if window else test}


LADDER = (
    ("bronze", {"any": [_test("orders", 3), _test("net_spend", "200")]}),
    ("silver", {"all": [_test("orders", 3), _test("net_spend", "200")]}),
    ("gold", _test("orders_per_month", "2", "365d")),
    ("platinum", _test("net_spend", "8000", "365d")),
    ("diamond", _test("net_spend", "30000", "365d")),
)


@asynccontextmanager
async def opened(url: str, members: int, *, slug: str = "bench") -> AsyncIterator[Shop]:
    """Open a new merchant in the database at a URL."""
    async with Database.open(url) as db:
        await migrate(db)
        settings = Settings(database_url=url)
        kernel = build_kernel(db, Registry.load(entry_points=()), SystemClock(), settings, SystemClock())
        merchant = await create_merchant(kernel, slug, currency="CNY", time_zone="Asia/Shanghai")
        owner = system(merchant.id, merchant.slug)
        await _configure(kernel, owner)
        await _add_members(kernel, owner, members)
        yield Shop(kernel, owner, members)


async def _configure(kernel: Kernel, owner: Principal) -> None:
    for rule, settings in (
        ("points_per_spend", {}),
        ("growth_per_spend", {}),
        ("tier_multiplier", {"times": {"gold": "2", "diamond": "3"}}),
    ):
        saved = await save_rule(kernel, owner, {"rule": rule, "settings": settings})
        assert saved.problem is None, saved.problem
    tiers = [
        {"code": code, "name": code.title(), "rank": rank, "condition": condition}
        for rank, (code, condition) in enumerate(LADDER, 1)
    ]
    document = {"code": "main", "name": "Main", "kind": "EARNED", "downgrade": "TO_QUALIFIED", "tiers": tiers}
    assert (await save_tier_track(kernel, owner, document)).problem is None
    for code, condition in (
        ("regular", _test("orders", 5, "90d")),
        ("big_basket", _test("average_order", "100")),
        ("lapsing", _test("days_since_order", 60)),
    ):
        assert (await save_tag(kernel, owner, {"code": code, "name": code, "condition": condition})).problem is None


async def _add_members(kernel: Kernel, owner: Principal, members: int) -> None:
    async with kernel.db.transaction() as session:
        program = await kernel.programs.get(session, owner.merchant_id)
        now = kernel.clock.now_us()
        made = [
            new_member(program, kernel.ids.new(), {"number": f"n{number}"}, now, now, now) for number in range(members)
        ]
        await add_members(session, owner.merchant_id, made)
