"""The registry: declarations collected once, a faulty plugin shown and alone."""

import sys
from collections.abc import Callable
from importlib.metadata import EntryPoint
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from headless.errors import Misconfigured
from headless.plugins import AssetKind, Earn, EventData, EventType, Personal, Rule, RuleSettings, Value, hookimpl
from headless.plugins.loading.checks import BadDeclaration
from headless.plugins.loading.core_range import check_requires
from headless.plugins.loading.loader import own_version
from headless.plugins.loading.registry import Registry


class Seat(EventData):
    """A seat was taken."""

    row: str


class Applause(Rule):
    """Points for an evening at the theatre."""

    id = "applause"
    on = ("seat.taken", "order.paid")

    class Settings(RuleSettings):
        """What is given."""

        asset: str = "points"

    def evaluate(self, ctx: Any) -> Any:
        """One point."""
        return [Earn(ctx.settings.asset, 1)]


SEAT = EventType("seat.taken", Seat)


def plugin(rules: Any = (), events: Any = (), assets: Any = ()) -> Any:
    """A plugin that declares these."""

    class Theatre:
        __version__ = "1.2"

        @hookimpl
        def register_rules(self) -> Any:
            return rules

        @hookimpl
        def register_events(self) -> Any:
            return events

        @hookimpl
        def register_assets(self) -> Any:
            return assets

    return Theatre()


def load(**plugins: Any) -> Registry:
    return Registry.load(entry_points=(), more=plugins)


def error_of(registry: Registry, name: str = "theatre") -> str | None:
    return next(each.error for each in registry.plugins if each.name == name)


def altered(**changes: Any) -> type[Rule]:
    return type("Altered", (Applause,), {"__doc__": "Altered.", **changes})


def test_the_built_in_plugin_comes_first_and_declares_like_any_other() -> None:
    registry = Registry.load(entry_points=(), strict=True)

    assert ("builtin", "LOADED") == (registry.plugins[0].name, registry.plugins[0].state)
    assert {"builtin"} == {event.plugin for event in registry.event_types.values()}
    assert {"points", "growth", "balance"} == set(registry.assets)
    assert registry.assets["balance"].money


def test_a_plugin_adds_rules_event_types_and_asset_kinds() -> None:
    registry = load(theatre=plugin([Applause], [SEAT], [AssetKind("claps", "Claps", expires="1y")]))
    declared = registry.rules["theatre", "applause"]

    info = registry.plugins[1]
    assert ("theatre", "1.2", "LOADED", None) == (info.name, info.version, info.state, info.error)
    assert ("theatre", "") == (registry.event_types["seat.taken"].plugin, SEAT.plugin)
    assert ("1.2", "Points for an evening at the theatre.") == (declared.plugin_version, declared.description)
    assert {"points"} == declared.assets(declared.settings())
    assert "asset" in declared.schema["properties"]
    assert "claps" in registry.assets


def test_assets_come_from_settings_lists_and_parts() -> None:
    declared = load().rules
    cap, gift = declared["builtin", "spend_cap"], declared["builtin", "upgrade_gift"]
    gifts = {"gold": {"asset": "points", "amount": 1}, "diamond": {"asset": "balance", "amount": 1}}

    assert {"points", "miles"} == cap.assets(cap.settings({"assets": ["points", "miles"]}))
    assert {"points", "balance"} == gift.assets(gift.settings({"gifts": gifts}))


def test_a_sibling_shares_settings() -> None:
    registry = load(theatre=plugin([Applause, altered(id="encore", settings_of="applause")], [SEAT]))
    encore = registry.rules["theatre", "encore"]

    assert (Applause.Settings, "applause") == (encore.settings_class, encore.keeps_settings_of)


async def later(self: Any, ctx: Any) -> Any:
    return []


class Personally(EventData):
    """Personal where it cannot be split off."""

    inner: "Inner"


class Inner(EventData):
    """An inner object."""

    text: Personal[str]


Personally.model_rebuild()


@pytest.mark.parametrize(
    ("rules", "events", "words"),
    [
        ([Applause()], [SEAT], "must return subclasses of Rule"),
        ("applause", [SEAT], "must return a list"),
        (None, [SEAT], None),
        ([altered(id="Big Hand")], [SEAT], "needs an id of lower-case letters"),
        ([altered(on="seat.taken")], [SEAT], "on must be a tuple of event types"),
        ([altered(on=())], [SEAT], "on must be a tuple of event types"),
        ([altered(stage="later")], [SEAT], "must be one of gate, earn, boost, cap"),
        ([altered(evaluate=later)], [SEAT], "needs a plain method evaluate"),
        ([altered(evaluate=Rule.evaluate)], [SEAT], "needs a plain method evaluate"),
        ([altered(assets=("$kind",))], [SEAT], r"uses \$kind, but its settings are: asset"),
        ([altered(needs={"n": Value("orders", args={"sku": "$sku"})})], [SEAT], r"uses \$sku"),
        ([altered(needs={"n": "orders"})], [SEAT], "must be Value, Events or Meets"),
        ([altered(settings_of="encore")], [SEAT], "which the plugin lacks"),
        ([altered(Settings=dict)], [SEAT], "must be a subclass of RuleSettings"),
        ([Applause, altered()], [SEAT], "rule 'applause' is declared twice"),
        ([altered(on=("order.payed",))], [SEAT], "no plugin declares; did you mean 'order.paid'"),
        ([], [SEAT, EventType("seat.taken", Seat)], "event type 'seat.taken' is declared twice"),
        ([], [EventType("Seat taken", Seat)], "lower-case words joined by dots"),
        ([], [EventType("seat.left", dict)], "needs a subclass of EventData"),
        ([], [EventType("seat.left", Seat, {"crowd"})], "name some of engine, member, merchant, partner"),
        ([], [EventType("seat.left", Seat, once="daily")], "not a window"),
        ([], [EventType("seat.left", Seat, subject="ticket")], "names the field 'ticket', which Seat lacks"),
        ([], [EventType("seat.left", Seat, refers=("row", "seat.found"))], "refers to 'seat.found'"),
        ([], [EventType("seat.left", Seat, refunds=True)], "name that one in refers"),
        ([], [SEAT, EventType("seat.left", Seat, refers=("row", "seat.taken"), refunds=True)], "the field 'amount'"),
        ([], [EventType("seat.left", Personally)], "must stand at the top of the payload"),
    ],
)
def test_a_faulty_declaration_fails_its_plugin_with_a_reason(rules: Any, events: Any, words: str | None) -> None:
    registry = load(theatre=plugin(rules, events))
    error = error_of(registry)

    if words is None:
        assert error is None
    else:
        with pytest.raises(AssertionError, match=words):
            raise AssertionError(error)
        assert "seat.taken" not in registry.event_types
    assert ("builtin", "points_per_spend") in registry.rules


def test_a_misspelt_hook_fails_its_plugin() -> None:
    class Theatre:
        @hookimpl
        def register_rulez(self) -> Any:
            return [Applause]

    assert "register_rulez" in str(error_of(load(theatre=Theatre())))


def test_a_forgotten_hookimpl_fails_its_plugin() -> None:
    forgotten = ModuleType("theatre")
    forgotten.register_rules = lambda: [Applause]  # type: ignore[attr-defined]

    assert "mark register_rules" in str(error_of(load(theatre=forgotten)))
    forgotten.register_events = hookimpl(lambda: [SEAT])  # type: ignore[attr-defined]
    assert "register_rules lacks @hookimpl" in str(error_of(load(theatre=forgotten)))


def test_a_plugin_that_needs_a_failed_one_fails_too() -> None:
    registry = load(drama=plugin([altered(id="clap", on=("seat.taken",))]), theatre=plugin(["nonsense"], [SEAT]))

    assert "did you mean" not in str(error_of(registry, "drama"))
    assert "'seat.taken', which no plugin declares" in str(error_of(registry, "drama"))


def test_under_strict_a_failure_is_fatal() -> None:
    with pytest.raises(Misconfigured, match=r"plugin theatre 1\.2 failed: register_rules returned"):
        Registry.load(entry_points=(), more={"theatre": plugin([5])}, strict=True)


@pytest.mark.parametrize(
    ("declared", "words"),
    [
        (
            {"events": [EventType("order.paid", Seat)]},
            r"event type 'order\.paid' is declared by builtin .* and theatre 1\.2",
        ),
        ({"assets": [AssetKind("points", "Mine")]}, r"asset kind 'points' is declared by builtin .* and theatre 1\.2"),
    ],
)
def test_a_clash_of_names_refuses_to_boot_and_names_both_owners(declared: Any, words: str) -> None:
    with pytest.raises(Misconfigured, match=words):
        load(theatre=plugin(**declared))


Install = Callable[[str, Any], EntryPoint]


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Install:
    """Put a module where an entry point finds it."""

    def put(name: str, found: Any) -> EntryPoint:
        monkeypatch.setitem(sys.modules, f"installed_{name}", SimpleNamespace(plugin=found))
        return EntryPoint(name, f"installed_{name}:plugin", "headless.plugins")

    return put


def test_installed_plugins_load_by_name_whatever_the_install_order(install: Install) -> None:
    points = [install("zoo", plugin([altered(on=("login",))])), install("ark", plugin([altered(on=("login",))]))]

    assert ["builtin", "ark", "zoo"] == [each.name for each in Registry.load(entry_points=points).plugins]


def test_one_that_cannot_be_imported_takes_no_other_down(install: Install) -> None:
    points = [EntryPoint("ark", "no_such_module", "headless.plugins"), install("zoo", plugin([], [SEAT]))]
    registry = Registry.load(entry_points=points)

    assert "ModuleNotFoundError: No module named 'no_such_module'" == error_of(registry, "ark")
    assert "seat.taken" in registry.event_types


def test_one_that_exits_takes_nothing_down(install: Install) -> None:
    class Quitter:
        @hookimpl
        def register_rules(self) -> Any:
            sys.exit("bye")

    assert "SystemExit: bye" == error_of(Registry.load(entry_points=[install("quitter", Quitter())]), "quitter")


def test_only_plugins_on_the_list_are_loaded(install: Install) -> None:
    points = [install("zoo", plugin([], [SEAT])), EntryPoint("ark", "no_such_module", "headless.plugins")]
    registry = Registry.load(["zoo", "circus"], entry_points=points)

    assert [("builtin", "LOADED"), ("circus", "FAILED"), ("zoo", "LOADED")] == [
        (each.name, each.state) for each in registry.plugins
    ]
    assert "not installed" in str(error_of(registry, "circus"))


def test_two_plugins_of_one_name_refuse_to_boot(install: Install) -> None:
    points = [install("zoo", plugin()), EntryPoint("zoo", "other_zoo", "headless.plugins")]

    with pytest.raises(
        Misconfigured, match="two plugins are called 'zoo', one of installed_zoo:plugin, one of other_zoo"
    ):
        Registry.load(entry_points=points)


def test_nobody_else_may_be_called_builtin(install: Install) -> None:
    with pytest.raises(Misconfigured, match="two plugins are called 'builtin'"):
        Registry.load(entry_points=[install("builtin", plugin())])


def test_a_name_that_cannot_stand_in_a_query_fails(install: Install) -> None:
    registry = Registry.load(entry_points=[install("my-zoo", plugin([], [SEAT]))])

    assert "lower-case letters" in str(error_of(registry, "my-zoo"))


RANGES = {
    ">=0.1,<1": None,
    "": None,
    ">=99": "it requires headless >=99, and this is headless {core}: install a version of it that was made for this one",
    "!=99": None,
    "tomorrow": "requires is 'tomorrow'; it must be a range of core versions, such as >=0.2,<0.3",
    3: "requires is 3; it must be a range of core versions, such as >=0.2,<0.3",
}


@pytest.mark.parametrize("asked", RANGES)
def test_a_plugin_says_for_which_versions_of_the_core_it_was_written(asked: Any) -> None:
    choosy = plugin([Applause], [SEAT])
    choosy.requires = asked

    registry = load(theatre=choosy, other=plugin())

    error = RANGES[asked]
    assert error_of(registry) == (error and error.format(core=own_version()))
    assert ("theatre" in registry.declared, "other" in registry.declared) == (error is None, True)


@pytest.mark.parametrize(("core", "fits"), [("0.2.0", True), ("0.2.7", True), ("0.2.0rc1", True), ("0.3.0", False)])
def test_an_early_version_counts_as_its_release(core: str, fits: bool) -> None:
    asked = SimpleNamespace(requires=">=0.2,<0.3")
    if fits:
        check_requires(asked, core)
    else:
        with pytest.raises(BadDeclaration, match=r"requires headless >=0\.2,<0\.3, and this is headless 0\.3\.0"):
            check_requires(asked, core)
