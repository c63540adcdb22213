"""Settings: validated, frozen, and drawn from their schema."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from headless.errors import Invalid
from headless.plugins import Rule, RuleSettings
from headless.plugins.builtin.rules import RULES
from headless.plugins.builtin.rules.gifts import TopupBonus
from headless.plugins.contract.settings import parse_settings, stored_settings
from headless.plugins.loading.registry import Registry


class Cake(RuleSettings):
    """How the cake is cut."""

    slices: Mapping[str, int] = {"gold": 3}
    guests: list[str] = ["Anna"]


def test_settings_cannot_be_changed_by_a_rule() -> None:
    cake: Any = Cake()

    with pytest.raises(TypeError, match="cannot be changed"):
        cake.slices["gold"] = 9
    with pytest.raises(TypeError, match="cannot be changed"):
        cake.guests.append("Bert")
    assert {"slices": {"gold": 3}, "guests": ["Anna"]} == Cake().to_json()


@pytest.mark.parametrize(
    ("rule", "sent", "path", "words"),
    [
        ("points_per_spend", {"per": -1}, ["per"], "between 0 and 1000000"),
        ("points_per_spend", {"rate": 1}, ["rate"], "there are asset, per, per_category, exclude_skus"),
        ("points_per_spend", {"per_category": {"tea": "x"}}, ["per_category", "tea"], "exact decimal"),
        ("member_day", {"weekdays": [8]}, ["weekdays", "0"], "at most 7"),
        ("member_day", {"times": 101}, ["times"], "between 0 and 100"),
        ("spend_cap", {"share": "1.5"}, ["share"], "between 0 and 1"),
        ("spend_cap", {"assets": []}, ["assets"], "may not be empty"),
        ("growth_per_activity", {"amounts": {"logout": 1}}, ["amounts", "logout"], "'login'"),
        ("topup_bonus", {"steps": [{"from": 500}]}, ["steps", "0"], "give either bonus or percent"),
        ("upgrade_gift", {"gifts": {"gold": {"asset": "points"}}}, ["gifts", "gold", "amount"], "is missing"),
        ("joining_points", [], [], "must be an object"),
    ],
)
def test_wrong_settings_are_refused_with_their_place(rule: str, sent: Any, path: list[str], words: str) -> None:
    declared = Registry.load(entry_points=()).rules["builtin", rule]

    with pytest.raises(Invalid, match=words) as caught:
        declared.settings(sent)

    assert (path, "INVALID_SETTINGS") == (caught.value.data["path"], caught.value.code)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.id))
def test_a_built_in_rule_describes_itself_in_two_languages(rule: Any) -> None:
    schema = rule.Settings.settings_schema()
    settings = [schema, *schema.get("$defs", {}).values()]

    assert all([rule.__doc__, rule.label, rule.label_zh])
    for each in (found for part in settings for found in part["properties"].values()):
        assert {"title", "titleZh", "description"} <= set(each)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.id))
def test_defaults_read_back_as_they_were_saved(rule: type[Rule]) -> None:
    settings: type[RuleSettings] = rule.Settings  # type: ignore[attr-defined]

    assert settings() == parse_settings(settings, settings().to_json(), rule.id)


def test_saved_settings_are_exact() -> None:
    settings: Any = TopupBonus.Settings.model_validate({"steps": [{"from": 0.1, "percent": 5}]})

    assert Decimal("0.1") == settings.steps[0].from_
    assert {"from": "0.1", "bonus": None, "percent": "5"} == settings.to_json()["steps"][0]


class Loose(RuleSettings):
    """Settings without bounds."""

    count: int = 1
    share: float = 0.5
    names: Mapping[str, Any] = {}


@pytest.mark.parametrize(
    ("sent", "path", "words"),
    [
        ({"count": 10**30}, ["count"], "at most 63 bits"),
        ({"count": 1e30}, ["count"], "is too large"),
        ({"names": {"a": [1, 10**30]}}, ["names", "a", "1"], "at most 63 bits"),
        ({"names": {"a": "\ud83c"}}, ["names", "a"], "readable text"),
        ({"names": {"a": "x" * 70_000}}, [], "larger than 65536 bytes"),
        ({"share": "NaN"}, ["share"], "finite"),
    ],
)
def test_what_no_database_and_no_answer_can_hold_is_not_saved(sent: Any, path: list[str], words: str) -> None:
    with pytest.raises(Invalid, match=words) as caught:
        stored_settings(parse_settings(Loose, sent, "loose"), "loose")

    assert (path, "INVALID_SETTINGS") == (caught.value.data["path"], caught.value.code)
