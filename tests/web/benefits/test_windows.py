"""When benefits are open: S9, seasons, and what members read of it."""

from typing import Any

import pytest

from tests.web.benefits.centre import Centre, tagged

JUNE = {"opensAt": "2026-06-18T00:00:00+01:00", "closesAt": "2026-06-21T00:00:00+01:00"}
LADDER = """mutation { tierTrackSave(input: {code: "club", name: "Club", kind: EARNED, tiers: [
  {code: "gold", name: "Gold", rank: 1, condition: {test: {metric: "net_spend", op: GTE, value: "100"}}},
  {code: "diamond", name: "Diamond", rank: 2, condition: {test: {metric: "net_spend", op: GTE, value: "1000"}}}
]}) { userErrors { message } } }"""
DIAMOND = {"test": {"metric": "tier", "op": "GTE", "value": "diamond"}}


async def open_618(centre: Centre) -> None:
    """The 618 coupon, which diamond members may claim three days early, and a member of each tier."""
    await centre.shop.ask(LADDER)
    coupon = 'couponKindSave(input: {code: "618", name: "618", discount: {amount: "20"}}) { userErrors { code } }'
    await centre.shop.ask(f"mutation {{ {coupon} }}")
    early = [{"condition": DIAMOND, "days": 3}]
    await centre.save("618", name="618 coupon", gives="618", quota=1, earlyAccess=early, **JUNE)
    for number, total in (("gold", "200"), ("diamond", "2000")):
        await centre.member(number)
        await centre.order(number, total, f"o-{number}")


async def test_s9_diamond_claims_three_days_early_and_gold_does_not(centre: Centre) -> None:
    await open_618(centre)
    await centre.clock("2026-06-15T09:00:00+01:00")
    early = await centre.use("diamond", "618")
    await centre.clock("2026-06-17T23:59:59+01:00")
    refused = await centre.use("gold", "618")
    shown = (await centre.shown("gold"))["618"]
    await centre.clock("2026-06-18T00:00:00+01:00")
    in_time = await centre.use("gold", "618")

    assert early["userErrors"] == []
    assert early["use"]["coupon"]["state"] == "USABLE"
    (error,) = refused["userErrors"]
    assert (error["__typename"], error["code"], error["message"]) == (
        "NotEligible",
        "NOT_OPEN",
        "618 opens 18 June 00:00",
    )
    assert error["opensAt"] == "2026-06-17T23:00:00Z"
    assert (shown["status"], shown["why"]) == ("NOT_OPEN", "618 coupon opens 18 June 00:00")
    assert (shown["opensAt"], shown["closesAt"]) == ("2026-06-17T23:00:00Z", "2026-06-20T23:00:00Z")
    assert in_time["userErrors"] == []
    await centre.sound()


async def test_s9_is_told_in_chinese(centre: Centre) -> None:
    await open_618(centre)
    await centre.clock("2026-06-17T12:00:00+01:00")
    query = '{ member(by: {number: "gold"}) { benefits { why } } }'
    answer = await centre.shop.send(query, **{"Accept-Language": "zh"})
    use = """mutation { benefitUse(input: {member: {number: "gold"}, benefit: "618", idempotencyKey: "zh"}) {
  userErrors { message } } }"""
    refused = await centre.shop.send(use, **{"Accept-Language": "zh"})

    assert answer["data"]["member"]["benefits"][0]["why"] == "618 coupon将于6月18日00:00开放"
    assert refused["data"]["benefitUse"]["userErrors"][0]["message"] == "「618 coupon」将于6月18日00:00开放"


async def test_the_day_before_early_access_begins_is_too_early(centre: Centre) -> None:
    await open_618(centre)
    await centre.clock("2026-06-14T23:59:59+01:00")
    refused = await centre.use("diamond", "618")
    shown = (await centre.shown("diamond"))["618"]

    assert refused["userErrors"][0]["message"] == "618 opens 15 June 00:00"
    assert shown["opensAt"] == "2026-06-14T23:00:00Z"


async def test_what_is_over_is_closed_and_says_since_when(centre: Centre) -> None:
    await open_618(centre)
    await centre.clock("2026-06-21T00:00:00+01:00")
    refused = await centre.use("gold", "618")
    shown = (await centre.shown("gold"))["618"]

    assert (refused["userErrors"][0]["code"], refused["userErrors"][0]["message"]) == (
        "BENEFIT_CLOSED",
        "618 ended on 2026-06-20",
    )
    assert (shown["status"], shown["why"], shown["opensAt"]) == ("CLOSED", "618 coupon ended on 20 June 2026", None)


async def test_who_is_not_eligible_reads_what_is_missing_and_when_it_opens(centre: Centre) -> None:
    await centre.shop.ask(LADDER)
    await centre.save("seat", name="Front seat", condition=DIAMOND, **JUNE)
    await centre.member("gold")
    await centre.order("gold", "200", "o1")
    shown = (await centre.shown("gold"))["seat"]
    refused = (await centre.use("gold", "seat"))["userErrors"][0]

    assert shown["status"] == "NOT_ELIGIBLE"
    assert shown["why"].startswith("Front seat is not available to you yet: ")
    assert shown["why"].endswith(". It opens 18 June 00:00")
    assert (refused["code"], refused["opensAt"]) == ("NOT_ELIGIBLE", "2026-06-17T23:00:00Z")
    assert refused["message"] == "the member does not meet the condition of seat; seat opens 18 June 00:00"


async def test_of_several_early_accesses_the_earliest_counts(centre: Centre) -> None:
    await centre.tags("fan", "star")
    early = [{"condition": tagged("fan"), "days": 1}, {"condition": tagged("star"), "days": 5}]
    await centre.save("sale", earlyAccess=early, **JUNE)
    await centre.member("1", tag="fan")
    await centre.member("2", tag="star")
    opens = [(await centre.shown(number))["sale"]["opensAt"] for number in ("1", "2")]

    assert opens == ["2026-06-16T23:00:00Z", "2026-06-12T23:00:00Z"]


async def test_calendar_days_keep_the_time_of_day_over_a_change_of_the_clocks(centre: Centre) -> None:
    await centre.save(
        "spring", opensAt="2026-03-30T10:00:00+01:00", earlyAccess=[{"condition": {"all": []}, "days": 3}]
    )
    await centre.member("1")

    # 10:00 in London is 10:00 UTC before 29 March
    assert (await centre.shown("1"))["spring"]["opensAt"] == "2026-03-27T10:00:00Z"


@pytest.mark.parametrize(
    ("season", "now", "status", "opens", "closes"),
    [
        (("03-01", "05-31"), "2026-02-28T23:59:59+00:00", "NOT_OPEN", "2026-03-01T00:00:00Z", "2026-05-31T23:00:00Z"),
        (("03-01", "05-31"), "2026-03-01T00:00:00+00:00", "AVAILABLE", None, "2026-05-31T23:00:00Z"),
        (("03-01", "05-31"), "2026-05-31T23:59:59+01:00", "AVAILABLE", None, "2026-05-31T23:00:00Z"),
        (("03-01", "05-31"), "2026-06-01T00:00:00+01:00", "NOT_OPEN", "2027-03-01T00:00:00Z", "2027-05-31T23:00:00Z"),
        (("12-20", "01-05"), "2027-01-05T12:00:00+00:00", "AVAILABLE", None, "2027-01-06T00:00:00Z"),
        (("12-20", "01-05"), "2027-01-06T00:00:00+00:00", "NOT_OPEN", "2027-12-20T00:00:00Z", "2028-01-06T00:00:00Z"),
        (("02-29", "02-29"), "2027-02-28T12:00:00+00:00", "AVAILABLE", None, "2027-03-01T00:00:00Z"),
        (("02-29", "02-29"), "2028-02-28T12:00:00+00:00", "NOT_OPEN", "2028-02-29T00:00:00Z", "2028-03-01T00:00:00Z"),
    ],
)  # fmt: skip
async def test_a_season_comes_back_every_year(
    centre: Centre, season: tuple[str, str], now: str, status: str, opens: str | None, closes: str
) -> None:
    await centre.save("show", season=dict(zip(("firstDay", "lastDay"), season, strict=True)))
    await centre.member("1")
    await centre.clock(now)
    shown = (await centre.shown("1"))["show"]

    assert (shown["status"], shown["opensAt"], shown["closesAt"]) == (status, opens, closes)


async def test_a_season_lies_within_the_window(centre: Centre) -> None:
    season = {"firstDay": "03-01", "lastDay": "05-31"}
    bounds = {"opensAt": "2027-04-01T00:00:00Z", "closesAt": "2028-04-01T00:00:00+01:00"}
    await centre.save("show", season=season, **bounds)
    await centre.member("1")
    seen = []
    for now in ("2026-04-01T00:00:00Z", "2027-07-01T00:00:00Z", "2028-04-02T00:00:00Z"):
        await centre.clock(now)
        shown = (await centre.shown("1"))["show"]
        seen.append((shown["status"], shown["opensAt"], shown["closesAt"]))

    assert seen == [
        ("NOT_OPEN", "2027-04-01T00:00:00Z", "2027-05-31T23:00:00Z"),
        ("NOT_OPEN", "2028-03-01T00:00:00Z", "2028-03-31T23:00:00Z"),
        ("CLOSED", None, "2028-03-31T23:00:00Z"),
    ]


async def test_what_was_saved_is_read_back(centre: Centre) -> None:
    early = [{"condition": {"all": []}, "days": 3}]
    saved = await centre.save("618", earlyAccess=early, season={"firstDay": "06-01", "lastDay": "06-30"}, **JUNE)

    assert (saved["opensAt"], saved["closesAt"]) == ("2026-06-17T23:00:00Z", "2026-06-20T23:00:00Z")
    assert (saved["season"], saved["earlyAccess"]) == ({"firstDay": "06-01", "lastDay": "06-30"}, early)


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"opensAt": "2026-06-18T00:00:00Z", "closesAt": "2026-06-18T00:00:00Z"}, "CLOSES_BEFORE_IT_OPENS", "closesAt"),
        ({"season": {"firstDay": "02-30", "lastDay": "03-01"}}, "INVALID_DAY", "season.firstDay"),
        ({"season": {"firstDay": "02-01", "lastDay": "1 March"}}, "INVALID_DAY", "season.lastDay"),
        ({"earlyAccess": [{"condition": {"all": []}, "days": 1}]}, "NOTHING_OPENS", "earlyAccess"),
        ({**JUNE, "earlyAccess": [{"condition": {"all": []}, "days": 0}]}, "INVALID_NUMBER", "earlyAccess.0.days"),
        ({**JUNE, "earlyAccess": [{"condition": {"all": []}, "days": 367}]}, "INVALID_NUMBER", "earlyAccess.0.days"),
        (
            {**JUNE, "earlyAccess": [{"condition": {"test": {"metric": "luck", "op": "EXISTS"}}, "days": 1}]},
            "INVALID_CONDITION",
            "earlyAccess.0.condition.test.metric",
        ),
        ({**JUNE, "earlyAccess": [{"condition": {"all": []}, "days": 1}] * 21}, "TOO_MANY", "earlyAccess"),
    ],
)
async def test_a_window_that_cannot_be_is_named(centre: Centre, given: dict[str, Any], code: str, path: str) -> None:
    (error,) = (await centre.try_to_save("a", **given))["userErrors"]

    assert (code, path) == (error["code"], ".".join(error["path"] or ()))


async def test_benefits_of_several_tracks_add_up(centre: Centre) -> None:
    """PD11: a member stands on every track at once, and each gives its own."""
    await centre.shop.ask(LADDER)
    plus = """mutation { tierTrackSave(input: {code: "plus", name: "Plus", kind: EARNED, tiers: [
  {code: "member", name: "Plus", rank: 1, condition: {test: {metric: "orders", op: GTE, value: 2}}}]}) {
  userErrors { code } } }"""
    await centre.shop.ask(plus)
    gold = {"test": {"metric": "tier", "op": "GTE", "value": "gold", "args": {"track": "club"}}}
    member = {"test": {"metric": "tier", "op": "GTE", "value": "member", "args": {"track": "plus"}}}
    await centre.save("lounge", condition=gold, quota=1)
    await centre.save("delivery", condition=member)
    await centre.save("hotline", condition={"all": [gold, member]})
    await centre.member("1")
    await centre.order("1", "80", "o1")
    await centre.order("1", "30", "o2")
    shown = await centre.shown("1")
    used = [await centre.use("1", code) for code in ("lounge", "delivery", "hotline")]

    assert {row["status"] for row in shown.values()} == {"AVAILABLE"}
    assert [answer["userErrors"] for answer in used] == [[], [], []]
    tiers = '{ tierTrack(code: "plus") { tiers { code benefits { code } } } }'
    (tier,) = (await centre.shop.ask(tiers))["tierTrack"]["tiers"]
    assert {benefit["code"] for benefit in tier["benefits"]} == {"delivery", "hotline"}
