"""What rules left out of recorded events and what they emitted for others is listed until it is done."""

from collections.abc import AsyncIterator, Callable
from typing import Any

from headless.engine.values.limits import RULE_FAILURES_BEFORE_PAUSE
from headless.models.tables.configuration.merchants import MerchantRow
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.pages import PAGE
from headless.services.verifying.owed import given_up_rules, waiting_emits, waiting_rules
from headless.services.worker.worker import work_once
from tests.services.intake.closing import id_of, mates, registry
from tests.services.intake.mates import FAILING
from tests.services.shop import Shop, instant

__all__ = ["mates", "registry"]


async def listed(shop: Shop, listing: Callable[[Kernel, MerchantRow], AsyncIterator[Any]]) -> list[dict[str, Any]]:
    async with shop.kernel.db.read() as session:
        merchant = await shop.kernel.programs.merchant(session, shop.owner.merchant_id)
    return [owed.to_json() async for owed in listing(shop.kernel, merchant)]


async def test_what_a_failing_rule_leaves_out_waits_and_is_given_up_in_the_end(mates: Shop) -> None:
    ann = await mates.member("1")
    FAILING["late"] = True
    await mates.send("login", ann, {}, key="l1")
    mates.clock.set(instant("2026-06-01T13:00"))

    waiting = await listed(mates, waiting_rules)
    for day in range(2, 30):
        mates.clock.set(instant(f"2026-06-{day:02}T12:00"))
        await work_once(mates.kernel)
    given_up = await listed(mates, given_up_rules)

    assert [("rule", "login", "l1", "1", "WAITING", 3600)] == [
        tuple(owed[name] for name in ("kind", "type", "externalId", "memberNumber", "state", "ageSeconds"))
        for owed in waiting
    ]
    assert "mates/late/" in waiting[0]["rule"]
    assert "not now" in waiting[0]["error"]
    assert [("l1", "GIVEN_UP")] == [(owed["externalId"], owed["state"]) for owed in given_up]
    assert [] == await listed(mates, waiting_rules)


async def test_a_retry_that_succeeds_leaves_the_list(mates: Shop) -> None:
    FAILING["late"] = True
    await mates.send("login", await mates.member("1"), {})
    FAILING["late"] = False
    mates.clock.set(instant("2026-06-01T13:00"))
    await work_once(mates.kernel)

    assert ([], []) == (await listed(mates, waiting_rules), await listed(mates, given_up_rules))


async def test_what_a_paused_rule_has_yet_to_see_waits_for_it(mates: Shop) -> None:
    ann = await mates.member("1")
    FAILING["late"] = True
    for number in range(RULE_FAILURES_BEFORE_PAUSE):
        await mates.send("login", ann, {}, key=f"l{number}")
    await work_once(mates.kernel)

    await mates.send("login", ann, {}, key="missed")

    missed = (await listed(mates, waiting_rules))[-1]
    assert ("RULE_PAUSED", "missed", "paused") == (missed["state"], missed["externalId"], missed["error"])


async def test_long_lists_come_whole(mates: Shop) -> None:
    ann, number = await mates.member("1"), PAGE + 1
    FAILING["late"] = True
    await mates.send("login", ann, {}, key="l")
    columns = "merchant_id, event_id, rule_id, member_id, attempts, due_at, state, document"
    sql = (
        f"INSERT INTO rule_retry ({columns}) SELECT $1, event_id, $2, member_id, 0, due_at, 0, document FROM rule_retry"
    )
    async with mates.kernel.db.transaction() as session:
        for more in range(1, number):
            await session.execute(
                f"{sql} WHERE merchant_id = $1 ORDER BY rule_id DESC LIMIT 1", mates.owner.merchant_id, more
            )

    assert number == len(await listed(mates, waiting_rules))


async def test_an_event_for_another_member_is_on_its_way_until_it_is_settled(mates: Shop) -> None:
    ann, ben = await mates.member("1"), await mates.member("2")
    friend = await id_of(mates, ben)
    await mates.send("mates.greeted", ann, {"friend": friend})
    mates.clock.set(instant("2026-06-01T12:01"))

    waiting = await listed(mates, waiting_emits)
    await work_once(mates.kernel)

    assert [("emit", "mates.thanked", friend, 60)] == [
        tuple(owed[name] for name in ("kind", "type", "member", "ageSeconds")) for owed in waiting
    ]
    assert waiting[0]["cause"].startswith("evt_")
    assert [] == await listed(mates, waiting_emits)
