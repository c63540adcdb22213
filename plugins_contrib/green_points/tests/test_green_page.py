"""The page says what there is: every rule and event, and settings that can be saved."""

import json
import re
from decimal import Decimal
from pathlib import Path

from green_points import register_rules
from green_points.events import EVENT_TYPES
from green_points.rewards import RewardSettings

PAGE = (Path(__file__).parents[1] / "docs" / "green_points.md").read_text(encoding="utf-8")


def test_every_rule_is_listed() -> None:
    listed = re.findall(r"^\| `([a-z_]+)` \| [^|]+ \| [^|]+ \|$", PAGE, flags=re.MULTILINE)

    assert [rule.id for rule in register_rules()] == listed


def test_the_settings_shown_can_be_saved() -> None:
    (shown,) = re.findall(r"```json\n(.+?)```", PAGE, flags=re.DOTALL)
    settings = RewardSettings.model_validate(json.loads(shown)["eco_rewards"])

    assert ("eco", Decimal(50)) == (settings.tag, settings.rewards["bamboo_cup"].price)


def test_what_is_sent_is_named() -> None:
    assert {True} == {f"`{event_type.name}`" in PAGE for event_type in EVENT_TYPES}
