"""A merchant's configuration, loaded from its versioned rows and cached until the next version."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from headless.engine.evaluation.judge import Judge
from headless.engine.program.program import Program
from headless.errors import NotFound
from headless.models.base.session import Session
from headless.plugins.loading.configurations import Configuration, assembled
from headless.plugins.loading.instances import Instances
from headless.plugins.loading.registry import Registry
from headless.services.kernel.reads import Read, read_all

_MERCHANT = """SELECT id, slug, name, currency, decimals, time_zone, sandbox, clock_at, config_version
FROM merchant WHERE """
_LATEST = """SELECT t.id, t.version, t.document FROM {table} t JOIN (
  SELECT id, max(version) AS version FROM {table} WHERE merchant_id = $1 GROUP BY id
) newest ON newest.id = t.id AND newest.version = t.version WHERE t.merchant_id = $1 ORDER BY t.id"""
_PLUGINS = """SELECT p.code, p.document FROM plugin_version p JOIN (
  SELECT id, max(version) AS version FROM plugin_version WHERE merchant_id = $1 GROUP BY id
) newest ON newest.id = p.id AND newest.version = p.version WHERE p.merchant_id = $1"""
_INSTANCES = "SELECT id, version, document, saved_at FROM rule_instance WHERE merchant_id = $1 ORDER BY id, version"


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
class Seen:
    """A merchant's configuration as it was last seen. documents: the newest of each table, by id, as stored.

    made: whatever others made of just this configuration, to be had again.
    """

    merchant: MerchantRow
    program: Program
    judge: Judge
    instances: Instances
    documents: Mapping[str, Mapping[int, Mapping[str, Any]]]
    made: dict[Any, Any] = field(default_factory=dict)


class Programs:
    """The programs of all merchants this process has served; right after a change in any process."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._cached: dict[int, Seen] = {}

    def forget(self, merchant_id: int) -> None:
        """Let go of what was read in a transaction that was undone."""
        self._cached.pop(merchant_id, None)

    async def merchant(self, session: Session, merchant_id: int) -> MerchantRow:
        """The merchant's row. Errors: NotFound."""
        return await self.merchant_with(session, merchant_id, ())

    async def merchant_with(self, session: Session, merchant_id: int, reads: Iterable[Read]) -> MerchantRow:
        """The merchant's row, and whatever else is to be read that does not depend on it. Errors: NotFound."""
        rows: list[Any] = []
        await read_all(session, [Read(_MERCHANT + "id = $1", (merchant_id,), rows.extend), *reads])
        if not rows:
            raise NotFound(f"there is no merchant {merchant_id}", code="MERCHANT_NOT_FOUND")
        return merchant_row(rows[0])

    async def by_slug(self, session: Session, slug: str) -> MerchantRow:
        """The merchant of a slug. Errors: NotFound."""
        row = await session.fetch_one(_MERCHANT + "slug = $1", slug)
        if row is None:
            message = f"there is no merchant {slug!r}; create it with: headless merchant create {slug}"
            raise NotFound(message, code="MERCHANT_NOT_FOUND")
        return merchant_row(row)

    async def get(self, session: Session, merchant_id: int) -> Program:
        """The merchant's program as of its present configuration version."""
        return (await self.seen(session, await self.merchant(session, merchant_id))).program

    async def of(self, session: Session, merchant: MerchantRow) -> Program:
        """The program of a merchant row that was just read."""
        return (await self.seen(session, merchant)).program

    def judge_of(self, program: Program) -> Judge:
        """The compiled conditions of just this program, which others may have replaced while it is still at work."""
        cached = self._cached.get(program.merchant_id)
        return cached.judge if cached is not None and cached.program is program else Judge(program)

    async def instances(self, session: Session, merchant: MerchantRow) -> Instances:
        """The instances of what plugins declare, and the plugins in use."""
        return (await self.seen(session, merchant)).instances

    def last_seen(self, merchant_id: int) -> Seen | None:
        """The merchant as this process last saw it; None if it has not."""
        return self._cached.get(merchant_id)

    async def seen(self, session: Session, merchant: MerchantRow) -> Seen:
        """The configuration of a merchant row that was just read."""
        cached = self._cached.get(merchant.id)
        if cached is None or cached.program.version != merchant.config_version:
            cached = self._cached[merchant.id] = await load(session, merchant, self._registry)
        elif cached.merchant != merchant:
            cached.merchant = merchant
        return cached


def merchant_row(row: Any) -> MerchantRow:
    """A merchant from its columns."""
    return MerchantRow(row[0], row[1], row[2], row[3], row[4], row[5], bool(row[6]), row[7], row[8])


async def load(session: Session, merchant: MerchantRow, registry: Registry) -> Seen:
    """Read all configuration of a merchant, and make its program."""
    merchant, stored = await _undivided(session, merchant)
    program, instances = assembled(stored, registry)
    tables = {
        "asset_kind": stored.kinds, "tier_track": stored.tracks, "tag": stored.tags, "coupon_kind": stored.coupon_kinds,
        "benefit": stored.benefits,
    }  # fmt: skip
    plain: dict[str, dict[int, Mapping[str, Any]]] = {
        table: {id_: doc for id_, (_, doc) in rows.items()} for table, rows in tables.items()
    }
    return Seen(merchant, program, Judge(program), instances, plain)


async def _undivided(session: Session, merchant: MerchantRow) -> tuple[MerchantRow, Configuration]:
    """What is stored, read until nobody has changed it meanwhile: else half would be of one version and half of the next."""
    while True:
        stored = await read_configuration(session, merchant)
        present = merchant_row(await session.fetch_one(_MERCHANT + "id = $1", merchant.id))
        if present.config_version == merchant.config_version:
            return merchant, stored
        merchant = present


async def read_configuration(session: Session, merchant: MerchantRow) -> Configuration:
    """All configuration of a merchant as it is stored: a constant number of queries."""
    kinds = await _newest(session, merchant.id, "asset_kind")
    tracks = await _newest(session, merchant.id, "tier_track")
    tags = await _newest(session, merchant.id, "tag")
    coupon_kinds = await _newest(session, merchant.id, "coupon_kind")
    benefits = await _newest(session, merchant.id, "benefit")
    plugins = {row[0]: json.loads(row[1]) for row in await session.fetch(_PLUGINS, merchant.id)}
    instances = await session.fetch(_INSTANCES, merchant.id)
    keys = await session.fetch("SELECT key FROM tracked_key WHERE merchant_id = $1", merchant.id)
    return Configuration(
        merchant.id, merchant.slug, merchant.currency, merchant.decimals, merchant.time_zone, merchant.config_version,
        kinds, tracks, tags, coupon_kinds, benefits, plugins,
        tuple((row[0], row[1], json.loads(row[2]), row[3]) for row in instances),
        frozenset(row[0] for row in keys),
    )  # fmt: skip


async def _newest(session: Session, merchant_id: int, table: str) -> dict[int, tuple[int, dict[str, Any]]]:
    rows = await session.fetch(_LATEST.format(table=table), merchant_id)
    return {row[0]: (row[1], json.loads(row[2])) for row in rows}
