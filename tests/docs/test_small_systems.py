"""Small membership systems of the coverage page, set up through the API alone, told from the first event to the answer."""

import json
from typing import Any

from tests.docs.conftest import Answer
from tests.docs.story import at_least
from tests.services.shop import Shop


def literal(value: Any) -> str:
    """A value as GraphQL writes it; texts in capitals that stand alone are enums."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {literal(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(literal, value)) + "]"
    return value if value in ("EARNED", "GTE", "LTE", "TO_QUALIFIED") else json.dumps(value)


async def change(answer: Answer, mutation: str, given: dict[str, Any], asked: str = "") -> Any:
    """Run a mutation that must succeed."""
    found = await answer(
        f"mutation {{ {mutation}(input: {literal(given)}) {{ {asked} userErrors {{ code message }} }} }}"
    )
    assert "errors" not in found, found
    assert [] == found["data"][mutation]["userErrors"]
    return found["data"][mutation]


async def member(answer: Answer, number: str, asked: str) -> Any:
    """What is asked of a member."""
    found = await answer(f'{{ member(by: {{number: "{number}"}}) {{ {asked} }} }}')
    assert "errors" not in found, found
    return found["data"]["member"]


async def numbers_where(answer: Answer, condition: dict[str, Any]) -> list[str]:
    """The numbers of the members who meet a condition."""
    found = await answer(f"{{ members(where: {literal(condition)}) {{ edges {{ node {{ number }} }} }} }}")
    return [edge["node"]["number"] for edge in found["data"]["members"]["edges"]]


async def tags(answer: Answer, number: str) -> list[str]:
    """The tags that a member wears."""
    return [each["tag"]["code"] for each in (await member(answer, number, "tags { tag { code } }"))["tags"]]


async def happens(answer: Answer, type_: str, number: str, key: str, data: dict[str, Any]) -> None:
    """Something happens to a member now."""
    event = {"type": type_, "member": {"number": number}, "source": "app", "externalId": key, "data": data}
    found = await change(answer, "eventsRecord", {"events": [event]}, "results { status userErrors { message } }")
    assert "RECORDED" == found["results"][0]["status"], found


def rungs(*tiers: tuple[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Tiers from the lowest up."""
    return [
        {"code": code, "name": code.title(), "rank": rank, "condition": condition}
        for rank, (code, condition) in enumerate(tiers, start=1)
    ]


async def test_a_member_is_found_by_card_number_phone_and_mail(answer: Answer) -> None:
    person = {"number": "4713", "phone": "+44 20 7946 0999", "email": "Mary@Example.com", "source": "campaign-7"}
    await change(answer, "memberCreate", person)

    for lookup in ({"number": "4713"}, {"phone": "+44 (20) 79460999"}, {"email": "mary@example.com"}):
        found = await answer(f"{{ member(by: {literal(lookup)}) {{ number }} }}")
        assert {"member": {"number": "4713"}} == found["data"]


async def test_where_a_member_came_from_is_kept_and_the_tier_follows_from_the_rules(answer: Answer) -> None:
    await change(answer, "memberCreate", {"number": "4713", "source": "campaign-7"})
    await happens(answer, "order.paid", "4713", "o-9", {"orderId": "o-9", "total": "200.00"})

    assert {"source": "campaign-7", "tier": {"code": "bronze"}} == await member(answer, "4713", "source tier { code }")


async def test_a_tag_is_put_on_existing_and_on_new_members(answer: Answer) -> None:
    rich = at_least("earned", "400", asset="points")
    await change(answer, "tagSave", {"code": "rich", "name": "Rich in points", "condition": rich})
    assert "rich" in await tags(answer, "4711")

    assert [] == await tags(answer, "4712")
    await happens(answer, "order.paid", "4712", "o-9", {"orderId": "o-9", "total": "400.00"})
    assert ["rich"] == await tags(answer, "4712")


async def test_members_are_told_apart_by_recency_frequency_and_money(answer: Answer, shop: Shop) -> None:
    recent = {"test": {"metric": "days_since_order", "op": "LTE", "value": 30}}
    best = {"all": [recent, at_least("orders", 3, "365d"), at_least("net_spend", "400", "365d")]}

    assert ["4711"] == await numbers_where(answer, best)
    await shop.pass_time("2026-07-01T12:00:00+01:00")
    assert [] == await numbers_where(answer, best)


async def test_a_silent_member_is_tagged_by_the_clock_and_woken_by_an_order(answer: Answer, shop: Shop) -> None:
    silent = at_least("days_since_order", 60)
    await change(answer, "tagSave", {"code": "silent", "name": "Silent", "condition": silent})

    await shop.pass_time("2026-07-26T23:59:00+01:00")
    assert "silent" not in await tags(answer, "4711")
    await shop.pass_time("2026-07-27T00:00:00+01:00")
    assert "silent" in await tags(answer, "4711")

    await happens(answer, "order.paid", "4711", "o-9", {"orderId": "o-9", "total": "1.00"})
    assert "silent" not in await tags(answer, "4711")


async def test_growth_from_logins_orders_reviews_and_shares_decides_the_tier(answer: Answer) -> None:
    await change(answer, "ruleSave", {"rule": "growth_per_activity"})
    tiers = rungs(
        ("sprout", at_least("earned", "60", asset="growth")), ("tree", at_least("earned", "121", asset="growth"))
    )
    await change(answer, "tierTrackSave", {"code": "growth", "name": "Growth", "kind": "EARNED", "tiers": tiers})
    told = 'tier(track: "growth") { code } asset(kind: "growth") { earned }'

    await happens(answer, "order.paid", "4712", "o-9", {"orderId": "o-9", "total": "100.00"})
    assert {"tier": {"code": "sprout"}, "asset": {"earned": "100"}} == await member(answer, "4712", told)
    await happens(answer, "login", "4712", "l-1", {})
    await happens(answer, "login", "4712", "l-2", {})
    await happens(answer, "review.posted", "4712", "r-1", {"orderId": "o-9", "text": "Strong and dark."})
    assert {"tier": {"code": "sprout"}, "asset": {"earned": "111"}} == await member(answer, "4712", told)
    await happens(answer, "share.posted", "4712", "s-1", {"media": ["https://example.com/cup.jpg"]})
    assert {"tier": {"code": "tree"}, "asset": {"earned": "121"}} == await member(answer, "4712", told)


async def test_a_plain_ladder_of_four(answer: Answer) -> None:
    codes = ("junior", "middle", "senior", "vip")
    tiers = rungs(*((code, at_least("orders", count)) for code, count in zip(codes, (1, 3, 10, 30), strict=True)))
    await change(answer, "tierTrackSave", {"code": "plain", "name": "Plain", "kind": "EARNED", "tiers": tiers})

    told = 'tier(track: "plain") { code } tierProgress(track: "plain") { next { code } text }'
    progress = {"next": {"code": "senior"}, "text": "place 7 more orders to reach Senior"}
    assert {"tier": {"code": "middle"}, "tierProgress": progress} == await member(answer, "4711", told)


async def test_an_airlines_ladder_counts_miles_or_flights(answer: Answer) -> None:
    await change(answer, "assetKindSave", {"code": "miles", "name": "Miles"})
    miles = {"rule": "points_per_spend", "name": "miles", "settings": {"asset": "miles", "per": "10"}}
    await change(answer, "ruleSave", miles)
    often = {"any": [at_least("earned", "20000", "1y", asset="miles"), at_least("orders", 3, "1y", channel="flight")]}
    tiers = rungs(("frequent", often))
    await change(answer, "tierTrackSave", {"code": "flyer", "name": "Flyer", "kind": "EARNED", "tiers": tiers})
    told = 'tier(track: "flyer") { code }'

    for number in range(3):
        assert {"tier": None} == await member(answer, "4711", told)
        flight = {"orderId": f"f-{number}", "total": "80.00", "channel": "flight"}
        await happens(answer, "order.paid", "4711", f"f-{number}", flight)
    await happens(answer, "order.paid", "4712", "f-9", {"orderId": "f-9", "total": "2000.00", "channel": "flight"})

    assert {"tier": {"code": "frequent"}} == await member(answer, "4711", told)
    assert {"tier": {"code": "frequent"}} == await member(answer, "4712", told)
