"""Thresholds are chosen so that members spread over the tiers; where they do not, better ones are told."""

from collections.abc import Sequence
from typing import Any

from headless.engine.advice.advising import advice_on
from headless.engine.advice.records import Advice, Checked, Crowd
from tests.engine.advice.checks import FOUR
from tests.kit.program import program_of
from tests.kit.setup import Setup, ladder, spent, tier, where


def crowded(track: Any, on: dict[str, int], values: Sequence[int] = (), members: int | None = None) -> list[Advice]:
    """Return the advice on a ladder with so many members on its tiers. values: what they have spent, in cents."""
    program = program_of(Setup(tracks=[track]))
    own = program.tracks["main"]
    counts = {own.by_code[code].id: number for code, number in on.items()}
    crowd = Crowd(own, sum(on.values()) if members is None else members, counts, values)
    return advice_on(Checked(program, 0, crowds=[crowd]))


def codes(advice: Sequence[Advice]) -> list[tuple[str, str]]:
    return [(one.code, one.about) for one in advice]


def test_a_ladder_with_members_on_each_tier_is_fine() -> None:
    assert crowded(FOUR, {"bronze": 60, "silver": 30, "gold": 8, "black": 2}, range(0, 10_000, 100)) == []


def test_a_tier_without_a_member_and_one_with_all_are_named() -> None:
    advice = crowded(FOUR, {"bronze": 40})
    assert codes(advice) == [
        ("TIER_HAS_ALL", "tier:main/bronze"),
        *(("TIER_EMPTY", f"tier:main/{code}") for code in ("silver", "gold", "black")),
    ]
    assert str(advice[0].message) == "all 40 members are on bronze"
    assert str(advice[1].message) == "none of 40 members is on silver"


def test_the_thresholds_told_spread_the_members_each_tier_having_half_of_the_one_below() -> None:
    spent_by = list(range(1, 9_601))  # from 0.01 up to 96.00
    *_, better = crowded(FOUR, {"bronze": 9_600}, spent_by)
    assert better.code == "TIER_THRESHOLDS"
    assert str(better.message) == (
        "thresholds of net_spend that would spread the members of main: "
        "silver from 48.00 (about 4801 members or more), gold from 72.00 (about 2401 members or more), "
        "black from 84.00 (about 1201 members or more)"
    )
    assert better.scopes >= {"tiers:read", "members:read"}


def test_thresholds_grow_from_tier_to_tier_even_where_values_are_alike() -> None:
    *_, better = crowded(FOUR, {"bronze": 40}, [1_000] * 20 + [1_010] * 10 + [1_020] * 5 + [1_030] * 5)
    told = [part.parameters["threshold"] for part in better.message.parameters["parts"]]
    assert told == sorted(set(told))


def test_members_who_are_all_alike_cannot_be_spread() -> None:
    assert "TIER_THRESHOLDS" not in dict(codes(crowded(FOUR, {"bronze": 40}, [500] * 40)))
    assert "TIER_THRESHOLDS" not in dict(codes(crowded(FOUR, {"bronze": 40}, [0] * 40)))


def test_a_tier_by_invitation_may_be_empty() -> None:
    track = ladder(tier("bronze", 1), tier("silver", 2, spent("10")), tier("invited", 3))
    assert crowded(track, {"bronze": 30, "silver": 10}) == []


def test_a_shop_that_has_just_opened_is_left_alone() -> None:
    assert crowded(FOUR, {"bronze": 19}) == []


def test_members_on_no_tier_do_not_make_a_tier_have_all() -> None:
    track = ladder(tier("silver", 1, spent("10")), tier("gold", 2, spent("20")))
    assert crowded(track, {"silver": 10, "gold": 5}, members=30) == []


def test_a_ladder_of_several_metrics_tells_thresholds_of_the_one_that_its_highest_tier_asks_for() -> None:
    track = ladder(tier("bronze", 1), tier("silver", 2, spent("10")), tier("gold", 3, where("orders", "GTE", 99)))
    empty, better = crowded(track, {"bronze": 30, "silver": 10}, range(1, 41))
    assert (empty.code, empty.about) == ("TIER_EMPTY", "tier:main/gold")
    assert str(better.message).endswith(": gold from 31 (about 10 members or more)")


def test_a_ladder_of_tiers_that_ask_for_several_things_has_no_thresholds_to_tell() -> None:
    both = {"all": [spent("10"), where("orders", "GTE", 99)]}
    track = ladder(tier("bronze", 1), tier("gold", 2, both))
    assert codes(crowded(track, {"bronze": 30}, range(40))) == [
        ("TIER_HAS_ALL", "tier:main/bronze"),
        ("TIER_EMPTY", "tier:main/gold"),
    ]


def test_a_first_tier_that_asks_for_something_that_everyone_has_stays_as_it_is() -> None:
    track = ladder(tier("member", 1, where("orders", "GTE", 0)), tier("friend", 2, where("orders", "GTE", 999)))
    *_, better = crowded(track, {"member": 40}, list(range(1, 41)))
    assert [part.parameters["tier"].code for part in better.message.parameters["parts"]] == ["friend"]
