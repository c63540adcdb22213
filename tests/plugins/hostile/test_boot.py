"""What goes wrong when plugins are loaded: each fault is its own plugin's, but for a clash of names, which is fatal."""

import sys
from importlib.metadata import EntryPoint
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from headless.errors import Misconfigured
from headless.plugins import AssetKind, EventData, EventType, Field, Metric, Rule, hookimpl
from headless.plugins.loading.registry import Registry
from tests.plugins.hostile.rules import Unprintable, plugin, returns


class Nothing(EventData):
    """An empty payload."""


class Odd(Field):
    """A field."""

    id = "odd"
    type = int

    def resolve(self, ctx: Any) -> Any:
        """One."""
        return 1


def declaring(**hooks: Any) -> Any:
    """A plugin whose hooks return this."""
    made = {name: hookimpl(lambda self, answer=answer: answer) for name, answer in hooks.items()}
    return type("Declaring", (), {"__version__": "6.6", **made})()


class Cannot(Rule):
    """A rule that cannot even be made."""

    id = "cannot"
    on = ("order.paid",)

    def __init__(self) -> None:
        raise OSError("no disk")

    def evaluate(self, ctx: Any) -> Any:
        """Nothing."""
        return []


class Mute(Metric):
    """A metric without a type."""

    id = "mute"

    def compute(self, ctx: Any) -> Any:
        """Nothing."""
        return None


def misspelt(self: Any) -> Any:
    return []


@pytest.mark.parametrize(
    ("faulty", "words"),
    [
        (
            type("Misspelt", (), {"register_rule": hookimpl(misspelt)})(),
            "unknown hook 'register_rule'; did you mean 'register_rules'?",
        ),
        (declaring(register_rules=[Cannot]), "OSError: no disk"),
        (declaring(register_rules=5), "must return a list"),
        (declaring(register_metrics=[Mute]), "type must be a scalar"),
        (declaring(register_tables=["notes"]), "must return Table objects"),
        (declaring(register_inbound=[Odd]), "must return subclasses of Inbound"),
        (ModuleType("empty"), "it implements no hook"),
        (plugin(returns([]), on=("order.payed",)), "no plugin declares; did you mean 'order.paid'"),
        (plugin(returns([]), Settings=int), "must be a subclass of RuleSettings"),
    ],
)
def test_a_faulty_plugin_is_named_and_takes_nobody_down(faulty: Any, words: str) -> None:
    registry = Registry.load(entry_points=(), more={"faulty": faulty, "sound": plugin(returns([]))})
    states = {each.name: each for each in registry.plugins}

    assert {"builtin": "LOADED", "faulty": "FAILED", "sound": "LOADED"} == {
        each.name: each.state for each in states.values()
    }
    assert words in str(states["faulty"].error)


@pytest.mark.parametrize(
    "fault",
    [
        ValueError("broken"),
        SystemExit("bye"),
        GeneratorExit("end"),
        SyntaxError("x = = 1"),
        Unprintable(),
        OSError("\ud83c"),
    ],
)
def test_one_that_raises_at_import_is_named_and_takes_nobody_down(fault: BaseException, monkeypatch: Any) -> None:
    class Raises:
        def __getattr__(self, name: str) -> Any:
            raise fault

    monkeypatch.setitem(sys.modules, "raises_at_import", Raises())
    monkeypatch.setitem(sys.modules, "sound_module", SimpleNamespace(plugin=plugin(returns([]))))
    points = [
        EntryPoint("raises", "raises_at_import:plugin", "headless.plugins"),
        EntryPoint("sound", "sound_module:plugin", "headless.plugins"),
    ]
    registry = Registry.load(entry_points=points)

    assert ["LOADED", "FAILED", "LOADED"] == [each.state for each in registry.plugins]
    error = str(registry.plugins[1].error)
    assert (True, True) == (type(fault).__name__ in error, bool(error.encode()))


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        (
            {"noise": declaring(register_events=[EventType("noise.made", Nothing)])},
            {"sound": declaring(register_events=[EventType("noise.made", Nothing)])},
            "event type 'noise.made' is declared by noise 6.6 and sound 6.6",
        ),
        (
            {"noise": declaring(register_assets=[AssetKind("db", "Decibels")])},
            {"sound": declaring(register_assets=[AssetKind("db", "Decibels")])},
            "asset kind 'db' is declared by noise 6.6 and sound 6.6",
        ),
        (
            {"shop_1": declaring(register_fields=[Odd])},
            {"shop1": declaring(register_fields=[Odd])},
            "GraphQL field 'ext.shop1' is declared by shop1 6.6 and shop_1 6.6",
        ),
    ],
)
def test_a_clash_of_names_refuses_to_boot_and_names_both_owners(first: Any, second: Any, words: str) -> None:
    with pytest.raises(Misconfigured, match=words):
        Registry.load(entry_points=(), more={**first, **second})


def test_two_declarations_with_settings_may_not_share_an_id() -> None:
    class Twin(Metric):
        """A metric called like the rule."""

        id = "trouble"
        type = int
        Settings = plugin(returns([])).register_rules()[0].Settings

        def compute(self, ctx: Any) -> Any:
            """Nothing."""
            return None

    rule = plugin(returns([])).register_rules()[0]
    registry = Registry.load(entry_points=(), more={"twins": declaring(register_rules=[rule], register_metrics=[Twin])})

    assert "rule Trouble and metric Twin have the same id" in str(registry.plugins[1].error)
