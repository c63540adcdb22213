"""Random events in random order: nothing drifts, and deciding again gives the same."""

import pytest

from headless.plugins.loading.registry import Registry
from headless.services.verifying.replaying import differences
from headless.services.verifying.reports import liability
from headless.services.verifying.verifying import verify
from tests.services.busy import StampPlugin
from tests.services.settling.random_history import RandomHistory
from tests.services.shop import Shop

STEPS = 80


@pytest.fixture(scope="module")
def registry() -> Registry:
    return Registry.load(entry_points=(), more={"stamp_card": StampPlugin()})


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
async def test_random_histories_verify_and_replay(shop: Shop, seed: int) -> None:
    await RandomHistory(shop, seed).run(STEPS)
    async with shop.kernel.db.read() as session:
        merchant = await shop.kernel.programs.merchant(session, shop.owner.merchant_id)

    assert [] == [str(each) for each in await verify(shop.kernel)]
    assert [] == [str(each) async for each in differences(shop.kernel, merchant)]
    assert (await liability(shop.kernel, "tea")).agrees
