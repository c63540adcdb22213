"""Amounts that go from one member to another, on both databases: what moves, what stays behind, and what is refused."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest

from headless.clock import FixedClock
from headless.engine.member.records import Lot
from headless.ids import Prefix, encode
from headless.services.configuration.asset_kinds import save_asset_kind
from headless.services.intake.acceptance import Request
from headless.services.intake.events import EventInput, record_together
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.outcomes import Performed, Transferred
from headless.services.lives.erasing import erase_member
from headless.services.members import assets
from headless.services.members.members import update_member
from tests.services.backtesting.trying import tried
from tests.services.shop import Shop, instant

POINTS = {"code": "points", "name": "Points", "transferable": True, "expiry": {"after": "60d"}}


async def two(shop: Shop, **kind: Any) -> tuple[Lookup, Lookup]:
    await save(shop, **kind)
    await shop.rule("points_per_spend")
    return await shop.member("ann"), await shop.member("bob")


async def save(shop: Shop, **kind: Any) -> None:
    saved = await save_asset_kind(shop.kernel, shop.owner, {**POINTS, **kind})
    assert saved.problem is None, saved.problem


async def balances(shop: Shop, *members: Lookup) -> list[str]:
    return [await shop.balance(member) for member in members]


async def lots(shop: Shop, member: Lookup) -> list[Lot]:
    state = await shop.state(member)
    return sorted(state.lots(state.program.kinds["points"].id).values(), key=lambda lot: lot.earned_at)


def code(done: Transferred) -> str | None:
    return None if done.problem is None else done.problem.code


async def test_lots_go_soonest_expiry_first_and_keep_origin_funding_and_times(shop: Shop) -> None:
    ann, bob = await two(shop)
    await shop.order(ann, "30.00", "A", on="2026-05-01T10:00")
    await shop.order(ann, "30.00", "B", on="2026-05-11T10:00")
    await shop.grant(ann, "points", "10", expires_at=instant("2026-06-05T00:00"))
    before = {lot.expires_at: lot for lot in await lots(shop, ann)}

    done = await shop.transfer(ann, bob, "50")

    assert done.problem is None
    assert await balances(shop, ann, bob) == ["20", "50"]
    came = await lots(shop, bob)
    assert [lot.remaining for lot in came] == [30, 10, 10]
    for lot in came:
        given = before[lot.expires_at]
        assert (lot.origin_entry_id, lot.funding, lot.earned_at, lot.starts_at) == (
            given.entry_id, given.funding, given.earned_at, given.starts_at,
        )  # fmt: skip
    assert await shop.drifts() == []


async def test_it_expires_with_the_recipient_when_it_would_have_with_the_giver(shop: Shop) -> None:
    ann, bob = await two(shop)
    await shop.order(ann, "100.00", "A", on="2026-05-01T10:00")
    await shop.transfer(ann, bob, "40")

    await shop.pass_time("2026-06-29T12:00")
    assert await balances(shop, ann, bob) == ["60", "40"]
    await shop.pass_time("2026-07-02T12:00")

    assert await balances(shop, ann, bob) == ["0", "0"]
    assert await shop.drifts() == []


@pytest.mark.parametrize(("moved", "owed"), [("100", "-100"), ("40", "-40")])
async def test_the_refund_of_the_order_is_owed_by_the_one_who_earned_it(shop: Shop, moved: str, owed: str) -> None:
    ann, bob = await two(shop)
    await shop.order(ann, "100.00", "A")
    await shop.transfer(ann, bob, moved)

    await shop.refund(ann, "100.00", "A")

    assert await balances(shop, ann, bob) == [owed, moved]
    assert await shop.drifts() == []


async def test_what_expired_with_the_recipient_is_still_owed_by_the_giver(shop: Shop) -> None:
    ann, bob = await two(shop)
    await shop.order(ann, "100.00", "A", on="2026-05-01T10:00")
    await shop.transfer(ann, bob, "70")
    await shop.pass_time("2026-07-10T12:00")
    assert await balances(shop, ann, bob) == ["0", "0"]

    await shop.refund(ann, "100.00", "A")

    # 30 expired with the giver and count as taken; the 70 were spent.
    assert await balances(shop, ann, bob) == ["-70", "0"]
    assert await shop.drifts() == []


async def test_what_came_back_is_the_orders_own_again(shop: Shop) -> None:
    ann, bob = await two(shop)
    await shop.order(ann, "100.00", "A", on="2026-05-20T10:00")
    await shop.grant(ann, "points", "50", expires_at=instant("2027-06-01T00:00"))
    await shop.transfer(ann, bob, "100")
    await shop.transfer(bob, ann, "100")
    assert await balances(shop, ann, bob) == ["150", "0"]

    await shop.refund(ann, "60.00", "A")
    assert [(lot.remaining, lot.origin_entry_id is None) for lot in await lots(shop, ann)] == [(40, False), (50, True)]
    assert await shop.drifts() == []

    await shop.pass_time("2026-08-01T12:00")
    await shop.refund(ann, "40.00", "A")
    assert await balances(shop, ann, bob) == ["50", "0"]
    assert await shop.drifts() == []


async def test_both_refund_in_one_batch_after_a_transfer(shop: Shop) -> None:
    ann, bob = await two(shop)
    await shop.order(ann, "100.00", "A")
    await shop.order(bob, "10.00", "B")
    await shop.transfer(ann, bob, "80")
    refunds = [
        EventInput("order.refunded", {"refundId": name, "orderId": name, "amount": amount}, member, "shop", name)
        for name, member, amount in (("A", ann, "50.00"), ("B", bob, "10.00"))
    ]

    (answers,) = await record_together(shop.kernel, [Request(shop.owner, refunds)])

    assert [answer.outcome for answer in answers] == ["RECORDED", "RECORDED"]
    assert await balances(shop, ann, bob) == ["-30", "80"]
    assert await shop.drifts() == []


async def test_it_repays_what_the_recipient_owes_and_is_neither_earned_nor_spent(shop: Shop) -> None:
    ann, bob = await two(shop)
    await shop.order(bob, "30.00", "B")
    await shop.spend(bob, "points", "30")
    await shop.refund(bob, "30.00", "B")
    await shop.grant(ann, "points", "100")
    assert await shop.balance(bob) == "-30"

    await shop.transfer(ann, bob, "50")

    assert await balances(shop, ann, bob) == ["50", "20"]
    giver, taker = (await shop.state(ann)), (await shop.state(bob))
    kind = giver.program.kinds["points"].id
    assert (giver.account(kind).earned, giver.account(kind).spent) == (100, 0)
    assert (taker.account(kind).earned, taker.account(kind).spent, taker.account(kind).debt) == (0, 30, 0)
    assert await shop.drifts() == []


async def test_what_was_spent_of_it_goes_back_to_the_recipient(shop: Shop) -> None:
    ann, bob = await two(shop, worth="0.01")
    await shop.grant(ann, "points", "100", expires_at=instant("2026-06-10T00:00"))
    await shop.transfer(ann, bob, "100")
    paid = await shop.order(bob, "1.00", "B", payWith=[{"asset": "points", "amount": "100"}])
    assert paid.problem is None, paid.problem
    await shop.pass_time("2026-06-12T12:00")

    await shop.refund(bob, "1.00", "B")

    assert await balances(shop, ann, bob) == ["0", "100"]
    (restored,) = [lot for lot in await lots(shop, bob) if lot.remaining]
    assert restored.origin_entry_id is not None
    assert await shop.drifts() == []


async def test_pending_and_held_units_and_credit_stay(shop: Shop) -> None:
    ann, bob = await two(shop, pendingFor="14d", creditLimit="500")
    await shop.order(ann, "100.00", "A")
    await shop.grant(ann, "points", "50")
    await assets.hold(shop.kernel, shop.owner, ann, kind="points", amount=Decimal(20), reason="table", key="h")

    refused = await shop.transfer(ann, bob, "31")

    assert refused.problem is not None
    assert (refused.problem.form, refused.problem.data["available"]) == ("InsufficientBalance", "30")
    assert code(await shop.transfer(ann, bob, "30")) is None
    assert await balances(shop, ann, bob) == ["120", "30"]
    assert await shop.drifts() == []


async def test_what_is_refused_changes_nothing(shop: Shop) -> None:
    ann, bob = await two(shop)
    await save_asset_kind(shop.kernel, shop.owner, {"code": "growth", "name": "Growth"})
    await shop.grant(ann, "points", "100")
    await shop.grant(ann, "growth", "100")
    nobody = Lookup("number", "nobody")

    refused = {
        "kind": code(await shop.transfer(ann, bob, "1", "growth")),
        "unknown kind": code(await shop.transfer(ann, bob, "1", "miles")),
        "too much": code(await shop.transfer(ann, bob, "101")),
        "nothing": code(await shop.transfer(ann, bob, "0")),
        "a part": code(await shop.transfer(ann, bob, "0.5")),
        "itself": code(await shop.transfer(ann, ann, "1")),
    }
    assert refused == {
        "kind": "NOT_TRANSFERABLE", "unknown kind": "UNKNOWN_ASSET_KIND", "too much": "INSUFFICIENT_BALANCE",
        "nothing": "INVALID_DATA", "a part": "AMOUNT_NOT_EXACT", "itself": "SAME_MEMBER",
    }  # fmt: skip
    paths = [(await shop.transfer(*pair, "1")).problem for pair in ((nobody, bob), (ann, nobody), (ann, ann))]
    assert [problem.path for problem in paths if problem] == [("from",), ("to",), ("to",)]
    assert await balances(shop, ann, bob) == ["100", "0"]
    assert await shop.drifts() == []


@pytest.mark.parametrize(
    ("who", "status", "expected"),
    [
        ("ann", "FROZEN", "MEMBER_FROZEN"), ("ann", "CLOSED", "MEMBER_CLOSED"), ("bob", "CLOSED", "MEMBER_CLOSED"),
        ("bob", "FROZEN", None),
    ],
)  # fmt: skip
async def test_frozen_members_receive_and_closed_ones_do_neither(
    shop: Shop, who: str, status: str, expected: str | None
) -> None:
    ann, bob = await two(shop)
    await shop.grant(ann, "points", "100")
    updated = await update_member(shop.kernel, shop.owner, Lookup("number", who), {"status": status})
    assert updated.problem is None, updated.problem

    assert code(await shop.transfer(ann, bob, "10")) == expected
    assert await balances(shop, ann, bob) == (["100", "0"] if expected else ["90", "10"])
    assert await shop.drifts() == []


async def test_the_daily_limit_is_by_giver_kind_and_the_merchants_day(shop: Shop, clock: FixedClock) -> None:
    ann, bob = await two(shop, transferDaily="50")
    await shop.grant(ann, "points", "500")
    await shop.grant(bob, "points", "500")
    clock.set(instant("2026-06-01T23:50"))
    assert code(await shop.transfer(ann, bob, "30")) is None
    assert code(await shop.transfer(ann, bob, "21")) == "TRANSFER_LIMIT_EXCEEDED"
    assert code(await shop.transfer(ann, bob, "20")) is None
    assert code(await shop.transfer(ann, bob, "1")) == "TRANSFER_LIMIT_EXCEEDED"
    assert code(await shop.transfer(bob, ann, "50")) is None

    clock.set(instant("2026-06-02T00:10"))
    assert code(await shop.transfer(ann, bob, "50")) is None
    await save(shop, transferDaily="80")
    assert code(await shop.transfer(ann, bob, "31")) == "TRANSFER_LIMIT_EXCEEDED"
    assert code(await shop.transfer(ann, bob, "30")) is None
    await save(shop)
    assert code(await shop.transfer(ann, bob, "300")) is None
    await save(shop)
    assert await shop.drifts() == []


async def test_a_limit_counts_what_was_transferred_before_it_was_set(shop: Shop) -> None:
    ann, bob = await two(shop)
    await shop.grant(ann, "points", "500")
    await shop.transfer(ann, bob, "30")

    await save(shop, transferDaily="50")

    assert code(await shop.transfer(ann, bob, "21")) == "TRANSFER_LIMIT_EXCEEDED"
    assert code(await shop.transfer(ann, bob, "20")) is None


@pytest.mark.parametrize("daily", ["0", "-1"])
async def test_a_limit_is_above_zero(shop: Shop, daily: str) -> None:
    saved = await save_asset_kind(shop.kernel, shop.owner, {**POINTS, "transferDaily": daily})

    assert saved.problem is not None
    assert (saved.problem.code, saved.problem.path) == ("INVALID_TRANSFER_DAILY", ("transferDaily",))


async def test_a_repeated_key_is_answered_as_the_first_time_and_another_request_is_not(shop: Shop) -> None:
    ann, bob = await two(shop)
    await shop.grant(ann, "points", "100")

    first = await shop.transfer(ann, bob, "10", key="same")
    again = await shop.transfer(ann, bob, "10", key="same")
    other = await shop.transfer(ann, bob, "11", key="same")

    assert (again.done.event_id, again.done.entry_id, again.to_id) == (
        first.done.event_id,
        first.done.entry_id,
        first.to_id,
    )
    assert other.problem is not None
    assert (other.problem.code, other.problem.path) == ("KEY_CONFLICT", ("idempotencyKey",))
    assert await balances(shop, ann, bob) == ["90", "10"]


async def test_an_entry_of_a_transfer_is_not_reversed(shop: Shop) -> None:
    ann, bob = await two(shop)
    await shop.grant(ann, "points", "100")
    done = await shop.transfer(ann, bob, "10")
    assert done.done.entry_id is not None

    entry = encode(Prefix.ENTRY, done.done.entry_id)
    reversed_: Performed = await assets.reverse(shop.kernel, shop.owner, entry, None, "mistake", "r")

    assert reversed_.problem is not None
    assert reversed_.problem.code == "NOT_REVERSIBLE"


async def test_twenty_writers_on_both_members_lose_nothing(shop: Shop) -> None:
    """Some transfer, some spend, some earn, each in a transaction of its own."""
    ann, bob = await two(shop)
    await shop.grant(ann, "points", "100")
    await shop.grant(bob, "points", "100")

    async def alone(number: int) -> str:
        giver, taker = (ann, bob) if number % 2 else (bob, ann)
        if number % 5 == 0:
            data: dict[str, Any] = {"orderId": f"o{number}", "total": "10.00"}
            request = Request(shop.owner, [EventInput("order.paid", data, giver, "till", f"o{number}")])
        else:
            data = {"kind": "points", "amount": "7", "to": {taker.kind: taker.value}, "reason": "x"}
            sent = EventInput("asset.transferred", data, giver, "mutation", f"k{number}", actor="me")
            request = Request(shop.owner, [sent], internal=True)
        return (await record_together(shop.kernel, [request]))[0][0].outcome

    answers = await asyncio.gather(*(alone(number) for number in range(20)))

    assert set(answers) == {"RECORDED"}
    assert sum(map(int, await balances(shop, ann, bob))) == 240
    assert await shop.drifts() == []


async def test_a_batch_equals_its_events_one_by_one(shop: Shop) -> None:
    """What was received is there for what comes next in the batch, and in both histories."""
    ann, bob = await two(shop)

    def sent(type_: str, member: Lookup, key: str, **data: Any) -> EventInput:
        return EventInput(type_, {"kind": "points", "reason": "x", **data}, member, "mutation", key, actor="me")

    granted = sent("asset.granted", ann, "1", amount="50")
    there = sent("asset.transferred", ann, "2", amount="40", to={"number": "bob"})
    spent = sent("asset.spent", bob, "3", amount="15")
    back = sent("asset.transferred", bob, "4", amount="20", to={"number": "ann"})
    more = sent("asset.transferred", bob, "5", amount="6", to={"number": "ann"})
    request = Request(shop.owner, [granted, there, spent, back, more], internal=True)

    (answers,) = await record_together(shop.kernel, [request])

    assert [answer.outcome for answer in answers] == ["RECORDED"] * 4 + ["REFUSED"]
    assert [[change.amount for change in answer.changes] for answer in answers[:4]] == [[50], [-40], [-15], [-20]]
    assert await balances(shop, ann, bob) == ["30", "5"]
    assert await shop.drifts() == []


async def test_a_back_test_of_what_is_live_finds_no_difference(shop: Shop) -> None:
    ann, bob = await two(shop)
    await shop.order(ann, "100.00", "A", on="2026-05-20T10:00")
    await shop.transfer(ann, bob, "100")
    await shop.spend(bob, "points", "10")
    await shop.transfer(bob, ann, "60")
    await shop.refund(ann, "50.00", "A")
    await shop.pass_time("2026-09-01T12:00")
    assert await balances(shop, ann, bob) == ["0", "0"]

    view = await tried(shop, {"rule": {"plugin": "builtin", "rule": "points_per_spend"}})

    assert (view.gained, view.lost, view.unchanged) == (0, 0, 2)
    assert view.results is not None
    assert view.results["totals"]["points"]["sums"][:2] == [50, 50]


@pytest.mark.parametrize(("erased", "path"), [("ann", ("from",)), ("bob", ("to",))])
async def test_nothing_goes_to_or_from_an_erased_member_and_what_went_stays(
    shop: Shop, erased: str, path: tuple[str, ...]
) -> None:
    ann, bob = await two(shop)
    await shop.grant(ann, "points", "100")
    sent = await shop.transfer(ann, bob, "30")
    assert sent.problem is None
    ids = {"ann": sent.done.member_id, "bob": sent.to_id}
    done = await erase_member(shop.kernel, shop.owner, Lookup("number", erased), "request")
    assert done.problem is None, done.problem

    by_id = {name: Lookup("id", encode(Prefix.MEMBER, id_)) for name, id_ in ids.items() if id_ is not None}
    refused = await shop.transfer(by_id["ann"], by_id["bob"], "1")

    assert refused.problem is not None
    assert (refused.problem.code, refused.problem.path) == ("MEMBER_ERASED", path)
    assert await balances(shop, by_id["ann"], by_id["bob"]) == ["70", "30"]
    assert await shop.drifts() == []
