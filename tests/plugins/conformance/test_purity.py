"""What the sources of a plugin show before it runs: state, the world, settings and effects that are not there."""

import linecache
import shutil
import sys
from collections.abc import Callable, Iterator
from importlib import import_module, invalidate_caches
from pathlib import Path
from textwrap import dedent, indent

import pytest

from headless.plugins.conformance.purity import pure
from headless.plugins.loading.registry import Registry

SOURCE = '''
"""A plugin."""
import datetime
import functools
import os
import random
import time
import urllib.parse
import uuid
from collections import Counter
from datetime import datetime as moment
from os import environ
from random import randint

from pydantic import Field

from headless.plugins import Earn, Emit, EventData, EventType, MemberRef, Rule, RuleSettings, hookimpl

SEEN = {{}}
NAMES = ("a", "b")
COUNTED = Counter()


class Invited(EventData):
    """A member invited another one."""

    friend: MemberRef


class Tried(Rule):
    """Is tried."""

    id = "tried"
    on = ("{on}",)
    assets = ("points",)
    known = []

    class Settings(RuleSettings):
        """Which."""

        times: int = Field(default=1, description="How often.")
        tag: str | None = Field(default=None, description="Which.", json_schema_extra={{"choose": "{choose}"}})

        @property
        def twice(self):
            return 2 * self.times

    def evaluate(self, ctx):
{body}


def helper():
{helper}


def unrelated():
    return os.environ, random.random(), SEEN.update({{}})


@hookimpl
def register_rules():
    return [Tried]


@hookimpl
def register_events():
    return [EventType("tried_plugin.invited", Invited, {{"merchant"}}, label="invited")]
'''
Check = Callable[..., list[tuple[str, str, bool]]]


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Check]:
    """Finds what the sources of a plugin show, as (area, text, grave)."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def checked(
        body: str, helper: str = "return 1", on: str = "order.paid", choose: str = "tag"
    ) -> list[tuple[str, str, bool]]:
        inside, below = indent(dedent(body), " " * 8), indent(dedent(helper), " " * 4)
        source = SOURCE.format(body=inside, helper=below, on=on, choose=choose)
        (tmp_path / "tried_plugin.py").write_text(source)
        sys.modules.pop("tried_plugin", None)
        linecache.clearcache()
        invalidate_caches()
        shutil.rmtree(tmp_path / "__pycache__", ignore_errors=True)
        registry = Registry.load(entry_points=(), more={"tried_plugin": import_module("tried_plugin")}, strict=True)
        listed = pure(registry, registry.declared["tried_plugin"], "tried_plugin")
        return [(finding.area, str(finding.text), finding.grave) for finding in dict.fromkeys(listed)]

    yield checked
    sys.modules.pop("tried_plugin", None)


@pytest.mark.parametrize(
    "body",
    [
        "global SEEN\nreturn []",
        "SEEN[ctx.member.id] = 1\nreturn []",
        "SEEN.setdefault(ctx.member.id, []).append(1)\nreturn []",
        "del SEEN[ctx.member.id]\nreturn []",
        "COUNTED[ctx.member.id] += 1\nreturn []",
        "COUNTED.update('ab')\nreturn []",
        "self.last = ctx.event.id\nreturn []",
        "self.known.append(ctx.event.id)\nreturn []",
        "Tried.known = [1]\nreturn []",
        "Tried.known.append(1)\nreturn []",
        "self.first, other = 1, 2\nreturn []",
    ],
)
def test_what_is_kept_between_calls_is_found(check: Check, body: str) -> None:
    ((area, text, grave),) = check(body)

    assert ("no state", True) == (area, grave)
    assert "between calls: return Remember instead" in text


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("return [] if os.environ.get('A') else []", "os.environ"),
        ("return [] if os.getenv('A') else []", "os.getenv"),
        ("return open('/etc/hostname')", "open"),
        ("return [time.time()]", "time.time"),
        ("return [moment.now()]", "datetime.now"),
        ("return [datetime.date.today()]", "date.today"),
        ("return [random.random()]", "random.random"),
        ("return [randint(1, 2)]", "random.randint"),
        ("return [uuid.uuid4()]", "uuid.uuid4"),
        ("import requests\nreturn requests.get('https://example.com')", "requests.get"),
        ("import httpx\nreturn httpx.get('https://example.com')", "httpx.get"),
        ("import socket\nreturn socket.socket()", "socket.socket"),
        ("import urllib.request as web\nweb.urlopen('https://example.com')", "urllib.request.urlopen"),
        ("import subprocess\nsubprocess.run(['ls'])", "subprocess.run"),
    ],
)
def test_what_reads_the_world_is_found(check: Check, body: str, what: str) -> None:
    assert [("no input or output", f"tried reads {what}", True)] == check(body)


def test_it_is_found_in_what_the_rule_calls_and_nowhere_else(check: Check) -> None:
    assert [("no input or output", "tried reads time.time", True)] == check("return [helper()]", "return time.time()")
    assert [] == check("return []", "return time.time()")
    assert [] == check("return []", "SEEN['a'] = 1")


@pytest.mark.parametrize(
    "body",
    [
        "seen = {}\nseen[ctx.member.id] = 1\nseen.update(a=1)\nreturn []",
        "names = list(NAMES)\nnames.append('c')\nreturn []",
        "return [SEEN.get(ctx.member.id), len(SEEN), SEEN['a']]",
        "return [datetime.date(2026, 1, 1), datetime.timedelta(days=1), moment.fromisoformat('2026-01-01')]",
        "return [random.Random(7).random()]",
        "return [urllib.parse.quote('a')]",
        "SEEN[ctx.member.id] = 1  # check: allowed, it is emptied with every release\nreturn []",
        "return [os.environ['A']]  # check: allowed, it is the same in every process",
        "return [ctx.settings.times, ctx.settings.twice, ctx.settings.to_json()]",
    ],
)
def test_what_harms_nothing_is_not_named(check: Check, body: str) -> None:
    assert [] == check(body)


def test_an_exception_without_a_reason_is_none(check: Check) -> None:
    assert 1 == len(check("SEEN[ctx.member.id] = 1  # check: allowed\nreturn []"))


def test_settings_that_name_nothing_are_found(check: Check) -> None:
    assert [("settings", "tried reads the setting rate, which it does not have", True)] == check(
        "return [ctx.settings.rate]"
    )
    ((area, text, grave),) = check("return []", choose="tags")
    assert ("settings", False) == (area, grave)
    assert "tried: the setting tag lets people choose a tags; there are: asset" in text


def test_effects_on_kinds_that_are_not_declared_are_found(check: Check) -> None:
    said = "tried gives Earn of growth, which is not among its assets: points"

    assert [("legal", said, True)] == check("return [Earn('growth', 1)]")
    assert [("legal", said, True)] == check("return [Earn(amount=1, asset='growth')]")
    assert [] == check("return [Earn('points', 1)]")


def test_effects_on_members_whom_no_event_names_are_found(check: Check) -> None:
    emit = "return [Emit('member.greeted', member=ctx.shared['friend'])]"

    ((area, text, grave),) = check(emit)
    assert ("legal", False) == (area, grave)
    assert "tried gives Emit to another member, and none of its events names one by a MemberRef" == text
    assert [] == check(emit, on="tried_plugin.invited")
    assert [] == check("return [Emit('member.greeted')]")
