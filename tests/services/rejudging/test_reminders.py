"""Reminders of lots that end soon come once, also when they are due as soon as the lot is there."""

from headless.services.configuration.asset_kinds import save_asset_kind
from tests.services.shop import Shop


async def test_lots_that_come_after_the_moment_of_their_reminder_are_announced_once(shop: Shop) -> None:
    ends_in_june = {"code": "points", "name": "Points", "expiry": {"on": "2026-06-21"}, "remindBefore": "30d"}
    await save_asset_kind(shop.kernel, shop.owner, ends_in_june)
    await shop.rule("points_per_spend")
    member = await shop.member()

    await shop.order(member, "10.00")
    await shop.pass_time("2026-06-10T12:00")
    await shop.order(member, "7.00")
    await shop.pass_time("2026-07-01T12:00")

    async with shop.kernel.db.read() as session:
        rows = await session.fetch("SELECT data FROM event WHERE type = 'asset.expiring' ORDER BY id")
    assert [
        '{"asset":"points","amount":"10","on":"2026-06-21"}',
        '{"asset":"points","amount":"7","on":"2026-06-21"}',
    ] == [row["data"] for row in rows]
