"""All that is stored sealed, and what opens it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from headless.config import Settings
from headless.ids import Prefix, encode
from headless.messages import Message
from headless.models.base.session import Session
from headless.models.base.versions import Version, Versioned, all_versions, rewrite_version
from headless.models.tables.configuration.merchants import MerchantRow
from headless.models.tables.configuration.rules import RuleInstance
from headless.models.tables.configuration.tracks import TierTrack
from headless.models.tables.webhooks.endpoints import StoredEndpoint, all_endpoints, replace_secrets
from headless.models.tables.work.backtests import asked_of_backtests, rewrite_asked
from headless.plugins.contract.settings import hidden
from headless.services.backtesting.sealed_changes import OWNER, opened_changes, sealed_changes, settings_in
from headless.services.kernel.kernel import Kernel
from headless.services.sealing.sealed_secrets import Rest, rests_on, seal, unseal
from headless.services.sealing.sealed_settings import opened_settings, owner_of, resting_settings, sealed_settings
from headless.services.webhooks.signatures import purpose_of


@dataclass(frozen=True, slots=True)
class StoredSecret:
    """A secret, or several that are stored together. rests: what opens them. reseal: seals them with the present key."""

    told: Message
    rests: frozenset[Rest]
    reseal: Callable[[Session], Awaitable[None]]


async def stored_secrets(kernel: Kernel, session: Session, merchant: MerchantRow) -> AsyncIterator[StoredSecret]:
    """Return all secrets of a merchant as they are stored."""
    for endpoint in await all_endpoints(session, merchant.id):
        yield _of_endpoint(kernel.settings, merchant.id, endpoint)
    for model in (RuleInstance, TierTrack):
        for version in await all_versions(session, model, merchant.id):
            yield _of_settings(kernel, merchant.id, model, version)
    for id_, asked in (await asked_of_backtests(session, merchant.id)).items():
        yield _of_backtest(kernel, merchant.id, id_, asked)


def _of_settings(kernel: Kernel, merchant_id: int, model: type[Versioned], version: Version) -> StoredSecret:
    """Return the secrets in the settings of a rule instance, or of a track's rule. Those of plugins that are gone stay hidden."""
    document, owner = version.document, owner_of(version.document)
    plugin, _, id_ = owner.partition("/")
    declaration = kernel.registry.keeper(plugin, id_) or kernel.registry.tier_rules.get((plugin, id_))
    stored = document.get("settings") or {}
    kept = stored if declaration is None else hidden(declaration.settings_class, stored)
    rests = resting_settings(kernel.settings, merchant_id, owner, kept)

    async def reseal(session: Session) -> None:
        opened = opened_settings(kernel.settings, merchant_id, owner, kept)
        sealed = sealed_settings(kernel.settings, merchant_id, owner, opened)
        await rewrite_version(session, model, merchant_id, version._replace(document={**document, "settings": sealed}))

    told = Message("settings of {code}, version {version}", code=version.code, version=version.version)
    return StoredSecret(told, rests, reseal)


def _of_backtest(kernel: Kernel, merchant_id: int, id_: int, asked: Mapping[str, Any]) -> StoredSecret:
    kept = sealed_changes(kernel, merchant_id, asked)
    rests = [resting_settings(kernel.settings, merchant_id, OWNER, settings) for settings in settings_in(asked)]
    plain = frozenset({Rest.NONE}) if kept != asked else frozenset[Rest]()

    async def reseal(session: Session) -> None:
        opened = opened_changes(kernel, merchant_id, asked)
        await rewrite_asked(session, merchant_id, id_, sealed_changes(kernel, merchant_id, opened))

    return StoredSecret(Message("back-test {id}", id=encode(Prefix.BACKTEST, id_)), plain.union(*rests), reseal)


def _of_endpoint(settings: Settings, merchant_id: int, endpoint: StoredEndpoint) -> StoredSecret:
    purpose, stored = purpose_of(merchant_id, endpoint.id), (endpoint.secret, endpoint.old_secret)

    async def reseal(session: Session) -> None:
        present = [
            None if text is None else seal(settings, purpose, unseal(settings, purpose, text)) for text in stored
        ]
        await replace_secrets(session, merchant_id, endpoint.id, *present)

    rests = frozenset(rests_on(settings, purpose, text) for text in stored if text is not None)
    return StoredSecret(Message("webhook endpoint {id}", id=encode(Prefix.WEBHOOK, endpoint.id)), rests, reseal)
