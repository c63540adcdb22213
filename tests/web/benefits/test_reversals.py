"""A use of a benefit is taken back: everything that it cost and gave, once."""

from tests.web.benefits.centre import Centre
from tests.web.benefits.test_catalogue import coupon_kind, points

LOTS = '{ member(by: {number: "1"}) { asset(kind: "points") { available expiring(within: "10y") { on amount } } } }'


async def test_quota_stock_coupon_and_price_come_back_once(centre: Centre) -> None:
    await coupon_kind(centre, "tea", "5", stock=1)
    await centre.save("tea", price=points("30"), gives="tea", stock=1, quota=1, quotaPeriod="month")
    await centre.member("1", points="30")
    used = await centre.use("1", "tea", "u1")
    back = await centre.reverse(used["use"]["id"], "r1")
    again = await centre.reverse(used["use"]["id"], "r1")
    twice = await centre.reverse(used["use"]["id"], "r2")

    assert (back["userErrors"], back["benefit"]) == ([], {"status": "AVAILABLE", "used": 0, "remaining": 1})
    assert back["use"]["coupon"]["state"] == "REVOKED"
    assert again == back
    assert [error["code"] for error in twice["userErrors"]] == ["USE_REVERSED"]
    assert await centre.held("1") == "30"
    # the key that used it answers as it did, and a new one uses it again
    assert (await centre.use("1", "tea", "u1"))["use"]["id"] == used["use"]["id"]
    assert (await centre.use("1", "tea", "u2"))["userErrors"] == []
    await centre.sound()


async def test_the_price_goes_back_into_the_lots_it_came_from(centre: Centre) -> None:
    await centre.member("1")
    for amount, day in (("10", "2026-06-01"), ("10", "2026-09-01")):
        await centre.shop.ask(
            f"""mutation {{ assetGrant(input: {{member: {{number: "1"}}, kind: "points", amount: {amount}, reason: "gift",
  expiresAt: "{day}T00:00:00+01:00", idempotencyKey: "{day}"}}) {{ userErrors {{ code }} }} }}"""
        )
    before = await centre.shop.ask(LOTS)
    await centre.save("cup", price=points("15"))
    used = await centre.use("1", "cup")
    between = await centre.shop.ask(LOTS)
    await centre.reverse(used["use"]["id"])

    assert between["member"]["asset"]["available"] == "5"
    assert await centre.shop.ask(LOTS) == before
    await centre.sound()


async def test_a_coupon_that_was_used_stays_used(centre: Centre) -> None:
    await coupon_kind(centre, "tea", "5")
    await centre.save("tea", price=points("30"), gives="tea")
    await centre.member("1", points="30")
    used = await centre.use("1", "tea")
    code = used["use"]["coupon"]["code"]
    order = """mutation($events: [EventInput!]!) { eventsRecord(input: {events: $events}) { results { status } } }"""
    event = {"type": "order.paid", "member": {"number": "1"}, "source": "till", "externalId": "o1"}
    sent = {**event, "data": {"orderId": "o1", "total": "20", "coupons": [code]}}
    assert (await centre.shop.ask(order, {"events": [sent]}))["eventsRecord"]["results"] == [{"status": "RECORDED"}]
    refused = await centre.reverse(used["use"]["id"])

    assert [error["code"] for error in refused["userErrors"]] == ["COUPON_USED"]
    assert (refused["use"]["reversedAt"], await centre.held("1")) == (None, "0")
    await centre.sound()


async def test_what_a_use_brought_is_taken_back_even_if_it_was_spent(centre: Centre) -> None:
    await centre.save("cash", price=points("100"), grants=[{"kind": "growth", "amount": "10"}])
    await centre.member("1", points="100")
    used = await centre.use("1", "cash")
    await centre.shop.ask(
        """mutation { assetSpend(input: {member: {number: "1"}, kind: "growth", amount: 4, reason: "game",
  idempotencyKey: "s1"}) { userErrors { code } } }"""
    )
    back = await centre.reverse(used["use"]["id"])
    asked = '{ member(by: {number: "1"}) { asset(kind: "growth") { available debt } } }'

    assert back["userErrors"] == []
    assert (await centre.shop.ask(asked))["member"]["asset"] == {"available": "0", "debt": "4"}
    assert await centre.held("1") == "100"
    await centre.sound()


async def test_a_price_that_was_reversed_by_hand_goes_back_only_once(centre: Centre) -> None:
    await centre.save("cup", price=points("10"))
    await centre.member("1", points="10")
    used = await centre.use("1", "cup")
    entries = """{ member(by: {number: "1"}) { asset(kind: "points") { entries(types: [SPEND]) { edges { node { id } } } } } }"""
    (edge,) = (await centre.shop.ask(entries))["member"]["asset"]["entries"]["edges"]
    await centre.shop.ask(
        f"""mutation {{ entryReverse(input: {{entry: "{edge["node"]["id"]}", amount: 4, reason: "sorry",
  idempotencyKey: "e1"}}) {{ userErrors {{ code }} }} }}"""
    )
    await centre.reverse(used["use"]["id"])

    assert await centre.held("1") == "10"
    await centre.sound()


async def test_an_unknown_use_is_named(centre: Centre) -> None:
    await centre.member("1")
    for use in ("use_0000000000001", "mem_0000000000001", "nonsense"):
        (error,) = (await centre.reverse(use))["userErrors"]
        assert (error["code"], error["path"]) == ("UNKNOWN_USE", ["use"])


async def test_a_merged_members_use_can_be_taken_back(centre: Centre) -> None:
    await centre.save("cup", price=points("10"), stock=3, quota=1)
    await centre.member("1", points="10")
    await centre.member("2", points="5")
    used = await centre.use("1", "cup")
    merged = await centre.shop.ask(
        """mutation { memberMerge(input: {from: {number: "1"}, into: {number: "2"}, idempotencyKey: "m"}) {
  userErrors { code message } } }"""
    )
    assert merged["memberMerge"]["userErrors"] == []
    back = await centre.reverse(used["use"]["id"])

    assert back["userErrors"] == []
    assert await centre.held("2") == "15"
    await centre.sound()


async def test_what_it_counted_counts_no_more(centre: Centre) -> None:
    """A condition on how often benefits are used: of one, of all, in a window."""
    await centre.save("cup")
    await centre.save("tea")
    used = {"metric": "benefit_uses", "op": "GTE", "value": 2}
    await centre.save("fan", condition={"test": used})
    await centre.save("cups", condition={"test": {**used, "args": {"benefit": "cup"}, "window": "30d"}})
    await centre.member("1")
    before = await centre.shown("1")
    first = await centre.use("1", "cup")
    await centre.use("1", "tea")
    between = await centre.shown("1")
    await centre.use("1", "cup")
    after = await centre.shown("1")
    await centre.reverse(first["use"]["id"])
    reversed_ = await centre.shown("1")
    metric = '{ member(by: {number: "1"}) { metric(name: "benefit_uses", args: {benefit: "tea"}) } }'

    assert before["fan"]["why"] == "Fan is not available to you yet: use benefits 2 more times"
    assert before["cups"]["why"].startswith("Cups is not available to you yet: use benefits 2 more times (Cup)")
    statuses = [(shown["fan"]["status"], shown["cups"]["status"]) for shown in (before, between, after, reversed_)]
    no, yes = "NOT_ELIGIBLE", "AVAILABLE"
    assert statuses == [(no, no), (yes, no), (yes, yes), (yes, no)]
    assert (await centre.shop.ask(metric))["member"]["metric"] == 1
    await centre.sound()


async def test_uses_of_before_are_counted_when_a_condition_begins_to_ask(centre: Centre) -> None:
    await centre.save("cup")
    await centre.member("1")
    first = await centre.use("1", "cup")
    await centre.use("1", "cup")
    await centre.reverse(first["use"]["id"])
    await centre.save("fan", condition={"test": {"metric": "benefit_uses", "op": "GTE", "value": 1}})
    await centre.save("more", condition={"test": {"metric": "benefit_uses", "op": "GTE", "value": 2}})
    shown = await centre.shown("1")

    assert (shown["fan"]["status"], shown["more"]["status"]) == ("AVAILABLE", "NOT_ELIGIBLE")
    await centre.sound()
