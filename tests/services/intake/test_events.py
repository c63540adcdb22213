"""Golden stories through the services, on both databases."""

import asyncio

from headless.services.configuration.asset_kinds import save_asset_kind
from tests.services.shop import Shop


async def test_an_order_may_be_paid_with_points_up_to_half_of_it(shop: Shop) -> None:
    await save_asset_kind(shop.kernel, shop.owner, {"code": "points", "name": "Beans", "worth": "0.01"})
    await shop.rule("spend_cap")
    member = await shop.member()
    await shop.grant(member, "points", "20000")

    refused = await shop.order(member, "199.00", "o1", payWith=[{"asset": "points", "amount": "9951"}])
    paid = await shop.order(member, "199.00", "o1", payWith=[{"asset": "points", "amount": "9950"}])

    assert refused.outcome == "REFUSED"
    assert refused.problem is not None
    assert (refused.problem.code, refused.problem.data["most"]) == ("CAP_EXCEEDED", "9950")
    assert paid.outcome == "RECORDED", paid.problem
    assert await shop.balance(member) == "10050"


async def test_the_same_order_twice_earns_once(shop: Shop) -> None:
    await shop.rule("points_per_spend")
    member = await shop.member()

    first = await shop.order(member, "100.00", "o1", on="2026-05-01T10:00")
    second = await shop.order(member, "100.00", "o1", on="2026-05-01T10:00")
    other = await shop.order(member, "101.00", "o1", on="2026-05-01T10:00")

    assert [first.outcome, second.outcome, other.outcome] == ["RECORDED", "DUPLICATE", "CONFLICT"]
    assert await shop.balance(member) == "100"


async def test_fifty_top_ups_and_spendings_at_once_are_all_there(shop: Shop) -> None:
    member = await shop.member()
    await shop.grant(member, "balance", "100.00")

    async def top_up(number: int) -> str:
        data = {"paymentId": f"p{number}", "amount": "10.00"}
        return (await shop.send("topup.paid", member, data, key=f"p{number}")).outcome

    outcomes = await asyncio.gather(*(top_up(number) for number in range(25)))
    spent = await asyncio.gather(*(shop.spend(member, "balance", "4.00", key=f"k{number}") for number in range(25)))

    assert set(outcomes) == {"RECORDED"}
    assert [each.problem for each in spent] == [None] * 25
    assert await shop.balance(member, "balance") == "250.00"


async def test_a_tier_is_reached_and_lost_again_by_refund(shop: Shop) -> None:
    def net(value: str) -> dict[str, object]:
        return {"test": {"metric": "net_spend", "op": "GTE", "value": value, "window": "365d"}}

    await shop.ladder(
        {"code": "platinum", "name": "Platinum", "rank": 4, "condition": net("8000")},
        {"code": "diamond", "name": "Diamond", "rank": 5, "condition": net("30000")},
        downgrade="TO_QUALIFIED",
    )
    member = await shop.member()

    await shop.order(member, "29999.99", "o1", on="2026-05-01T10:00")
    before = await shop.tier(member)
    await shop.order(member, "0.01", "o2", on="2026-05-02T10:00")
    reached = await shop.tier(member)
    await shop.refund(member, "0.01", "o2")

    assert (before, reached, await shop.tier(member)) == ("platinum", "diamond", "platinum")


async def test_points_expire_in_time(shop: Shop) -> None:
    await save_asset_kind(shop.kernel, shop.owner, {"code": "points", "name": "Points", "expiry": {"after": "30d"}})
    await shop.rule("points_per_spend")
    member = await shop.member()
    await shop.order(member, "100")

    await shop.pass_time("2026-06-30T23:59")
    kept = await shop.balance(member)
    await shop.pass_time("2026-07-01T00:00")

    assert (kept, await shop.balance(member)) == ("100", "0")
