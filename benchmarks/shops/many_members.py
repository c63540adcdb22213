"""Members by the hundred thousand, written by the database itself: tier, orders of the last months, a holding, lots, a tag."""

from dataclasses import dataclass
from typing import Any

from benchmarks.shops.bench_shop import Shop
from headless.models.base.session import Session
from headless.services.configuration.tag_kinds import save_tag
from headless.services.configuration.tier_tracks import save_tier_track

DAY_US = 86_400_000_000
ORDER_DAYS = (10, 40, 70, 100)
"""How many days ago each member ordered, a quarter of what it spent each time."""
MOST_CENTS = 10_000_00
SILVER, GOLD = 2_000, 8_000
CHUNK = 100_000
_STEP = 7919
_COUNT = "WITH RECURSIVE n(i) AS (SELECT $4::bigint UNION ALL SELECT i + 1 FROM n WHERE i + 1 < $5)"
_OF_MEMBERS = "FROM member m WHERE m.merchant_id = $1 AND m.id >= $2 AND m.id < $3"


@dataclass(frozen=True, slots=True)
class Many:
    """Members numbered n0 … with ids from `first`. Member i spent (i × 7919 mod members) / members of 10,000.00."""

    shop: Shop
    first: int
    members: int

    def reaching(self, least: float, most: float = 10_000) -> int:
        """Return how many spent at least so much, and less than the other."""
        cents = [place * MOST_CENTS // self.members for place in range(self.members)]
        return sum(least * 100 <= each < most * 100 for each in cents)


def spent(least: float) -> dict[str, Any]:
    """Return the condition of having spent so much within a year."""
    return {"test": {"metric": "net_spend", "op": "GTE", "value": str(least), "window": "365d"}}


async def ladder(shop: Shop, gold: float) -> None:
    """Save silver and gold, going down at once where the ladder changes."""
    tiers = [
        {"code": code, "name": code.title(), "rank": rank, "condition": spent(least)}
        for rank, (code, least) in enumerate((("silver", SILVER), ("gold", gold)), 1)
    ]
    document = {"code": "main", "name": "Main", "kind": "EARNED", "downgrade": "TO_QUALIFIED", "tiers": tiers}
    saved = await save_tier_track(shop.kernel, shop.owner, {**document, "onChange": "REVIEW_NOW"})
    assert saved.problem is None, saved.problem


async def tag(shop: Shop, code: str, condition: Any) -> None:
    """Save a tag with a condition."""
    saved = await save_tag(shop.kernel, shop.owner, {"code": code, "name": code, "condition": condition})
    assert saved.problem is None, saved.problem


async def grow(shop: Shop, members: int, already: "Many | None" = None) -> Many:
    """Add members up to a number, all on the tiers that they have reached."""
    many = Many(shop, already.first if already else shop.kernel.ids.new() - 2**40, members)
    assert members % _STEP, f"a multiple of {_STEP} would give all the same"
    for start in range(already.members if already else 0, members, CHUNK):
        async with shop.kernel.db.transaction() as session:
            await _write(session, many, start, min(start + CHUNK, members))
    async with shop.kernel.db.transaction() as session:
        await session.execute("ANALYZE")
    return many


async def _write(session: Session, many: Many, start: int, end: int) -> None:
    shop = many.shop
    program = await shop.kernel.programs.get(session, shop.owner.merchant_id)
    merchant, now, zone = program.merchant_id, shop.kernel.clock.now_us(), program.zone
    today, since = zone.day_of(now), now - 30 * DAY_US
    lost = zone.start_of(today - ORDER_DAYS[-1] + 365)
    cents = f"(i * {_STEP} % {many.members}) * {MOST_CENTS} / {many.members} / {len(ORDER_DAYS)} * {len(ORDER_DAYS)}"
    await session.execute(
        f"""{_COUNT}
INSERT INTO member (merchant_id, id, number, name, joined_at, joined_on, attributes, clock_at, due_at, created_at)
SELECT $1, $2 + i, 'n' || i, 'Member ' || i, $3, $6, '{{"spent": ' || ({cents}) || '}}', $3,
  CASE WHEN {cents} >= {SILVER * 100} THEN $7::bigint END, $3 FROM n"""
        if session.dialect == "sqlite"
        else f"""{_COUNT}
INSERT INTO member (merchant_id, id, number, name, joined_at, joined_on, attributes, clock_at, due_at, created_at)
SELECT $1, $2 + i, 'n' || i, 'Member ' || i, $3, $6, jsonb_build_object('spent', {cents}), $3,
  CASE WHEN {cents} >= {SILVER * 100} THEN $7::bigint END, $3 FROM n""",
        merchant,
        many.first,
        since,
        start,
        end,
        today - 400,
        lost,
    )
    await _holdings(session, many, program, start, end, since)


async def _holdings(session: Session, many: Many, program: Any, start: int, end: int, since: int) -> None:
    range_ = program.merchant_id, many.first + start, many.first + end
    value = (
        "json_extract(m.attributes, '$.spent')" if session.dialect == "sqlite" else "(m.attributes ->> 'spent')::bigint"
    )
    today = program.zone.day_of(many.shop.kernel.clock.now_us())
    for day in ORDER_DAYS:
        await session.execute(
            f"""INSERT INTO daily_total (merchant_id, member_id, key, day, count, amount)
SELECT $1, m.id, 'order', $4, 1, {value} / {len(ORDER_DAYS)} {_OF_MEMBERS}""",
            *range_,
            today - day,
        )
    await session.execute(
        f"""INSERT INTO daily_total (merchant_id, member_id, key, day, count, amount)
SELECT $1, m.id, 'order', 0, {len(ORDER_DAYS)}, {value} {_OF_MEMBERS}""",
        *range_,
    )
    for tier in program.tracks["main"].tiers:
        least = SILVER if tier.code == "silver" else GOLD
        most = GOLD if tier.code == "silver" else 10**9
        reached = f"{_OF_MEMBERS} AND {value} >= {least * 100} AND {value} < {most * 100}"
        track = program.tracks["main"].id
        await session.execute(
            f"""INSERT INTO standing (merchant_id, member_id, track_id, seq, id, tier_id, since_at, code, recorded_at)
SELECT $1, m.id, $4, 1, m.id, $5, $6, 'qualified', $6 {reached}""",
            *range_, track, tier.id, since,
        )  # fmt: skip
        await session.execute(
            f"""INSERT INTO member_tier (merchant_id, member_id, track_id, standing_id, seq, tier_id, rank, since_at)
SELECT $1, m.id, $4, m.id, 1, $5, $7, $6 {reached}""",
            *range_, track, tier.id, since, tier.rank,
        )  # fmt: skip
    points = program.kinds["points"].id
    await session.execute(
        f"""INSERT INTO account (merchant_id, member_id, kind_id, balance, earned, version)
SELECT $1, m.id, $4, 200, 200, 2 {_OF_MEMBERS}""",
        *range_, points,
    )  # fmt: skip
    for number in range(2):
        await session.execute(
            f"""INSERT INTO lot (merchant_id, id, member_id, kind_id, entry_id, event_id, funding, granted, remaining,
  starts_at, earned_at)
SELECT $1, m.id + $6, m.id, $4, m.id + $6, m.id + $6, 'house', 100, 100, $5, $5 {_OF_MEMBERS}""",
            *range_, points, since, number * 2**36,
        )  # fmt: skip
