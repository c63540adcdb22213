"""The package: what it imports, what it declares, and that its pages tell all of it."""

import ast
import re
from pathlib import Path
from typing import Any

import paid_tiers
import pytest
from paid_kit import PLUS
from paid_tiers.events import EVENT_TYPES
from paid_tiers.fields import FIELDS
from paid_tiers.membership.status import STATUSES
from paid_tiers.payments import find
from paid_tiers.scalars import so_often
from paid_tiers.settings import PaidSettings

from headless.errors import Invalid
from headless.plugins import Rejected
from headless.plugins.contract.settings import parse_settings
from headless.plugins.loading.registry import Registry

ROOT = Path(paid_tiers.__file__).parent
GUIDE = (ROOT.parent / "docs" / "guide.md").read_text()
README = (ROOT.parent / "README.md").read_text()
CODES = re.compile(r'refused\(\s*f?"([A-Z_]+)"')


def imported() -> set[str]:
    modules: set[str] = set()
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module:
                modules.add(node.module)
            elif isinstance(node, ast.Import):
                modules |= {alias.name for alias in node.names}
    return modules


def test_of_the_product_it_imports_the_plugin_api_alone() -> None:
    assert {"headless.plugins"} == {name for name in imported() if name.split(".")[0] == "headless"}


def test_files_and_rules_stay_small() -> None:
    lines = {path.name: len(path.read_text().splitlines()) for path in ROOT.rglob("*.py") if "texts" not in path.parts}

    assert {} == {name: count for name, count in lines.items() if count > 150}


def test_the_guide_names_every_event_status_and_refusal() -> None:
    source = "".join(path.read_text() for path in (ROOT / "rules").glob("*.py"))
    names = {event_type.name.removeprefix("subscription") for event_type in EVENT_TYPES} - {".reviewed"}
    codes = set(CODES.findall(source))

    assert set() == {name for name in names if f"{name}`" not in GUIDE}
    assert set() == {status for status in STATUSES if f"| `{status}` |" not in GUIDE}
    assert set() == {code for code in codes if f"`{code}`" not in GUIDE}
    assert {"TRIAL_USED", "PAYMENT_REQUIRED", "CODE_USED"} <= codes


def test_the_readme_asks_for_every_field() -> None:
    camel = {re.sub(r"_(.)", lambda match: match[1].upper(), field.id) for field in FIELDS}

    assert set() == {name for name in camel if not re.search(rf"\b{name}\b", README)}


def test_every_setting_says_what_it_means() -> None:
    registry = Registry.load(entry_points=(), more={"paid_tiers": paid_tiers}, strict=True)
    schemas: Any = [registry.rules["paid_tiers", rule].schema for rule in ("membership", "top_up")]
    models = [model for schema in schemas for model in (schema, *schema["$defs"].values()) if "properties" in model]

    settings = [(name, schema) for model in models for name, schema in model["properties"].items()]

    assert 30 < len(settings)
    assert [] == [name for name, schema in settings if not {"title", "description", "titleZh"} <= set(schema)]


BAD: list[dict[str, Any]] = [
    {"plans": [PLUS, PLUS]},
    {"plans": [{**PLUS, "period": "1w"}]},
    {"plans": [{**PLUS, "price": "-1"}]},
    {"plans": [{**PLUS, "price": "0.00001"}]},
    {"plans": [{**PLUS, "currency": "yuan"}]},
    {"plans": [{**PLUS, "times": "0"}]},
    {"plans": [{**PLUS, "colour": "red"}]},
    {"grace": "a week"},
]


@pytest.mark.parametrize("settings", BAD)
def test_settings_that_make_no_sense_are_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        parse_settings(PaidSettings, settings, "membership")


def test_a_way_of_paying_that_is_not_installed_is_named() -> None:
    with pytest.raises(Rejected, match="alipay"):
        find("alipay")


@pytest.mark.parametrize(("duration", "number", "expected"), [("1m", 3, "3m"), ("30d", 2, "60d"), ("1y", 1, "1y")])
def test_durations_a_number_of_times(duration: str, number: int, expected: str) -> None:
    assert expected == so_often(duration, number)
