"""Events of guests while the secret key is replaced: nothing is lost, nothing doubled, whichever process keeps and claims."""

import asyncio
from random import Random

import pytest

from headless.engine.values.limits import GUEST_EVENTS
from headless.errors import Invalid
from headless.models.tables.events.guest_events import key_uses
from headless.services.configuration.guest_events import change_claim_for
from headless.services.intake import guests
from headless.services.intake.guest_keys import key_mark
from headless.services.kernel.lookups import Lookup
from headless.services.lives.erasing import erase_member
from headless.services.resealing.resealing import reseal
from tests.services.intake.guests.waiting import ANN, code_of, join, waiting
from tests.services.resealing.conftest import FIRST, SECOND, Process
from tests.services.shop import Shop


@pytest.fixture
async def keeping(shop: Shop) -> Shop:
    """A shop that keeps events of guests since before the change."""
    await change_claim_for(shop.kernel, "tea", 90)
    return shop


async def uses(shop: Shop) -> dict[str | None, int]:
    """How many events wait, by the key of their hashes."""
    names = {key_mark(FIRST): "first", key_mark(SECOND): "second"}
    async with shop.kernel.db.read() as session:
        return {names[use.key_mark]: use.events for use in await key_uses(session, shop.owner.merchant_id)}


async def test_what_waits_under_either_key_is_claimed_by_a_process_of_either(keeping: Shop, process: Process) -> None:
    before, after = process(FIRST, SECOND), process(SECOND, FIRST)
    await keeping.order(ANN, "10.00", "o1")
    await after.order(Lookup("email", "ann@example.org"), "10.00", "o2")
    assert {"first": 1, "second": 1} == await uses(keeping)

    joined = await join(before, "PHONE", "EMAIL", email="ann@example.org")
    assert (2, 0) == (len(joined.claimed), await waiting(keeping))


async def test_what_is_sent_again_after_the_swap_is_the_same(keeping: Shop, process: Process) -> None:
    after = process(SECOND, FIRST)
    await keeping.order(ANN, "10.00", "o1")

    again, refund = await after.order(ANN, "10.00", "o1"), await after.refund(ANN, "4.00", "o1")
    nameless = await after.send("order.refunded", None, {"refundId": "x", "orderId": "o1", "amount": "1"})  # type: ignore[arg-type]

    assert ["DUPLICATE", "DEFERRED", "DEFERRED"] == [again.outcome, refund.outcome, nameless.outcome]
    assert 3 == len((await join(after, "PHONE")).claimed)


async def test_a_hash_of_the_old_key_is_replaced_when_its_guest_comes_again(keeping: Shop, process: Process) -> None:
    after = process(SECOND, FIRST)
    for number in ("o1", "o2"):
        await keeping.order(ANN, "10.00", number)
    await keeping.order(Lookup("phone", "+44 20 7946 0999"), "10.00", "o3")
    await after.order(ANN, "10.00", "o4")

    assert {"first": 1, "second": 3} == await uses(keeping)
    await reseal(after.kernel)
    assert 3 == len((await join(process(SECOND), "PHONE")).claimed)


async def test_a_guest_has_no_more_room_under_two_keys(
    keeping: Shop, process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert GUEST_EVENTS > 3
    monkeypatch.setattr(guests, "GUEST_EVENTS", 3)
    for number in ("o1", "o2", "o3"):
        assert "DEFERRED" == (await keeping.order(ANN, "10.00", number)).outcome

    refused = await process(SECOND, FIRST).order(ANN, "10.00", "o4")
    assert "TOO_MANY_GUEST_EVENTS" == code_of(refused)


async def test_erasing_deletes_what_waits_under_either_key(keeping: Shop, process: Process) -> None:
    before, after = process(FIRST, SECOND), process(SECOND, FIRST)
    await before.order(ANN, "10.00", "o1")
    await join(after)
    assert 1 == await waiting(keeping)

    assert None is (await erase_member(after.kernel, after.owner, Lookup("number", "m1"))).problem
    assert 0 == await waiting(keeping)


async def test_a_process_without_the_key_keeps_and_claims_nothing(keeping: Shop, process: Process) -> None:
    alone = process(SECOND)
    await keeping.order(ANN, "10.00", "o1")
    assert "UNKNOWN_MEMBER" == code_of(await alone.order(ANN, "10.00", "o2"))
    assert [] == (await join(alone, "PHONE")).claimed
    with pytest.raises(Invalid, match="1 events of guests wait under another"):
        await change_claim_for(alone.kernel, "tea", 30)


async def test_after_all_is_sealed_again_the_new_key_keeps_alone(keeping: Shop, process: Process) -> None:
    after, alone = process(SECOND, FIRST), process(SECOND)
    await keeping.order(ANN, "10.00", "o1")
    assert (1, 0) == (await reseal(after.kernel), await reseal(after.kernel))
    other = Lookup("phone", "+44 20 7946 0999")

    assert "DEFERRED" == (await alone.order(other, "10.00", "o2")).outcome
    assert {"first": 1, "second": 1} == await uses(keeping)
    assert 1 == len((await join(after, "PHONE")).claimed)
    assert 1 == len((await join(alone, "PHONE", number="m2", phone=other.value)).claimed)


@pytest.mark.parametrize("seed", range(3))
async def test_in_the_middle_of_the_swap_everyone_gets_what_is_theirs_once(
    keeping: Shop, process: Process, seed: int
) -> None:
    chance = Random(seed)
    processes = [process(FIRST, SECOND), process(SECOND, FIRST)]
    phones = [f"+44 20 7946 09{number:02}" for number in range(6)]

    async def buy(phone: str, number: str) -> None:
        chosen = processes[chance.randrange(2)]
        answer = await chosen.order(Lookup("phone", phone), "10.00", number)
        assert answer.outcome in ("DEFERRED", "RECORDED"), answer.problem

    async def enrol(place: int) -> None:
        chosen = processes[chance.randrange(2)]
        joined = await join(chosen, "PHONE", number=f"m{place}", phone=phones[place])
        assert joined.problem is None

    buying = [buy(phone, f"o{place}-{number}") for place, phone in enumerate(phones) for number in range(4)]
    chance.shuffle(buying)
    await asyncio.gather(*buying[:12])
    await asyncio.gather(*buying[12:], *(enrol(place) for place in range(len(phones))))

    assert 0 == await waiting(keeping)
    async with keeping.kernel.db.read() as session:
        orders = await session.fetch_value("SELECT count(*) FROM event WHERE type = 'order.paid' AND status = 0")
    assert 24 == orders
