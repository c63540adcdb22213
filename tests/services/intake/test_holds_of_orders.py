"""A hold that was made for an order is that order's own, at every door."""

from decimal import Decimal
from typing import Any

import pytest

from headless.ids import encode
from headless.services.configuration.asset_kinds import save_asset_kind
from headless.services.intake.events import EventInput, record_events
from headless.services.kernel.lookups import Lookup
from headless.services.members import assets
from tests.services.shop import Shop


async def held(shop: Shop, order: str | None) -> tuple[Lookup, str]:
    """A member with 100 points, of which 40 are held for an order."""
    saved = await save_asset_kind(shop.kernel, shop.owner, {"code": "points", "name": "Points", "worth": "0.01"})
    assert saved.problem is None, saved.problem
    ann = await shop.member()
    await shop.grant(ann, "points", "100")
    payable = None if order is None else Decimal(9)
    made = await assets.hold(
        shop.kernel, shop.owner, ann, kind="points", amount=Decimal(40), reason="checkout", order=order, payable=payable,
        key="h1",
    )  # fmt: skip
    assert made.hold_id is not None, made.problem
    return ann, encode("hold", made.hold_id)


def tender(hold: str) -> list[dict[str, Any]]:
    return [{"asset": "points", "amount": "30", "hold": hold}]


async def test_another_order_cannot_capture_it(shop: Shop) -> None:
    ann, hold = await held(shop, "i2")

    refused = await shop.order(ann, "9", "i4", payWith=tender(hold))
    own = await shop.order(ann, "9", "i2", payWith=tender(hold))

    assert refused.problem is not None
    assert ("HOLD_OF_ANOTHER_ORDER", ("data", "payWith", "0", "hold")) == (refused.problem.code, refused.problem.path)
    assert "made for order i2" in refused.problem.message
    assert ("REFUSED", "RECORDED", "70") == (refused.outcome, own.outcome, await shop.balance(ann))
    assert [] == await shop.drifts()


@pytest.mark.parametrize(("order", "said"), [(None, "i4"), (" i4\u200b", "i4"), ("i4", "\u00a0i4 ")])
async def test_a_hold_of_no_order_or_of_this_one_however_spelled_is_captured(
    shop: Shop, order: str | None, said: str
) -> None:
    ann, hold = await held(shop, order)

    recorded = await shop.order(ann, "9", said, payWith=tender(hold))

    assert ("RECORDED", "70") == (recorded.outcome, await shop.balance(ann))
    assert [] == await shop.drifts()


async def test_in_a_batch_the_next_order_still_finds_its_hold(shop: Shop) -> None:
    ann, hold = await held(shop, "i2")
    inputs = [
        EventInput("order.paid", {"orderId": order, "total": "9", "payWith": tender(hold)}, ann, "shop", order)
        for order in ("i4", "i2", "i5")
    ]

    answers = await record_events(shop.kernel, shop.owner, inputs)

    assert [("REFUSED", "HOLD_OF_ANOTHER_ORDER"), ("RECORDED", None), ("REFUSED", "HOLD_NOT_OPEN")] == [
        (answer.outcome, answer.problem and answer.problem.code) for answer in answers
    ]
    assert "70" == await shop.balance(ann)
