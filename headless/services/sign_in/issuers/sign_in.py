"""Members who sign in by a token of their merchant's own issuer."""

import time
from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from typing import NamedTuple

from headless.engine.values.zones import SECOND_US
from headless.errors import Denied
from headless.messages import Message
from headless.models.tables.configuration.bearers import MemberBearer, member_bearer, merchant_of_issuer
from headless.models.tables.configuration.merchants import Oidc
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.member_finder import find_member
from headless.services.kernel.principals import Principal, of_member
from headless.services.rates.limits_of import limits_of_member
from headless.services.sign_in.issuers.fetching import fetch_json
from headless.services.sign_in.issuers.key_sets import Fetch, KeySets
from headless.services.sign_in.issuers.tokens import LEEWAY_SECONDS, refused, unread, verified
from headless.services.sign_in.member_tokens import is_open

REMEMBERED_SECONDS = 60.0
REMEMBERED_MOST = 10_000


class Known(NamedTuple):
    """A token that was verified a moment ago: by which settings, for whom, and when it ends, in seconds."""

    oidc: Oidc
    merchant_id: int
    member_id: int
    ends: int
    until: float


class IssuerSignIn:
    """The door for tokens of merchants' issuers. A token that was verified is remembered, and its member asked for each time."""

    def __init__(self, kernel: Kernel, now: Callable[[], float] = time.monotonic, fetch: Fetch | None = None) -> None:
        self._kernel, self._now = kernel, now
        self._keys = KeySets(fetch or partial(fetch_json, local=kernel.settings.oidc_local), now)
        self._known: OrderedDict[bytes, Known] = OrderedDict()

    async def authenticate(self, secret: str) -> Principal:
        """Return the member who bears a token.

        Raises:
            Denied: with code UNAUTHENTICATED: the token is refused; with code NO_MEMBER: it is good, but names no member.
            Unavailable: the issuer's keys cannot be had.
        """
        key, now = _key(secret), self._kernel.clock.now_us() // SECOND_US
        known = self._known.get(key)
        if known is None or known.until <= self._now() or known.ends + LEEWAY_SECONDS <= now:
            known = await self._verified(secret, now)
            self._known[key] = known
            self._known.move_to_end(key)
            if len(self._known) > REMEMBERED_MOST:
                self._known.popitem(last=False)
        async with self._kernel.db.read() as session:
            bearer = await member_bearer(session, known.merchant_id, known.member_id, 0)
        if bearer is None or not is_open(bearer) or _oidc_of(bearer) != known.oidc:
            self._known.pop(key, None)
            raise refused(Message("the membership is closed, or the merchant's issuer has changed; sign in again"))
        limits = limits_of_member(self._kernel.settings, known.merchant_id, known.member_id, bearer.rate_limit)
        ends = (known.ends + LEEWAY_SECONDS) * SECOND_US
        return of_member(known.merchant_id, bearer.slug, known.member_id, 0, ends, limits=limits)

    def knows(self, secret: str) -> bool:
        """Return True if a token was verified lately."""
        return _key(secret) in self._known

    async def _verified(self, secret: str, now: int) -> Known:
        token = unread(secret)
        async with self._kernel.db.read() as session:
            merchant = await merchant_of_issuer(session, token.issuer, token.audiences[0])
        if merchant is None:
            raise refused(Message("no merchant signs its members in by this issuer and audience"))
        keys = await self._keys.keys(merchant.oidc, token.kid)
        lookup, ends = verified(token, merchant.oidc, keys, now)
        async with self._kernel.db.read() as session:
            member_id = await find_member(session, merchant.id, lookup, merchant.country)
        if member_id is None:
            raise Denied(
                Message("the token is good, but no member is known by it: create the member first"), code="NO_MEMBER"
            )
        return Known(merchant.oidc, merchant.id, member_id, ends, self._now() + REMEMBERED_SECONDS)


def _key(secret: str) -> bytes:
    return sha256(secret.encode("utf-8", "replace")).digest()


def _oidc_of(bearer: MemberBearer) -> Oidc | None:
    issuer, audience, claim, lookup = bearer.oidc_issuer, bearer.oidc_audience, bearer.oidc_claim, bearer.oidc_lookup
    if issuer is None or audience is None or claim is None or lookup is None:
        return None
    return Oidc(issuer, audience, claim, lookup, bearer.oidc_jwks)
