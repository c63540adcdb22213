"""Tokens of an issuer: read without trust, then checked against its keys and the merchant's settings."""

import base64
import json
import warnings
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from headless.errors import Denied, Invalid
from headless.messages import Message
from headless.models.tables.configuration.merchants import Oidc
from headless.services.kernel.lookups import IDENTITY, Lookup

TOKEN_CHARACTERS = 8_192
LEEWAY_SECONDS = 30
VALUE_CHARACTERS = 200
ALGORITHMS: Mapping[str, str] = {
    "RS256": "RSA", "RS384": "RSA", "RS512": "RSA", "PS256": "RSA", "PS384": "RSA", "PS512": "RSA",
    "ES256": "EC", "ES384": "EC", "ES512": "EC", "EdDSA": "OKP", "Ed25519": "OKP",
}  # fmt: skip
"""What a token may be signed by, and the kind of key that it takes: no algorithm of shared secrets, and never none."""
TYPES = (None, "jwt", "at+jwt", "application/at+jwt", "application/jwt")
VERIFIED = {("email", "email"): "email_verified", ("phone", "phone_number"): "phone_number_verified"}
"""The claims by which an issuer says that an address or number is its owner's, by look-up and claim."""


class Unread(NamedTuple):
    """What a token says of itself, of which nothing is believed yet. audiences: whom it may be for."""

    text: str
    algorithm: str
    kid: str | None
    issuer: str
    audiences: tuple[str, ...]


def refused(reason: Message) -> Denied:
    """Return the refusal of a token for a reason."""
    return Denied(Message("the token is refused: {reason}", reason=reason), code="UNAUTHENTICATED")


def is_token(text: str) -> bool:
    """Return True if a bearer's secret has the form of an issuer's token."""
    return text.startswith("eyJ") and text.count(".") == 2


def unread(text: str) -> Unread:
    """Return what a token says of itself. Raise Denied if it can be no token of an issuer."""
    if len(text) > TOKEN_CHARACTERS:
        raise refused(Message("it has more than {most} characters", most=TOKEN_CHARACTERS))
    first, second, _ = text.split(".")
    header, claims = _part(first), _part(second)
    algorithm, kid, type_ = header.get("alg"), header.get("kid"), header.get("typ")
    if algorithm not in ALGORITHMS:
        raise refused(Message("it is signed by none of {known}", known=tuple(ALGORITHMS)))
    if "crit" in header or (kid is not None and not isinstance(kid, str)):
        raise refused(Message("its header asks for what is not known here"))
    if (type_.lower() if isinstance(type_, str) else type_) not in TYPES or "events" in claims:
        raise refused(Message("it is of another type"))
    issuer, audiences = claims.get("iss"), _audiences(claims)
    if not isinstance(issuer, str) or not audiences:
        raise refused(Message("it names no issuer or no audience"))
    return Unread(text, str(algorithm), kid, issuer, audiences)


def verified(token: Unread, oidc: Oidc, keys: Sequence[Mapping[str, Any]], now: int) -> tuple[Lookup, int]:
    """Return how a token names the member, and its end in seconds. now: in seconds.

    Raises:
        Denied: no key has signed it, it is not for this merchant, or it is not valid now.
    """
    claims = _signed(token, keys)
    if claims.get("iss") != oidc.issuer or oidc.audience not in _audiences(claims):
        raise refused(Message("it is of another issuer, or for another audience"))
    ends = _number(claims, "exp")
    if ends is None or ends + LEEWAY_SECONDS <= now:
        raise refused(Message("it has expired or does not say when it will"))
    for name in ("nbf", "iat"):
        begins = _number(claims, name)
        if begins is not None and begins - LEEWAY_SECONDS > now:
            raise refused(Message("it is not valid yet"))
    return _named(claims, oidc), int(ends)


def _signed(token: Unread, keys: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return the claims of a token that one of the keys has signed: the only one of its kind if the token names none."""
    from joserfc import jwk, jwt
    from joserfc.errors import JoseError

    fitting = [key for key in keys if key["kty"] == ALGORITHMS[token.algorithm]]
    fitting = [key for key in fitting if key.get("alg") in (None, token.algorithm)]
    if len(fitting) != 1:
        raise refused(Message("the issuer has no such key"))
    try:
        with warnings.catch_warnings():
            # EdDSA has a new name, which few issuers use yet
            warnings.simplefilter("ignore")
            key = jwk.import_key(dict(fitting[0]))
            return jwt.decode(token.text, key, algorithms=[token.algorithm]).claims
    except (JoseError, ValueError, TypeError, KeyError, RecursionError):
        raise refused(Message("its signature is not the issuer's")) from None


def _named(claims: Mapping[str, Any], oidc: Oidc) -> Lookup:
    value = claims.get(oidc.claim)
    if (
        isinstance(value, bool)
        or not isinstance(value, str | int)
        or not 1 <= len(str(value).strip()) <= VALUE_CHARACTERS
    ):
        raise refused(Message("its claim {claim} names no member", claim=oidc.claim))
    vouched = VERIFIED.get((oidc.lookup, oidc.claim))
    if vouched is not None and claims.get(vouched) is not True:
        raise refused(
            Message("the issuer has not verified {claim}: {vouched} is not true", claim=oidc.claim, vouched=vouched)
        )
    try:
        kind, _, system = oidc.lookup.partition(":")
        return Lookup.of({IDENTITY: {"system": system, "id": str(value)}} if kind == IDENTITY else {kind: str(value)})
    except Invalid:
        raise refused(Message("its claim {claim} names no member", claim=oidc.claim)) from None


def _audiences(claims: Mapping[str, Any]) -> tuple[str, ...]:
    """Return whom a token is for: its only audience, or of several the party that it was issued to, if that is one of them."""
    given = claims.get("aud")
    if isinstance(given, str):
        return (given,)
    if not isinstance(given, list) or not all(isinstance(name, str) for name in given):
        return ()
    return tuple(given) if len(given) == 1 else tuple(name for name in given if name == claims.get("azp"))


def _number(claims: Mapping[str, Any], name: str) -> float | None:
    """Return an instant in seconds, None if it is left out."""
    value = claims.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not -1e12 < value < 1e12:
        raise refused(Message("its claim {claim} is no time", claim=name))
    return value


def _part(encoded: str) -> dict[str, Any]:
    try:
        document = json.loads(base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)))
    except (ValueError, RecursionError):
        raise refused(Message("it cannot be read")) from None
    if not isinstance(document, dict):
        raise refused(Message("it cannot be read"))
    return document
