"""Members as the page shows them, written in bulk: tier, three holdings, lots that expire, two tags, a year of orders."""

import json
from collections.abc import Iterable
from typing import Any

from benchmarks.shops.bench_shop import Shop
from headless.engine.program.program import Program
from headless.models.base.session import Session

DAY_US = 86_400_000_000
ORDER_DAYS = 10
HELD = (("gold", 5_000_10), ("platinum", 15_000_10))
"""Tier and net spend of the year in cents, in turn: five eighths of the way to platinum, half of the way to diamond."""
ACCOUNT = ("merchant_id", "member_id", "kind_id", "balance", "earned", "version")
LOT = (
    "merchant_id", "id", "member_id", "kind_id", "entry_id", "event_id", "funding", "granted", "remaining", "starts_at",
    "expires_at", "earned_at",
)  # fmt: skip
STANDING = ("merchant_id", "member_id", "track_id", "seq", "id", "tier_id", "since_at", "code", "params", "recorded_at")
MEMBER_TIER = ("merchant_id", "member_id", "track_id", "standing_id", "seq", "tier_id", "rank", "since_at")
MEMBER_TAG = ("merchant_id", "id", "member_id", "tag_id", "author", "origin", "since_at", "removed_by_hand")
TOTAL = ("merchant_id", "member_id", "key", "day", "count", "amount", "less")
CHUNK_MEMBERS = 5_000


async def seed(shop: Shop) -> None:
    """Give every member of the shop what the page shows."""
    merchant = shop.owner.merchant_id
    async with shop.kernel.db.transaction() as session:
        program = await shop.kernel.programs.get(session, merchant)
        await session.execute("UPDATE member SET name = 'Member ' || number WHERE merchant_id = $1", merchant)
        rows = await session.fetch("SELECT id FROM member WHERE merchant_id = $1 ORDER BY id", merchant)
        members = [(place, row[0]) for place, row in enumerate(rows)]
        for start in range(0, len(members), CHUNK_MEMBERS):
            await _write(session, Seeds(shop, program), members[start : start + CHUNK_MEMBERS])
        await session.execute("ANALYZE")


async def _write(session: Session, seeds: "Seeds", members: Iterable[tuple[int, int]]) -> None:
    for place, member in members:
        seeds.add(place, member)
    for table, columns in (
        ("account", ACCOUNT),
        ("lot", LOT),
        ("standing", STANDING),
        ("member_tier", MEMBER_TIER),
        ("member_tag", MEMBER_TAG),
        ("daily_total", TOTAL),
    ):
        await session.insert(table, columns, seeds.rows[table])


class Seeds:
    """Rows by table."""

    def __init__(self, shop: Shop, program: Program) -> None:
        self.merchant, self.new, self.now = shop.owner.merchant_id, shop.kernel.ids.new, shop.kernel.clock.now_us()
        self.program, self.zone = program, program.zone
        self.track = program.tracks["main"]
        self.tiers = {tier.code: tier for tier in self.track.tiers}
        self.tags = sorted(tag.id for tag in program.tags.values())[:2]
        self.today = program.zone.day_of(self.now)
        self.rows: dict[str, list[tuple[Any, ...]]] = {}

    def add(self, place: int, member: int) -> None:
        """Add all rows of one member."""
        code, spent = HELD[place % len(HELD)]
        tier, standing, since = self.tiers[code], self.new(), self.now - 30 * DAY_US
        params = json.dumps({})
        self._put("standing", member, self.track.id, 0, standing, tier.id, since, "qualified", params, since)
        self._put("member_tier", member, self.track.id, standing, 0, tier.id, tier.rank, since)
        for tag in self.tags:
            self._own("member_tag", member, tag, "condition", 1, since, False)
        for kind in self.program.kinds.values():
            amount = (1_000 + place % 500) * 10**kind.decimals
            self._put("account", member, kind.id, 2 * amount, 2 * amount, 2)
            for days in (20, 200):
                ends = self.zone.start_of(self.today + days) if kind.code == "points" else None
                event = self.new()
                self._own("lot", member, kind.id, event, event, "house", amount, amount, since, ends, since)
        for day in range(ORDER_DAYS):
            self._put("daily_total", member, "order", self.today - 20 * day - 1, 1, spent // ORDER_DAYS, 0)
        self._put("daily_total", member, "order", 0, ORDER_DAYS, spent, 0)

    def _put(self, table: str, member: int, *values: Any) -> None:
        self.rows.setdefault(table, []).append((self.merchant, member, *values))

    def _own(self, table: str, member: int, *values: Any) -> None:
        self.rows.setdefault(table, []).append((self.merchant, self.new(), member, *values))
