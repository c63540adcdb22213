"""Random lives: whichever way they go, each identifier names one member at most, the right one, and the books agree.

HEADLESS_RANDOM_LIVES=200 in the environment lives two hundred of them instead of two.
"""

import os

import pytest

from headless.services.verifying.replaying import differences, erased_events
from headless.services.verifying.reports import liability
from tests.services.lives.random_lives import RandomLives
from tests.services.shop import Shop

SEEDS = range(int(os.environ.get("HEADLESS_RANDOM_LIVES", "2")))
STEPS = 50


@pytest.mark.parametrize("seed", SEEDS)
async def test_random_lives_keep_identifiers_and_books_in_order(shop: Shop, seed: int) -> None:
    lives = RandomLives(shop, seed)
    await lives.run(STEPS)

    async with shop.kernel.db.read() as session:
        merchant = await shop.kernel.programs.merchant(session, shop.owner.merchant_id)
        erased = await erased_events(shop.kernel, merchant)
    assert [] == [str(difference) async for difference in differences(shop.kernel, merchant)]
    assert sum(person.status == "ERASED" for person in lives.people) == erased.members
    assert (await liability(shop.kernel, "tea")).agrees
