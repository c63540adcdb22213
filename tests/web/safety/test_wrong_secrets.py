"""Requests without a valid token are counted by address, and keep no one out who is known."""

import pytest

from headless.engine.values.limits import ADDRESS_REFUSALS_A_MINUTE
from headless.engine.values.zones import SECOND_US
from tests.web.safety.test_rate_limits import _at_once, members_token, post, slow_token
from tests.web.shop import NOW_US, Shop

__all__ = ["_at_once"]


async def test_an_address_may_name_so_many_wrong_tokens(shop: Shop) -> None:
    wrong = [f"hm_corner-shop_{number:043}" for number in range(ADDRESS_REFUSALS_A_MINUTE + 5)]
    answers = [await post(shop, secret) for secret in wrong]

    assert [401] * 60 + [429] * 5 == [answer.status_code for answer in answers]
    assert ("TOO_MANY_REFUSALS", "1") == (
        answers[-1].json()["errors"][0]["extensions"]["code"],
        answers[-1].headers["retry-after"],
    )
    shop.clock.set(NOW_US + 60 * SECOND_US)
    assert 401 == (await post(shop, wrong[0])).status_code


async def test_who_was_known_before_is_not_kept_out_by_a_flood_from_its_address(shop: Shop) -> None:
    member, token, ended = await members_token(shop), shop.secret, await members_token(shop)
    assert 200 == (await post(shop, token)).status_code
    for number in range(ADDRESS_REFUSALS_A_MINUTE + 5):
        await post(shop, f"hm_corner-shop_{number:043}")
    shop.clock.set(NOW_US + 1)
    new = await slow_token(shop, None)

    assert [200, 200, 429] == [(await post(shop, secret)).status_code for secret in (token, member, new)]
    shop.clock.set(NOW_US + 20 * 60 * SECOND_US)
    assert 401 == (await post(shop, ended)).status_code


@pytest.mark.parametrize(
    "secret", ["hmm_forged", "", "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4IiwiYXVkIjoieSJ9.c2ln", "x" * 5_000]
)
async def test_every_sort_of_wrong_secret_counts(shop: Shop, secret: str) -> None:
    statuses = [(await post(shop, secret)).status_code for _ in range(ADDRESS_REFUSALS_A_MINUTE + 1)]

    assert [401] * 60 + [429] == statuses


async def test_a_wrong_secret_that_is_sent_again_and_again_counts_seldom(shop: Shop) -> None:
    stale = "hm_corner-shop_" + "x" * 43
    statuses = {(await post(shop, stale)).status_code for _ in range(2 * ADDRESS_REFUSALS_A_MINUTE)}

    assert {401} == statuses
    assert 200 == (await post(shop, shop.secret)).status_code


async def test_addresses_are_not_kept_in_the_clear(shop: Shop) -> None:
    await post(shop, "hm_corner-shop_wrong")
    await shop.kernel.allowances.flush()
    async with shop.kernel.db.read() as session:
        (row,) = await session.fetch("SELECT merchant_id, bearer FROM allowance")

    assert 0 == row["merchant_id"]
    assert "127.0.0.1" not in row["bearer"]
