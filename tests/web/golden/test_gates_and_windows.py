"""S8, S9, S17 and PD11: who may, from when, and what adds up."""

from typing import Any

from tests.web.benefits.centre import tagged
from tests.web.golden.platform import Platform, having, item, on_tier, order_paid

PLUS = {"code": "club", "name": "Club", "price": "260", "currency": "CNY", "period": "1y", "tier": "member"}
ENABLE = """mutation($settings: JSON) { pluginEnable(input: {name: "paid_tiers", settings: $settings}) {
  userErrors { code message path } } }"""
PLANS = '{ member(by: {number: "chen"}) { ext { paidTiers { plans { name price currency costsToday } } } } }'
ASSIGN = """mutation($input: MemberTagAssignInput!) { memberTagAssign(input: $input) { userErrors { code } } }"""
TAGS = """query($number: String!) { member(by: {number: $number}) { tags { tag { code } by reason expiresAt } } }"""
JUNE = {"opensAt": "2026-06-18T00:00:00+08:00", "closesAt": "2026-06-21T00:00:00+08:00"}
METALS = [
    {"code": "gold", "name": "Gold", "rank": 1, "condition": having("net_spend", "8000", "1y")},
    {"code": "diamond", "name": "Diamond", "rank": 2, "condition": having("net_spend", "30000", "1y")},
]


async def sell_plus(platform: Platform) -> None:
    """Sell a membership for 260 yuan a year."""
    await platform.track("paid", {"code": "member", "name": "Member", "rank": 1}, kind="PAID")
    given = {"settings": {"membership": {"plans": [PLUS]}}}
    assert (await platform.shop.ask(ENABLE, given))["pluginEnable"]["userErrors"] == []


async def pays(platform: Platform, number: str, amount: str) -> None:
    event = {
        "type": "subscription.paid", "member": {"number": number}, "source": "till", "externalId": platform.key(),
        "data": {"paymentId": platform.key(), "amount": amount, "plan": "club"},
    }  # fmt: skip
    (result,) = await platform.record(event)
    assert result["status"] == "RECORDED", result


async def test_s8_without_the_fee_of_260_the_door_is_shut_and_plan_and_price_are_shown(platform: Platform) -> None:
    await sell_plus(platform)
    await platform.save("door", name="Entry", value="SERVICE", condition=on_tier("member", "paid"))
    await platform.member("chen")

    outside = (await platform.shown("chen"))["door"]
    refused = (await platform.use("chen", "door"))["userErrors"][0]
    plans = (await platform.shop.ask(PLANS))["member"]["ext"]["paidTiers"]["plans"]
    await pays(platform, "chen", "260")
    inside = (await platform.shown("chen"))["door"]
    entered = await platform.use("chen", "door")

    assert (outside["status"], outside["missing"]["text"]) == ("NOT_ELIGIBLE", "no tier yet, must be at least Member")
    assert (refused["__typename"], refused["code"]) == ("NotEligible", "NOT_ELIGIBLE")
    assert plans == [{"name": "Club", "price": "260.00", "currency": "CNY", "costsToday": "260.00"}]
    assert (inside["status"], entered["userErrors"]) == ("AVAILABLE", [])
    await platform.clock("2027-02-01T00:00:00+08:00")
    assert (await platform.shown("chen"))["door"]["status"] == "NOT_ELIGIBLE", "a year later the door is shut again"
    await platform.sound()


async def test_s9_the_618_coupon_opens_on_18_june_and_for_diamond_three_days_early(platform: Platform) -> None:
    await platform.track("club", *METALS, default=True)
    await platform.coupon_kind("618", discount={"amount": "40"}, minimum="299", validity="3d")
    await platform.save(
        "618",
        name="618 coupon",
        gives="618",
        quota=1,
        earlyAccess=[{"condition": on_tier("diamond"), "days": 3}],
        **JUNE,
    )
    await platform.member("gold")
    await platform.member("diamond")
    await platform.buys("gold", "8000")
    await platform.buys("diamond", "30000")

    claims: dict[str, Any] = {}
    for number, at in (
        ("diamond", "2026-06-14T23:59:59+08:00"),
        ("diamond", "2026-06-15T00:00:00+08:00"),
        ("gold", "2026-06-17T23:59:59+08:00"),
        ("gold", "2026-06-18T00:00:00+08:00"),
    ):
        await platform.clock(at)
        answer = await platform.use(number, "618")
        claims[f"{number} {at[8:10]}"] = [error["message"] for error in answer["userErrors"]]

    assert claims == {
        "diamond 14": ["618 opens 15 June 00:00"],
        "diamond 15": [],
        "gold 17": ["618 opens 18 June 00:00"],
        "gold 18": [],
    }
    # AS25: 40 off from 299 on
    below, enough = [
        await platform.quote("gold", item("dress", amount)) for amount in ("298.99", "299.00")
    ]  # fmt: skip
    assert [(quoted["best"] != [], quoted["total"]) for quoted in (below, enough)] == [
        (False, "298.99"),
        (True, "259.00"),
    ]
    assert (
        below["coupons"][0]["why"] == "618 is for orders of ¥299 or more; this one came to ¥298.99 before its coupons"
    )
    await platform.sound()


async def test_s17_a_tag_by_hand_has_author_reason_and_end_and_its_benefit_goes_with_it(platform: Platform) -> None:
    """TG4: new milk powder at a price of its own, for mothers who buy in the band from 200 to 300."""
    await platform.tags("milk-powder")
    price = {"each": "199", "scope": {"skus": ["milk-powder"]}, "mostPieces": 2}
    await platform.save("milk-price", condition=tagged("milk-powder"), memberPrice=price)
    await platform.save("sample", name="A first tin", condition=tagged("milk-powder"), quota=1, needsFulfilment=True)
    await platform.member("jia")
    await platform.member("kai")
    until = "2026-07-01T00:00:00+08:00"
    given = {"member": {"number": "jia"}, "tag": "milk-powder", "reason": "buys 200 to 300", "expiresAt": until}
    assert (await platform.shop.ask(ASSIGN, {"input": given}))["memberTagAssign"]["userErrors"] == []
    tin = item("milk-powder", "268.00")

    tags = {number: (await platform.shop.ask(TAGS, {"number": number}))["member"]["tags"] for number in ("jia", "kai")}
    (told,) = tags["jia"]
    assert told.pop("by").startswith("ann (tok_")
    assert told == {"tag": {"code": "milk-powder"}, "reason": "buys 200 to 300", "expiresAt": "2026-06-30T16:00:00Z"}
    assert tags["kai"] == []
    for at, usable, cost in (
        ("2026-06-30T23:59:59+08:00", {"milk-price", "sample"}, "199.00"),
        ("2026-07-01T00:00:00+08:00", set(), "268.00"),
    ):
        await platform.clock(at)
        assert {number: await platform.usable(number) for number in tags} == {"jia": usable, "kai": set()}
        costs = {number: (await platform.prices(number, tin))["milk-powder"][1] for number in tags}
        assert costs == {"jia": cost, "kai": "268.00"}
    refused = [(await platform.use(number, "sample"))["userErrors"][0]["code"] for number in tags]
    assert refused == ["NOT_ELIGIBLE", "NOT_ELIGIBLE"]
    await platform.sound()


async def test_pd11_benefits_of_a_paid_and_of_an_earned_track_add_up(platform: Platform) -> None:
    """Dedicated service and priority dispatch of PLUS, next to the price of gold, in one order."""
    await platform.track("club", *METALS, default=True)
    await sell_plus(platform)
    plus, gold = on_tier("member", "paid"), on_tier("gold", "club")
    await platform.save("own-service", value="SERVICE", condition=plus)
    await platform.save("first-out", name="Sent first", value="SERVICE", condition=plus)
    await platform.save("no-freight", condition=plus, memberPrice={"delivery": True, "orderLeast": "59"})
    await platform.save("gold-price", condition=gold, memberPrice={"percentOff": "5"})
    await platform.save("lounge", value="SOCIAL", condition={"all": [plus, gold]})
    for number in ("plus", "gold", "both"):
        await platform.member(number)
    await pays(platform, "plus", "260")
    await pays(platform, "both", "260")
    await platform.buys("gold", "8000")
    await platform.buys("both", "8000")

    services = {"own-service", "first-out", "no-freight"}
    assert {number: await platform.usable(number) for number in ("plus", "gold", "both")} == {
        "plus": services, "gold": {"gold-price"}, "both": services | {"gold-price", "lounge"},
    }  # fmt: skip
    quotes = {
        number: await platform.quote(number, item("tea", "100.00"), delivery="12.00")
        for number in ("plus", "gold", "both")
    }
    assert {number: (quoted["total"], quoted["delivery"]) for number, quoted in quotes.items()} == {
        "plus": ("100.00", "0.00"), "gold": ("95.00", "12.00"), "both": ("95.00", "0.00"),
    }  # fmt: skip
    (paid,) = await platform.record(order_paid("both", "o-1", "95.00"))
    assert paid["status"] == "RECORDED"
    await platform.sound()
