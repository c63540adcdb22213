"""All reasons of the built-in rules can be read in Chinese, too. A plugin's own words stay as they are."""

import ast
from pathlib import Path

import pytest

from headless.engine.texts.reasons import reason_text
from headless.plugins.builtin import rules


def said() -> list[str]:
    """Every reason in the source of the built-in rules, 5 standing for what is filled in."""
    found: set[str] = set()
    for path in Path(rules.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                named = [keyword.value for keyword in node.keywords if keyword.arg == "why"]
                skipped = node.args if isinstance(node.func, ast.Attribute) and node.func.attr == "skip" else []
                found |= {text for part in (*named, *skipped) for text in texts(part)}
    return sorted(found)


def texts(node: ast.expr) -> list[str]:
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    if isinstance(node, ast.JoinedStr):
        return ["".join(str(part.value) if isinstance(part, ast.Constant) else "5" for part in node.values)]
    if isinstance(node, ast.IfExp):
        return texts(node.body) + texts(node.orelse)
    return []


@pytest.mark.parametrize("reason", said())
def test_every_reason_of_a_built_in_rule_is_known_in_chinese(reason: str) -> None:
    assert reason != reason_text(reason, "zh")
    assert "5" not in reason or "5" in reason_text(reason, "zh")


@pytest.mark.parametrize("reason", ["tender", "topup", "topup bonus", "imported", "expired", "refund", "debt repaid"])
def test_every_reason_of_the_ledger_is_known_in_chinese(reason: str) -> None:
    assert reason != reason_text(reason, "zh")


def test_the_words_of_others_stay_as_they_are() -> None:
    assert "double stamps on Tuesdays" == reason_text("double stamps on Tuesdays", "zh")
    assert "on 120" == reason_text("on 120", "en")
    assert "on 120" == reason_text("on 120", "fr")
