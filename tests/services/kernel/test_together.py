"""Members who are decided together are loaded together, whatever their rules turn out to need."""

import pytest

from headless.services.intake import events
from headless.services.intake.events import EventInput, record_events
from tests.services.shop import Shop

MEMBERS = 30


async def test_a_batch_in_which_everybody_rises_is_decided_twice_at_most(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    leaf = {"test": {"metric": "orders", "op": "GTE", "value": 1}}
    await shop.ladder({"code": "gold", "name": "Gold", "rank": 1, "condition": leaf})
    await shop.rule("upgrade_gift", gifts={"gold": {"asset": "points", "amount": "500"}})
    members = [await shop.member(f"m{number}") for number in range(MEMBERS)]
    decided = 0
    decide = events._decide

    async def counted(*args: object) -> object:
        nonlocal decided
        decided += 1
        return await decide(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(events, "_decide", counted)
    orders = [
        EventInput("order.paid", {"orderId": f"o{number}", "total": "1"}, member, "shop", f"o{number}")
        for number, member in enumerate(members)
    ]
    recorded = await record_events(shop.kernel, shop.owner, orders)

    assert {"RECORDED"} == {each.outcome for each in recorded}
    assert decided <= 2
    assert {"500"} == {await shop.balance(member) for member in members}
