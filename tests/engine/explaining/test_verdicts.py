"""Decisions opened up: who said what, in which version, and why, in two languages."""

from dataclasses import replace
from typing import Any

import pytest

from headless.engine.explaining.verdicts import Verdict, verdicts
from headless.engine.program.rule_instances import Instance, Versions
from tests.engine.people import SHOP

RULE = Instance(7, "stamps", "1.2", "ten_stamps", "ten stamps", 3, 1, True, None, None)
PROGRAM = replace(SHOP, rules=(Versions([RULE]),))


def said(**item: Any) -> Verdict:
    """What the one rule said, as kept."""
    return verdicts(PROGRAM, [{"i": 7, "v": 2, "p": "1.1", **item}])[0]


def test_a_verdict_names_plugin_rule_instance_and_the_versions_that_decided() -> None:
    found = said(e=[{"effect": "Earn", "asset": "points", "amount": "10"}])

    assert ("stamps", "1.1", "ten_stamps", "ten stamps", 2, True, "fired") == (
        found.plugin, found.plugin_version, found.rule, found.name, found.version, found.fired, found.code,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("effect", "english", "chinese"),
    [
        ({"effect": "Earn", "asset": "points", "amount": "10", "why": "on 10"}, "earned 10 Points (on ¥10)",
         "获得10Points（消费¥10.00）"),
        ({"effect": "Earn", "asset": "points", "amount": "5", "capped": True}, "earned 5 Points, capped",
         "获得5Points（受上限限制）"),
        ({"effect": "Boost", "asset": "points", "times": "2"}, "Points ×2", "Points×2倍"),
        ({"effect": "Cap", "asset": "points", "most": "50"}, "at most 50 Points", "最多可得50Points"),
        ({"effect": "Tag", "tag": "vip"}, "added the tag VIP", "打上标签「VIP」"),
        ({"effect": "Enter", "track": "prime", "tier": None}, "left Prime", "退出「Prime」"),
        ({"effect": "Refuse", "code": "NO", "message": "not today"}, "refused: not today", "拒绝：not today"),
        ({"effect": "Spend", "asset": "points"}, "spent - Points", "使用-Points"),
    ],
)  # fmt: skip
def test_an_effect_is_told_in_a_few_words(effect: dict[str, Any], english: str, chinese: str) -> None:
    found = said(e=[effect])

    assert (english, chinese) == (found.why("en"), found.why("zh"))


@pytest.mark.parametrize(
    ("item", "code", "why"),
    [
        ({"s": "not a member day"}, "skipped", "not a member day"),
        ({"x": "ValueError: no"}, "failed", "failed: ValueError: no"),
        ({"e": [], "c": "given_before"}, "given_before", "was already given, and is given only once"),
        ({"e": [], "c": "nothing"}, "nothing", "did nothing"),
        ({"c": "paused"}, "paused", "the rule is paused"),
        (
            {"e": [{"effect": "Spend", "asset": "points", "amount": "100"}], "c": "refused"},
            "refused",
            "not done, because the event was refused: spent 100 Points",
        ),
        (
            {
                "e": [
                    {"effect": "Take", "stock": "gifts", "count": 1},
                    {"effect": "Refuse", "code": "NO", "message": "not today"},
                ],
                "c": "refused",
            },
            "refused",
            "refused: not today; not done, because the event was refused: took 1 of gifts",
        ),
    ],
)
def test_a_rule_that_did_not_fire_says_why(item: dict[str, Any], code: str, why: str) -> None:
    found = said(**item)

    assert (False, code, why) == (found.fired, found.code, found.why("en"))


def test_what_no_rule_said_is_the_engines_word() -> None:
    found = verdicts(PROGRAM, [{"c": "too_deep"}])[0]

    assert ("headless", "engine", False, "too_deep") == (found.plugin, found.rule, found.fired, found.code)
    assert "派生事件最多4层" == found.why("zh")


@pytest.mark.parametrize(
    ("item", "why"),
    [
        ({"c": "paused"}, "did not run then; caught up later, as the entries show"),
        ({"x": "ValueError: no"}, "did not run then; caught up later, as the entries show"),
    ],
)
def test_a_rule_that_has_caught_up_says_so(item: dict[str, Any], why: str) -> None:
    told = verdicts(PROGRAM, [{"i": 7, "v": 2, **item}], {7: ()})[0]

    assert ("caught_up", why, False) == (told.code, told.why("en"), told.fired)


def test_what_a_failed_cap_withheld_is_told_as_given_later() -> None:
    earned = {"effect": "Earn", "asset": "points", "amount": "10", "withheld": True}
    other = {"effect": "Earn", "asset": "growth", "amount": "10", "withheld": True}

    told = verdicts(PROGRAM, [{"i": 7, "v": 2, "e": [earned, other]}], {9: ("points",)})[0]

    assert told.why("en") == "earned 10 Points, given later; earned 10 growth, withheld"
