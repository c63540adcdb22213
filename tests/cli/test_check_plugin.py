"""`headless plugins check` on plugins that are installed, and on a merchant whose rules meet."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from headless.plugins.scaffold import write_plugin
from tests.cli.conftest import Command

Install = Callable[[str], Path]


@pytest.fixture
def install(headless: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Writes a new plugin and installs it, as far as Python can tell; its one module."""
    installed: list[str] = []

    def installing(name: str) -> Path:
        write_plugin(name, tmp_path)
        about = tmp_path / name / f"headless_{name}-0.1.0.dist-info"
        about.mkdir()
        (about / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: headless-{name.replace('_', '-')}\nVersion: 0.1.0\n"
        )
        (about / "entry_points.txt").write_text(f"[headless.plugins]\n{name} = {name}\n")
        monkeypatch.syspath_prepend(str(tmp_path / name))
        monkeypatch.setenv("HEADLESS_PLUGINS", name)
        installed.append(name)
        return tmp_path / name / f"{name}.py"

    yield installing
    for name in installed:
        sys.modules.pop(name, None)


def test_a_good_plugin_gets_an_a_and_ends_with_0(headless: Command, install: Install) -> None:
    install("tea_time")

    answer = headless("plugins", "check", "tea_time")

    assert (0, "tea_time 0.1.0: A") == (answer.code, answer.lines[0])
    assert "  deterministic: ok" in answer.lines


def test_what_is_missing_is_named_and_ends_with_1(headless: Command, install: Install) -> None:
    module = install("tea_break")
    module.write_text(module.read_text().replace("settings.extra, why", "-settings.extra, why"))

    answer = headless("plugins", "check", "tea_break", "--json")

    assert 1 == answer.code
    assert "C" == answer.json["plugins"][0]["grade"]
    assert "must be between 0 and" in answer.json["plugins"][0]["findings"][0]["text"]


def test_a_plugin_that_cannot_be_loaded_gets_an_f(headless: Command, install: Install) -> None:
    install("tea_lost").write_text("raise ImportError('no tea')")

    answer = headless("plugins", "check")

    assert (1, "tea_lost 0.1.0: F") == (answer.code, answer.lines[0])
    assert "no tea" in answer.out


def test_one_that_is_not_installed_is_wrong_use(headless: Command) -> None:
    answer = headless("plugins", "check", "nothing")

    assert 2 == answer.code
    assert "the plugin 'nothing' is not installed" in answer.err


def test_a_merchant_whose_rules_have_no_conflicts(shop: Command) -> None:
    answer = shop("plugins", "check", "--merchant", "shop")

    assert (0, ["the rules of shop have no conflicts"]) == (answer.code, answer.lines)
