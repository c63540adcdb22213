"""A merchant's configuration, loaded from its versioned rows and cached until the next version."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from headless.config import Settings
from headless.engine.evaluation.judge import Judge
from headless.engine.program.program import Program
from headless.errors import NotFound
from headless.messages import Message
from headless.models.base.reads import Read, read_all
from headless.models.base.session import Session
from headless.models.base.versions import newest_documents
from headless.models.tables.cards.cards import CardKind
from headless.models.tables.configuration.asset_kinds import AssetKind
from headless.models.tables.configuration.merchants import MerchantRow, merchant_by_id, merchant_by_slug
from headless.models.tables.configuration.partners import Partner
from headless.models.tables.configuration.plugins import plugin_documents
from headless.models.tables.configuration.rules import rule_versions
from headless.models.tables.configuration.tracks import TierTrack
from headless.models.tables.members.tags import Tag
from headless.models.tables.members.totals import tracked_keys
from headless.models.tables.rewards.benefits import Benefit
from headless.models.tables.rewards.coupons import CouponKind
from headless.models.tables.webhooks.endpoints import listening_endpoints
from headless.plugins.loading.configurations import Configuration, assembled
from headless.plugins.loading.instances import Instances
from headless.plugins.loading.registry import Registry
from headless.services.sealing.sealed_settings import opened_document

MADE_MOST = 4_000


class Made(dict[Any, Any]):
    """What other modules have made of a configuration, so that they make it once."""

    __slots__ = ("__weakref__",)

    def keep(self, key: Any, value: Any) -> None:
        """Keep a value, and clear the store when it is full."""
        if len(self) >= MADE_MOST:
            self.clear()
        self[key] = value


@dataclass(slots=True)
class LoadedProgram:
    """A merchant's configuration as it was last seen. documents: the newest of each table, by id, as stored."""

    merchant: MerchantRow
    program: Program
    judge: Judge
    instances: Instances
    documents: Mapping[str, Mapping[int, Mapping[str, Any]]]
    made: Made = field(default_factory=Made)


class Programs:
    """The programs of all merchants this process has served, up to date after a change in any process."""

    def __init__(self, registry: Registry, settings: Settings) -> None:
        self._registry, self._settings = registry, settings
        self._cached: dict[int, LoadedProgram] = {}

    def forget(self, merchant_id: int) -> None:
        """Drop what was read in a transaction that was undone."""
        self._cached.pop(merchant_id, None)

    async def merchant(self, session: Session, merchant_id: int) -> MerchantRow:
        """Return the merchant's row. Raise NotFound if there is none."""
        return await self.merchant_with(session, merchant_id, ())

    async def merchant_with(self, session: Session, merchant_id: int, reads: Iterable[Read]) -> MerchantRow:
        """Return the merchant's row, and read in the same trip what does not depend on it. Raise NotFound if there is none."""
        merchants: list[MerchantRow] = []
        await read_all(session, [merchant_by_id(merchant_id).into(merchants.extend), *reads])
        if not merchants:
            raise NotFound(
                Message("there is no merchant {merchant_id}", merchant_id=merchant_id), code="MERCHANT_NOT_FOUND"
            )
        return merchants[0]

    async def by_slug(self, session: Session, slug: str) -> MerchantRow:
        """Return the merchant of a slug. Raise NotFound if there is none."""
        merchant = await merchant_by_slug(session, slug)
        if merchant is None:
            message = Message(
                "there is no merchant {slug!r}; create it with: headless merchant create {slug}", slug=slug
            )
            raise NotFound(message, code="MERCHANT_NOT_FOUND")
        return merchant

    async def get(self, session: Session, merchant_id: int) -> Program:
        """Return the merchant's program as of its present configuration version."""
        return (await self.seen(session, await self.merchant(session, merchant_id))).program

    async def of(self, session: Session, merchant: MerchantRow) -> Program:
        """Return the program of a merchant row that was just read."""
        return (await self.seen(session, merchant)).program

    def judge_of(self, program: Program) -> Judge:
        """Return the compiled conditions of exactly this program, which may have been replaced while it is still in use."""
        cached = self._cached.get(program.merchant_id)
        return cached.judge if cached is not None and cached.program is program else Judge(program)

    async def instances(self, session: Session, merchant: MerchantRow) -> Instances:
        """Return the instances of what plugins declare, and the plugins in use."""
        return (await self.seen(session, merchant)).instances

    def last_seen(self, merchant_id: int) -> LoadedProgram | None:
        """Return the merchant as this process last saw it, None if it has not."""
        return self._cached.get(merchant_id)

    async def seen(self, session: Session, merchant: MerchantRow) -> LoadedProgram:
        """Return the configuration of a merchant row that was just read."""
        cached = self._cached.get(merchant.id)
        if cached is None or cached.program.version != merchant.config_version:
            cached = self._cached[merchant.id] = await load(session, merchant, self._registry, self._settings)
        elif cached.merchant != merchant:
            cached.merchant = merchant
        return cached


async def load(session: Session, merchant: MerchantRow, registry: Registry, settings: Settings) -> LoadedProgram:
    """Read all configuration of a merchant, and make its program. settings: those whose keys open secrets."""
    merchant, stored = await _undivided(session, merchant, settings)
    program, instances = assembled(stored, registry)
    tables = {
        "asset_kind": stored.kinds, "tier_track": stored.tracks, "tag": stored.tags, "coupon_kind": stored.coupon_kinds,
        "benefit": stored.benefits,
    }  # fmt: skip
    plain: dict[str, dict[int, Mapping[str, Any]]] = {
        table: {id_: doc for id_, (_, doc) in rows.items()} for table, rows in tables.items()
    }
    return LoadedProgram(merchant, program, Judge(program), instances, plain)


async def _undivided(session: Session, merchant: MerchantRow, settings: Settings) -> tuple[MerchantRow, Configuration]:
    """Read what is stored until no change came in between: else half would be of one version and half of the next."""
    while True:
        stored = await read_configuration(session, merchant, settings)
        (present,) = await merchant_by_id(merchant.id).fetch(session)
        if present.config_version == merchant.config_version:
            return merchant, stored
        merchant = present


async def read_configuration(session: Session, merchant: MerchantRow, settings: Settings) -> Configuration:
    """Return all configuration of a merchant as it is stored, with secrets opened, read with a constant number of queries."""
    opened = partial(opened_document, settings, merchant.id)
    kinds, tracks, tags, coupon_kinds, benefits, partners, card_kinds = [
        await newest_documents(session, model, merchant.id)
        for model in (AssetKind, TierTrack, Tag, CouponKind, Benefit, Partner, CardKind)
    ]
    return Configuration(
        merchant.id,
        merchant.slug,
        merchant.currency,
        merchant.decimals,
        merchant.time_zone,
        merchant.config_version,
        kinds,
        {id_: (version, opened(document)) for id_, (version, document) in tracks.items()},
        tags,
        coupon_kinds,
        benefits,
        await plugin_documents(session, merchant.id),
        tuple(rule._replace(document=opened(rule.document)) for rule in await rule_versions(session, merchant.id)),
        await tracked_keys(session, merchant.id),
        merchant.country,
        await listening_endpoints(session, merchant.id),
        partners,
        card_kinds,
    )
