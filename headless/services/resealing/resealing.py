"""Replacing the secret key: what still needs an old one, and all that can be sealed with the present one."""

from dataclasses import dataclass

from headless.engine.values.zones import DAY_US
from headless.messages import Message
from headless.models.base.session import Session
from headless.models.database.scrubbing import overwriting
from headless.models.tables.configuration.merchants import MerchantRow, all_merchants, change_merchant, lock_merchant
from headless.models.tables.events.guest_events import key_uses
from headless.services.intake.guest_keys import key_mark
from headless.services.kernel.kernel import Kernel
from headless.services.resealing.stored_secrets import stored_secrets
from headless.services.sealing.sealed_secrets import Rest

ORDER = (Rest.UNKNOWN, Rest.OLD, Rest.NONE, Rest.PRESENT)
"""The worst first."""


@dataclass(frozen=True, slots=True)
class Resting:
    """Something of a merchant that a secret key opens. until: when it no longer needs that key, if that is known."""

    merchant: str
    told: Message
    rest: Rest
    until: int | None = None


async def resting(kernel: Kernel) -> list[Resting]:
    """Return all that rests on secret keys, by merchant. Nothing is changed."""
    async with kernel.db.read() as session:
        return [one for merchant in await all_merchants(session) for one in await _of(kernel, session, merchant)]


async def _of(kernel: Kernel, session: Session, merchant: MerchantRow) -> list[Resting]:
    secrets = [
        Resting(merchant.slug, secret.told, next(rest for rest in ORDER if rest in secret.rests))
        async for secret in stored_secrets(kernel, session, merchant)
        if secret.rests
    ]
    return [*secrets, *await _guests(kernel, session, merchant)]


async def _guests(kernel: Kernel, session: Session, merchant: MerchantRow) -> list[Resting]:
    """Return what waits for guests, by the key of its hashes. These cannot be made again: the identifiers are not known."""
    if merchant.claim_for is None:
        return []
    marks = {key_mark(secret): Rest.OLD for secret in kernel.settings.secret_key_old}
    marks[key_mark(kernel.settings.secret_key)] = Rest.PRESENT
    kept_us = merchant.claim_for * DAY_US
    listed = [
        Resting(
            merchant.slug,
            Message("{count} events of guests", count=use.events),
            marks.get(use.key_mark, Rest.UNKNOWN),
            use.newest_at + kept_us,
        )
        for use in await key_uses(session, merchant.id)
    ]
    if merchant.claim_key not in marks:
        listed.append(Resting(merchant.slug, Message("guests"), Rest.UNKNOWN))
    elif marks[merchant.claim_key] is Rest.OLD:
        listed.append(Resting(merchant.slug, Message("guests"), Rest.OLD))
    return listed


async def reseal(kernel: Kernel) -> int:
    """Seal with the present key all that an old key opens and what is not sealed yet, and return how much that was.

    What needs a key that is not here stays. Without a present key nothing is done.
    """
    if kernel.settings.secret_key is None:
        return 0
    async with kernel.db.read() as session:
        merchants = await all_merchants(session)
    return sum([await _reseal(kernel, merchant.id) for merchant in merchants])


async def _reseal(kernel: Kernel, merchant_id: int) -> int:
    mark, known = key_mark(kernel.settings.secret_key), set(map(key_mark, kernel.settings.secret_keys))
    async with kernel.db.transaction() as session, overwriting(session):
        # as all do who change the configuration
        await lock_merchant(session, merchant_id)
        merchant = await kernel.programs.merchant(session, merchant_id)
        wanting = [
            secret
            async for secret in stored_secrets(kernel, session, merchant)
            if not secret.rests <= {Rest.PRESENT} and Rest.UNKNOWN not in secret.rests
        ]
        for secret in wanting:
            await secret.reseal(session)
        is_behind = merchant.claim_key != mark and merchant.claim_key in known
        if is_behind:
            await change_merchant(session, merchant_id, {"claim_key": mark})
    return len(wanting) + is_behind
