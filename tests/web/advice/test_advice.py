"""A front end reads what is said of the configuration, as far as its token sees what is told."""

from collections.abc import Sequence

import pytest

from headless.services.kernel.scopes import SCOPES
from tests.web.shop import Shop

ADVICE = "{ advice { code about message } }"
CLUB = """mutation {
  club: tierTrackSave(input: {code: "club", name: "Club", kind: EARNED, default: true, tiers: [
    {code: "silver", name: "Silver", names: {zh: "银卡"}, rank: 1,
     condition: {test: {metric: "net_spend", op: GTE, value: "10"}}},
    {code: "gold", name: "Gold", names: {zh: "金卡"}, rank: 2,
     condition: {test: {metric: "net_spend", op: GTE, value: "9000"}}}
  ]}) { userErrors { message } }
  early: benefitSave(input: {code: "early", name: "Three days early", value: SERVICE,
    condition: {test: {metric: "tier", op: GTE, value: "gold"}}}) { userErrors { message } }
  spend: ruleSave(input: {rule: "points_per_spend"}) { userErrors { message } }
  times: ruleSave(input: {rule: "tier_multiplier", settings: {times: {silver: "1.5", gold: "2"}}}) { userErrors { message } }
  may: couponKindSave(input: {code: "may", name: "May", discount: {amount: "5"}, minimum: "50"}) { userErrors { message } }
}"""
WRONG = """mutation {
  silver: benefitSave(input: {code: "freight", name: "Free freight", names: {zh: "免运费"}, value: SERVICE,
    condition: {test: {metric: "tier", op: EQ, value: "silver"}}}) { userErrors { message } }
  early: benefitSave(input: {code: "early", name: "Three days early", value: ECONOMIC,
    condition: {test: {metric: "tier", op: GTE, value: "gold"}}}) { userErrors { message } }
  never: benefitSave(input: {code: "never", name: "Never", value: SOCIAL,
    condition: {test: {metric: "tag", op: EQ, value: "studnet"}}}) { userErrors { message } }
  times: ruleSave(input: {rule: "tier_multiplier", settings: {times: {silver: "1.5", gould: "2"}}}) { userErrors { message } }
  june: couponKindSave(input: {code: "june", name: "June", discount: {amount: "30"}, minimum: "20"}) { userErrors { message } }
}"""


async def orders(shop: Shop, amounts: Sequence[int]) -> None:
    """Record an order of each amount, each by a new member."""
    for number, amount in enumerate(amounts):
        member = {"number": f"n{number}"}
        await shop.ask(
            "mutation($n: String!) { memberCreate(input: {number: $n}) { userErrors { message } } }",
            {"n": member["number"]},
        )
        data = {"orderId": f"o{number}", "total": str(amount)}
        event = {"type": "order.paid", "member": member, "source": "till", "externalId": f"o{number}", "data": data}
        await shop.ask(
            "mutation($e: EventInput!) { eventsRecord(input: {events: [$e]}) { results { status } } }", {"e": event}
        )


async def test_a_shop_that_is_set_up_well_is_told_nothing(shop: Shop) -> None:
    await shop.ask(CLUB)
    assert await shop.ask(ADVICE) == {"advice": []}


async def test_a_limit_on_points_that_names_a_coupon_kind_that_is_not_there(shop: Shop) -> None:
    save = """mutation($settings: JSON) {
      ruleSave(input: {rule: "spend_cap", settings: $settings}) { userErrors { message } } }"""
    await shop.ask(CLUB)
    for fine in (True, ["may"]):
        await shop.ask(save, {"settings": {"not_with_coupons": fine}})
        assert (await shop.ask(ADVICE))["advice"] == []
    await shop.ask(save, {"settings": {"not_with_coupons": ["may", "mya"]}})
    told = [(one["code"], one["about"]) for one in (await shop.ask(ADVICE))["advice"]]
    assert told == [("NOT_THERE", "rule:builtin/spend_cap/spend_cap")]


async def test_each_thing_that_is_hardly_meant_is_told_with_what_it_is_about(shop: Shop) -> None:
    await shop.ask(CLUB)
    await shop.ask(WRONG)
    told = [(one["code"], one["about"], one["message"]) for one in (await shop.ask(ADVICE))["advice"]]
    multiplier = "rule:builtin/tier_multiplier/tier_multiplier"
    assert told == [
        ("NOT_THERE", multiplier, "times of tier_multiplier names the tier gould, which does not exist; there are: gold, silver"),
        ("NOT_THERE", "benefit:never", "never names the tag studnet, which does not exist; there are: none"),
        (
            "COUPON_ABOVE_MINIMUM", "coupon:june",
            "june takes 30.00 off orders from 20.00 on, which are then free; raise the minimum, or lower the amount",
        ),
        ("TIER_GETS_LESS", "tier:club/gold", "silver gets freight, and the higher gold does not"),
        ("TIER_GETS_LESS", "tier:club/gold", "by times of tier_multiplier, silver gets 1.5, and the higher gold gets 1"),
    ]  # fmt: skip


async def test_it_is_told_in_the_readers_language(shop: Shop) -> None:
    await shop.ask(CLUB)
    await shop.ask(WRONG)
    answer = await shop.send(ADVICE, None, None, **{"Accept-Language": "zh"})
    messages = [one["message"] for one in answer["data"]["advice"]]
    assert "低等级“银卡”有权益“免运费”，高等级“金卡”反而没有" in messages
    assert any(message.startswith("等级积分倍率的“各等级倍数”引用了不存在的等级“gould”") for message in messages)


@pytest.mark.parametrize(
    ("scopes", "codes"),
    [
        (["config:read"], []),
        (["config:read", "coupons:read"], ["COUPON_ABOVE_MINIMUM"]),
        (["config:read", "tiers:read"], []),
        (["config:read", "tiers:read", "benefits:read"], ["TIER_GETS_LESS"]),
        (["config:read", "tiers:read", "rules:read"], ["NOT_THERE", "TIER_GETS_LESS"]),
        (["config:read", "benefits:read", "tags:read"], ["NOT_THERE"]),
        (sorted(SCOPES), ["NOT_THERE", "NOT_THERE", "COUPON_ABOVE_MINIMUM", "TIER_GETS_LESS", "TIER_GETS_LESS"]),
    ],
)
async def test_what_a_token_may_not_read_elsewhere_it_is_not_told_here(
    shop: Shop, scopes: list[str], codes: list[str]
) -> None:
    await shop.ask(CLUB)
    await shop.ask(WRONG)
    told = (await shop.ask(ADVICE, secret=await shop.token(*scopes)))["advice"]
    assert [one["code"] for one in told] == codes


async def test_without_the_scope_nothing_is_told(shop: Shop) -> None:
    scopes = sorted(set(SCOPES) - {"config:read"})
    assert await shop.errors(ADVICE, secret=await shop.token(*scopes)) == [("FORBIDDEN", ["advice"])]


async def test_a_tier_that_nobody_reaches_is_told_with_thresholds_that_spread_the_members(shop: Shop) -> None:
    await shop.ask(CLUB)
    await orders(shop, range(10, 250, 10))
    told = {one["code"]: one for one in (await shop.ask(ADVICE))["advice"]}
    assert sorted(told) == ["TIER_EMPTY", "TIER_HAS_ALL", "TIER_THRESHOLDS"]
    assert told["TIER_EMPTY"]["message"] == "none of 24 members is on gold"
    assert told["TIER_HAS_ALL"]["about"] == "tier:club/silver"
    thresholds = told["TIER_THRESHOLDS"]
    assert thresholds["about"] == "track:club"
    assert thresholds["message"] == (
        "thresholds of net_spend that would spread the members of club: gold from 130.00 (about 12 members or more)"
    )
    narrow = await shop.token("config:read", "tiers:read", "members:read")
    assert {one["code"] for one in (await shop.ask(ADVICE, secret=narrow))["advice"]} >= {"TIER_EMPTY", "TIER_HAS_ALL"}
    blind = await shop.token("config:read", "tiers:read")
    assert (await shop.ask(ADVICE, secret=blind))["advice"] == []
