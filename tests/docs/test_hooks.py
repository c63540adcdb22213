"""The hooks are those of the page, and none is there that nobody needs."""

import re
from collections.abc import Mapping

from headless.plugins.contract import hooks
from tests.docs.pages import REPOSITORY, text_of

PAGE = text_of(REPOSITORY / "docs" / "hooks.md")
CONTRIB = REPOSITORY / "plugins_contrib"


def hook_names() -> list[str]:
    return [name for name, found in vars(hooks).items() if hasattr(found, f"{hooks.PROJECT}_spec")]


def users() -> Mapping[str, set[str]]:
    """The contrib plugins and pages that implement each hook; tests do not count."""
    found: dict[str, set[str]] = {name: set() for name in hook_names()}
    for path in CONTRIB.rglob("*.py"):
        plugin, _, rest = path.relative_to(CONTRIB).as_posix().partition("/")
        if rest.startswith("tests/"):
            continue
        for name in re.findall(r"@hookimpl\n(?:async )?def (\w+)\(", path.read_text("utf-8")):
            if name in found:
                found[name].add(plugin)
    for page in (REPOSITORY / "docs").glob("*.md"):
        for name in re.findall(r"^@hookimpl\ndef (\w+)\(", text_of(page), re.MULTILINE):
            found.get(name, set()).add(page.name)
    return found


def test_every_hook_is_on_the_page_with_its_docstring() -> None:
    missing = [name for name in hook_names() if f"### `{name}`" not in PAGE or not getattr(hooks, name).__doc__]

    assert [] == missing


def test_the_page_tells_of_no_other() -> None:
    assert set(hook_names()) == set(re.findall(r"^### `(\w+)`", PAGE, re.MULTILINE))


def test_every_hook_is_used_by_a_contrib_plugin_or_on_a_page() -> None:
    assert [] == [name for name, plugins in users().items() if not plugins]
