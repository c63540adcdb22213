"""Ask, for any member at any moment, why."""

from headless.services.configuration.rules import save_rule
from headless.services.members.tags import assign_tag, remove_tag
from tests.resolvers.nouns.test_tiers import LADDER
from tests.resolvers.reader import Reader, label
from tests.services.shop import Shop, instant

BUYER = {"test": {"metric": "orders", "op": "GTE", "value": 2}}


async def test_why_this_tier(shop: Shop, reader: Reader) -> None:
    await shop.ladder(*LADDER, default=True)
    await shop.rule("points_per_spend")
    member = await shop.member()
    fields = """why: explain(what: {track: "main"}) { code text params clause { met fraction } event { type }
      decisions { rule name fired code why effects } }"""

    before = (await reader.of_member(fields))["why"]
    await shop.order(member, "250")
    after = (await reader.of_member(fields))["why"]

    assert ("no_standing", "no tier yet; to reach Silver: spend ¥100 more within 365 days", None, []) == (
        before["code"], before["text"], before["event"], before["decisions"],
    )  # fmt: skip
    assert {"met": False, "fraction": "0"} == before["clause"]
    assert ("qualified", "reached Silver: net spend within 365 days is ¥250, at least ¥100") == (
        after["code"], after["text"],
    )  # fmt: skip
    assert ({"met": True, "fraction": "1"}, "order.paid") == (after["clause"], after["event"]["type"])
    assert [{
        "rule": "points_per_spend", "name": "points_per_spend", "fired": True, "code": "fired",
        "why": "earned 250 Points (on ¥250)",
        "effects": [{"effect": "Earn", "asset": "points", "amount": "250", "why": "on 250.00"}],
    }] == after["decisions"]  # fmt: skip


async def test_why_this_tier_then(shop: Shop, reader: Reader) -> None:
    await shop.ladder(*LADDER, default=True)
    member = await shop.member()
    await shop.order(member, "250")
    shop.clock.set(instant("2026-06-20T12:00"))
    await shop.order(member, "900")

    found = await reader.of_member(
        """explain(what: {track: "main"}, at: "2026-06-10T00:00:00Z") { params text }""", lang="zh"
    )

    assert "silver" == found["explain"]["params"]["tier"]
    assert "升级为Silver：近365天净消费¥250.00，已满¥100.00" == found["explain"]["text"]


async def test_why_this_balance(shop: Shop, reader: Reader) -> None:
    await shop.rule("points_per_spend")
    member = await shop.member()
    fields = """explain(what: {asset: "points"}) { code text params event { type } decisions { why } }"""
    assert "never_moved" == (await reader.of_member(fields))["explain"]["code"]
    await shop.order(member, "120")
    await shop.grant(member, "points", "30", expires_at=instant("2026-06-20T00:00"))
    await shop.spend(member, "points", "20")

    found = (await reader.of_member(fields))["explain"]

    assert ("balance", "asset.spent", []) == (found["code"], found["event"]["type"], found["decisions"])
    assert (
        "130 Points; latest: 1 June 2026 -20 (buy); 1 June 2026 +30 (gift); "
        "1 June 2026 +120 (Points per spend: on ¥120); 10 of it can be used until 19 June 2026"
    ) == found["text"]
    assert {"balance": "130", "available": "130", "held": "0", "debt": "0", "pending": "0", "asset": "points"} == {
        name: found["params"][name] for name in ("balance", "available", "held", "debt", "pending", "asset")
    }


async def test_what_expires_on_a_day_is_told_as_one(shop: Shop, reader: Reader) -> None:
    member = await shop.member()
    for amount, time in (("30", "2026-06-20T00:00"), ("12", "2026-06-20T09:00"), ("5", "2026-06-25T00:00")):
        await shop.grant(member, "points", amount, expires_at=instant(time))

    found = (await reader.of_member("""explain(what: {asset: "points"}) { text params }"""))["explain"]

    assert found["text"].endswith("; 42 of it can be used until 19 June 2026")
    assert ["42", "5"] == [day["amount"] for day in found["params"]["expiring"]]


async def test_why_this_tag(shop: Shop, reader: Reader) -> None:
    await label(shop, "loyal", BUYER)
    await label(shop, "vip")
    member = await shop.member()
    fields = """loyal: explain(what: {tag: "loyal"}) { code text clause { met } event { type } }
      vip: explain(what: {tag: "vip"}) { code text }"""

    nothing = await reader.of_member(fields)
    await shop.order(member, "10")
    await shop.order(member, "10")
    await assign_tag(shop.kernel, shop.owner, member, "vip", "friend of the house")
    worn = await reader.of_member(fields)
    await remove_tag(shop.kernel, shop.owner, member, "vip")
    gone = await reader.of_member(fields)

    assert ("not_worn", "does not have the tag Loyal; place 2 more orders") == (
        nothing["loyal"]["code"], nothing["loyal"]["text"],
    )  # fmt: skip
    assert ("by_condition", "Loyal since 1 June 2026: orders is 2, at least 2", {"met": True}, "order.paid") == (
        worn["loyal"]["code"], worn["loyal"]["text"], worn["loyal"]["clause"], worn["loyal"]["event"]["type"],
    )  # fmt: skip
    assert {"code": "by_hand", "text": "Vip since 1 June 2026: friend of the house"} == worn["vip"]
    assert {"code": "taken_off_by_hand", "text": "Vip was removed on 1 June 2026"} == gone["vip"]


async def test_why_an_event_did_what_it_did(shop: Shop, reader: Reader) -> None:
    await shop.rule("points_per_spend")
    await shop.rule("tier_multiplier", times={"gold": "2"})
    member = await shop.member()
    await shop.order(member, "120")
    await shop.member("m2")
    page = await reader.of_member('events(types: ["order.paid"]) { edges { node { id } } }')
    id_ = page["events"]["edges"][0]["node"]["id"]
    ask = f'explain(what: {{event: "{id_}"}}) {{ code text decisions {{ why }} }}'

    english, chinese = await reader.of_member(ask), await reader.of_member(ask, lang="zh")

    assert "recorded" == english["explain"]["code"]
    assert english["explain"]["text"].endswith(
        "on 1 June 2026. Points per spend: earned 120 Points (on ¥120); Tier multiplier: no multiplier without a tier"
    )
    assert ["获得120Points（消费¥120.00）", "暂无等级，无积分加倍"] == [
        each["why"] for each in chinese["explain"]["decisions"]
    ]
    stranger = f'{{ member(by: {{number: "m2"}}) {{ {ask} }} }}'
    assert ["UNKNOWN_EVENT"] == await reader.errors(stranger)


async def test_why_an_event_was_boosted_so_much(shop: Shop, reader: Reader) -> None:
    await shop.rule("points_per_spend")
    for name, settings in ("mondays", {"weekdays": [1]}), ("first", {"days": [1], "times": "3"}):
        document = {"rule": "member_day", "name": name, "settings": settings}
        assert (await save_rule(shop.kernel, shop.owner, document)).problem is None
    member = await shop.member()
    await shop.order(member, "100")
    fields = """events(first: 1) { nodes: edges { node { decisions { name why } } } }"""

    found = {
        line["name"]: line["why"]
        for line in (await reader.of_member(fields))["events"]["nodes"][0]["node"]["decisions"]
    }

    together = "MAX takes the highest of 2 boosts, ×3 (ADD would give ×4, MULTIPLY ×6)"
    assert f"Points ×3 (member day): {together}" == found["first"]
    assert f"Points ×2 (member day), not applied: {together}" == found["mondays"]
