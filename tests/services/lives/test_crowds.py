"""Fifty writers of every kind on two members while one of them is erased, exported, or gives to the other."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from headless.services.kernel.lookups import Lookup
from headless.services.lives.erasing import erase_member
from headless.services.lives.exporting import export_member
from headless.services.lives.merging import merge_members
from headless.services.plugin_admin.plugins import enable_plugin
from headless.services.verifying.reports import liability
from headless.services.worker.worker import work_once
from tests.services.intake.closing import id_of
from tests.services.lives.crowd import Crowd
from tests.services.lives.gossip import Gossip
from tests.services.lives.test_canary import ANN, BEN, PROFILE, places
from tests.services.plugin_admin.club import Club
from tests.services.plugin_admin.conftest import Install
from tests.services.shop import Shop


@pytest.fixture
async def crowd(install: Install) -> AsyncIterator[Crowd]:
    """Two members in a shop with plugins that keep and tell much."""
    async with install(club=Club(), gossip=Gossip()) as shop:
        for plugin in ("club", "gossip"):
            saved = await enable_plugin(shop.kernel, shop.owner, plugin)
            assert saved.problem is None, saved.problem
        await shop.rule("points_per_spend")
        await shop.member("1001", **{name: value for name, value in PROFILE.items() if name != "number"})
        await shop.member("1002", attributes={"nickname": "Benny"})
        crowd = Crowd(shop, [Lookup("id", await id_of(shop, member)) for member in (ANN, BEN)], seed=1)
        await crowd.open()
        yield crowd


async def settled_afterwards(shop: Shop, member: Lookup) -> list[tuple[str, str | None]]:
    """Type and order of what was settled for a member after its erasing."""
    sql = """SELECT e.type, e.refers FROM event e JOIN event r ON r.merchant_id = e.merchant_id AND r.member_id = e.member_id
AND r.type = 'member.erased' WHERE e.id > r.id AND e.status = 0 AND e.root_id IS NULL ORDER BY e.id"""
    async with shop.kernel.db.read() as session:
        return [(row["type"], row["refers"]) for row in await session.fetch(sql)]


async def lost(crowd: Crowd) -> set[int]:
    """What was acknowledged and is not there."""
    async with crowd.shop.kernel.db.read() as session:
        rows = await session.fetch("SELECT id FROM event WHERE status = 0")
    return set(crowd.acknowledged) - {row["id"] for row in rows}


async def test_an_erasing_among_writers_loses_nothing_and_leaves_no_trace(crowd: Crowd) -> None:
    shop, (ann, ben) = crowd.shop, crowd.members

    async def erase() -> None:
        erased = await erase_member(shop.kernel, shop.owner, ann, "erase")
        assert erased.problem is None, erased.problem

    await crowd.write(erase)
    for _ in range(3):
        await work_once(shop.kernel)

    assert (set(), []) == (await lost(crowd), await shop.drifts())
    after = await settled_afterwards(shop, ann)
    assert {"order.refunded"} >= {type_ for type_, _ in after}
    assert all(order is not None for _, order in after)
    assert [] == await places(shop)
    assert (await liability(shop.kernel, "tea")).agrees
    assert "MEMBER_ERASED" in crowd.told
    refused = await shop.spend(ann, "points", "1")
    assert refused.problem is not None
    assert (None, "MEMBER_ERASED") == ((await shop.spend(ben, "points", "1")).problem, refused.problem.code)


async def test_exports_among_writers_are_each_of_one_moment(crowd: Crowd) -> None:
    shop, (ann, _) = crowd.shop, crowd.members

    async def export() -> None:
        for _ in range(5):
            tables = (await export_member(shop.kernel, shop.owner, ann))["tables"]
            balances = {row["kindId"]: int(row["balance"]) for row in tables["account"] if row["kindId"] == "points"}
            moved = sum(int(entry["amount"]) for entry in tables["entry"] if entry["kindId"] == "points")
            assert moved == balances["points"]
            await asyncio.sleep(0.05)

    await crowd.write(export)
    await work_once(shop.kernel)

    assert (set(), []) == (await lost(crowd), await shop.drifts())
    assert "MEMBER_ERASED" not in crowd.told


async def test_transfers_both_ways_among_writers_keep_the_sum(crowd: Crowd) -> None:
    shop, (ann, ben) = crowd.shop, crowd.members

    async def give() -> None:
        both = [(ann, ben), (ben, ann)]
        sent = await asyncio.gather(
            *(shop.transfer(*both[number % 2], "2", key=f"give{number}") for number in range(50))
        )
        assert [None] * 50 == [transferred.problem for transferred in sent]
        crowd.note(None, *(transferred.done.event_id for transferred in sent))

    await crowd.write(give)
    await work_once(shop.kernel)

    assert (set(), []) == (await lost(crowd), await shop.drifts())
    async with shop.kernel.db.read() as session:
        assert 0 == await session.fetch_value("SELECT sum(amount) FROM entry WHERE type = 5")
    assert (await liability(shop.kernel, "tea")).agrees


async def test_a_merge_among_writers_loses_nothing_and_doubles_nothing(crowd: Crowd) -> None:
    shop, (ann, ben) = crowd.shop, crowd.members

    async def merge() -> None:
        merged = await merge_members(shop.kernel, shop.owner, ben, ann, "merge")
        assert merged.problem is None, merged.problem

    # One of the two cannot give to the other any more.
    crowd.further_codes = frozenset({"SAME_MEMBER"})
    await crowd.write(merge)
    for _ in range(3):
        await work_once(shop.kernel)

    assert (set(), []) == (await lost(crowd), await shop.drifts())
    async with shop.kernel.db.read() as session:
        sums = await session.fetch(
            "SELECT kind_id, contra, sum(amount) AS amount FROM entry WHERE type = 5 GROUP BY 1, 2"
        )
    assert {0} >= {row["amount"] for row in sums}
    assert (await shop.state(ann)).id == (await shop.state(ben)).id
    assert (await liability(shop.kernel, "tea")).agrees
