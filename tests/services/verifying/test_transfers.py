"""What is stored of a transfer follows from the histories of the two members. What does not is named."""

import pytest

from headless.services.configuration.asset_kinds import save_asset_kind
from headless.services.verifying.verifying import verify
from tests.services.shop import Shop

SENT, CAME = "type = 5 AND amount < 0", "origin_entry_id IS NOT NULL"


@pytest.mark.parametrize(
    ("altered", "drift"),
    [
        (f"UPDATE lot SET origin_entry_id = origin_entry_id + 1 WHERE {CAME}", "asset.received"),
        (f"UPDATE lot SET funding = 'partner' WHERE {CAME}", "asset.received"),
        (f"UPDATE lot SET earned_at = earned_at - 1 WHERE {CAME}", "asset.received"),
        (f"UPDATE lot SET expires_at = expires_at + 1 WHERE {CAME}", "asset.received"),
        (f"DELETE FROM lot WHERE {CAME}", "asset.received"),
        (f"UPDATE entry SET amount = amount - 1, balance_after = balance_after - 1 WHERE {SENT}", "sent and received"),
        (f"DELETE FROM entry WHERE {SENT}", "asset.transferred TRANSFER -40 points entries"),
        ("DELETE FROM daily_total WHERE key = 'transferred:points'", "total transferred:points"),
    ],
)
async def test_an_alteration_of_a_transfer_is_named(shop: Shop, altered: str, drift: str) -> None:
    points = {"code": "points", "name": "Points", "transferable": True, "expiry": {"after": "60d"}}
    await save_asset_kind(shop.kernel, shop.owner, points)
    ann, bob = await shop.member("ann"), await shop.member("bob")
    await shop.grant(ann, "points", "100")
    await shop.transfer(ann, bob, "40")
    assert await verify(shop.kernel) == []

    async with shop.kernel.db.transaction() as session:
        await session.execute(altered)

    assert any(drift in str(named) for named in await verify(shop.kernel))
