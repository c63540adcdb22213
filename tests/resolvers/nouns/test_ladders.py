"""What a ladder shows before anybody stands on it: the benefits that each tier opens."""

from typing import Any

from headless.services.configuration.tag_kinds import save_tag
from tests.resolvers.reader import Reader
from tests.services.members.giving import benefit
from tests.services.shop import Shop


def held(op: str, tier: str, **args: str) -> dict[str, Any]:
    return {"test": {"metric": "tier", "op": op, "value": tier, "args": args}}


async def opened(reader: Reader) -> dict[str, list[str]]:
    data = await reader.ask("{ tierTracks { tiers { code benefits { code } } } }")
    tiers = [tier for track in data["tierTracks"] for tier in track["tiers"]]
    return {tier["code"]: [benefit["code"] for benefit in tier["benefits"]] for tier in tiers}


async def test_a_tier_shows_the_benefits_that_its_condition_opens(shop: Shop, reader: Reader) -> None:
    await shop.ladder(
        {"code": "silver", "name": "Silver", "rank": 1}, {"code": "gold", "name": "Gold", "rank": 2}, default=True
    )
    await shop.ladder({"code": "club", "name": "Club", "rank": 1}, code="paid", kind="PAID")
    many = {"test": {"metric": "orders", "op": "GTE", "value": 3}}
    await benefit(shop, "wifi")
    await benefit(shop, "often", condition=many)
    await benefit(shop, "lounge", condition=held("GTE", "silver"))
    await benefit(shop, "party", condition={"all": [held("EQ", "gold"), many]})
    await benefit(shop, "starter", condition={"all": [{"not": held("GTE", "gold")}, many]})
    await benefit(shop, "either", condition={"any": [held("EQ", "gold"), many]})
    await benefit(shop, "club_gift", condition=held("GTE", "club", track="paid"))

    assert {
        "silver": ["lounge", "starter", "either"],
        "gold": ["lounge", "party", "either"],
        "club": ["club_gift"],
    } == await opened(reader)


async def test_benefits_of_a_tier_need_their_scope(shop: Shop, reader: Reader) -> None:
    await shop.ladder({"code": "silver", "name": "Silver", "rank": 1}, default=True)

    query = "{ tierTracks { tiers { code benefits { code } } } }"

    assert ["FORBIDDEN"] == await reader.errors(query, scopes={"tiers:read"})


async def test_a_ladder_says_in_the_readers_language_what_each_tier_asks_for(shop: Shop, reader: Reader) -> None:
    await save_tag(shop.kernel, shop.owner, {"code": "vip", "name": "VIP", "names": {"zh": "贵宾"}})
    spent = {"test": {"metric": "net_spend", "op": "GTE", "value": "8000", "window": "365d"}}
    named = {"test": {"metric": "tag", "op": "CONTAINS", "value": "vip"}}
    kept = {"test": {"metric": "orders", "op": "GTE", "value": 2, "window": "year"}}
    await shop.ladder(
        {"code": "basic", "name": "Basic", "rank": 1},
        {"code": "gold", "name": "Gold", "rank": 2, "condition": {"any": [spent, named]}, "keep": kept},
        default=True,
    )

    async def told(lang: str) -> list[Any]:
        data = await reader.ask("{ tierTracks { tiers { conditionText keepText } } }", lang=lang)
        return [[tier["conditionText"], tier["keepText"]] for tier in data["tierTracks"][0]["tiers"]]

    assert [
        [None, None],
        ["spend ¥8,000 within 365 days or have the tag VIP", "place 2 orders this year"],
    ] == await told("en")
    assert [
        [None, None],
        ["近365天累计消费满¥8,000.00，或有标签「贵宾」", "今年累计下单满2单"],
    ] == await told("zh")
