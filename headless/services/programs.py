"""A merchant's configuration, loaded from its versioned rows and cached until the next version."""

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from headless.engine.built_in_metrics import BUILT_IN
from headless.engine.judge import Judge
from headless.engine.plugin_metrics import in_order
from headless.engine.program import Active, Program
from headless.engine.zones import Zone
from headless.errors import Invalid, NotFound
from headless.models.session import Session
from headless.plugins.payloads import rebuild_payload
from headless.plugins.registry import Registry
from headless.services import documents, offers
from headless.services.instances import Instances, load_instances
from headless.services.plugin_metrics import registry_of

_MERCHANT = """SELECT id, slug, name, currency, decimals, time_zone, sandbox, clock_at, config_version
FROM merchant WHERE """
_LATEST = """SELECT t.id, t.version, t.document FROM {table} t JOIN (
  SELECT id, max(version) AS version FROM {table} WHERE merchant_id = $1 GROUP BY id
) newest ON newest.id = t.id AND newest.version = t.version WHERE t.merchant_id = $1 ORDER BY t.id"""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class MerchantRow:
    """A merchant as stored; `clock_at` is a sandbox's own time in microseconds."""

    id: int
    slug: str
    name: str
    currency: str
    decimals: int
    time_zone: str
    sandbox: bool
    clock_at: int | None
    config_version: int


@dataclass(slots=True)
class _Cached:
    program: Program
    judge: Judge
    instances: Instances
    documents: dict[str, dict[int, Mapping[str, Any]]] = field(default_factory=dict)


class Programs:
    """The programs of all merchants this process has served; right after a change in any process."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._cached: dict[int, _Cached] = {}

    async def merchant(self, session: Session, merchant_id: int) -> MerchantRow:
        """The merchant's row. Errors: NotFound."""
        row = await session.fetch_one(_MERCHANT + "id = $1", merchant_id)
        if row is None:
            raise NotFound(f"there is no merchant {merchant_id}", code="MERCHANT_NOT_FOUND")
        return merchant_row(row)

    async def by_slug(self, session: Session, slug: str) -> MerchantRow:
        """The merchant of a slug. Errors: NotFound."""
        row = await session.fetch_one(_MERCHANT + "slug = $1", slug)
        if row is None:
            message = f"there is no merchant {slug!r}; create it with: headless merchant create {slug}"
            raise NotFound(message, code="MERCHANT_NOT_FOUND")
        return merchant_row(row)

    async def get(self, session: Session, merchant_id: int) -> Program:
        """The merchant's program as of its present configuration version."""
        return (await self._entry(session, await self.merchant(session, merchant_id))).program

    async def of(self, session: Session, merchant: MerchantRow) -> Program:
        """The program of a merchant row that was just read."""
        return (await self._entry(session, merchant)).program

    async def judge(self, session: Session, merchant: MerchantRow) -> Judge:
        """The compiled conditions that go with the program."""
        return (await self._entry(session, merchant)).judge

    async def stored(self, session: Session, merchant: MerchantRow, table: str) -> Mapping[int, Mapping[str, Any]]:
        """The newest documents of a configuration table, by id, as they are stored."""
        return (await self._entry(session, merchant)).documents[table]

    async def instances(self, session: Session, merchant: MerchantRow) -> Instances:
        """The instances of what plugins declare, and the plugins in use."""
        return (await self._entry(session, merchant)).instances

    async def _entry(self, session: Session, merchant: MerchantRow) -> _Cached:
        cached = self._cached.get(merchant.id)
        if cached is None or cached.program.version != merchant.config_version:
            cached = self._cached[merchant.id] = await load(session, merchant, self._registry)
        return cached


def merchant_row(row: Any) -> MerchantRow:
    """A merchant from its columns."""
    return MerchantRow(row[0], row[1], row[2], row[3], row[4], row[5], bool(row[6]), row[7], row[8])


async def load(session: Session, merchant: MerchantRow, registry: Registry) -> _Cached:
    """Read all configuration of a merchant."""
    kinds = await _newest(session, merchant.id, "asset_kind")
    tracks = await _newest(session, merchant.id, "tier_track")
    tags = await _newest(session, merchant.id, "tag")
    coupon_kinds = await _newest(session, merchant.id, "coupon_kind")
    benefits = await _newest(session, merchant.id, "benefit")
    instances = await load_instances(session, merchant.id, registry)
    computed = in_order(instances.all_active(registry.metrics.values()).values())
    metrics = registry_of(BUILT_IN, registry.metrics.values(), computed, documents.conditions(tracks, tags, benefits))
    ready = {each.name for each in computed}
    keys = await session.fetch("SELECT key FROM tracked_key WHERE merchant_id = $1", merchant.id)
    program = Program(
        merchant.id,
        merchant.slug,
        merchant.currency,
        merchant.decimals,
        Zone(merchant.time_zone),
        merchant.config_version,
        {doc["code"]: documents.asset_kind(id_, version, doc) for id_, (version, doc) in kinds.items()},
        {doc["code"]: documents.track(id_, version, doc, metrics) for id_, (version, doc) in tracks.items()},
        {doc["code"]: documents.tag_kind(id_, version, doc, metrics) for id_, (version, doc) in tags.items()},
        instances.rules,
        registry.event_types,
        frozenset({"order", *(row[0] for row in keys)}),
        payload_builder(registry),
        metrics=metrics,
        coupon_kinds={
            doc["code"]: offers.coupon_kind(id_, version, doc, merchant.decimals)
            for id_, (version, doc) in coupon_kinds.items()
        },
        benefits={
            doc["code"]: offers.benefit(id_, version, doc, metrics, ready) for id_, (version, doc) in benefits.items()
        },
        computed=computed,
        voters=_voters(registry, instances, tracks),
        fields=instances.all_active(registry.fields.values()),
        jobs=tuple(instances.all_active(registry.jobs.values()).values()),
        enabled=instances.enabled,
        inbound=instances.all_active(registry.inbound.values()),
        actions=instances.all_active(registry.actions.values()),
        observers=_observers(registry, instances),
    )
    stored = {
        "asset_kind": kinds, "tier_track": tracks, "tag": tags, "coupon_kind": coupon_kinds, "benefit": benefits,
    }  # fmt: skip
    plain: dict[str, dict[int, Mapping[str, Any]]] = {
        table: {id_: doc for id_, (_, doc) in rows.items()} for table, rows in stored.items()
    }
    return _Cached(program, Judge(program), instances, plain)


def payload_builder(registry: Registry) -> Callable[..., Any]:
    """What turns the stored JSON of an event into its typed payload."""

    def build(type_: str, stored: Mapping[str, Any], version: int | None = None) -> Any:
        event_type = registry.event_types.get(type_)
        if event_type is None:
            raise Invalid(f"there is no event type {type_!r}", code="UNKNOWN_EVENT_TYPE")
        return rebuild_payload(event_type, stored, version)

    return build


async def _newest(session: Session, merchant_id: int, table: str) -> dict[int, tuple[int, dict[str, Any]]]:
    rows = await session.fetch(_LATEST.format(table=table), merchant_id)
    return {row[0]: (row[1], json.loads(row[2])) for row in rows}


def _voters(
    registry: Registry, instances: Instances, tracks: Mapping[int, tuple[int, Mapping[str, Any]]]
) -> dict[str, Active]:
    """The tier rules by the code of the track that names them, each with the settings that the track holds."""
    found: dict[str, Active] = {}
    for _, document in tracks.values():
        plugin, _, id_ = str(document.get("rule") or "").partition(".")
        declaration = registry.tier_rules.get((plugin, id_))
        active = instances.active(declaration) if declaration is not None else None
        if declaration is None or active is None:
            continue
        if declaration.keeps_settings_of == id_:
            try:
                active = replace(active, settings=declaration.settings(document.get("settings")))
            except Invalid as fault:
                log.warning("track %s, %s: %s; save the track anew", document["code"], declaration.name, fault.message)
                continue
        found[document["code"]] = active
    return found


def _observers(registry: Registry, instances: Instances) -> tuple[str, ...]:
    asked = (name for name, found in registry.observers.items() if found.event_settled is not None)
    return tuple(sorted(name for name in asked if name in instances.enabled))
