"""The plugins that come with the project stand on what any author has: of ours they import `headless.plugins` alone."""

import ast
from collections.abc import Iterator
from pathlib import Path

CONTRIB = Path(__file__).parents[2] / "plugins_contrib"


def imported(path: Path) -> Iterator[str]:
    """The modules that a file imports, at its top or anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            yield node.module


def test_they_import_the_plugin_api_alone() -> None:
    sources = [path for path in CONTRIB.glob("*/*/**/*.py") if "tests" not in path.relative_to(CONTRIB).parts]
    ours = {(path.name, name) for path in sources for name in imported(path) if name.partition(".")[0] == "headless"}

    assert len(sources) > 50
    assert {"headless.plugins"} == {name for _, name in ours}


def test_each_is_a_package_with_a_page_a_readme_and_tests() -> None:
    plugins = sorted(path.parent for path in CONTRIB.glob("*/pyproject.toml"))

    assert ["gamified_tasks", "green_points", "paid_tiers", "upgrade_rules"] == [each.name for each in plugins]
    for each in plugins:
        assert (each / "README.md").is_file(), each
        assert list((each / "docs").glob("*.md")), each
        assert list((each / "tests").glob("test_*.py")), each
