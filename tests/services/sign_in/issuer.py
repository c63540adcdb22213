"""An issuer that the tests can bend: its keys, and tokens signed by them."""

import base64
import json
import warnings
from collections.abc import Mapping
from typing import Any

from joserfc import jwk, jwt

from headless.errors import Unavailable
from headless.models.tables.configuration.merchants import Oidc

NOW = 1_770_000_000
OIDC = Oidc("https://login.example/", "app-1", "sub", "identity:wechat", None)


def make_key(kind: str = "EC", kid: str | None = "one", **more: Any) -> Any:
    """Return a new key pair."""
    named = {**({} if kid is None else {"kid": kid}), **more}
    if kind == "RSA":
        return jwk.RSAKey.generate_key(2048, named)
    if kind == "OKP":
        return jwk.OKPKey.generate_key("Ed25519", named)
    return jwk.ECKey.generate_key("P-256", named)


def claims(**changes: Any) -> dict[str, Any]:
    """Return good claims, with changes; what is changed to None is left out."""
    good = {"iss": OIDC.issuer, "aud": OIDC.audience, "sub": "oABC", "iat": NOW - 10, "exp": NOW + 300}
    return {name: value for name, value in {**good, **changes}.items() if value is not None}


def signed(key: Any, said: Mapping[str, Any] | None = None, algorithm: str = "ES256", **header: Any) -> str:
    """Return a token that a key has signed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        named = {"kid": key.kid, **header} if key.kid is not None else header
        named = {name: value for name, value in named.items() if value is not None}
        return jwt.encode({"alg": algorithm, **named}, dict(said or claims()), key, algorithms=[algorithm])


def part(document: Mapping[str, Any]) -> str:
    """Return a part of a token made by hand."""
    return base64.urlsafe_b64encode(json.dumps(document).encode()).rstrip(b"=").decode()


class Issuer:
    """The documents that an issuer serves, and how often each was asked for. down: it does not answer."""

    def __init__(self, *keys: Any) -> None:
        self.keys, self.down, self.asked = list(keys), False, list[str]()
        self.discovery: dict[str, Any] = {"issuer": OIDC.issuer, "jwks_uri": "https://login.example/keys"}

    async def fetch(self, url: str) -> dict[str, Any]:
        """Return a document."""
        self.asked.append(url)
        if self.down:
            raise Unavailable("the issuer is down")
        if url.endswith("/.well-known/openid-configuration"):
            return self.discovery
        return {"keys": [key if isinstance(key, dict) else key.as_dict(private=False) for key in self.keys]}
