"""The keys of issuers, kept for a while and fetched again when they are rotated."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from headless.errors import Unavailable
from headless.messages import Message
from headless.models.tables.configuration.merchants import Oidc

Fetch = Callable[[str], Awaitable[dict[str, Any]]]
FRESH_SECONDS = 600.0
LAST_SECONDS = 3600.0
AGAIN_SECONDS = 60.0
KEYS_MOST = 50
ISSUERS_MOST = 1_000
FAMILIES = ("RSA", "EC", "OKP")
"""Kinds of keys of which half is public. A shared secret is never taken from a key set."""


@dataclass(slots=True)
class KeySet:
    """The signing keys of an issuer, when they were had, and when that was last tried."""

    keys: Sequence[Mapping[str, Any]]
    had_at: float
    tried_at: float


class KeySets:
    """The key sets of all issuers that this process knows. now: seconds of a clock that only goes forward."""

    def __init__(self, fetch: Fetch, now: Callable[[], float]) -> None:
        self._fetch, self._now = fetch, now
        self._known: OrderedDict[tuple[str, str | None], KeySet] = OrderedDict()

    async def keys(self, oidc: Oidc, kid: str | None) -> Sequence[Mapping[str, Any]]:
        """Return the keys that may have signed a token: those of its `kid`, or all if it names none.

        A `kid` that is not known makes the set be fetched again, at most once a minute.

        Raises:
            Unavailable: the keys cannot be had.
        """
        known, now = self._known.get((oidc.issuer, oidc.jwks)), self._now()
        if known is None or self._is_due(known, kid, now):
            known = await self._renewed(oidc, known, now)
        if now - known.had_at > LAST_SECONDS:
            raise Unavailable(Message("the issuer's keys cannot be had at the moment; try again in a minute"))
        return _of(known.keys, kid)

    def _is_due(self, known: KeySet, kid: str | None, now: float) -> bool:
        if now - known.tried_at < AGAIN_SECONDS:
            return False
        return now - known.had_at > FRESH_SECONDS or not _of(known.keys, kid)

    async def _renewed(self, oidc: Oidc, known: KeySet | None, now: float) -> KeySet:
        """Fetch a key set. If that fails, what was had before stands for a while, and without it nothing is let in."""
        place = oidc.issuer, oidc.jwks
        if known is None:
            known = KeySet((), float("-inf"), now)
        known.tried_at = now
        self._known[place] = known
        self._known.move_to_end(place)
        if len(self._known) > ISSUERS_MOST:
            self._known.popitem(last=False)
        try:
            known.keys, known.had_at = await self._fetched(oidc), now
        except Unavailable:
            if now - known.had_at > LAST_SECONDS:
                raise
        return known

    async def _fetched(self, oidc: Oidc) -> Sequence[Mapping[str, Any]]:
        place = oidc.jwks
        if place is None:
            told = await self._fetch(f"{oidc.issuer.rstrip('/')}/.well-known/openid-configuration")
            if told.get("issuer") != oidc.issuer:
                raise Unavailable(
                    Message("the issuer says that it is {get!r}; save it so", get=str(told.get("issuer"))[:100])
                )
            place = told.get("jwks_uri")
        if not isinstance(place, str):
            raise Unavailable(Message("the issuer does not say where its keys are: jwks_uri is missing"))
        listed = (await self._fetch(place)).get("keys")
        keys = [key for key in listed if _is_for_signatures(key)] if isinstance(listed, list) else []
        if not keys:
            raise Unavailable(Message("the issuer has no keys for signatures"))
        return keys[:KEYS_MOST]


def _of(keys: Sequence[Mapping[str, Any]], kid: str | None) -> Sequence[Mapping[str, Any]]:
    return keys if kid is None else [key for key in keys if key.get("kid") == kid]


def _is_for_signatures(key: Any) -> bool:
    return isinstance(key, dict) and key.get("kty") in FAMILIES and key.get("use", "sig") == "sig"
