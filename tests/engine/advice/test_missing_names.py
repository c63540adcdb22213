"""A code of what is not there is said with what is there."""

from headless.engine.advice.records import SettingName
from headless.messages import Called
from tests.engine.advice.checks import FOUR, benefit, coupon, given, held, said
from tests.kit.setup import ladder, spent, tier, where

GIFTS = Called("gifts", "Gifts", {"zh": "礼包"})
RULE = Called("upgrade_gift", "Upgrade gift", {"zh": "升级礼"})
TAGS = [{"code": "student", "name": "Student"}]


def name(sort: str, code: str, track: str | None = None) -> SettingName:
    return SettingName("rule:builtin/upgrade_gift/upgrade_gift", RULE, GIFTS, sort, code, track)


def test_a_setting_that_names_a_tier_that_is_not_on_the_ladder() -> None:
    assert said({"names": [name("tier", "platinum"), name("tier", "gold")]}, tracks=[FOUR]) == [
        (
            "NOT_THERE",
            "rule:builtin/upgrade_gift/upgrade_gift",
            "gifts of upgrade_gift names the tier platinum, which does not exist; there are: black, bronze, gold, silver",
        )
    ]


def test_a_tier_of_another_track_is_not_on_the_one_that_is_named() -> None:
    club = ladder(tier("member", 1), tier("friend", 2, spent("5")), code="club")
    names = [name("tier", "gold", "club"), name("tier", "gold", "main"), name("tier", "friend")]
    assert [advice.message.parameters["code"] for advice in given({"names": names}, tracks=[FOUR, club])] == ["gold"]


def test_every_sort_of_thing_that_is_not_there_is_named_and_what_is_there_is_not() -> None:
    sorts = {
        "assetKind": "points", "tierTrack": "main", "tier": "gold", "tag": "student", "benefit": "tea",
        "couponKind": "ten", "eventType": "order.paid",
    }  # fmt: skip
    setup = {"tracks": [FOUR], "tags": TAGS, "benefits": [benefit("tea")], "coupons": [coupon("ten", "10")]}
    there = [name(sort, code) for sort, code in sorts.items()]
    wrong = [name(sort, "nowhere") for sort in sorts]
    assert said({"names": there}, **setup) == []
    assert len(said({"names": wrong}, **setup)) == len(sorts)


def test_what_a_form_does_not_choose_from_our_things_is_not_judged() -> None:
    assert said({"names": [name("category", "tea"), name("condition", "x")]}) == []


def test_a_condition_on_a_tag_that_does_not_exist() -> None:
    benefits = [benefit("tea", where("tag", "EQ", "students")), benefit("cake", where("tag", "IN", ["student"]))]
    assert said(tags=TAGS, benefits=benefits) == [
        ("NOT_THERE", "benefit:tea", "tea names the tag students, which does not exist; there are: student")
    ]


def test_a_tier_that_asks_for_events_of_a_type_that_does_not_exist() -> None:
    track = ladder(tier("bronze", 1), tier("gold", 2, where("events", "GTE", 1, type="visit.paid")))
    assert [advice[:2] for advice in said(tracks=[track])] == [("NOT_THERE", "tier:main/gold")]


def test_of_many_things_those_are_told_that_are_most_like_the_one_that_is_not_there() -> None:
    tags = [{"code": f"tag{number}", "name": f"Tag {number}"} for number in range(30)]
    near, far = (
        given(tags=tags, benefits=[benefit("tea", where("tag", "EQ", code))])[0].message for code in ("tagg7", "x")
    )
    assert str(near).endswith("does not exist; there are: tag7, tag27, tag17, tag9, tag8, 25 others")
    assert str(far).endswith("does not exist; there are: tag0, tag1, tag10, tag11, tag12, 25 others")


def test_a_condition_on_a_tier_that_was_taken_off_the_ladder_names_it_and_never_holds() -> None:
    codes = [code for code, _, _ in said(tracks=[FOUR], benefits=[benefit("lounge", held("GTE", "platinum"))])]
    assert codes == ["NOT_THERE", "BENEFIT_NEVER"]


def test_a_benefit_that_gives_a_coupon_kind_that_does_not_exist() -> None:
    advice = given(benefits=[benefit("tea", gives="ten")])
    assert [(one.code, one.scopes) for one in advice] == [("NOT_THERE", {"benefits:read", "coupons:read"})]
