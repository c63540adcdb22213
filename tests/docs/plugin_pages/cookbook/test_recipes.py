"""The cookbook holds twenty recipes or more that are short, checked, listed and told."""

import ast
import sys
from importlib import import_module
from pathlib import Path

import pytest

from headless.plugins.conformance.plugin_check import check_plugin
from headless.plugins.loading.registry import Registry
from tests.docs.pages import REPOSITORY, blocks, links
from tests.docs.plugin_pages.cookbook.recipes import PAGE, recipes

LINES_MOST = 25
ALL = '''
"""Every recipe of the cookbook."""

from importlib import import_module
from pathlib import Path

from headless.plugins import hookimpl

PARTS = [import_module(f"cookbook.{path.stem}") for path in sorted(Path(__file__).parent.glob("[a-z]*.py"))]


def joined(hook):
    return lambda: [declared for part in PARTS if hasattr(part, hook) for declared in getattr(part, hook)()]


for hook in ("assets", "budgets", "events", "jobs", "rules", "tier_rules"):
    globals()[f"register_{hook}"] = hookimpl(joined(f"register_{hook}"))
'''


def lines_of_code(text: str) -> int:
    """Count lines that are neither blank nor part of a docstring."""
    described = {
        number
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        for number in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    lines = enumerate(text.splitlines(), 1)
    return sum(bool(line.strip()) and number not in described for number, line in lines)


def test_there_are_twenty_at_least_and_every_block_of_the_page_is_one() -> None:
    on_the_page = [block for block in blocks("python") if block.page == PAGE]

    assert 20 <= len(recipes()) == len(on_the_page)


def test_the_list_at_the_top_leads_to_each() -> None:
    targets = [link for link in links(REPOSITORY / PAGE) if link.startswith("#")]

    assert len(recipes()) == len(targets) == len(set(targets))


@pytest.mark.parametrize("name", recipes())
def test_it_is_short(name: str) -> None:
    assert lines_of_code(recipes()[name].text) <= LINES_MOST


@pytest.mark.parametrize("name", recipes())
def test_it_is_told_by_a_test(name: str) -> None:
    stories = [path.read_text("utf-8") for path in Path(__file__).parent.glob("test_*.py")]

    assert any(f'shop("{name}"' in story for story in stories)


def test_a_check_finds_no_harm_in_any(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All are checked at once, as one plugin of as many modules: each check takes two processes."""
    folder = tmp_path / "cookbook"
    folder.mkdir()
    for name, block in recipes().items():
        (folder / f"{name}.py").write_text(block.text, encoding="utf-8")
    (folder / "__init__.py").write_text(ALL, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    plugin = import_module("cookbook")
    monkeypatch.delitem(sys.modules, "cookbook")
    registry = Registry.load(entry_points=(), more={"cookbook": plugin}, strict=True)

    report = check_plugin(registry, registry.plugins[1], "cookbook", {})

    assert [] == [finding for finding in report.findings if finding.grave or finding.area != "seen firing"]
    assert len(recipes()) <= len(registry.declared["cookbook"].with_settings)
