"""A member's coupons: in the order that a wallet asks for, both ways."""

from headless.services.members.coupons import Codes, issue_coupons
from tests.resolvers.reader import Reader
from tests.services.members.giving import coupon_kind
from tests.services.shop import Shop


async def kinds(reader: Reader, arguments: str) -> list[str]:
    data = await reader.of_member(f"coupons({arguments}) {{ edges {{ cursor node {{ kind {{ code }} }} }} }}")
    return [edge["node"]["kind"]["code"] for edge in data["coupons"]["edges"]]


async def test_coupons_are_sorted_by_age_or_by_what_expires_first(shop: Shop, reader: Reader) -> None:
    member = await shop.member()
    for code, validity in (("late", "90d"), ("never", None), ("soon", "3d"), ("ever", None)):
        await coupon_kind(shop, code, **({"validity": validity} if validity else {}))
        issued = await issue_coupons(shop.kernel, shop.owner, member, Codes(code, 1, None, code))
        assert issued.problem is None, issued.problem

    assert ["ever", "soon", "never", "late"] == await kinds(reader, "first: 10")
    assert ["late", "never", "soon", "ever"] == await kinds(reader, "orderBy: OLDEST")
    assert ["soon", "late", "never", "ever"] == await kinds(reader, "orderBy: EXPIRES_FIRST")
    assert ["never", "ever"] == await kinds(reader, "orderBy: EXPIRES_FIRST, last: 2")


async def test_a_walk_by_expiry_meets_each_coupon_once(shop: Shop, reader: Reader) -> None:
    member = await shop.member()
    await coupon_kind(shop, "soon", validity="3d")
    await coupon_kind(shop, "never")
    for number in range(5):
        kind = "soon" if number % 2 else "never"
        issued = await issue_coupons(shop.kernel, shop.owner, member, Codes(kind, 1, None, f"issue-{number}"))
        assert issued.problem is None, issued.problem
    page = "coupons(orderBy: EXPIRES_FIRST, first: 2%s) { pageInfo { endCursor hasNextPage } edges { node { id } } }"

    seen, place, more = [], "", True
    while more:
        coupons = (await reader.of_member(page % place))["coupons"]
        seen += [edge["node"]["id"] for edge in coupons["edges"]]
        place, more = f', after: "{coupons["pageInfo"]["endCursor"]}"', coupons["pageInfo"]["hasNextPage"]

    assert 5 == len(seen) == len(set(seen))
