"""The configuration of a trial: plugins enabled, each declaration with its settings, and what the trial adds."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from itertools import count
from typing import Any

from headless.engine.evaluation.condition_sources import keys_of
from headless.engine.program.program import Program
from headless.plugins.loading.configurations import Configuration, assembled
from headless.plugins.loading.given_plugins import settings_documents, track_document
from headless.plugins.loading.registry import Registry

Json = Mapping[str, Any]
CURRENCY, CURRENCY_DECIMALS, TIME_ZONE = "GBP", 2, "Europe/London"


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
        1, "test", CURRENCY, CURRENCY_DECIMALS, TIME_ZONE, 1,
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
    track = track_document(document, place)
    return {**track, "tiers": [{**tier, "id": id_} for tier, id_ in zip(track["tiers"], ids, strict=False)]}
