"""The configuration of a merchant as it is stored, in plain values, and the program made from it and the installed plugins."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from headless.engine.metrics.built_in import BUILT_IN
from headless.engine.program import documents, offer_documents
from headless.engine.program.active_declarations import Active
from headless.engine.program.cards.documents import card_kind
from headless.engine.program.partners import partner
from headless.engine.program.program import Program
from headless.engine.program.webhooks import Webhook
from headless.engine.standings.plugin_metrics import in_order
from headless.engine.values.zones import Zone
from headless.errors import Invalid
from headless.logs import get_logger
from headless.messages import Message
from headless.plugins.contract.payloads import rebuild_payload
from headless.plugins.loading.budgets import shared_budgets
from headless.plugins.loading.instances import Instances, instances_of
from headless.plugins.loading.metric_specs import registry_of
from headless.plugins.loading.registry import Registry

Json = Mapping[str, Any]
Rows = Mapping[int, tuple[int, Json]]
"""The newest document of each id, with its version."""
log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Configuration:
    """Everything stored that a program is made of. `instances` holds all versions, as (id, version, document, saved at)."""

    merchant_id: int
    slug: str
    currency: str
    decimals: int
    time_zone: str
    version: int = 0
    kinds: Rows = field(default_factory=dict)
    tracks: Rows = field(default_factory=dict)
    tags: Rows = field(default_factory=dict)
    coupon_kinds: Rows = field(default_factory=dict)
    benefits: Rows = field(default_factory=dict)
    plugins: Mapping[str, Json] = field(default_factory=dict)
    instances: tuple[tuple[int, int, Json, int], ...] = ()
    keys: frozenset[str] = frozenset()
    country: str | None = None
    webhooks: tuple[Webhook, ...] = ()
    partners: Rows = field(default_factory=dict)
    card_kinds: Rows = field(default_factory=dict)


def assembled(stored: Configuration, registry: Registry) -> tuple[Program, Instances]:
    """Make the program of a configuration, and the instances in it. Raise Invalid if a document cannot be read."""
    instances = instances_of(registry, stored.plugins, stored.instances)
    computed = in_order(instances.all_active(registry.metrics.values()).values())
    conditions = documents.conditions(stored.tracks, stored.tags, stored.benefits)
    metrics = registry_of(BUILT_IN, registry.metrics.values(), computed, conditions)
    ready = {metric.name for metric in computed}
    voters, faults = _voters(registry, instances, stored.tracks)
    instances = replace(instances, track_faults=faults)
    kinds = {doc["code"]: documents.asset_kind(id_, version, doc) for id_, (version, doc) in stored.kinds.items()}
    program = Program(
        stored.merchant_id,
        stored.slug,
        stored.currency,
        stored.decimals,
        Zone(stored.time_zone),
        stored.version,
        kinds,
        {doc["code"]: documents.track(id_, version, doc, metrics) for id_, (version, doc) in stored.tracks.items()},
        {doc["code"]: documents.tag_kind(id_, version, doc, metrics) for id_, (version, doc) in stored.tags.items()},
        instances.rules,
        registry.event_types,
        frozenset({"order", *stored.keys}),
        payload_builder(registry),
        metrics=metrics,
        coupon_kinds={
            doc["code"]: offer_documents.coupon_kind(id_, version, doc, stored.decimals)
            for id_, (version, doc) in stored.coupon_kinds.items()
        },
        benefits={
            doc["code"]: offer_documents.benefit(id_, version, doc, metrics, ready, stored.decimals)
            for id_, (version, doc) in stored.benefits.items()
        },
        card_kinds={doc["code"]: card_kind(id_, version, doc) for id_, (version, doc) in stored.card_kinds.items()},
        computed=computed,
        voters=voters,
        fields=instances.all_active(registry.fields.values()),
        rankings={ranking.name: ranking for ranking in instances.all_active(registry.rankings.values()).values()},
        jobs=tuple(instances.all_active(registry.jobs.values()).values()),
        enabled=instances.enabled,
        country=stored.country,
        inbound=instances.all_active(registry.inbound.values()),
        actions=instances.all_active(registry.actions.values()),
        observers=_observers(registry, instances),
        webhooks=stored.webhooks,
        budgets=shared_budgets(instances),
        partners={doc["code"]: partner(id_, version, doc, kinds) for id_, (version, doc) in stored.partners.items()},
    )
    return program, instances


def payload_builder(registry: Registry) -> Callable[..., Any]:
    """Return the function that turns the stored JSON of an event into its typed payload."""

    def build(type_: str, stored: Mapping[str, Any], version: int | None = None) -> Any:
        event_type = registry.event_types.get(type_)
        if event_type is None:
            raise Invalid(Message("there is no event type {type!r}", type=type_), code="UNKNOWN_EVENT_TYPE")
        return rebuild_payload(event_type, stored, version)

    return build


def _voters(
    registry: Registry, instances: Instances, tracks: Rows
) -> tuple[dict[str, Active], dict[str, tuple[str, Invalid]]]:
    """Return the tier rules by the code of the track that names them, each with the settings that the track holds.

    Return, too, why the settings of others cannot be used.
    """
    voters: dict[str, Active] = {}
    faults: dict[str, tuple[str, Invalid]] = {}
    for _, document in tracks.values():
        plugin, _, id_ = str(document.get("rule") or "").partition(".")
        declaration = registry.tier_rules.get((plugin, id_))
        active = instances.active(declaration) if declaration is not None else None
        if declaration is None or active is None:
            continue
        if declaration.keeps_settings_of == id_:
            try:
                active = replace(active, settings=declaration.saved_settings(document))
            except Invalid as fault:
                log.warning(
                    "settings of a tier rule are no longer valid: save the track again",
                    track=document["code"],
                    rule=declaration.name,
                    error=fault.message,
                )
                faults[document["code"]] = plugin, fault
                continue
        voters[document["code"]] = replace(active, track=document["code"])
    return voters, faults


def _observers(registry: Registry, instances: Instances) -> tuple[str, ...]:
    asked = (name for name, observers in registry.observers.items() if observers.event_settled is not None)
    return tuple(sorted(name for name in asked if name in instances.enabled))
