"""The page says what there is: every rule and event, and settings that can be saved."""

import json
import re
from pathlib import Path

from gamified_tasks import register_rules
from gamified_tasks.events import CLAIM, GRAB
from gamified_tasks.task_settings import TreeSettings

PAGE = (Path(__file__).parents[1] / "docs" / "gamified_tasks.md").read_text(encoding="utf-8")


def test_every_rule_is_listed() -> None:
    listed = re.findall(r"^\| `([a-z_]+)` \| [^|]+ \| [^|]+ \|$", PAGE, flags=re.MULTILINE)

    assert [rule.id for rule in register_rules()] == listed


def test_the_settings_shown_can_be_saved() -> None:
    (shown,) = re.findall(r"```json\n(.+?)```", PAGE, flags=re.DOTALL)
    settings = TreeSettings.model_validate(json.loads(shown)["growth_tree"])

    assert ["first_order"] == settings.before("three_months")


def test_what_is_sent_is_named() -> None:
    assert [True, True] == [f"`{name}`" in PAGE for name in (CLAIM, GRAB)]
