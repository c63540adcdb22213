"""An event that a rule emits for a member and that cannot be taken is kept as failed, and its cause tells of it."""

from collections.abc import Mapping
from typing import Any

import pytest

from headless.services.worker.worker import work_once
from tests.services.intake.closing import CLOSED, close, failed, greet, id_of, mates, outstanding, registry
from tests.services.shop import Shop

__all__ = ["mates", "registry"]


@pytest.mark.parametrize("status", CLOSED)
async def test_an_event_that_a_rule_emits_for_a_closed_member_fails_and_names_its_cause(
    mates: Shop, status: str
) -> None:
    ann, ben = await mates.member("1"), await mates.member("2")
    friend = await id_of(mates, ben)
    ben = await close(mates, ben, status)

    cause = await greet(mates, ann, friend)

    assert [("mates.thanked", f"MEMBER_{status}", cause)] == await failed(mates)
    assert ("0", (0, 1)) == (await mates.balance(ben), await outstanding(mates))
    await work_once(mates.kernel)
    assert (1, (0, 1), []) == (len(await failed(mates)), await outstanding(mates), await mates.drifts())


async def test_an_open_member_is_thanked(mates: Shop) -> None:
    ann, ben = await mates.member("1"), await mates.member("2")

    await greet(mates, ann, await id_of(mates, ben))

    assert ("5", [], []) == (await mates.balance(ben), await failed(mates), await mates.drifts())


async def test_a_member_who_closes_while_the_event_is_on_its_way_gets_nothing(mates: Shop) -> None:
    ann, ben = await mates.member("1"), await mates.member("2")
    recorded = await mates.send("mates.greeted", ann, {"friend": await id_of(mates, ben)})
    await close(mates, ben)

    await work_once(mates.kernel)

    assert [("mates.thanked", "MEMBER_CLOSED", recorded.event_id)] == await failed(mates)
    assert ("0", []) == (await mates.balance(ben), await mates.drifts())


STOPPED = [
    ({"emits": "mates.asked"}, "SHY"),
    ({"data": {"colour": "red"}}, "INVALID_DATA"),
    ({"key": "k" * 200}, "TOO_LONG"),
    ({"emits": "order.refunded", "data": {"refundId": "r", "amount": "no"}}, "INVALID_DATA"),
]


@pytest.mark.parametrize(("more", "code"), STOPPED)
async def test_what_a_rule_emits_in_vain_for_an_open_member_is_kept_as_well(
    mates: Shop, more: Mapping[str, Any], code: str
) -> None:
    ann, ben = await mates.member("1"), await mates.member("2")

    cause = await greet(mates, ann, await id_of(mates, ben), **more)

    assert [(code, cause)] == [(problem, root) for _, problem, root in await failed(mates)]
    assert ("0", (0, 1), []) == (await mates.balance(ben), await outstanding(mates), await mates.drifts())


async def test_an_attempt_that_was_cut_off_keeps_the_event_once(mates: Shop) -> None:
    ann, ben = await mates.member("1"), await mates.member("2")
    friend = await id_of(mates, ben)
    await close(mates, ben)
    await greet(mates, ann, friend)
    async with mates.kernel.db.transaction() as session:
        await session.execute("UPDATE outbox SET delivered_at = NULL, leased_until = NULL WHERE topic = 'emit'")

    await work_once(mates.kernel)

    assert (1, (0, 1)) == (len(await failed(mates)), await outstanding(mates))


async def test_an_event_for_no_member_at_all_is_given_up_with_its_reason(mates: Shop) -> None:
    ann = await mates.member("1")

    await greet(mates, ann, "mem_zzzzzzzzzzzzz")

    async with mates.kernel.db.read() as session:
        document = await session.fetch_value("SELECT document FROM outbox WHERE topic = 'emit'")
    assert "there is no member" in document
    assert ([], (0, 0)) == (await failed(mates), await outstanding(mates))
