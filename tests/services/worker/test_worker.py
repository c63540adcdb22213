"""The worker serves all merchants, whatever becomes of one."""

from typing import Any

import pytest

from headless.services.worker import worker
from headless.services.worker.worker import merchants, work_once
from tests.services.shop import Shop


async def test_a_fault_in_one_merchants_work_does_not_keep_the_others_from_theirs(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    await Shop.open(shop.kernel, shop.clock, "second")
    served = []

    async def work(kernel: Any, merchant: Any, *rest: Any) -> None:
        served.append(merchant.slug)
        if len(served) == 1:
            raise AttributeError("a fault of ours")

    monkeypatch.setattr(worker, "_work", work)
    with pytest.raises(AttributeError, match="a fault of ours"):
        await work_once(shop.kernel)

    assert [each.slug for each in await merchants(shop.kernel)] == served
