"""Guests whom no one can be, keys and countries that change, and events that have waited for too long."""

from dataclasses import replace

import pytest

from headless.errors import Invalid
from headless.services.configuration.guest_events import change_claim_for
from headless.services.configuration.merchants import change_country
from headless.services.kernel.lookups import Lookup
from tests.services.intake.guests.waiting import ANN, NUMBER, PHONE, code_of, join, run, waiting
from tests.services.shop import Shop, instant

LONG = "x" * 201


@pytest.mark.parametrize(
    "lookup",
    [
        Lookup("email", "ann"), Lookup("email", "@"), Lookup("email", "ann b@example.org"), Lookup("phone", "12"),
        Lookup("number", LONG), Lookup("number", "a\tb"), Lookup("externalId", "\u200b"), Lookup("identity:wechat", LONG),
        Lookup(f"identity:{LONG}", "oA"),
    ],
    ids=str,
)  # fmt: skip
async def test_what_no_member_can_have_is_refused_and_not_kept(shop: Shop, lookup: Lookup) -> None:
    answer = await shop.order(lookup, "1.00")

    assert ("INVALID", "UNKNOWN_MEMBER", 0) == (answer.outcome, code_of(answer), await waiting(shop))


async def test_what_waits_under_another_key_is_deleted_by_word_of_the_operator_alone(shop: Shop) -> None:
    await shop.order(ANN, "80.00", "o1")
    other = shop.kernel.settings.model_copy(update={"secret_key": "another secret, which is long enough, too"})
    shop.kernel = replace(shop.kernel, settings=other)

    with pytest.raises(Invalid, match="1 events of guests wait under another HEADLESS_SECRET_KEY") as refused:
        await change_claim_for(shop.kernel, "tea", 30)
    assert ("OTHER_SECRET_KEY", 1) == (refused.value.code, await waiting(shop))

    await change_claim_for(shop.kernel, "tea", None)
    await change_claim_for(shop.kernel, "tea", 30)
    again = await shop.order(ANN, "80.00", "o1")
    assert ("DEFERRED", 1) == (again.outcome, len((await join(shop, "PHONE")).claimed))


async def test_a_number_that_has_waited_for_too_long_can_be_used_before_the_worker_comes(shop: Shop) -> None:
    await shop.order(ANN, "80.00", "o1", "2026-05-10T12:00")
    await shop.order(ANN, "9.00", "o2", "2026-05-10T12:00")
    shop.clock.set(instant("2026-12-30T12:00"))

    again = await shop.order(ANN, "70.00", "o1", "2026-12-29T12:00")
    assert ("DEFERRED", 2) == (again.outcome, await waiting(shop))
    assert 1 == len((await join(shop, "PHONE")).claimed)
    assert "RECORDED" == (await shop.order(NUMBER, "9.00", "o2", "2026-05-10T12:00")).outcome
    assert (0, 2) == (await waiting(shop), await run(shop, "SELECT count(*) FROM event WHERE type = 'order.paid'"))


@pytest.mark.parametrize("written", ["020 7946 0958", "0044 20 7946 0958", "44 20 7946 0958"])
async def test_a_country_that_comes_later_separates_no_guest_from_what_was_bought(shop: Shop, written: str) -> None:
    await shop.rule("points_per_spend")
    guest = Lookup("phone", written)
    await shop.order(guest, "80.00", "o1")
    await change_country(shop.kernel, "tea", "GB")

    again, refund = await shop.order(guest, "80.00", "o1"), await shop.refund(guest, "30.00", "o1")
    joined = await join(shop, "PHONE", phone=PHONE)

    assert ["DUPLICATE", "DEFERRED"] == [again.outcome, refund.outcome]
    assert (2, "50", 0) == (len(joined.claimed), await shop.balance(ANN), await waiting(shop))
