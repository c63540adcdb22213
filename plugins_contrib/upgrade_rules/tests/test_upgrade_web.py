"""As a front end sees it: nudges (TR30, TR31), the score part by part, and gates that say why they are closed (S18)."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import upgrade_rules

from tests.resolvers.reader import Statements
from tests.web.shop import Shop, open_shop

GOLD = {"any": [
    {"test": {"metric": "orders", "op": "GTE", "value": 3}},
    {"test": {"metric": "net_spend", "op": "GTE", "value": "1000"}},
]}  # fmt: skip
ENABLE = """mutation($goals: JSON) {
  pluginEnable(input: {name: "upgrade_rules", settings: {nudges: {goals: $goals}}}) { userErrors { message } }
  memberCreate(input: {number: "m1", attributes: {reputation: 40, credit: 700}}) { userErrors { message } }
}"""
ORDER = """mutation($id: String!, $total: String!) { eventsRecord(input: {events: [{type: "order.paid", member: {number: "m1"},
  source: "till", externalId: $id, data: {orderId: $id, total: $total}}]}) { results { status } } }"""
BENEFIT = """mutation($condition: Condition!) { benefitSave(input: {code: "hotline", name: "贵宾专线", value: SERVICE,
  condition: $condition}) { userErrors { message } } }"""
GATE = {"all": [
    {"test": {"metric": "upgrade_rules.score", "op": "GTE", "value": 300}},
    {"test": {"metric": "upgrade_rules.trusted", "op": "EQ", "value": True}},
]}  # fmt: skip
EXT = """{ member(by: {number: "m1"}) { ext { upgradeRules {
  nudges { goal fraction text } scoreParts { total trusted closed parts { name points most } } } }
  benefits { benefit { code } status why } } }"""


@pytest.fixture
async def served(database_url: str) -> AsyncIterator[Shop]:
    async with open_shop(database_url, upgrade_rules=upgrade_rules) as opened:
        await opened.ask(ENABLE, {"goals": {"gold": GOLD}})
        await opened.ask(BENEFIT, {"condition": GATE})
        yield opened


async def order(shop: Shop, id_: str, total: str) -> None:
    answer = await shop.ask(ORDER, {"id": id_, "total": total})
    assert [{"status": "RECORDED"}] == answer["eventsRecord"]["results"]


async def shown(shop: Shop) -> Any:
    return (await shop.ask(EXT))["member"]


async def nudges(shop: Shop) -> Any:
    return (await shown(shop))["ext"]["upgradeRules"]["nudges"]


async def test_one_more_order_to_gold(served: Shop) -> None:
    assert [] == await nudges(served)
    for id_ in ("o1", "o2"):
        await order(served, id_, "20")

    (nudge,) = await nudges(served)

    assert ("gold", "0.6666") == (nudge["goal"], nudge["fraction"])
    assert "place 1 more order or spend £960 more" == nudge["text"]
    await order(served, "o3", "20")
    assert [] == await nudges(served)


async def test_spend_100_more_for_gold(served: Shop) -> None:
    await order(served, "o1", "900")

    (nudge,) = await nudges(served)

    assert ("gold", "0.9000") == (nudge["goal"], nudge["fraction"])
    assert "spend £100 more or place 2 more orders" == nudge["text"]


async def test_s18_the_score_is_high_and_the_closed_gate_says_why(served: Shop) -> None:
    await order(served, "o1", "20000")

    member = await shown(served)

    score = member["ext"]["upgradeRules"]["scoreParts"]
    assert (True, False, "reputation is 40; at least 60 is needed") == (
        score["total"] >= 300, score["trusted"], score["closed"],
    )  # fmt: skip
    assert sum(part["points"] for part in score["parts"]) == score["total"]
    assert {"name": "spend", "points": 400, "most": 400} in score["parts"]
    (benefit,) = member["benefits"]
    assert ("hotline", "NOT_ELIGIBLE") == (benefit["benefit"]["code"], benefit["status"])
    assert "贵宾专线 is not available to you yet: Trusted is false, must be exactly true" == benefit["why"]


async def test_what_is_missing_is_told_in_the_readers_language(served: Shop) -> None:
    for id_ in ("o1", "o2"):
        await order(served, id_, "20")

    answer = await served.send(EXT, **{"Accept-Language": "zh"})

    shown = answer["data"]["member"]["ext"]["upgradeRules"]
    assert ["再下1单，或累计消费再满£960.00"] == [nudge["text"] for nudge in shown["nudges"]]
    assert "信誉分为40，需不低于60" == shown["scoreParts"]["closed"]


LADDER = """mutation($rule: String!, $settings: JSON) { tierTrackSave(input: {code: "club", name: "Club", kind: EARNED,
  default: true, rule: $rule, settings: $settings, downgrade: TO_QUALIFIED, tiers: [
    {code: "silver", name: "Silver", rank: 1}, {code: "gold", name: "Gold", rank: 2}]}) { userErrors { message } } }"""
PROGRESS = """{ member(by: {number: "m1"}) { tierProgress {
  current { code } next { code } fraction text toKeep { met } nearest { metric remaining } } } }"""


async def progress(shop: Shop, rule: str, **settings: Any) -> Any:
    saved = await shop.ask(LADDER, {"rule": rule, "settings": settings})
    assert [] == saved["tierTrackSave"]["userErrors"]
    await order(shop, "o1", "10000")
    return (await shop.ask(PROGRESS))["member"]["tierProgress"]


async def test_a_track_by_score_says_how_much_of_the_score_is_missing(served: Shop) -> None:
    seen = await progress(served, "upgrade_rules.by_score", tiers={"silver": 100, "gold": 500})

    assert ("silver", "gold", {"met": True}) == (seen["current"]["code"], seen["next"]["code"], seen["toKeep"])
    assert ("upgrade_rules.score", "0.6240") == (seen["nearest"]["metric"], seen["fraction"])


async def test_a_track_by_miles_or_flights_says_what_is_missing(served: Shop) -> None:
    tiers = {"silver": {"miles": "100", "flights": 2}, "gold": {"miles": "1000", "flights": 9}}

    seen = await progress(served, "upgrade_rules.miles_or_flights", tiers=tiers)

    assert (None, "silver", "0") == (seen["current"], seen["next"]["code"], seen["fraction"])
    assert "Miles" in seen["text"]


async def test_a_track_by_quota_names_the_rule_that_decides(served: Shop) -> None:
    seen = await progress(served, "upgrade_rules.quota_by_spend", shares={"gold": 1, "silver": 9})

    assert "the rule Quota tiers by spend decides who reaches Gold" == seen["text"]


JOIN = "mutation($m: String!) { memberCreate(input: {number: $m}) { userErrors { message } } }"
SPEND = """mutation($m: String!, $id: String!, $total: String!) { eventsRecord(input: {events: [{type: "order.paid",
  member: {number: $m}, source: "till", externalId: $id, data: {orderId: $id, total: $total}}]}) { results { status } } }"""
LIST = """query($tier: String) { members(first: 9) { edges { node { number tierProgress(tier: $tier) {
  current { code } next { code } fraction text toKeep { text } } } } } }"""


async def ranked(shop: Shop, **settings: Any) -> None:
    """Rank three members who spent 300, 200 and 100: the first is gold."""
    for number, total in ("m2", "200"), ("m3", "100"):
        await shop.ask(JOIN, {"m": number})
        await shop.ask(SPEND, {"m": number, "id": f"o-{number}", "total": total})
    await shop.ask(SPEND, {"m": "m1", "id": "o-m1", "total": "300"})
    given = {"rule": "upgrade_rules.quota_by_spend", "settings": {"shares": {"gold": 1, "silver": 2}, **settings}}
    assert [] == (await shop.ask(LADDER, given))["tierTrackSave"]["userErrors"]


async def listed(shop: Shop, tier: str | None = None, lang: str = "en") -> dict[str, Any]:
    answer = await shop.send(LIST, {"tier": tier}, **{"Accept-Language": lang})
    return {edge["node"]["number"]: edge["node"]["tierProgress"] for edge in answer["data"]["members"]["edges"]}


async def test_a_track_by_quota_says_what_is_missing_to_the_last_place_of_the_last_ranking(served: Shop) -> None:
    await ranked(served)

    seen = await listed(served)

    assert ("silver", "gold", "0.6666") == (
        seen["m2"]["current"]["code"],
        seen["m2"]["next"]["code"],
        seen["m2"]["fraction"],
    )
    assert "spend £200 more within 365 days to reach Gold, going by the last ranking" == seen["m3"]["text"]
    assert (
        "近365天累计消费再满£200.00，即可成为Gold（以最近一次排名为准）"
        == (await listed(served, lang="zh"))["m3"]["text"]
    )
    assert {"text": "net spend within 365 days is £300, at least £300"} == seen["m1"]["toKeep"]
    assert "Gold is the highest tier" == seen["m1"]["text"]


async def test_what_suffices_for_a_quota_counts_at_the_next_ranking(served: Shop) -> None:
    await ranked(served)
    await served.ask(SPEND, {"m": "m3", "id": "more", "total": "250"})

    waiting = (await listed(served))["m3"]
    await served.ask('mutation { clockAdvance(input: {to: "2026-03-02T12:00:00Z"}) { userErrors { message } } }')

    assert ("silver", "0.9999") == (waiting["current"]["code"], waiting["fraction"])
    assert (
        "net spend within 365 days is £350, at least £300: going by the last ranking, enough to reach Gold at the next"
    ) == waiting["text"]
    after = await listed(served, tier="gold")
    assert ("gold", "Gold is reached") == (after["m3"]["current"]["code"], after["m3"]["text"])
    assert ("silver", "spend £50 more within 365 days to reach Gold, going by the last ranking") == (
        after["m1"]["current"]["code"], after["m1"]["text"],
    )  # fmt: skip


async def test_a_track_by_how_often_members_buy_counts_orders(served: Shop) -> None:
    await ranked(served)
    given = {"rule": "upgrade_rules.quota_by_orders", "settings": {"shares": {"gold": 1, "silver": 2}, "window": "3m"}}
    await served.ask(SPEND, {"m": "m2", "id": "again", "total": "1"})
    await served.ask(LADDER, given)

    assert (
        "place 1 more order within 3 months (1 of them falls out of the window on 2 May) to reach Gold, going by the last ranking"
    ) == (await listed(served, tier="gold"))["m1"]["text"]


@pytest.mark.parametrize(
    ("rule", "settings"),
    [
        ("quota_by_spend", {"shares": {"gold": 1, "silver": 2}}),
        ("by_score", {"tiers": {"silver": 100, "gold": 500}}),
        ("miles_or_flights", {"tiers": {"gold": {"miles": "1000", "flights": 9}}}),
    ],
)
async def test_a_page_of_progress_takes_as_many_statements_for_three_members_as_for_one(
    served: Shop, monkeypatch: pytest.MonkeyPatch, rule: str, settings: Any
) -> None:
    await ranked(served)
    await served.ask(LADDER, {"rule": f"upgrade_rules.{rule}", "settings": settings})
    await listed(served)
    statements = Statements()
    statements.listen(monkeypatch)

    needed = []
    for first in "1", "3":
        # asked three times: what runs in the background may read something meanwhile, but not each time
        asked = []
        for _ in range(3):
            answer = await served.ask(LIST.replace("first: 9", f"first: {first}"))
            asked.append(statements.take())
        needed.append((len(answer["members"]["edges"]), min(asked)))

    assert [1, 3] == [members for members, _ in needed]
    assert needed[0][1] == needed[1][1]
