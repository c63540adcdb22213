"""Many at once: nothing lost, nothing doubled, nothing refused without cause."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest

from headless.clock import FixedClock, SystemClock
from headless.ids import Prefix, encode
from headless.services.configuration.tag_kinds import save_tag
from headless.services.intake.acceptance import Request
from headless.services.intake.events import EventInput, record_events, record_together
from headless.services.kernel.kernel import build_kernel
from headless.services.kernel.outcomes import Performed, Recorded
from headless.services.members import assets
from headless.services.members.tags import assign_tag, remove_tag
from headless.services.settling import decision_loop
from tests.services.shop import Shop


async def test_fifty_spendings_of_one_key_take_once(shop: Shop) -> None:
    member = await shop.member()
    await shop.grant(member, "points", "1000")

    answers = await asyncio.gather(*(shop.spend(member, "points", "10", key="same") for _ in range(50)))

    assert {each.problem for each in answers} == {None}
    assert len({each.entry_id for each in answers}) == 1
    assert await shop.balance(member) == "990"


async def test_fifty_spendings_never_overdraw(shop: Shop) -> None:
    member = await shop.member()
    await shop.grant(member, "points", "100")

    answers: list[Performed] = await asyncio.gather(
        *(shop.spend(member, "points", "7", key=f"k{number}") for number in range(50))
    )

    refused = [each.problem.code for each in answers if each.problem is not None]
    assert refused == ["INSUFFICIENT_BALANCE"] * (50 - 14)
    assert await shop.balance(member) == "2"


async def test_transactions_of_their_own_meet_on_one_member(shop: Shop) -> None:
    """As several processes would: every request in a transaction of its own, none of them gathered."""
    member = await shop.member()

    async def alone(number: int) -> Recorded:
        data = {"paymentId": f"p{number}", "amount": "1.00"}
        request = Request(shop.owner, [EventInput("topup.paid", data, member, "till", f"t{number}")])
        return (await record_together(shop.kernel, [request]))[0][0]

    answers = await asyncio.gather(*(alone(number) for number in range(50)))

    assert {each.outcome for each in answers} == {"RECORDED"}
    assert await shop.balance(member, "balance") == "50.00"


async def test_one_event_sent_fifty_times_is_recorded_once(shop: Shop) -> None:
    await shop.rule("points_per_spend")
    member = await shop.member()

    async def alone() -> Recorded:
        data = {"orderId": "o1", "total": "12.00"}
        request = Request(shop.owner, [EventInput("order.paid", data, member, "till", "o1")])
        return (await record_together(shop.kernel, [request]))[0][0]

    answers = await asyncio.gather(*(alone() for _ in range(50)))

    assert sorted(each.outcome for each in answers) == ["DUPLICATE"] * 49 + ["RECORDED"]
    assert len({each.event_id for each in answers}) == 1
    assert {tuple(change.amount for change in each.changes) for each in answers} == {(12,)}
    assert await shop.balance(member) == "12"


async def test_a_hold_is_captured_once(shop: Shop) -> None:
    member = await shop.member()
    await shop.grant(member, "points", "100")
    held = await assets.hold(
        shop.kernel, shop.owner, member, kind="points", amount=Decimal(60), reason="order", key="h1", order="o1",
        payable=Decimal(100),
    )  # fmt: skip
    assert held.hold_id is not None
    hold = encode(Prefix.HOLD, held.hold_id)
    answers = await asyncio.gather(
        *(assets.capture(shop.kernel, shop.owner, hold, None, f"c{number}") for number in range(10))
    )

    problems = [each.problem.code if each.problem else None for each in answers]
    assert sorted(problems, key=str) == sorted(["HOLD_NOT_OPEN"] * 9 + [None], key=str)
    assert await shop.balance(member) == "40"


async def test_whoever_replaces_the_configuration_meanwhile_leaves_a_decision_its_own(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    leaf = {"test": {"metric": "orders", "op": "GTE", "value": 1}}
    await shop.ladder({"code": "gold", "name": "Gold", "rank": 1, "condition": leaf})
    member = await shop.member()
    load = decision_loop.load_states

    async def loaded(*args: Any, **more: Any) -> Any:
        """As where another request saw a newer configuration, or undid one."""
        shop.kernel.programs.forget(shop.owner.merchant_id)
        return await load(*args, **more)

    monkeypatch.setattr(decision_loop, "load_states", loaded)
    order = EventInput("order.paid", {"orderId": "o1", "total": "12.00"}, member, "till", "o1")
    (recorded,) = await record_events(shop.kernel, shop.owner, [order])

    assert ("RECORDED", "gold") == (recorded.outcome, await shop.tier(member))


async def test_who_locks_a_member_later_is_recorded_later_whatever_its_clock_says(shop: Shop) -> None:
    """A process that looked at the clock and then waited for the member, or whose clock goes slow."""
    saved = await save_tag(shop.kernel, shop.owner, {"code": "vip", "name": "VIP"})
    assert saved.problem is None, saved.problem
    await shop.rule("points_per_spend")
    member = await shop.member()
    early = FixedClock(shop.clock.now_us())
    slow = build_kernel(shop.kernel.db, shop.kernel.registry, early, shop.kernel.settings, SystemClock())
    shop.clock.advance(1_000_000)

    await assign_tag(shop.kernel, shop.owner, member, "vip")
    removed = await remove_tag(slow, shop.owner, member, "vip", None, "removed")
    again = await remove_tag(slow, shop.owner, member, "vip", None, "removed")
    order = EventInput("order.paid", {"orderId": "o1", "total": "12.00"}, member, "till", "o1")
    recorded = [(await record_events(slow, shop.owner, [order]))[0].outcome for _ in range(2)]

    assert (None, None, ["RECORDED", "DUPLICATE"]) == (removed.problem, again.problem, recorded)
    async with shop.kernel.db.read() as session:
        rows = await session.fetch("SELECT type, recorded_at FROM event WHERE root_id IS NULL ORDER BY recorded_at, id")
    assert ["tag.assigned", "tag.removed", "order.paid"] == [row["type"] for row in rows][-3:]
    assert [] == await shop.drifts()
