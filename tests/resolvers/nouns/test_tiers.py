"""Where members stand, how near the next tier is, where they stood, and why: in the reader's language."""

from typing import Any

import pytest

from headless.services.configuration.tier_tracks import save_tier_track
from headless.services.intake.events import EventInput, record_events
from tests.resolvers.reader import Reader
from tests.services.shop import Shop, instant

SPENT = "net_spend"


def rung(code: str, rank: int, spend: str | None = None) -> dict[str, Any]:
    condition = {"test": {"metric": SPENT, "op": "GTE", "value": spend, "window": "365d"}} if spend else None
    return {"code": code, "name": code.title(), "rank": rank, "condition": condition}


LADDER = (rung("silver", 1, "100"), rung("gold", 2, "1000"))


async def test_progress_says_what_is_missing_for_the_next_tier(shop: Shop, reader: Reader) -> None:
    await shop.ladder(*LADDER, default=True)
    await shop.order(await shop.member(), "250")
    fields = """tierProgress { current { code } next { code } fraction nearest { metric remaining unit }
      toNext { value threshold met } toKeep { met } keepUntil text }"""

    found = (await reader.of_member(fields))["tierProgress"]

    assert {
        "current": {"code": "silver"},
        "next": {"code": "gold"},
        "fraction": "0.2500",
        "nearest": {"metric": "net_spend", "remaining": "750.00", "unit": "CNY"},
        "toNext": {"value": "250.00", "threshold": "1000", "met": False},
        "toKeep": {"met": True},
        "keepUntil": None,
        "text": "spend ¥750 more within 365 days to reach Gold",
    } == found
    chinese = await reader.of_member("tierProgress { text }", lang="zh")
    assert "近365天累计消费再满¥750.00，即可升级为Gold" == chinese["tierProgress"]["text"]


async def test_at_the_top_nothing_is_missing(shop: Shop, reader: Reader) -> None:
    await shop.ladder(*LADDER, default=True, validity="1y")
    await shop.order(await shop.member(), "1000")

    found = await reader.of_member("tierProgress { next { code } fraction toNext { met } keepUntil text }")

    assert {
        "next": None,
        "fraction": "1",
        "toNext": None,
        "keepUntil": "2027-05-31T16:00:00Z",
        "text": "Gold is the highest tier",
    } == found["tierProgress"]


async def test_another_tier_can_be_aimed_for(shop: Shop, reader: Reader) -> None:
    await shop.ladder(*LADDER, rung("diamond", 3, "5000"), default=True)
    await shop.order(await shop.member(), "250")

    found = await reader.of_member(
        """far: tierProgress(tier: "diamond") { next { code } fraction text }
           near: tierProgress(tier: "silver") { fraction text }"""
    )

    assert {
        "next": {"code": "diamond"}, "fraction": "0.0500", "text": "spend ¥4,750 more within 365 days to reach Diamond",
    } == found["far"]  # fmt: skip
    assert {"fraction": "1", "text": "Silver is reached"} == found["near"]


async def test_progress_judges_windows_that_have_moved_on(shop: Shop, reader: Reader) -> None:
    await shop.ladder(*LADDER, default=True)
    await shop.order(await shop.member(), "250")

    shop.clock.set(instant("2027-07-01T12:00"))

    found = await reader.of_member("tierProgress { fraction toKeep { met value } }")
    assert {"fraction": "0", "toKeep": {"met": False, "value": "0.00"}} == found["tierProgress"]


@pytest.mark.parametrize("kind", ["PAID", "STORED_VALUE"])
async def test_a_paid_tier_ends_at_its_end_though_nothing_has_swept_it(shop: Shop, reader: Reader, kind: str) -> None:
    prime = {"code": "prime", "name": "Prime", "kind": kind, "tiers": [rung("prime", 1)]}
    assert (await save_tier_track(shop.kernel, shop.owner, prime)).problem is None
    member = await shop.member()
    data = {"track": "prime", "tier": "prime", "until": "2026-07-01T00:00:00+08:00"}
    await enter(shop, member, data)
    fields = """tier(track: "prime") { code } standings { until }
      why: explain(what: {track: "prime"}) { code text } tierProgress(track: "prime") { current { code } text }
      at(time: "2026-07-01T12:00:00Z") { tier(track: "prime") { code } }
      left: metric(name: "tier_ends_in", args: {track: "prime"})"""
    held_by = """{ members(where: {test: {metric: "tier", op: EQ, value: "prime", args: {track: "prime"}}}, first: 5) {
      edges { node { number } } } }"""

    held = await reader.of_member(fields)
    shop.clock.set(instant("2026-07-01T00:00"))
    over = await reader.of_member(fields)

    assert [] == (await reader.ask(held_by))["members"]["edges"]
    assert ({"tier": None}, None) == (over["at"], over["left"])
    assert {"code": "prime"} == held["tier"]
    assert (None, [], "ended") == (over["tier"], over["standings"], over["why"]["code"])
    assert "Prime was valid until 30 June 2026" == over["why"]["text"]
    assert {"current": None, "text": "Prime is bought or granted, not earned"} == over["tierProgress"]


async def test_the_history_of_a_track_is_kept_newest_first(shop: Shop, reader: Reader) -> None:
    await shop.ladder(*LADDER, default=True, downgrade="TO_QUALIFIED")
    member = await shop.member()
    await shop.order(member, "250", "o1")
    await shop.order(member, "900", "o2")
    await shop.refund(member, "900", "o2")

    page = "totalCount pageInfo { endCursor hasNextPage } edges { node { tier { code } why event { type } } }"
    first = (await reader.of_member(f"tierHistory(first: 2) {{ {page} }}"))["tierHistory"]
    cursor = first["pageInfo"]["endCursor"]
    rest = (await reader.of_member(f'tierHistory(after: "{cursor}") {{ {page} }}'))["tierHistory"]

    assert (3, True, False) == (
        first["totalCount"], first["pageInfo"]["hasNextPage"], rest["pageInfo"]["hasNextPage"],
    )  # fmt: skip
    told = [(each["node"]["tier"]["code"], each["node"]["why"]) for each in (*first["edges"], *rest["edges"])]
    assert [
        ("silver", "downgraded from Gold to Silver; missing to keep Gold: spend ¥750 more within 365 days"),
        ("gold", "reached Gold: net spend within 365 days is ¥1,150, at least ¥1,000"),
        ("silver", "reached Silver: net spend within 365 days is ¥250, at least ¥100"),
    ] == told
    assert "order.refunded" == first["edges"][0]["node"]["event"]["type"]


async def test_progress_names_what_falls_out_of_the_window_first(shop: Shop, reader: Reader) -> None:
    """Only what leaves on that day, not all that the window holds; for one that stands by it, the loss that ends it."""
    await shop.ladder(*LADDER, default=True)
    member = await shop.member()
    for day, total in (("06-10", "30"), ("06-20", "80"), ("12-20", "60")):
        shop.clock.set(instant(f"2026-{day}T12:00"))
        await shop.order(member, total)
    shop.clock.set(instant("2027-05-01T12:00"))

    page = await reader.of_member("tierProgress { text toKeep { text } }")
    shown = page["tierProgress"]

    assert (
        "spend ¥830 more within 365 days (¥30 of it fall out of the window on 10 June) to reach Gold" == shown["text"]
    )
    assert shown["toKeep"]["text"].endswith("¥170, at least ¥100 (¥80 of it fall out of the window on 20 June)")


async def test_a_member_is_known_as_it_was(shop: Shop, reader: Reader) -> None:
    await shop.ladder(*LADDER, default=True)
    await shop.rule("points_per_spend")
    member = await shop.member()
    shop.clock.set(instant("2026-06-10T12:00"))
    await shop.order(member, "250")
    shop.clock.set(instant("2026-06-20T12:00"))
    await shop.order(member, "900")

    found = await reader.of_member(
        """never: at(time: "2026-06-09T00:00:00Z") { tier { code } asset(kind: "points") { balance } tags { code } }
           then: at(time: "2026-06-15T00:00:00Z") { tier { code } asset(kind: "points") { balance } }
           now: at(time: "2026-06-20T12:00:00+08:00") { tier { code } asset(kind: "points") { balance } }"""
    )

    assert {"tier": None, "asset": {"balance": "0"}, "tags": []} == found["never"]
    assert {"tier": {"code": "silver"}, "asset": {"balance": "250"}} == found["then"]
    assert {"tier": {"code": "gold"}, "asset": {"balance": "1150"}} == found["now"]


async def enter(shop: Shop, member: Any, data: dict[str, Any]) -> None:
    """A standing that the member brings along."""
    given = EventInput("standing.imported", data, member, "import", "s1")
    recorded = (await record_events(shop.kernel, shop.owner, [given], internal=True))[0]
    assert recorded.problem is None, recorded.problem
