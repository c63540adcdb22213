"""All that is stored sealed, and what opens it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

from headless.config import Settings
from headless.ids import Prefix, encode
from headless.messages import Message
from headless.models.base.session import Session
from headless.models.tables.configuration.merchants import MerchantRow
from headless.models.tables.webhooks.endpoints import StoredEndpoint, all_endpoints, replace_secrets
from headless.services.kernel.kernel import Kernel
from headless.services.sealing.sealed_secrets import Rest, rests_on, seal, unseal
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


def _of_endpoint(settings: Settings, merchant_id: int, endpoint: StoredEndpoint) -> StoredSecret:
    purpose, stored = purpose_of(merchant_id, endpoint.id), (endpoint.secret, endpoint.old_secret)

    async def reseal(session: Session) -> None:
        present = [
            None if text is None else seal(settings, purpose, unseal(settings, purpose, text)) for text in stored
        ]
        await replace_secrets(session, merchant_id, endpoint.id, *present)

    rests = frozenset(rests_on(settings, purpose, text) for text in stored if text is not None)
    return StoredSecret(Message("webhook endpoint {id}", id=encode(Prefix.WEBHOOK, endpoint.id)), rests, reseal)
