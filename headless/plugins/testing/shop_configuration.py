"""The configuration of a shop for tests: plugins enabled, each declaration with its settings, and what the test adds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import count
from typing import Any

from headless.engine.evaluation.condition_sources import keys_of
from headless.engine.program.program import Program
from headless.plugins.contract.declarations import Declaration
from headless.plugins.loading.configurations import Configuration, assembled
from headless.plugins.loading.registry import BUILTIN, Registry

Json = Mapping[str, Any]
CURRENCY_DECIMALS = 2


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
    }  # fmt: skip


def program_of(
    registry: Registry,
    *,
    settings: Mapping[str, Json],
    rules: Mapping[str, Json],
    kinds: Iterable[Json],
    tracks: Iterable[Json],
    tags: Iterable[Json],
    coupons: Iterable[Json],
    benefits: Iterable[Json],
    currency: str,
    time_zone: str,
) -> Program:
    """Make the program of a merchant with these plugins enabled. Raise Invalid for a wrong document.

    Documents are given as the save mutations take them.
    """
    ids = count(1)

    def rows(documents: Iterable[Json]) -> dict[int, tuple[int, Json]]:
        return {next(ids): (1, document) for document in documents}

    instances = settings_documents(registry, settings, rules)
    brought = partial(_with_brought, registry)
    stored = Configuration(
        1, "test", currency, CURRENCY_DECIMALS, time_zone, 1,
        kinds=rows(_kinds(registry, kinds)),
        tracks=rows(_track(document, place, ids) for place, document in enumerate(brought("tierTrack", tracks))),
        tags=rows(brought("tag", tags)),
        coupon_kinds=rows(brought("couponKind", coupons)),
        benefits=rows({"value": "ECONOMIC", **benefit} for benefit in brought("benefit", benefits)),
        plugins={name: {"enabled": True} for name in registry.declared},
        instances=tuple((next(ids), 1, document, 0) for document in instances),
    )  # fmt: skip
    program, _ = assembled(stored, registry)
    return replace(program, tracked=program.tracked | keys_of(program))


def _with_brought(registry: Registry, sort: str, given: Iterable[Json]) -> list[Json]:
    """Return what plugins bring of a sort, and what the test gives, which counts before it."""
    brought = (made for declared in registry.declared.values() for made in declared.brings if made.sort == sort)
    documents = {made.code: made.document for made in brought}
    return list({**documents, **{document["code"]: document for document in given}}.values())


def _kinds(registry: Registry, given: Iterable[Json]) -> Iterable[Json]:
    kinds: dict[str, Json] = {
        kind.code: {
            "code": kind.code, "name": kind.name, "money": kind.money,
            "decimals": CURRENCY_DECIMALS if kind.money else kind.decimals,
            "expiry": {"after": kind.expires} if kind.expires else None,
        }
        for kind in registry.assets.values()
    }  # fmt: skip
    for document in given:
        kinds[document["code"]] = {"name": document["code"], **kinds.get(document["code"], {}), **document}
    return kinds.values()


def _track(document: Json, place: int, ids: Iterable[int]) -> Json:
    numbers = iter(ids)
    tiers = [
        {"name": tier["code"], "rank": rank, **tier, "id": next(numbers)}
        for rank, tier in enumerate(document["tiers"], 1)
    ]
    return {"name": document["code"], "kind": "EARNED", "default": place == 0, **document, "tiers": tiers}
