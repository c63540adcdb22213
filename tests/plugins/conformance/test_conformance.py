"""`headless plugins check`: each way in which a plugin may break its promises is found and named."""

import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from textwrap import dedent, indent

import pytest

from headless.engine.texts.descriptions import translations_of
from headless.plugins.conformance.findings import Report
from headless.plugins.conformance.plugin_check import check_plugin
from headless.plugins.conformance.translations import translated
from headless.plugins.loading.registry import Registry
from headless.plugins.scaffold import write_plugin
from tests.plugins.frozen import stamp_club

SOURCE = '''
"""A plugin."""
import datetime
import random
import socket
import time
import uuid
from datetime import date
from time import sleep, time as now

from pydantic import Field

from headless.plugins import Earn, EventData, EventType, Remember, Rule, RuleSettings, Tag, hookimpl


class Tried(Rule):
    """Is tried."""

    id = "tried"
    on = ("order.paid",)

    class Settings(RuleSettings):
        """Which."""

        asset: str = Field(default="points", description="The asset kind.")

    def evaluate(self, ctx):
{body}


@hookimpl
def register_rules():
    return [Tried]
'''
Check = Callable[[str], Report]


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Check]:
    """Checks a plugin whose one rule evaluates so."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def checked(body: str) -> Report:
        (tmp_path / "tried_plugin.py").write_text(SOURCE.format(body=indent(dedent(body), " " * 8)))
        return check_module("tried_plugin")

    yield checked
    sys.modules.pop("tried_plugin", None)


def check_module(name: str) -> Report:
    registry = Registry.load(entry_points=(), more={name.rpartition(".")[2]: import_module(name)})
    return check_plugin(registry, registry.plugins[1], name, {})


def test_a_plugin_without_fault_gets_an_a(check: Check) -> None:
    report = check("return [Earn('points', ctx.event.data.total)]")

    assert ("A", ()) == (report.grade, report.findings)


@pytest.mark.parametrize(
    ("body", "area", "text"),
    [
        ("return [Earn('points', datetime.date.today().day)]", "no input or output", "tried used date.today"),
        ("return [Earn('points', date.today().day)]", "no input or output", "tried used date.today"),
        ("return [Earn('points', datetime.datetime.now().day)]", "no input or output", "tried used datetime.now"),
        ("return [Earn('points', int(now()) % 5)]", "no input or output", "tried used time.time"),
        ("return [Earn('points', 1, why=str(uuid.uuid4()))]", "no input or output", "tried used uuid.uuid4"),
        ("open('/etc/hostname').close()\nreturn ctx.skip('no')", "no input or output", "tried used open /etc/hostname"),
        ("socket.socket().close()\nreturn ctx.skip('no')", "no input or output", "tried used socket.__new__"),
        ("sleep(0.06)\nreturn ctx.skip('no')", "in time", "ms; all rules of an event share 250 ms"),
        ("return [Earn('points', random.randint(1, 10**9))]", "deterministic", "in another, of the same story"),
        ("return [Tag(tag) for tag in {'red', 'green', 'blue'}]", "deterministic", "in another, of the same story"),
        ("return [Remember({'first': next(iter(ctx.member.attributes))})]", "deterministic", "tried said"),
        ("return [Earn('growth', 1)]", "legal", "the asset 'growth' is not among those the rule declares"),
        ("raise KeyError('channel')", "legal", "tried failed: KeyError: 'channel' (on order.paid)"),
        ("ctx.event.data.items.append(1)", "legal", "tried failed"),
        ("return [Earn('points', -ctx.event.data.total)]", "legal", "must be between 0 and"),
        ("return ctx.skip('never')", "seen firing", "tried never fired"),
    ],
)  # fmt: skip
def test_what_breaks_a_promise_is_named(check: Check, body: str, area: str, text: str) -> None:
    report = check(body)

    assert text in " ".join(each.text for each in report.of(area))
    assert "A" != report.grade


def test_what_a_merchant_would_set_up_is_no_fault(check: Check) -> None:
    assert "A" == check("return [Tag('regular')]").grade


def test_what_says_nothing_of_itself_could_be_better(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    source = SOURCE.format(body="        return [Earn('points', 1)]")
    plain = source.replace('    """Is tried."""\n', "").replace(', description="The asset kind."', "")
    (tmp_path / "plain_plugin.py").write_text(plain)

    report = check_module("plain_plugin")

    assert "B" == report.grade
    assert [
        "rule tried has no docstring: merchants read it", "tried: the setting asset has no description",
    ] == [each.text for each in report.findings]  # fmt: skip


def test_one_that_cannot_be_loaded_fails() -> None:
    registry = Registry.load(entry_points=(), more={"broken": object()})

    report = check_plugin(registry, registry.plugins[1], "broken", {})

    assert ("F", "it implements no hook") == (report.grade, report.findings[0].text.partition(":")[0])


def test_a_new_plugin_gets_an_a(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_plugin("tea_time", tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path / "tea_time"))

    assert "A" == check_module("tea_time").grade


def test_the_frozen_plugin_keeps_its_promises() -> None:
    report = check_module(stamp_club.__name__)

    assert [] == [each for each in report.findings if each.grave]


CHINESE = """
TEXTS = {
    "Is tried.": "试用。",
    "The\\n asset kind.": "资产类型。",
    "What is no more.": "已经没有的。",
}
"""


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        (CHINESE, ["zh: there is no translation of 'Which.'",
                   "zh: there is no translation of 'tried'", "zh: 'What is no more.' is translated, but said nowhere"]),
        ("TEXTS = {", ["translated_plugin.texts.zh.descriptions: '{' was never closed (descriptions.py, line 1)"]),
        ("", ["translated_plugin.texts.zh.descriptions: module 'translated_plugin.texts.zh.descriptions' has no attribute "
              "'TEXTS'"]),
        (None, []),
    ],
)  # fmt: skip
def test_a_plugin_that_speaks_chinese_speaks_it_wholly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str | None, texts: list[str]
) -> None:
    """One that has no Chinese texts at all may speak English alone."""
    package = tmp_path / "translated_plugin"
    (package / "texts" / "zh").mkdir(parents=True)
    (package / "__init__.py").write_text(SOURCE.format(body="        return [Earn('points', 1)]"))
    if source is not None:
        (package / "texts" / "zh" / "descriptions.py").write_text(source)
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in [name for name in sys.modules if name.partition(".")[0] == "translated_plugin"]:
        monkeypatch.delitem(sys.modules, name)
    translations_of.cache_clear()
    registry = Registry.load(entry_points=(), more={"translated_plugin": import_module("translated_plugin")})

    assert texts == [finding.text for finding in translated(registry.declared["translated_plugin"])]
