"""Which limits of rate a token has: its own, by default those of its kind, and that of its merchant."""

from headless.config import Settings
from headless.services.rates.rates import BURST_SECONDS, Limit, Rate, join, read_limits


def limits_of_token(
    settings: Settings, merchant_id: int, partner_id: int | None, stored: str | None, merchant_limit: str | None
) -> tuple[Limit, ...]:
    """Return the limits of a token. One that the merchant gave to a partner's token stands for that of partners."""
    if stored is None and merchant_limit is None and partner_id is None:
        return ()
    known = read_limits(stored)
    own = [Limit(merchant_id, f"token:{token_id}", rate) for token_id, rate in known.own]
    kind = None
    if partner_id is not None and known.as_partner:
        kind = _limit(merchant_id, f"partner:{partner_id}", settings.partner_rate, settings.partner_daily)
    return join([*own, kind, _of_merchant(merchant_id, merchant_limit)])


def rate_of_token(settings: Settings, partner_id: int | None, stored: str | None) -> Rate | None:
    """Return the rate that is nearest to a token: its own, that of the token that made it, or by default that of partners."""
    known = read_limits(stored)
    if known.newest is not None or partner_id is None:
        return known.newest
    limit = _limit(0, "", settings.partner_rate, settings.partner_daily)
    return None if limit is None else limit.rate


def limits_of_member(
    settings: Settings, merchant_id: int, member_id: int, merchant_limit: str | None
) -> tuple[Limit, ...]:
    """Return the limits of a member, which hold for all its tokens together."""
    own = _limit(merchant_id, f"member:{member_id}", settings.member_rate, settings.member_daily)
    return join([own, _of_merchant(merchant_id, merchant_limit)])


def _limit(merchant_id: int, bearer: str, per_second: int, per_day: int) -> Limit | None:
    if not per_second:
        return None
    return Limit(merchant_id, bearer, Rate(per_second, per_second * BURST_SECONDS, per_day or None))


def _of_merchant(merchant_id: int, stored: str | None) -> Limit | None:
    rate = Rate.read(stored)
    return None if rate is None else Limit(merchant_id, f"merchant:{merchant_id}", rate)
