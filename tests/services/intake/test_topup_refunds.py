"""Top-ups that are given back, as stored: alone, in batches, before their payment, without a member."""

from typing import Any

from headless.services.intake.events import EventInput, record_events
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.outcomes import Recorded
from tests.services.shop import Shop


async def paid(shop: Shop, member: Lookup, payment: str = "t1", amount: str = "500.00", **more: Any) -> Recorded:
    data = {"paymentId": payment, "amount": amount, "bonus": "50.00", **more}
    return await shop.send("topup.paid", member, data, key=f"paid-{payment}")


async def back(shop: Shop, member: Lookup, amount: str, payment: str = "t1", number: str = "r1") -> Recorded:
    data = {"refundId": number, "paymentId": payment, "amount": amount}
    return await shop.send("topup.refunded", member, data, key=number)


async def test_three_refunds_take_money_and_bonus_back_once(shop: Shop) -> None:
    ann = await shop.member()
    await paid(shop, ann)

    answers = [await back(shop, ann, amount, number=f"r{amount}") for amount in ("200.00", "300.00", "0.01")]
    again = await back(shop, ann, "200.00", number="r200.00")

    assert ["RECORDED", "RECORDED", "REFUSED", "DUPLICATE"] == [answer.outcome for answer in (*answers, again)]
    assert answers[-1].problem is not None
    assert "payment t1 has 0.00 left to refund, 0.01 was asked" == answers[-1].problem.message
    assert "0.00" == await shop.balance(ann, "balance")
    assert [] == await shop.drifts()


async def test_a_second_number_for_one_refund_is_a_conflict(shop: Shop) -> None:
    ann = await shop.member()
    await paid(shop, ann)
    await back(shop, ann, "200.00")

    data = {"refundId": "r1", "paymentId": "t1", "amount": "200.00"}
    assert "CONFLICT" == (await shop.send("topup.refunded", ann, data, key="other")).outcome


async def test_a_refund_waits_for_its_payment_and_names_the_wrong_member(shop: Shop) -> None:
    ann, ben = await shop.member(), await shop.member("m2")
    waiting, strange = await back(shop, ann, "200.00"), await back(shop, ben, "1.00", number="r2")
    assert ("DEFERRED", "DEFERRED") == (waiting.outcome, strange.outcome)

    await paid(shop, ann)
    late = await back(shop, ben, "1.00", number="r3")

    assert "330.00" == await shop.balance(ann, "balance")
    assert late.problem is not None
    assert ("PAYMENT_OF_ANOTHER_MEMBER", ("data", "paymentId")) == (late.problem.code, late.problem.path)
    async with shop.kernel.db.read() as session:
        statuses = await session.fetch(
            "SELECT external_id, status FROM event WHERE type = 'topup.refunded' ORDER BY id"
        )
    assert [("r1", 0), ("r2", 3)] == [tuple(row) for row in statuses]
    assert [] == await shop.drifts()


async def test_the_payment_says_whose_the_refund_is(shop: Shop) -> None:
    ann = await shop.member()
    await paid(shop, ann)
    inputs = [
        EventInput("topup.refunded", {"refundId": "r1", "paymentId": " t1 ", "amount": "100"}, None, "shop", "r1"),
        EventInput("topup.paid", {"paymentId": "t2", "amount": "10"}, ann, "shop", "p2"),
        EventInput("topup.refunded", {"refundId": "r2", "paymentId": "t2", "amount": "10"}, None, "shop", "r2"),
        EventInput("topup.refunded", {"refundId": "r3", "paymentId": "t3", "amount": "10"}, None, "shop", "r3"),
    ]

    answers = await record_events(shop.kernel, shop.owner, inputs)

    assert ["RECORDED", "RECORDED", "RECORDED", "INVALID"] == [answer.outcome for answer in answers]
    assert answers[-1].problem is not None
    assert "payment t3 is not known yet" in answers[-1].problem.message
    assert "440.00" == await shop.balance(ann, "balance")


async def test_a_batch_equals_its_events_one_by_one(shop: Shop) -> None:
    ann, ben = await shop.member(), await shop.member("m2")

    def inputs(member: Lookup, who: str) -> list[EventInput]:
        sent: list[tuple[str, dict[str, str]]] = [
            ("topup.refunded", {"refundId": f"{who}r1", "paymentId": f"{who}t1", "amount": "33.33"}),
            ("topup.paid", {"paymentId": f"{who}t1", "amount": "100", "bonus": "10"}),
            ("topup.refunded", {"refundId": f"{who}r2", "paymentId": f"{who}t1", "amount": "33.33"}),
            ("topup.refunded", {"refundId": f"{who}r3", "paymentId": f"{who}t1", "amount": "33.35"}),
        ]
        return [EventInput(type_, data, member, "shop", f"{who}{at}") for at, (type_, data) in enumerate(sent)]

    together = await record_events(shop.kernel, shop.owner, inputs(ann, "a"))
    alone = [(await record_events(shop.kernel, shop.owner, [given]))[0] for given in inputs(ben, "b")]

    assert ["DEFERRED", "RECORDED", "RECORDED", "REFUSED"] == [answer.outcome for answer in together]
    assert [answer.outcome for answer in together] == [answer.outcome for answer in alone]
    # 33.34 of the money is left, and of the bonus what floor(10.00 × 66.66 / 100) leaves.
    assert "36.68" == await shop.balance(ann, "balance") == await shop.balance(ben, "balance")
    assert [] == await shop.drifts()
