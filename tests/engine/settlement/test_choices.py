"""Choices: the first list of effects that can be settled whole stands for a `FirstOf`, the decision says which."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headless.engine.explaining.fact_scopes import allows_all
from headless.engine.explaining.verdicts import verdicts
from headless.plugins import Boost, Earn, Effect, FirstOf, Issue, Remember, Rule, RuleContext, Spend, hookimpl
from headless.plugins.testing import Said, Shop

Saying = Callable[[RuleContext[Any]], Iterable[Effect]]


def shop(*sayings: Saying, stage: str = "earn", stock: int = 1) -> Shop:
    """Return a shop of mugs and caps with rules that say this of an order."""

    def rule(number: int, saying: Saying) -> type[Rule]:
        def evaluate(self: Rule, ctx: RuleContext[Any]) -> Iterable[Effect]:
            return saying(ctx)

        of_rule = {"id": f"r{number}", "on": ("order.paid",), "assets": ("points",), "stage": stage}
        return type(f"R{number}", (Rule,), {**of_rule, "evaluate": evaluate})

    class Plugin:
        @hookimpl
        def register_rules(self) -> list[type[Rule]]:
            return [rule(number, saying) for number, saying in enumerate(sayings, 1)]

    kinds = [{"code": code, "name": code, "discount": {"amount": "1"}, "stock": stock} for code in ("mug", "cap")]
    return Shop(Plugin(), coupons=kinds)


def kinds(said: Said) -> list[str]:
    return [getattr(effect, "coupon", getattr(effect, "asset", "")) for effect in said.effects]


def test_the_first_list_that_can_be_settled_stands_for_it() -> None:
    ann = shop(lambda ctx: [FirstOf([Issue("mug"), Earn("points", 1)], [Issue("cap")], [])]).member()

    assert [["mug", "points"], ["cap"], []] == [kinds(ann.order("1")) for _ in range(3)]


def test_two_forms_say_the_same() -> None:
    forms = FirstOf([Issue("mug")], []), FirstOf([[Issue("mug")], []]), FirstOf(choices=[[Issue("mug")], []])

    assert [[[Issue("mug")], []]] * 3 == [list(form.choices) for form in forms]


def test_if_none_can_be_settled_the_rule_says_what_the_last_one_lacks() -> None:
    ann = shop(lambda ctx: [FirstOf([Issue("mug")], [Spend("points", 5)]), Remember({"seen": True})]).member()
    ann.order("1")

    said = ann.order("1")
    assert "5 points" in said.skipped["r1"]
    assert [] == list(said.effects)


def test_each_choice_of_a_rule_is_made_by_itself_and_all_settle_together() -> None:
    ann = shop(
        lambda ctx: [FirstOf([Issue("mug")], [Earn("points", 1)]), FirstOf([Issue("mug", 2)], [Earn("points", 2)])],
        stock=1,
    ).member()

    assert ["mug", "points"] == kinds(ann.order("1"))
    assert ["points", "points"] == kinds(ann.order("1"))
    assert 5 == ann.balance("points")


def test_an_earlier_rule_comes_first() -> None:
    first, second = [FirstOf([Issue("mug")], [Earn("points", 1)])], [FirstOf([Issue("mug")], [Earn("points", 2)])]
    ann = shop(lambda ctx: first, lambda ctx: second).member()

    assert ["mug", "points"] == kinds(ann.order("1"))
    assert 2 == ann.balance("points")


def test_a_list_of_a_choice_is_given_once_by_its_key() -> None:
    ann = shop(lambda ctx: [FirstOf([Issue("mug", once="k")], [Earn("points", 1)])], stock=5).member()

    ann.order("1")
    ann.order("1")
    assert 1 == len(ann.coupons)


@pytest.mark.parametrize(
    ("said", "stage", "problem"),
    [
        ([FirstOf()], "earn", "one list of effects or more"),
        ([FirstOf(Issue("mug"))], "earn", "one list of effects or more"),
        ([FirstOf([FirstOf([])])], "earn", "cannot stand in a list of FirstOf"),
        ([FirstOf([Boost("points", 2)])], "earn", "Boost is not allowed in the stage earn"),
        ([FirstOf([Earn("gold", 2)])], "earn", "not among those the rule declares"),
        ([FirstOf([Issue("none")])], "earn", "'none' does not exist"),
        ([FirstOf([], [Remember({"x": "x" * 9000})])], "earn", "the memory is over 4 KiB"),
        ([FirstOf([Remember({})])], "boost", "FirstOf is not allowed in the stage boost"),
        ([FirstOf(*[[Earn("points", 1)] * 30] * 10)], "earn", "more than"),
    ],
)
def test_what_a_choice_may_not_be(said: list[Effect], stage: str, problem: str) -> None:
    failed = shop(lambda ctx: said, stage=stage).member().order("1").failed

    assert problem in failed["r1"]


@settings(deadline=None, max_examples=40)
@given(
    stock=st.integers(0, 4),
    plays=st.lists(
        st.lists(st.sampled_from(["mug", "cap", "spend", "earn", "none"]), min_size=1, max_size=4), max_size=8
    ),
)
def test_choices_agree_with_a_plain_reading(stock: int, plays: list[list[str]]) -> None:
    lists: dict[str, list[Effect]] = {
        "mug": [Issue("mug")], "cap": [Issue("cap"), Spend("points", 1)], "spend": [Spend("points", 2)],
        "earn": [Earn("points", 1)], "none": [],
    }  # fmt: skip
    ann = shop(
        lambda ctx: [FirstOf(*(lists[name] for name in plays[int(ctx.event.data.total) - 1]))], stock=max(stock, 1)
    ).member()
    left, points = {"mug": max(stock, 1), "cap": max(stock, 1)}, 0
    for number, names in enumerate(plays, 1):
        taken = next((name for name in names if _can(name, left, points)), None)
        if taken in left:
            left[taken] -= 1
        points += {"cap": -1, "spend": -2, "earn": 1}.get(taken or "none", 0)
        said = ann.order(number)
        assert (taken is None) == bool(said.skipped)
    held = [kind for kind, *_ in ann.coupons]
    assert {"mug": max(stock, 1) - left["mug"], "cap": max(stock, 1) - left["cap"]} == {
        code: held.count(code) for code in left
    }
    assert points == ann.balance("points")


def _can(name: str, left: dict[str, int], points: int) -> bool:
    if name == "cap":
        return left["cap"] > 0 and points >= 1
    return {"mug": left["mug"] > 0, "spend": points >= 2}.get(name, True)


def test_the_decision_says_which_list_it_was_and_what_the_one_before_lacked() -> None:
    place = shop(lambda ctx: [FirstOf([Issue("mug")], [Earn("points", 1)])])
    ann = place.member()

    assert "issued 1 × mug" == _why(place, ann.order("1").event)
    english = "choice 2 of 2, because the one before could not be done: mug has 0 left, 1 asked for"
    assert english in _why(place, ann.order("1").event)


def _why(place: Shop, event: str) -> str:
    """Return what the decision of a rule says of an event."""
    asked = "query($id: ID!) { node(id: $id) { ... on Event { decisions { rule why } } } }"
    decisions = place.graphql(asked, {"id": event})["data"]["node"]["decisions"]
    return str(next(one["why"] for one in decisions if one["rule"] == "r1"))


def test_a_choice_is_told_in_chinese_and_hidden_from_those_who_may_not_read_words() -> None:
    place = shop(lambda ctx: [])
    line = {"i": place.program.rules[-1].latest.id, "e": [{"effect": "Redeem", "code": "c"}], "f": [[1, 2, "no mug"]]}
    told, cut = (verdicts(place.program, [line], allows=allows)[0] for allows in (allows_all, lambda scope: False))

    assert "采用第2个方案（共2个），因为前一个无法执行：no mug" in told.why("zh")
    assert "no mug" not in cut.why("en")
