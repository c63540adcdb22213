"""Labels stand with their declarations, in English and in Chinese: what has one in one language has one in the other."""

import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from headless.plugins.contract.declarations import Declarations
from headless.plugins.loading.registry import Registry

CONTRIB = Path(__file__).parents[2] / "plugins_contrib"
NAMES = ["builtin", *sorted(path.parent.name for path in CONTRIB.glob("*/pyproject.toml"))]
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def labels(declared: Declarations) -> Iterator[tuple[str, str, str]]:
    """Yield what each label names, with the label in English and in Chinese."""
    for event in declared.event_types:
        yield event.name, event.label, event.label_zh
    for shown in (*declared.rules, *declared.metrics, *declared.tier_rules):
        yield shown.name, shown.label, shown.label_zh
    for declaration in declared.with_settings:
        yield from titles(declaration.schema, declaration.name)


def titles(schema: Mapping[str, Any], place: str) -> Iterator[tuple[str, str, str]]:
    """Yield the settings of a schema and of the parts it is made of, with their titles."""
    for name, setting in schema.get("properties", {}).items():
        yield f"{place}.{name}", setting.get("title", ""), setting.get("titleZh", "")
    for name, part in schema.get("$defs", {}).items():
        yield from titles(part, f"{place}.{name}")


@pytest.mark.parametrize("name", NAMES)
def test_every_label_is_there_in_english_and_in_chinese(name: str) -> None:
    more = {} if name == "builtin" else {name: import_module(name)}
    registry = Registry.load(entry_points=(), more=more, strict=True)
    declared = registry.declared[name]

    named = list(labels(declared))

    assert len(named) > 10
    assert [] == [place for place, en, zh in named if not en or CHINESE.search(en) or not CHINESE.search(zh)]
