"""The plugins that a test is given: loaded, and each declaration with its settings."""

from collections.abc import Mapping, Sequence
from typing import Any

from headless.plugins.contract.declarations import Declaration
from headless.plugins.loading.registry import BUILTIN, Registry

Json = Mapping[str, Any]


def loaded(*plugins: object, names: Sequence[str] = ()) -> Registry:
    """Load some plugins with the built-in one. Raise Misconfigured, naming what is wrong with one.

    `names` says what they are called. By default this is a module's name, or a class's in small letters.
    """
    given = dict(zip(names or map(name_of, plugins), plugins, strict=True))
    return Registry.load(entry_points=(), more=given, strict=True)


def name_of(plugin: object) -> str:
    """Return what a plugin is called unless its entry point says otherwise."""
    name = getattr(plugin, "__name__", None) or type(plugin).__name__
    return str(name).rpartition(".")[2].lower()


def track_document(document: Json, place: int) -> Json:
    """Return a tier track with what is obvious filled in: names, ranks by place, and that the first one is the default."""
    tiers = [{"name": tier["code"], "rank": rank, **tier} for rank, tier in enumerate(document["tiers"], 1)]
    return {"name": document.get("code"), "kind": "EARNED", "default": place == 0, **document, "tiers": tiers}


def settings_documents(registry: Registry, settings: Mapping[str, Json], rules: Mapping[str, Json]) -> list[Json]:
    """Make one instance of everything that takes settings in the plugins, and of the built-in `rules` that are named.

    Raise Invalid for settings that do not fit, and KeyError for an unknown id.
    """
    declared = [
        declaration
        for name, plugin in registry.declared.items()
        if name != BUILTIN
        for declaration in plugin.with_settings
    ]
    chosen = [(declaration, settings.get(declaration.id, {})) for declaration in declared if declaration.takes_settings]
    unknown = sorted(set(settings) - {declaration.id for declaration in declared})
    if unknown:
        known = ", ".join(declaration.id for declaration in declared)
        raise KeyError(f"settings are given by declared id; there are {known}, not {unknown[0]}")
    chosen += [(registry.rules[BUILTIN, id_], given) for id_, given in rules.items()]
    return [_instance(declaration, given, position) for position, (declaration, given) in enumerate(chosen)]


def _instance(declaration: Declaration[Any], given: Json, position: int) -> Json:
    settings = declaration.settings(given)
    return {
        "plugin": declaration.plugin, "rule": declaration.id, "name": declaration.id, "settings": settings.to_json(),
        "enabled": True, "position": position, "assets": sorted(declaration.assets(settings)), "kind": declaration.kind,
        **declaration.version_of_settings,
    }  # fmt: skip
