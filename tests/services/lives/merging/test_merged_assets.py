"""What members who are merged have: balances, lots, holds, debt, and orders that change afterwards."""

from decimal import Decimal

from headless.ids import Prefix, encode
from headless.services.members import assets
from headless.services.verifying.reports import liability
from tests.services.lives.merging.merges import ANN, BOB, CID, amounts, hold, merge, two
from tests.services.shop import Shop


async def test_holds_go_on_being_captured_released_and_timed_out(shop: Shop) -> None:
    await two(shop)
    await shop.grant(BOB, "points", "100")
    captured, released, _ = [await hold(shop, BOB, "20", f"h{number}") for number in range(3)]
    await merge(shop)
    assert {"balance": 100, "held": 60, "earned": 100} == await amounts(shop)

    assert (await assets.capture(shop.kernel, shop.owner, captured, Decimal(15), "c1")).problem is None
    assert (await assets.release(shop.kernel, shop.owner, released, None, "r1")).problem is None
    await shop.pass_time("2026-07-20T12:00")

    assert {"balance": 85, "spent": 15, "earned": 100} == await amounts(shop)
    assert [] == await shop.drifts()


async def test_lots_keep_their_end_and_pending_ones_mature(shop: Shop) -> None:
    await two(shop, expiry={"after": "60d"}, pendingFor="14d")
    await shop.order(BOB, "40.00", "B", on="2026-05-01T10:00")
    await shop.order(BOB, "25.00", "C")
    await shop.order(ANN, "10.00", "A")
    before = await amounts(shop, BOB)
    await merge(shop)

    assert before["pending"] + 10 == (await amounts(shop))["pending"]
    await shop.pass_time("2026-07-02T12:00")
    assert "35" == await shop.balance(ANN)
    await shop.pass_time("2026-12-02T12:00")
    assert {"earned": 75, "expired": 75} == await amounts(shop)
    assert [] == await shop.drifts()


async def test_debt_of_either_is_repaid_from_what_the_other_has(shop: Shop) -> None:
    await two(shop)
    for member, order in ((ANN, "A"), (BOB, "B")):
        await shop.order(member, "50.00", order)
        await shop.spend(member, "points", "50")
        await shop.refund(member, "50.00", order)
    assert {"balance": -50, "debt": 50, "spent": 50} == await amounts(shop, BOB)
    await shop.grant(ANN, "points", "80")

    await merge(shop)

    assert {"balance": -20, "debt": 20, "spent": 100, "earned": 80} == await amounts(shop)
    await shop.grant(BOB, "points", "25")
    assert {"balance": 5, "spent": 100, "earned": 105} == await amounts(shop)
    assert [] == await shop.drifts()
    assert (await liability(shop.kernel, "tea")).agrees


async def test_orders_of_the_merged_member_are_refunded_amended_and_paid_back_afterwards(shop: Shop) -> None:
    await two(shop)
    await shop.grant(BOB, "points", "300")
    paid = await shop.order(BOB, "100.00", "B", payWith=[{"asset": "points", "amount": "200"}])
    assert paid.outcome == "RECORDED"
    await shop.order(BOB, "60.00", "C")
    await shop.order(BOB, "30.00", "D")
    await merge(shop)
    assert "288" == await shop.balance(ANN)

    assert (await shop.refund(BOB, "30.00", "D")).outcome == "RECORDED"
    assert "258" == await shop.balance(ANN)
    assert (await shop.amend(ANN, "C", "90.00")).outcome == "RECORDED"
    assert "288" == await shop.balance(ANN)
    assert (await shop.refund(ANN, "100.00", "B")).outcome == "RECORDED"
    assert "390" == await shop.balance(ANN)
    assert (await shop.order(ANN, "5.00", "B")).outcome == "CONFLICT"
    assert [] == await shop.drifts()


async def test_a_refund_that_came_first_waits_on_and_counts_with_its_order(shop: Shop) -> None:
    await two(shop)
    await shop.refund(BOB, "4.00", "late")
    await merge(shop)

    await shop.order(ANN, "10.00", "late")

    assert "6" == await shop.balance(ANN)
    assert [] == await shop.drifts()


async def test_an_entry_of_the_merged_member_is_reversed_by_hand(shop: Shop) -> None:
    await two(shop)
    given = await shop.grant(BOB, "points", "30")
    spent = await shop.spend(BOB, "points", "10")
    assert given.entry_id is not None
    assert spent.entry_id is not None
    await merge(shop)

    for entry in (spent.entry_id, given.entry_id):
        text = encode(Prefix.ENTRY, entry)
        done = await assets.reverse(shop.kernel, shop.owner, text, None, "wrong", f"rev-{entry}")
        assert done.problem is None

    assert {} == await amounts(shop)
    assert [] == await shop.drifts()


async def test_a_into_b_into_c(shop: Shop) -> None:
    await two(shop)
    await shop.member("cid")
    for member, order in ((ANN, "A"), (BOB, "B"), (CID, "C")):
        await shop.order(member, "10.00", order)
    first = await hold(shop, ANN, "4", "h-a")
    assert "" == await merge(shop, ANN, BOB, "m1")
    await shop.order(ANN, "7.00", "A2")
    assert "" == await merge(shop, BOB, CID, "m2")

    for member in (ANN, BOB, CID):
        assert "37" == await shop.balance(member)
    assert "" == await merge(shop, ANN, BOB, "m1")
    assert (await shop.refund(ANN, "5.00", "A")).outcome == "RECORDED"
    assert (await shop.amend(BOB, "A", "20.00")).outcome == "RECORDED"
    assert (await assets.capture(shop.kernel, shop.owner, first, None, "c")).problem is None
    assert "38" == await shop.balance(CID)
    assert [] == await shop.drifts()
