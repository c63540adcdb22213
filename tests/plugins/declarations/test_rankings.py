"""Tier rules that rank a whole population: quotas hold exactly, ties are decided as stated, and a second run changes nothing."""

from collections import Counter
from typing import Any

import pytest

from headless.engine.standings.rankings import Candidate, in_rank_order
from headless.ids import Prefix, encode
from headless.models.tables.members.members import add_members
from headless.services.kernel.lookups import Lookup
from headless.services.members.members import new_member
from headless.services.verifying.replaying import differences
from headless.services.verifying.verifying import verify
from headless.services.worker.worker import work_once
from tests.services.shop import Shop, instant

TIERS = (
    {"code": "member", "name": "Member", "rank": 1},
    {"code": "silver", "name": "Silver", "rank": 2},
    {"code": "gold", "name": "Gold", "rank": 3},
    {"code": "diamond", "name": "Diamond", "rank": 4},
)
M1 = Lookup("number", "m1")


async def crowd(shop: Shop, count: int, spends: dict[int, int]) -> list[int]:
    """Members with spend in whole units by their place; all joined on the same day. Their ids, in order."""
    async with shop.kernel.db.transaction() as session:
        program = await shop.kernel.programs.get(session, shop.owner.merchant_id)
        now = instant("2026-05-01T12:00")
        ids = [shop.kernel.ids.new() for _ in range(count)]
        members = [new_member(program, id_, {"number": f"n{at}"}, now, now, now) for at, id_ in enumerate(ids)]
        await add_members(session, 1, members)
        rows = []
        for at, id_ in enumerate(ids):
            units = spends.get(at, 0) * 100
            rows += [(1, id_, "order", day, 1, units, 0) for day in (program.zone.day_of(now), 0) if units]
        columns = ("merchant_id", "member_id", "key", "day", "count", "amount", "less")
        await session.insert("daily_total", columns, rows)
    return ids


async def tiers_of(shop: Shop) -> dict[int, str | None]:
    """Every member's tier."""
    sql = """SELECT m.id, t.code FROM member m LEFT JOIN member_tier s ON s.merchant_id = m.merchant_id AND s.member_id = m.id
LEFT JOIN tier t ON t.merchant_id = s.merchant_id AND t.id = s.tier_id WHERE m.merchant_id = 1 ORDER BY m.id"""
    async with shop.kernel.db.read() as session:
        return {row[0]: row[1] for row in await session.fetch(sql)}


async def ranked_events(shop: Shop) -> int:
    async with shop.kernel.db.read() as session:
        return int(await session.fetch_value("SELECT count(*) FROM event WHERE type = 'tier.ranked'"))


async def test_quotas_hold_exactly_a_tie_at_the_border_goes_to_the_older_and_a_second_run_changes_nothing(
    stage: Shop,
) -> None:
    # 1,110 of the crowd and m1; the places 1 to 111 are taken by spend, and two tie at the border of gold and silver.
    spends = {at: 5_000 - at for at in range(1_110)}
    spends[11] = spends[10]
    ids = await crowd(stage, 1_110, spends)
    await stage.ladder(*TIERS, rule="scores.quota")
    first = await tiers_of(stage)

    assert {"diamond": 1, "gold": 10, "silver": 100, "member": 1_000} == Counter(first.values())
    assert ("diamond", "gold", "silver") == (first[ids[0]], first[ids[10]], first[ids[11]])
    assert 1_111 == await ranked_events(stage)

    await stage.ladder(*TIERS, rule="scores.quota")
    stage.clock.set(instant("2026-07-01T00:10"))
    await work_once(stage.kernel)

    assert first == await tiers_of(stage)
    assert 1_111 == await ranked_events(stage)


async def test_a_ranking_follows_its_window_month_by_month(stage: Shop) -> None:
    ids = await crowd(stage, 3, {0: 300, 1: 200})
    shares = {"diamond": 1, "gold": 1}
    await stage.ladder(*TIERS, rule="scores.quota", settings={"shares": shares})
    await stage.order(Lookup("number", "n2"), "900.00")

    assert ["diamond", "gold", "member"] == [(await tiers_of(stage))[id_] for id_ in ids]

    stage.clock.set(instant("2026-07-01T00:00"))
    await work_once(stage.kernel)

    assert ["gold", "member", "diamond"] == [(await tiers_of(stage))[id_] for id_ in ids]

    async with stage.kernel.db.read() as session:
        due_at = await session.fetch_value("SELECT due_at FROM schedule WHERE code = 'rank:main'")
    assert instant("2026-08-01T00:00") == due_at


@pytest.mark.parametrize("fails", ["raises", "stops"])
async def test_a_ranking_that_fails_moves_nobody_and_is_named(stage: Shop, fails: str) -> None:
    await crowd(stage, 5, {0: 300, 1: 200})
    await stage.ladder(*TIERS, rule="scores.quota", settings={"shares": {"diamond": 1}})
    before = await tiers_of(stage)
    await stage.ladder(*TIERS, rule="scores.quota", settings={"shares": {"gold": 1}, "fails": fails})
    async with stage.kernel.db.read() as session:
        health = await session.fetch("SELECT plugin, part, failures FROM plugin_health")

    assert before == await tiers_of(stage)
    assert [("scores", "tier_rule:quota", 1)] == [tuple(row) for row in health]


async def test_a_ranking_is_an_event_of_each_member_moved_so_that_history_explains_it(stage: Shop) -> None:
    await stage.order(M1, "10.00")
    await stage.ladder(*TIERS, rule="scores.quota")
    async with stage.kernel.db.read() as session:
        row = await session.fetch_one("SELECT source, external_id, data FROM event WHERE type = 'tier.ranked'")
        merchant = await stage.kernel.programs.merchant(session, 1)
    state = await stage.state(M1)
    due_at = stage.clock.now_us()

    assert row is not None
    assert ("engine", f"rank:main:{state.id}:{due_at}:0") == (row[0], row[1])
    assert '{"track":"main","tier":"diamond","rule":"scores.quota"}' == row[2]
    assert [] == await verify(stage.kernel)
    assert [] == [str(each) async for each in differences(stage.kernel, merchant)]


def test_the_order_is_by_then_joining_day_then_id() -> None:
    def member(id_: int, joined: int, spend: Any, orders: Any = 1) -> Candidate:
        return Candidate(id_, joined, {"spend": spend, "orders": orders}, None, 0)

    crowd = [member(4, 2, 5), member(3, 1, 5), member(2, 1, 5), member(1, 1, None), member(5, 9, 5, 2), member(6, 9, 7)]

    assert [6, 5, 2, 3, 4, 1] == [each.member_id for each in in_rank_order(crowd, ("spend", "orders"))]
    assert encode(Prefix.MEMBER, 1) < encode(Prefix.MEMBER, 2)
