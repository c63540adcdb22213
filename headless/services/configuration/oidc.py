"""The issuer that signs a merchant's members in, as the merchant says it."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from headless.engine.values.limits import NAME_CHARACTERS
from headless.engine.values.spelling import spelled
from headless.messages import Message
from headless.models.tables.configuration.merchants import Oidc
from headless.services.configuration.naming import checked_line
from headless.services.configuration.saving import stop
from headless.services.kernel.lookups import COLUMNS, IDENTITY, is_known
from headless.services.outgoing.requests import has_extras, is_allowed

URL_CHARACTERS = 500


def read_oidc(given: Mapping[str, Any], *, local: bool) -> Oidc:
    """Return what a merchant says of its issuer. local: one on this machine may be named.

    Raises:
        Stop: an address, the audience, the claim or the look-up cannot be used.
    """
    jwks = given.get("jwks")
    return Oidc(
        _address(given["issuer"], "issuer", local=local),
        checked_line(given["audience"], URL_CHARACTERS, "oidc", "audience").strip(),
        checked_line(given["claim"], NAME_CHARACTERS, "oidc", "claim").strip(),
        _lookup(given["lookup"]),
        None if jwks is None else _address(jwks, "jwks", local=local),
    )


def _address(given: str, name: str, *, local: bool) -> str:
    """Return an address as it is compared: an issuer is one text, and a trailing slash makes another."""
    text = checked_line(given, URL_CHARACTERS, "oidc", name).strip()
    if is_allowed(text, local=local) and not has_extras(text) and (name != "issuer" or not urlsplit(text).query):
        return text
    message = Message(
        "{name} is {text!r}; give an address such as https://login.example.com, without a user or a fragment",
        name=name,
        text=text[:80],
    )
    raise stop("INVALID_ISSUER", message, "oidc", name)


def _lookup(given: str) -> str:
    kind, colon, system = str(given).strip().partition(":")
    lookup = f"{kind}:{spelled(system)}" if colon else kind
    if not is_known(lookup):
        known = (*COLUMNS, f"{IDENTITY}:<system>")
        raise stop(
            "INVALID_LOOKUP",
            Message("lookup is {given!r}; give one of {known}", given=given[:40], known=known),
            "oidc",
            "lookup",
        )
    return lookup
