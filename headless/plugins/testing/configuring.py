"""The configuration of a shop for tests: plugins enabled, each declaration with its settings, and what else the test says."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
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
    """The registry of some plugins beside the built-in one. Errors: Misconfigured, naming what is wrong with one.

    names: what they are called; left out: a module's name, or a class's in small letters.
    """
    given = dict(zip(names or map(name_of, plugins), plugins, strict=True))
    return Registry.load(entry_points=(), more=given, strict=True)


def name_of(plugin: object) -> str:
    """What a plugin is called unless its entry point says otherwise."""
    name = getattr(plugin, "__name__", None) or type(plugin).__name__
    return str(name).rpartition(".")[2].lower()


def settings_documents(registry: Registry, settings: Mapping[str, Json], rules: Mapping[str, Json]) -> list[Json]:
    """One instance of whatever takes settings in the plugins, and of the built-in `rules` that are named.

    Errors: Invalid for settings that do not fit; KeyError for an id that nothing has.
    """
    declared = [each for name, found in registry.declared.items() if name != BUILTIN for each in found.with_settings]
    chosen = [(each, settings.get(each.id, {})) for each in declared if each.takes_settings]
    unknown = sorted(set(settings) - {each.id for each in declared})
    if unknown:
        raise KeyError(
            f"settings are given by declared id; there are {', '.join(each.id for each in declared)}, not {unknown[0]}"
        )
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
    """The program of a merchant with these plugins enabled; documents as their save mutations take them. Errors: Invalid."""
    ids = count(1)

    def rows(documents: Iterable[Json]) -> dict[int, tuple[int, Json]]:
        return {next(ids): (1, document) for document in documents}

    instances = settings_documents(registry, settings, rules)
    stored = Configuration(
        1, "test", currency, CURRENCY_DECIMALS, time_zone, 1,
        kinds=rows(_kinds(registry, kinds)),
        tracks=rows(_track(document, place, ids) for place, document in enumerate(tracks)),
        tags=rows(tags),
        coupon_kinds=rows(coupons),
        benefits=rows({"value": "ECONOMIC", **each} for each in benefits),
        plugins={name: {"enabled": True} for name in registry.declared},
        instances=tuple((next(ids), 1, document, 0) for document in instances),
    )  # fmt: skip
    program, _ = assembled(stored, registry)
    return replace(program, tracked=program.tracked | keys_of(program))


def _kinds(registry: Registry, given: Iterable[Json]) -> Iterable[Json]:
    found: dict[str, Json] = {
        each.code: {
            "code": each.code, "name": each.name, "money": each.money,
            "decimals": CURRENCY_DECIMALS if each.money else each.decimals,
            "expiry": {"after": each.expires} if each.expires else None,
        }
        for each in registry.assets.values()
    }  # fmt: skip
    for document in given:
        found[document["code"]] = {"name": document["code"], **found.get(document["code"], {}), **document}
    return found.values()


def _track(document: Json, place: int, ids: Iterable[int]) -> Json:
    numbers = iter(ids)
    tiers = [
        {"name": tier["code"], "rank": rank, **tier, "id": next(numbers)}
        for rank, tier in enumerate(document["tiers"], 1)
    ]
    return {"name": document["code"], "kind": "EARNED", "default": place == 0, **document, "tiers": tiers}
