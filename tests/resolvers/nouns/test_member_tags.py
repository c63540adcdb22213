"""The tags that members wear: by whom, why, and how long."""

from headless.services.members.tags import assign_tag
from tests.resolvers.reader import Reader, label
from tests.services.shop import Shop, instant


async def test_a_tag_says_who_put_it_on_and_why(shop: Shop, reader: Reader) -> None:
    for code in ("vip", "press"):
        await label(shop, code)
    await label(shop, "loyal", {"test": {"metric": "orders", "op": "GTE", "value": 1}})
    member = await shop.member()
    await shop.order(member, "10")
    await assign_tag(shop.kernel, shop.owner, member, "vip", "friend of the house")
    await assign_tag(shop.kernel, shop.owner, member, "press")

    found = await reader.of_member("tags { tag { code } by reason since expiresAt }")

    assert [
        ("loyal", "condition", "meets the tag's condition"),
        ("vip", "system", "friend of the house"),
        ("press", "system", "added by system"),
    ] == [(each["tag"]["code"], each["by"], each["reason"]) for each in found["tags"]]
    assert {"2026-06-01T04:00:00Z"} == {each["since"] for each in found["tags"]}
    assert {None} == {each["expiresAt"] for each in found["tags"]}


async def test_a_tag_ends_at_its_end_though_nothing_has_swept_it(shop: Shop, reader: Reader) -> None:
    await label(shop, "vip")
    member = await shop.member()
    await assign_tag(shop.kernel, shop.owner, member, "vip", "for June", instant("2026-07-01T00:00"))
    fields = 'tags { tag { code } } why: explain(what: {tag: "vip"}) { code text }'

    worn = await reader.of_member(fields)
    shop.clock.set(instant("2026-07-01T00:00"))
    over = await reader.of_member(fields)

    assert ([{"tag": {"code": "vip"}}], "by_hand") == (worn["tags"], worn["why"]["code"])
    assert ([], "expired", "Vip was valid until 30 June 2026") == (
        over["tags"],
        over["why"]["code"],
        over["why"]["text"],
    )
    meets = '{ members(where: {test: {metric: "tag", op: EQ, value: "vip"}}) { totalCount } }'
    assert 0 == (await reader.ask(meets))["members"]["totalCount"]
