"""Loading of installed distributions. Each plugin is loaded in its own try, so that none takes the others down."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from importlib import import_module, metadata

from headless.engine.evaluation.runner import describe
from headless.engine.values.text_safety import spoken
from headless.errors import Misconfigured
from headless.messages import Message
from headless.plugins.contract.declarations import Declarations, PluginInfo
from headless.plugins.loading.checks import NAME, BadDeclaration
from headless.plugins.loading.collector import collect
from headless.plugins.loading.core_range import check_requires

ENTRY_POINTS = "headless.plugins"
DISTRIBUTION = "headless-membership"
UNKNOWN_VERSION = "0"
_ERROR_MOST = 1_000


def load(
    builtin: str, allowed: Iterable[str] | None, points: Iterable[metadata.EntryPoint], more: Mapping[str, object]
) -> tuple[list[Declarations], list[PluginInfo]]:
    """Return the declarations of the plugins that loaded, and all plugins. Raise Misconfigured if two have the same name."""
    version = own_version()
    own = import_module(f"headless.plugins.{builtin}")
    declared = [collect(builtin, version, own)]
    plugins = [PluginInfo.of(builtin, version, own)]
    chosen = _chosen(builtin, allowed, points, more)
    wanted = None if allowed is None else set(allowed)
    absent = sorted((wanted or set()) - set(chosen) - set(more) - {builtin})
    plugins += [
        _failed(name, UNKNOWN_VERSION, Message("HEADLESS_PLUGINS names it, but it is not installed")) for name in absent
    ]
    for name, plugin in sorted(more.items()):
        _try(name, str(getattr(plugin, "__version__", UNKNOWN_VERSION)), plugin, declared, plugins)
    for name, point in sorted(chosen.items()):
        _try(name, _version(point), point, declared, plugins)
    return _without_strangers(declared, plugins)


def own_version() -> str:
    """Return the version of this distribution."""
    try:
        return metadata.version(DISTRIBUTION)
    except metadata.PackageNotFoundError:
        return UNKNOWN_VERSION


def _chosen(
    builtin: str, allowed: Iterable[str] | None, points: Iterable[metadata.EntryPoint], more: Mapping[str, object]
) -> dict[str, metadata.EntryPoint]:
    wanted = None if allowed is None else set(allowed)
    chosen: dict[str, metadata.EntryPoint] = {}
    for point in points:
        if wanted is not None and point.name not in wanted:
            continue
        if point.name in chosen and point != chosen[point.name]:
            raise _same_name(point.name, _owner(chosen[point.name]), _owner(point))
        if point.name == builtin or point.name in more:
            owner = DISTRIBUTION if point.name == builtin else Message("this application")
            raise _same_name(point.name, owner, _owner(point))
        chosen[point.name] = point
    return chosen


def _try(name: str, version: str, plugin: object, declared: list[Declarations], plugins: list[PluginInfo]) -> None:
    try:
        if not NAME.fullmatch(name):
            raise BadDeclaration(f"the name {name!r} must be lower-case letters, digits and underscores")
        loaded = plugin.load() if isinstance(plugin, metadata.EntryPoint) else plugin
        check_requires(loaded, own_version())
        declared.append(collect(name, version, loaded))
        plugins.append(PluginInfo.of(name, version, loaded))
    except KeyboardInterrupt:
        raise
    except BaseException as fault:
        plugins.append(_failed(name, version, _describe(fault)))


def _without_strangers(
    declared: list[Declarations], plugins: list[PluginInfo]
) -> tuple[list[Declarations], list[PluginInfo]]:
    """Drop plugins that wait for an event type that no plugin declares. Dropping one may take others with it."""
    while True:
        known = {event.name for plugin in declared for event in plugin.event_types}
        errors = {plugin.plugin: error for plugin in declared if (error := _stranger(plugin, known)) is not None}
        if not errors:
            return declared, plugins
        declared = [plugin for plugin in declared if plugin.plugin not in errors]
        plugins = [
            _failed(plugin.name, plugin.version, errors[plugin.name]) if plugin.name in errors else plugin
            for plugin in plugins
        ]


def _stranger(declared: Declarations, known: set[str]) -> str | None:
    asked = [(f"rule {rule.id} listens to", name) for rule in declared.rules for name in rule.rule.on]
    asked += [(f"job {job.id} records", job.declared.emit) for job in declared.jobs]
    asked += [(f"event type {event.name} refers to", event.refers[1]) for event in declared.event_types if event.refers]
    for what, name in asked:
        if name not in known:
            near = get_close_matches(name, known, 1)
            return f"{what} {name!r}, which no plugin declares" + (f"; did you mean {near[0]!r}?" if near else "")
    return None


def _failed(name: str, version: str, error: str) -> PluginInfo:
    return PluginInfo(name, version, "FAILED", error)


def _describe(fault: BaseException) -> str:
    if not isinstance(fault, BadDeclaration):
        return describe(fault, _ERROR_MOST)
    said = fault.args[0]
    return said if isinstance(said, Message) else spoken(str(said))[:_ERROR_MOST]


def _version(point: metadata.EntryPoint) -> str:
    return point.dist.version if point.dist is not None else UNKNOWN_VERSION


def _owner(point: metadata.EntryPoint) -> str:
    return f"{point.dist.name} {point.dist.version}" if point.dist is not None else point.value


def _same_name(name: str, first: str, second: str) -> Misconfigured:
    return Misconfigured(
        Message(
            "two plugins are called {name!r}, one of {first}, one of {second}: uninstall one",
            name=name,
            first=first,
            second=second,
        )
    )
