"""What is shown of a tier in grace: the day on which it really ends, and what follows from that."""

from typing import Any

from headless.services.kernel.lookups import Lookup
from tests.resolvers.reader import Reader, label
from tests.services.shop import Shop

GOLD = {
    "code": "gold", "name": "Gold", "rank": 1,
    "condition": {"test": {"metric": "net_spend", "op": "GTE", "value": "1000", "window": "365d"}},
}  # fmt: skip


def ending(op: str, days: int) -> dict[str, Any]:
    """Return a test of the days to the tier's end."""
    return {"test": {"metric": "tier_ends_in", "op": op, "value": days}}


async def in_grace(shop: Shop) -> Lookup:
    """Return a member who has failed a review on 1 June 2026 and has 30 days, of which 9 have passed."""
    await shop.ladder(GOLD, default=True, validity="6m", grace="30d", downgrade="TO_QUALIFIED")
    await label(shop, "leaving", ending("LTE", 15))
    await label(shop, "late", ending("LT", 0))
    member = await shop.member()
    await shop.order(member, "1000", on="2025-12-01T10:00", number="o1")
    return member


async def test_a_tier_in_grace_ends_with_the_grace(shop: Shop, reader: Reader) -> None:
    member = await in_grace(shop)
    await shop.refund(member, "1", order="o1")
    until = (await reader.of_member("standings { graceUntil }"))["standings"][0]["graceUntil"]
    await shop.pass_time("2026-06-20T12:00")
    fields = 'tierProgress { current { code } keepUntil } metric(name: "tier_ends_in") tags { tag { code } }'

    seen = await reader.of_member(fields)

    assert {"current": {"code": "gold"}, "keepUntil": until} == seen["tierProgress"]
    assert 11 == seen["metric"]
    assert [{"tag": {"code": "leaving"}}] == seen["tags"]


async def test_the_list_of_members_finds_who_is_in_grace_by_the_day_of_its_end(shop: Shop, reader: Reader) -> None:
    member = await in_grace(shop)
    await shop.refund(member, "1", order="o1")
    query = "query ($where: Condition) { members(where: $where, first: 5) { edges { node { number } } } }"

    async def found(where: dict[str, Any]) -> int:
        data = await reader.ask(query, where=where)
        return len(data["members"]["edges"])

    assert [1, 0, 0] == [await found(ending("LTE", 30)), await found(ending("LT", 30)), await found(ending("LT", 0))]


async def test_after_a_review_on_its_day_the_grace_is_what_counts(shop: Shop, reader: Reader) -> None:
    await shop.ladder(GOLD, default=True, validity="1y", grace="30d", downgrade="TO_QUALIFIED")
    await shop.order(await shop.member(), "1000")
    await shop.pass_time("2027-06-01T00:00")
    await shop.pass_time("2027-06-10T12:00")
    fields = 'tierProgress { keepUntil } metric(name: "tier_ends_in") explain(what: {track: "main"}) { params }'

    seen = await reader.of_member(fields)

    assert ("2027-06-30T16:00:00Z", 21) == (seen["tierProgress"]["keepUntil"], seen["metric"])
    assert "2027-07-01" == seen["explain"]["params"]["until"]
