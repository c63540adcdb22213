"""Limits of rate as configuration: those of new tokens, and those of merchants, which operators set."""

from headless.models.tables.configuration.merchants import change_merchant, lock_merchant, rate_limit_of
from headless.services.auditing.trail import note_change
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.principals import Principal, operator
from headless.services.rates.rates import Rate, StoredLimits


def limits_of_new(token_id: int, rate: Rate | None, maker: Principal | None) -> StoredLimits:
    """Return the limits of a new token: those of its maker, which it shares, and one of its own if it is given one.

    A rate that the merchant gives to a partner's token stands for that of partners. A partner cannot give itself more.
    """
    inherited = [limit for limit in maker.limits if limit.kind == "token"] if maker is not None else []
    own = [(int(limit.bearer.partition(":")[2]), limit.rate) for limit in inherited]
    if rate is not None:
        own.append((token_id, rate))
    as_partner = rate is None
    if maker is not None and maker.partner_id is not None:
        as_partner = not inherited or any(limit.kind == "partner" for limit in maker.limits)
    return StoredLimits(tuple(own), as_partner)


async def merchant_rate(kernel: Kernel, slug: str) -> Rate | None:
    """Return what all tokens of a merchant together may ask for, None if that is not limited."""
    async with kernel.db.read() as session:
        merchant = await kernel.programs.by_slug(session, slug)
        return Rate.read(await rate_limit_of(session, merchant.id))


async def limit_merchant(kernel: Kernel, slug: str, rate: Rate | None) -> None:
    """Set what all tokens of a merchant together may ask for. None: anything. It counts within seconds."""
    changes = {"rate_limit": None if rate is None else rate.stored}
    async with kernel.db.transaction() as session:
        merchant = await kernel.programs.by_slug(session, slug)
        await lock_merchant(session, merchant.id)
        before = await change_merchant(session, merchant.id, changes)
        await note_change(kernel, session, operator(merchant.id, slug), "Merchant", slug, before, changes)
