"""The configuration of a shop for tests, saved as a merchant saves it, with what is obvious filled in."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from headless.engine.values.currencies import currency_decimals
from headless.engine.values.problems import Problem
from headless.errors import Invalid
from headless.plugins.loading.given_plugins import settings_documents, track_document
from headless.plugins.loading.registry import BUILTIN, Registry
from headless.plugins.testing.inside import Given
from headless.services.configuration.asset_kinds import save_asset_kind
from headless.services.configuration.offers.card_kinds import save_card_kind
from headless.services.configuration.offers.coupon_kinds import save_coupon_kind
from headless.services.configuration.rules import save_rule
from headless.services.configuration.tag_kinds import save_tag
from headless.services.configuration.tier_tracks import save_tier_track
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.outcomes import Saved
from headless.services.kernel.principals import Principal
from headless.services.members.benefits import save_benefit
from headless.services.plugin_admin.plugins import enable_plugin

Json = Mapping[str, Any]
Save = Callable[[], Awaitable[Saved]]


async def save_all(kernel: Kernel, principal: Principal, given: Given) -> None:
    """Save what is given, whatever names what. Raise Invalid, naming what is wrong, and KeyError for an unknown id."""
    settings_documents(kernel.registry, given.settings, given.rules)
    waiting = list(_saves(kernel, principal, given))
    while waiting:
        problems = [await _problem(save) for save in waiting]
        left = [save for save, problem in zip(waiting, problems, strict=True) if problem is not None]
        if len(left) == len(waiting):
            first = next(problem for problem in problems if problem is not None)
            raise Invalid(first.message, code=first.code, data={"path": list(first.path)})
        waiting = left


async def _problem(save: Save) -> Problem | None:
    return (await save()).problem


def _saves(kernel: Kernel, principal: Principal, given: Given) -> Iterator[Save]:
    """Yield every save, in the order in which most of them find what they name."""
    for document in _kinds(kernel.registry, given):
        yield partial(save_asset_kind, kernel, principal, document)
    for document in _named(given.tags):
        yield partial(save_tag, kernel, principal, document)
    for document in _named(given.coupons):
        yield partial(save_coupon_kind, kernel, principal, document)
    for document in _named(given.benefits):
        yield partial(save_benefit, kernel, principal, {"value": "ECONOMIC", **document})
    for document in _named(given.cards):
        yield partial(save_card_kind, kernel, principal, document)
    for name, declared in kernel.registry.declared.items():
        if name != BUILTIN:
            ids = {declaration.id for declaration in declared.with_settings if declaration.takes_settings}
            settings = {id_: dict(chosen) for id_, chosen in given.settings.items() if id_ in ids}
            yield partial(enable_plugin, kernel, principal, name, settings)
    for place, document in enumerate(given.tracks):
        yield partial(save_tier_track, kernel, principal, track_document(document, place))
    for id_, chosen in given.rules.items():
        yield partial(save_rule, kernel, principal, {"rule": id_, "settings": dict(chosen)})


def _named(documents: Iterable[Json]) -> Iterator[Json]:
    for document in documents:
        yield {"name": document.get("code"), **document}


def _kinds(registry: Registry, given: Given) -> Iterator[Json]:
    """Yield the kinds that are given, on top of what a plugin declares of them."""
    declared = {kind.code: kind for kind in registry.assets.values()}
    for document in _named(given.kinds):
        kind = declared.get(document["code"])
        if kind is None:
            yield document
            continue
        decimals = currency_decimals(given.currency) if kind.money else kind.decimals
        known = {"name": kind.name, "money": kind.money, "decimals": decimals}
        expiry = {"expiry": {"after": kind.expires}} if kind.expires else {}
        yield {**known, **expiry, **{name: value for name, value in document.items() if name != "name"}}
