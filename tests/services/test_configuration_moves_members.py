"""What a change of configuration means for members that are there already."""

from headless.services.asset_kinds import save_asset_kind
from tests.services.shop import Shop


async def test_a_ladder_may_be_ranked_anew(shop: Shop) -> None:
    gold = {"test": {"metric": "orders", "op": "GTE", "value": 1}}
    await shop.ladder({"code": "gold", "name": "Gold", "rank": 1, "condition": gold})
    member = await shop.member()
    await shop.order(member, "10")

    await shop.ladder({"code": "gold", "name": "Gold", "rank": 7, "condition": gold})

    async with shop.kernel.db.read() as session:
        assert [row[0] for row in await session.fetch("SELECT rank FROM member_tier")] == [7]


async def test_a_reminder_comes_earlier_when_the_kind_says_so(shop: Shop) -> None:
    points = {"code": "points", "name": "Points", "expiry": {"after": "1y"}}
    await save_asset_kind(shop.kernel, shop.owner, {**points, "remindBefore": "10d"})
    await shop.rule("points_per_spend")
    member = await shop.member()
    await shop.order(member, "10")

    await save_asset_kind(shop.kernel, shop.owner, {**points, "remindBefore": "90d"})
    await shop.pass_time("2027-03-03T12:00")

    async with shop.kernel.db.read() as session:
        sql = "SELECT count(*) FROM event WHERE type = 'asset.expiring'"
        assert await session.fetch_value(sql) == 1
