"""What points come from and what they buy, as published programmes have it, by configuration alone."""

from typing import Any

from tests.web.benefits.test_access import own_token
from tests.web.golden.cast import gather
from tests.web.golden.platform import Platform, having, item, on_tier

ASSETS = """{ kind { code } available earned spent } coupons { edges { node { kind { code } state } } }
  benefits { benefit { code } status } tier { code } }"""
TRANSFER = "mutation($input: AssetTransferInput!) { assetTransfer(input: $input) { userErrors { code message } } }"
COUNT = "query($where: Condition) { members(where: $where) { totalCount } }"
BEANS = """mutation { assetKindSave(input: {code: "points", name: "Beans", worth: "0.01", transferable: true}) {
  userErrors { code } } }"""


def points(amount: int) -> list[dict[str, Any]]:
    return [{"kind": "points", "amount": amount}]


async def test_as8_points_from_five_sources(platform: Platform) -> None:
    """A check-in, a visit to the shop, a limited drop, a purchase, and a review of it."""
    earns = {"checkin": "2", "review.posted": "10", "share.posted": "20", "login": "0", "profile.completed": "0"}
    await platform.rule("growth_per_activity", asset="points", amounts=earns)
    await platform.rule("points_per_spend")
    await platform.save("visit", name="Beans for a visit", grants=points(1), quota=1, quotaPeriod="1d")
    await platform.save("drop", name="Bean grab", grants=points(50), stock=1, quota=1)
    for number in ("ann", "ben"):
        await platform.member(number)

    held = []
    await platform.happens("checkin", "ann", {"place": "app"})
    held.append(await platform.held("ann"))
    visits = [await platform.use("ann", "visit") for _ in range(2)]
    held.append(await platform.held("ann"))
    drops = [await platform.use(number, "drop") for number in ("ann", "ben")]
    held.append(await platform.held("ann"))
    await platform.buys("ann", "100")
    held.append(await platform.held("ann"))
    await platform.happens("review.posted", "ann", {"orderId": "any", "text": "Keeps tea warm for hours."})
    held.append(await platform.held("ann"))

    assert held == ["2", "3", "53", "153", "163"]
    assert [[error["code"] for error in answer["userErrors"]] for answer in (*visits, *drops)] == [
        [],
        ["QUOTA_USED"],
        [],
        ["EXHAUSTED"],
    ]
    await platform.clock("2026-02-02T00:00:00+08:00")
    assert (await platform.use("ann", "visit"))["userErrors"] == [], "there is a new day for a visit"
    await platform.sound()


async def test_tk10_a_questionnaire_is_rewarded_once(platform: Platform) -> None:
    await platform.save("questionnaire", grants=points(30), quota=1)
    await platform.member("ann")
    answers = [await platform.use("ann", "questionnaire") for _ in range(2)]

    assert [[error["code"] for error in answer["userErrors"]] for answer in answers] == [[], ["QUOTA_USED"]]
    assert await platform.held("ann") == "30"
    await platform.sound()


async def test_as11_points_of_one_member_pay_for_what_another_has(platform: Platform) -> None:
    await platform.shop.ask(BEANS)
    await platform.save("film", name="A month of films", price=points(500))
    await platform.member("father", points="800")
    await platform.member("daughter", points="100")
    before = (await platform.use("daughter", "film"))["userErrors"][0]
    given = {
        "from": {"number": "father"}, "to": {"number": "daughter"}, "kind": "points", "amount": "400",
        "reason": "for the holidays", "idempotencyKey": "t",
    }  # fmt: skip
    assert (await platform.shop.ask(TRANSFER, {"input": given}))["assetTransfer"]["userErrors"] == []
    after = await platform.use("daughter", "film")

    assert (before["__typename"], before["available"], before["required"]) == ("InsufficientBalance", "100", "500")
    assert after["userErrors"] == []
    assert [await platform.held(number) for number in ("father", "daughter")] == ["400", "0"]
    await platform.sound()


async def test_fn2_the_highest_tier_pays_part_of_a_price_with_points(platform: Platform) -> None:
    part = [*points(5000), {"kind": "balance", "amount": "149.00"}]
    await gather(platform, ["gold", "diamond"])
    await platform.save("watch", price=part, condition=on_tier("diamond"), stock=5, needsFulfilment=True)
    for number in ("gold", "diamond"):
        await platform.grant(number, "6000")
        await platform.grant(number, "200.00", "balance")

    bought = [await platform.use(number, "watch") for number in ("gold", "diamond")]

    assert [[error["code"] for error in answer["userErrors"]] for answer in bought] == [["NOT_ELIGIBLE"], []]
    assert [await platform.held("diamond"), await platform.held("diamond", "balance")] == ["1000", "51.00"]
    assert [await platform.held("gold"), await platform.held("gold", "balance")] == ["6000", "200.00"]
    await platform.sound()


async def test_mv2_art_is_limited_and_numbered(platform: Platform) -> None:
    await platform.save("crane", name="A crane, 1 of 3", stock=3, quota=1, price=points(100), needsFulfilment=True)
    numbers = [f"m{number}" for number in range(4)]
    for number in numbers:
        await platform.member(number, points="100")

    bought = [await platform.use(number, "crane") for number in numbers]

    assert [answer["use"] and answer["use"]["serial"] for answer in bought] == [1, 2, 3, None]
    assert bought[3]["userErrors"][0]["__typename"] == "Exhausted"
    assert await platform.held("m3") == "100"
    await platform.sound()


async def test_bn13_a_cup_for_ten_more(platform: Platform) -> None:
    """Ten yuan for a cup of 50, with an order of other goods for 99 or more, and one cup an order."""
    price = {"each": "10", "scope": {"skus": ["cup"]}, "orderLeast": "99", "mostPieces": 1}
    await platform.save("swap", name="A cup for ten", memberPrice=price)
    await platform.member("ann")
    cup = item("cup", "50.00")

    alone = await platform.quote("ann", cup)
    below = await platform.quote("ann", cup, item("tea", "98.99"))
    enough = await platform.quote("ann", cup, item("tea", "99.00"))
    two = await platform.quote("ann", {**cup, "quantity": "2", "amount": "100.00"}, item("tea", "99.00"))

    assert [quoted["total"] for quoted in (alone, below, enough, two)] == ["50.00", "148.99", "109.00", "159.00"]


async def test_tr1_as1_tier_benefits_points_balance_and_coupons_are_seen_by_the_member_and_by_the_merchant(
    platform: Platform,
) -> None:
    await platform.rule("points_per_spend")
    await platform.coupon_kind("five", discount={"amount": "5"})
    await gather(platform, ["gold"])
    await platform.save("lounge", condition=on_tier("gold"))
    await platform.grant("gold", "100.00", "balance")
    await platform.issue("five", "gold")

    by_merchant = (await platform.shop.ask(f'{{ member(by: {{number: "gold"}}) {{ assets {ASSETS} }}'))["member"]
    token = await own_token(platform, "gold")
    by_member = (await platform.shop.ask(f"{{ me {{ assets {ASSETS} }}", secret=token))["me"]

    assert by_merchant == by_member
    assets = {row["kind"]["code"]: (row["available"], row["earned"], row["spent"]) for row in by_member["assets"]}
    assert (assets["points"], assets["balance"]) == (("8000", "8000", "0"), ("100.00", "100.00", "0.00"))
    assert [edge["node"] for edge in by_member["coupons"]["edges"]] == [{"kind": {"code": "five"}, "state": "USABLE"}]
    assert by_member["benefits"] == [{"benefit": {"code": "lounge"}, "status": "AVAILABLE"}]
    assert by_member["tier"] == {"code": "gold"}


async def test_an5_the_share_of_members_who_use_a_core_benefit_is_counted_and_using_them_leads_up(
    platform: Platform,
) -> None:
    """Usage of 60 %: three of the five who may enter the lounge did; who used benefits three times is a regular."""
    await platform.track("club", {"code": "vip", "name": "VIP", "rank": 1, "condition": having("net_spend", "100")})
    regular = {"code": "regular", "name": "Regular", "rank": 1, "condition": having("benefit_uses", 3, "90d")}
    await platform.track("habit", regular)
    vip, used = on_tier("vip", "club"), having("benefit_uses", 1, "30d", benefit="lounge")
    await platform.save("lounge", condition=vip)
    await platform.save("regulars-table", condition=on_tier("regular", "habit"))
    for at in range(6):
        await platform.member(f"m{at}")
        await platform.buys(f"m{at}", "100" if at < 5 else "10")
    first = [await platform.use(f"m{at}", "lounge") for at in range(3)]
    mistaken = await platform.use("m3", "lounge")
    await platform.reverse(mistaken["use"]["id"])
    before = (await platform.shown("m0"))["regulars-table"]
    for _ in range(2):
        await platform.use("m0", "lounge")
    after = (await platform.shown("m0"))["regulars-table"]

    counted = {
        name: (await platform.shop.ask(COUNT, {"where": where}))["members"]["totalCount"]
        for name, where in {"may": vip, "did": {"all": [vip, used]}}.items()
    }
    assert [answer["userErrors"] for answer in first] == [[], [], []]
    assert counted == {"may": 5, "did": 3}
    assert counted["did"] / counted["may"] >= 0.6, "what was taken back does not count"
    assert [row["status"] for row in (before, after)] == ["NOT_ELIGIBLE", "AVAILABLE"]
    await platform.sound()
