"""What has ended or has not begun is refused at every door, with the same words for the same thing."""

from collections.abc import Awaitable
from decimal import Decimal
from typing import Any

import pytest

from headless.engine.values.problems import Problem
from headless.ids import Prefix, encode
from headless.plugins.loading.registry import Registry
from headless.services.intake.events import EventInput, record_events
from headless.services.kernel.lookups import Lookup
from headless.services.members import assets
from headless.services.members.coupons import Codes, issue_coupons, revoke_coupon
from headless.services.members.members import create_member, update_member
from headless.services.members.tags import assign_tag
from headless.services.verifying.verifying import verify
from tests.services.members.giving import GivingPlugin, codes, open_giving
from tests.services.shop import Shop, instant

FUTURE_DAY = 800_000


@pytest.fixture(scope="module")
def registry() -> Registry:
    return Registry.load(entry_points=(), more={"giving": GivingPlugin()})


async def code_of(work: Awaitable[Any]) -> str | None:
    problem: Problem | None = (await work).problem
    return None if problem is None else problem.code


async def test_nothing_is_given_that_has_ended(shop: Shop) -> None:
    await open_giving(shop)
    member, kernel, owner = await shop.member(), shop.kernel, shop.owner
    now = shop.clock.now_us()

    for at, wrong in ((now - 1, True), (now, True), (now + 1, False)):
        key = str(at)
        assert ("EXPIRES_IN_THE_PAST" if wrong else None) == await code_of(
            shop.grant(member, "points", "1000", expires_at=at)
        )
        assert ("EXPIRES_IN_THE_PAST" if wrong else None) == await code_of(
            issue_coupons(kernel, owner, member, Codes("ten", 1, at, key))
        )
        assert ("EXPIRES_IN_THE_PAST" if wrong else None) == await code_of(
            issue_coupons(kernel, owner, None, Codes("ten", 1, at, f"c{key}"))
        )
        assert ("EXPIRES_IN_THE_PAST" if wrong else None) == await code_of(
            assign_tag(kernel, owner, member, "vip", None, at, key=f"t{key}")
        )
    held = [
        await code_of(
            assets.hold(kernel, owner, member, kind="points", amount=Decimal(1), reason="try", key=f"h{at}", until=at)
        )
        for at in (now, now + 1)
    ]

    assert ["HOLD_IN_THE_PAST", None] == held
    assert "1000" == await shop.balance(member)
    assert [] == [str(drift) for drift in await verify(kernel)]


async def imported(shop: Shop, member: Lookup, type_: str, key: str, **data: Any) -> str | None:
    given = EventInput(type_, data, member, "import:test", key)
    (recorded,) = await record_events(shop.kernel, shop.owner, [given], internal=True)
    return None if recorded.problem is None else recorded.problem.code


async def test_what_is_imported_may_have_ended_but_not_before_it_began(shop: Shop) -> None:
    await shop.ladder({"code": "gold", "name": "Gold", "rank": 1})
    member = await shop.member()
    begun, ended, later = (instant(text) for text in ("2025-01-01T00:00", "2025-06-01T00:00", "2027-01-01T00:00"))
    lot: dict[str, Any] = {"kind": "points", "amount": "5"}
    tier = {"track": "main", "tier": "gold"}

    assert "ENDS_BEFORE_IT_BEGINS" == await imported(
        shop, member, "balance.imported", "1", **lot, earnedAt=ended, expiresAt=begun
    )
    assert await imported(shop, member, "balance.imported", "2", **lot, earnedAt=begun, expiresAt=ended) is None
    assert "ENDS_BEFORE_IT_BEGINS" == await imported(
        shop, member, "standing.imported", "3", **tier, since=ended, until=begun
    )
    assert "IN_THE_FUTURE" == await imported(shop, member, "standing.imported", "4", **tier, since=later)
    assert await imported(shop, member, "standing.imported", "5", **tier, since=begun, until=later) is None


async def test_a_birthday_is_no_day_to_come_whether_a_member_is_made_or_changed(shop: Shop) -> None:
    member = await shop.member()
    made = create_member(shop.kernel, shop.owner, {"number": "m2", "birthday": FUTURE_DAY})
    changed = update_member(shop.kernel, shop.owner, member, {"birthday": FUTURE_DAY})

    assert ("IN_THE_FUTURE", "IN_THE_FUTURE") == (await code_of(made), await code_of(changed))


async def test_a_coupon_is_taken_back_for_a_reason(shop: Shop) -> None:
    await open_giving(shop)
    member = await shop.member()
    given = [await issue_coupons(shop.kernel, shop.owner, who, Codes("ten", 1, None, "k")) for who in (member, None)]
    ids = [encode(Prefix.COUPON, coupons.ids[0]) for coupons in given]

    assert ["INVALID_DATA"] * 2 == [
        await code_of(revoke_coupon(shop.kernel, shop.owner, id_, " ", f"r{id_}")) for id_ in ids
    ]
    assert 2 == len(await codes(shop))
