"""A sweep of those whom SQL finds leaves every member as a look at each of them does."""

import asyncio
import json
from datetime import date
from itertools import count
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from headless.clock import FixedClock
from headless.models.base.session import Session
from headless.services.configuration.asset_kinds import save_asset_kind
from headless.services.configuration.tag_kinds import save_tag
from headless.services.configuration.tier_tracks import save_tier_track
from headless.services.intake.events import EventInput, record_events
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.lookups import Lookup
from headless.services.members.tags import remove_tag
from headless.services.rejudging import sweeps
from headless.services.rejudging.due_work import run_due
from headless.services.rejudging.sweeps import run_sweeps
from tests.engine.random_conditions import rolling_tests, trees
from tests.services.shop import Shop

DAY_US, MINUTE_US = 86_400_000_000, 60_000_000
MEMBERS = 14
FAR = 2**62
conditions = trees(rolling_tests(), most=2)


class Twins:
    """Two shops with the same members and the same past: one sweeps by SQL, the other looks at every member."""

    def __init__(self, kernel: Kernel, clock: FixedClock, found: Shop, walked: Shop) -> None:
        self.kernel, self.clock, self.found, self.walked = kernel, clock, found, walked
        self.judged = self.looked_at = 0

    @classmethod
    async def open(cls, kernel: Kernel, clock: FixedClock, slug: str) -> "Twins":
        twins = cls(kernel, clock, await Shop.open(kernel, clock, slug), await Shop.open(kernel, clock, f"{slug}-twin"))
        for shop in twins.shops:
            await save_asset_kind(kernel, shop.owner, {"code": "cash", "name": "Cash", "money": True})
            await shop.rule("points_per_spend")
            prime = {"code": "prime", "name": "Prime", "kind": "PAID", "tiers": [tier("prime", 1, None)]}
            assert (await save_tier_track(kernel, shop.owner, prime)).problem is None
        return twins

    @property
    def shops(self) -> tuple[Shop, Shop]:
        return self.found, self.walked

    async def ladder(self, silver: Any, gold: Any, **options: Any) -> None:
        given = {"code": "growth", "name": "Growth", "kind": "EARNED", "default": True, **options}
        given["tiers"] = [tier("silver", 1, silver), tier("gold", 2, gold)]
        self._pause()
        for shop in self.shops:
            saved = await save_tier_track(self.kernel, shop.owner, given)
            assert saved.problem is None, saved.problem
        await self.sweep()

    async def tag(self, code: str, condition: Any) -> None:
        self._pause()
        for shop in self.shops:
            saved = await save_tag(self.kernel, shop.owner, {"code": code, "name": code, "condition": condition})
            assert saved.problem is None, saved.problem
        await self.sweep()

    def _pause(self) -> None:
        """Let a minute pass: members settled while a sweep begins are looked at in any case."""
        self.clock.set(self.clock.now_us() + MINUTE_US)

    async def sweep(self) -> None:
        """Run both sweeps, the twin's over everybody, and see that they agree."""
        async with self.kernel.db.transaction() as session:
            for id_, document in await session.fetch(_OPEN, self.walked.owner.merchant_id):
                everything = json.dumps({**json.loads(document), "everything": True})
                await session.execute(_REPLACE, self.walked.owner.merchant_id, id_, everything)
        self.judged += await run_sweeps(self.kernel, self.found.owner.merchant_id)
        self.looked_at += await run_sweeps(self.kernel, self.walked.owner.merchant_id)
        await self.agree()
        await self.nobody_too_late()

    async def agree(self) -> None:
        async with self.kernel.db.read() as session:
            found, walked = [await _state(session, shop.owner.merchant_id) for shop in self.shops]
        assert walked == found

    async def nobody_too_late(self) -> None:
        async with self.kernel.db.read() as session:
            found, walked = [await _dues(session, shop.owner.merchant_id) for shop in self.shops]
        assert {} == {number: (found[number], due) for number, due in walked.items() if found[number] > due}

    async def live(self, random: Random) -> None:
        """Everybody buys, returns and checks in, over the last year and a bit."""
        now = self.clock.now_us()
        past = [_happened(random, number, now) for number in range(MEMBERS) for _ in range(random.choice([0, 1, 4]))]
        for shop in self.shops:
            for number in range(MEMBERS):
                born = {"birthday": date(1970 + number, 1 + number % 12, 5 + number).toordinal()} if number % 3 else {}
                await shop.member(f"m{number}", joinedAt=now - 30 * number * DAY_US, **born)
            given = [
                EventInput(type_, data, Lookup("number", f"m{number}"), "shop", f"e{place}", at)
                for place, (type_, data, number, at) in enumerate(past)
            ]
            for answer in await record_events(self.kernel, shop.owner, given):
                assert answer.outcome in ("RECORDED", "DUPLICATE"), answer

    async def without_by_hand(self, code: str) -> None:
        for shop in self.shops:
            for number in range(0, MEMBERS, 4):
                await remove_tag(self.kernel, shop.owner, Lookup("number", f"m{number}"), code, key=f"off{number}")

    async def wait(self, days: int) -> None:
        """Let days pass, and the clock's work be done every few days."""
        for _ in range(0, days, 5):
            self.clock.set(self.clock.now_us() + 5 * DAY_US)
            for shop in self.shops:
                async with self.kernel.db.read() as session:
                    merchant = await self.kernel.programs.merchant(session, shop.owner.merchant_id)
                await run_due(self.kernel, merchant, self.clock.now_us())
        await self.agree()


_OPEN = "SELECT id, document FROM sweep WHERE merchant_id = $1 AND status = 0"
_REPLACE = "UPDATE sweep SET document = $3 WHERE merchant_id = $1 AND id = $2"


def tier(code: str, rank: int, condition: Any) -> dict[str, Any]:
    """A tier of a ladder."""
    return {"code": code, "name": code.title(), "rank": rank, "condition": condition}


def _happened(random: Random, number: int, now: int) -> tuple[str, Any, int, int]:
    at = now - random.choice([random.randrange(1, 8), random.randrange(1, 90), random.randrange(1, 400)]) * DAY_US
    if random.random() < 0.3:
        return "checkin", {"place": "shop"}, number, at
    amount = random.choice(["5", "9.99", "10", "33.30"])
    if random.random() < 0.15:
        return "order.refunded", {"refundId": f"r{random.random()}", "amount": amount}, number, at
    order = {"orderId": f"o{random.random()}", "total": amount}
    items = [{"sku": "s", "category": random.choice(["tea", "pot"]), "quantity": "1", "amount": amount}]
    return "order.paid", {**order, "items": items}, number, at


async def _state(session: Session, merchant_id: int) -> list[tuple[Any, ...]]:
    tags = await session.fetch(
        """SELECT m.number, k.code, g.since_at, g.removed_at, g.removed_by_hand FROM member_tag g
JOIN member m ON m.merchant_id = g.merchant_id AND m.id = g.member_id
JOIN tag k ON k.merchant_id = g.merchant_id AND k.id = g.tag_id AND k.version = 1
WHERE g.merchant_id = $1""",
        merchant_id,
    )
    standings = await session.fetch(
        """SELECT m.number, r.code, t.rank, t.since_at, t.until_at, t.grace_until_at, s.code FROM member_tier t
JOIN member m ON m.merchant_id = t.merchant_id AND m.id = t.member_id
JOIN standing s ON s.merchant_id = t.merchant_id AND s.member_id = t.member_id AND s.track_id = t.track_id
  AND s.seq = t.seq
LEFT JOIN tier r ON r.merchant_id = t.merchant_id AND r.id = t.tier_id WHERE t.merchant_id = $1""",
        merchant_id,
    )
    return sorted((tuple(row) for row in (*tags, *standings)), key=str)


async def _dues(session: Session, merchant_id: int) -> dict[str, int]:
    rows = await session.fetch("SELECT number, due_at FROM member WHERE merchant_id = $1", merchant_id)
    return {row[0]: FAR if row[1] is None else row[1] for row in rows}


@st.composite
def stories(draw: st.DrawFn) -> dict[str, Any]:
    """A seed of members, conditions, and what the ladder says of validity, grace and going down."""
    options = [
        {
            "downgrade": draw(st.sampled_from(["NONE", "ONE_STEP", "TO_QUALIFIED"])),
            "validity": draw(st.sampled_from([None, None, "1m", "90d"])),
            "grace": draw(st.sampled_from([None, None, "20d"])),
            "onChange": draw(st.sampled_from(["KEEP_UNTIL_REVIEW", "REVIEW_NOW"])),
            "remindBefore": draw(st.sampled_from(["10d", "30d"])),
        }
        for _ in range(2)
    ]
    drawn = [draw(conditions) for _ in range(6)]
    return {"seed": draw(st.integers(0, 2**32)), "options": options, "conditions": drawn}


async def test_both_ways_end_the_same(kernel: Kernel, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeps, "SMALL", -1)
    numbers, loop, counted = count(1), asyncio.get_running_loop(), [0, 0]

    async def tell(story: dict[str, Any]) -> None:
        given, (first, second) = story["conditions"], story["options"]
        twins = await Twins.open(kernel, clock, f"shop{next(numbers)}")
        await twins.live(Random(story["seed"]))
        await twins.wait(5)
        await twins.ladder(given[0], given[1], **first)
        await twins.tag("new", given[2])
        await twins.without_by_hand("new")
        await twins.wait(30)
        await twins.tag("new", given[3])
        await twins.ladder(given[0], given[4], **first)
        await twins.wait(30)
        await twins.ladder(given[5], given[4], **second)
        await twins.tag("vip", given[1])
        await twins.wait(100)
        counted[0] += twins.judged
        counted[1] += twins.looked_at

    @settings(
        max_examples=6, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    @given(stories())
    def all_agree(story: dict[str, Any]) -> None:
        asyncio.run_coroutine_threadsafe(tell(story), loop).result()

    await asyncio.to_thread(all_agree)

    assert 0 < counted[0] < counted[1], "SQL finds somebody, and leaves somebody out"
