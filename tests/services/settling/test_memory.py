"""What a batch needed is let go of when it ends, without the garbage collector."""

import gc
from collections.abc import Iterator

import pytest

from headless.engine.member.state import MemberState
from headless.services.intake.events import EventInput, record_events
from tests.services.shop import Shop


@pytest.fixture
def no_collector() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("no_collector")
async def test_no_member_stays_in_memory_when_the_batch_is_settled(shop: Shop) -> None:
    await shop.rule("points_per_spend")
    members = [await shop.member(f"m{number}") for number in range(3)]
    orders = [
        EventInput("order.paid", {"orderId": f"o{number}", "total": "1"}, member, "shop", f"o{number}")
        for number, member in enumerate(members)
    ]
    recorded = await record_events(shop.kernel, shop.owner, orders)

    assert ["RECORDED"] * 3 == [each.outcome for each in recorded]
    assert [] == [each for each in gc.get_objects() if isinstance(each, MemberState)]
