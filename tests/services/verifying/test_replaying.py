"""Deciding again with the same code makes the same; with another configuration, the differences are listed."""

import pytest

from headless.plugins.loading.registry import Registry
from headless.services.intake.events import EventInput, record_events
from headless.services.kernel.lookups import Lookup
from headless.services.verifying.replaying import differences
from tests.services.busy import StampPlugin, open_busy
from tests.services.shop import Shop


@pytest.fixture(scope="module")
def registry() -> Registry:
    return Registry.load(entry_points=(), more={"stamp_card": StampPlugin()})


async def replayed(shop: Shop) -> list[str]:
    """The differences, without the member's id."""
    async with shop.kernel.db.read() as session:
        merchant = await shop.kernel.programs.merchant(session, shop.owner.merchant_id)
    return [str(each).partition(" ")[2] async for each in differences(shop.kernel, merchant)]


async def test_the_same_rules_decide_the_same(shop: Shop) -> None:
    await open_busy(shop)

    assert [] == await replayed(shop)


async def test_altered_settings_decide_otherwise(shop: Shop) -> None:
    await shop.rule("points_per_spend", per="1")
    member = await shop.member()
    await shop.order(member, "100", "o1")
    statement = 'UPDATE rule_instance SET document = replace(document, \'"per":"1"\', \'"per":"2"\')'
    async with shop.kernel.db.transaction() as session:
        await session.execute(statement)
        await session.execute("UPDATE merchant SET config_version = config_version + 1")

    assert [
        "entry EARN 100 points of order.paid paid-o1 by points_per_spend: stored 1, decided again 0",
        "entry EARN 200 points of order.paid paid-o1 by points_per_spend: stored 0, decided again 1",
    ] == await replayed(shop)


async def test_a_rule_that_was_saved_later_is_not_asked_about_the_past(shop: Shop) -> None:
    member: Lookup = await shop.member()
    await shop.order(member, "100", "o1")
    await shop.rule("points_per_spend")

    assert [] == await replayed(shop)


async def test_an_entry_that_nothing_called_for_is_a_difference(shop: Shop) -> None:
    member = await shop.member()
    await shop.grant(member, "points", "5", key="g1")
    async with shop.kernel.db.transaction() as session:
        await session.execute("UPDATE entry SET amount = 6, balance_after = 6")

    assert [
        "entry GRANT 5 points of asset.granted g1: stored 0, decided again 1",
        "entry GRANT 6 points of asset.granted g1: stored 1, decided again 0",
    ] == await replayed(shop)


async def test_events_of_one_moment_are_replayed_in_the_order_in_which_they_settled(shop: Shop) -> None:
    await shop.rule("growth_per_activity")
    member = await shop.member()
    inputs = [EventInput(type_, {}, member, "app", key) for type_, key in (
        ("login", "l1"), ("login", "l2"), ("profile.completed", "p1"), ("profile.completed", "p2"),
    )]  # fmt: skip
    await record_events(shop.kernel, shop.owner, inputs)

    assert await replayed(shop) == []
