"""What is shown of a tier in grace: the day on which it really ends, and what follows from that."""

from typing import Any

import pytest

from headless.services.kernel.lookups import Lookup
from tests.resolvers.reader import Reader, label
from tests.services.shop import Shop, instant

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


@pytest.mark.parametrize("late", ["2027-06-01T09:00", "2027-06-20T12:00"])
async def test_a_review_that_is_done_late_begins_its_grace_when_it_was_due(
    shop: Shop, reader: Reader, late: str
) -> None:
    await shop.ladder(GOLD, default=True, validity="1y", grace="30d", downgrade="TO_QUALIFIED")
    await shop.order(await shop.member(), "1000")

    await shop.pass_time(late)

    seen = await reader.of_member("tierProgress { keepUntil } standings { graceUntil }")
    assert "2027-06-30T16:00:00Z" == seen["tierProgress"]["keepUntil"] == seen["standings"][0]["graceUntil"]
    assert [] == await shop.drifts()


async def test_a_grace_that_is_over_when_the_worker_comes_ends_at_once(shop: Shop) -> None:
    silver = {**GOLD, "code": "silver", "rank": 0, "condition": {"test": {"metric": "orders", "op": "GTE", "value": 1}}}
    await shop.ladder(silver, GOLD, default=True, validity="1y", grace="30d", downgrade="TO_QUALIFIED")
    member = await shop.member()
    await shop.order(member, "1000")

    await shop.pass_time("2027-07-20T12:00")

    state = await shop.state(member)
    (standing,) = state.standings.values()
    # The lower tier is valid from the end of the grace.
    assert ("silver", instant("2028-07-01T00:00")) == (await shop.tier(member), standing.until_at)
    assert [] == await shop.drifts()


@pytest.mark.parametrize("grace", [None, "30d"])
async def test_what_keeps_a_tier_is_never_in_the_past_while_the_worker_is_late(
    shop: Shop, reader: Reader, grace: str | None
) -> None:
    await shop.ladder(GOLD, default=True, validity="1y", grace=grace, downgrade="TO_QUALIFIED")
    await shop.order(await shop.member(), "1000")
    await shop.pass_time("2027-05-31T23:59")
    if grace:
        await shop.pass_time("2027-06-01T09:00")

    shop.clock.set(instant("2027-08-01T12:00"))

    seen = await reader.of_member('tierProgress { keepUntil } metric(name: "tier_ends_in")')
    assert ("2027-08-01T04:00:00Z", 0) == (seen["tierProgress"]["keepUntil"], seen["metric"])
    query = "query ($where: Condition) { members(where: $where) { totalCount } }"
    tests = [ending("EQ", 0), ending("LTE", 0), ending("GTE", 0), ending("LT", 0), ending("NEQ", 0), ending("GTE", 1)]
    counts = [(await reader.ask(query, where=where))["members"]["totalCount"] for where in tests]
    assert [1, 1, 1, 0, 0, 0] == counts
