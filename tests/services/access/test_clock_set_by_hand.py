"""A sandbox's clock that is set by hand is in the audit trail: nothing that happens then can be understood without it."""

import json

from headless.services.kernel.principals import operator
from headless.services.scheduling.clocks import advance
from tests.services.shop import Shop


async def test_a_clock_set_by_hand_is_in_the_trail(shop: Shop) -> None:
    now = shop.clock.now_us()
    async with shop.kernel.db.transaction() as session:
        await session.execute("UPDATE merchant SET sandbox = TRUE, clock_at = $1", now)
    asking = operator(shop.owner.merchant_id, shop.owner.slug)
    assert None is await advance(shop.kernel, asking, now + 86_400_000_000)
    assert None is await advance(shop.kernel, asking, now + 86_400_000_000)
    refused = await advance(shop.kernel, asking, now)
    assert "CLOCK_GOES_BACK" == (refused and refused.code)

    async with shop.kernel.db.read() as session:
        rows = await session.fetch("SELECT actor, noun, code, before, after FROM audit_record WHERE action = 'changed'")
    (noted,) = [tuple(row) for row in rows]
    assert ("command line", "Merchant", "tea") == noted[:3]
    assert [{"clock": "2026-06-01T04:00:00Z"}, {"clock": "2026-06-02T04:00:00Z"}] == [
        json.loads(text) for text in noted[3:]
    ]
