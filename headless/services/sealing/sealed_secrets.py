"""Secrets at rest: sealed with the server's secret key, and opened with that or with the old ones.

Without a secret key they are kept as they are. `headless secrets rotate` seals all of them with the present key.
"""

import base64
import hmac
import secrets
from collections.abc import Iterable
from contextlib import suppress
from enum import Enum
from hashlib import sha256

from headless.config import Settings
from headless.errors import Misconfigured
from headless.messages import Message

PREFIX = "sealed:"
_NONCE_BYTES = 12
_PURPOSE = b"headless secrets at rest"


class Rest(Enum):
    """What opens a stored secret: the present key, an old one, one that is not known here, or none, as it is not sealed."""

    PRESENT = "present"
    OLD = "old"
    UNKNOWN = "unknown"
    NONE = "none"


def seal(settings: Settings, purpose: str, text: str) -> str:
    """Return a secret as it is stored. purpose: what it is for, and whose. It opens for that alone."""
    if settings.secret_key is None:
        return text
    # kept out of the server's start
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = secrets.token_bytes(_NONCE_BYTES)
    sealed = AESGCM(_key(settings.secret_key)).encrypt(nonce, text.encode(), purpose.encode())
    return PREFIX + base64.urlsafe_b64encode(nonce + sealed).decode()


def unseal(settings: Settings, purpose: str, stored: str) -> str:
    """Return a secret that was stored.

    Raises:
        Misconfigured: it was sealed under a key that this process does not have.
    """
    if not stored.startswith(PREFIX):
        return stored
    opened = _opened(settings.secret_keys, purpose, stored)
    if opened is None:
        raise Misconfigured(
            Message(
                "a stored secret was sealed under another HEADLESS_SECRET_KEY: give that one as HEADLESS_SECRET_KEY_OLD"
            )
        )
    return opened


def rests_on(settings: Settings, purpose: str, stored: str) -> Rest:
    """Return what opens a secret that was stored."""
    if not stored.startswith(PREFIX):
        return Rest.NONE
    if settings.secret_key is not None and _opened((settings.secret_key,), purpose, stored) is not None:
        return Rest.PRESENT
    return Rest.UNKNOWN if _opened(settings.secret_keys, purpose, stored) is None else Rest.OLD


def _opened(secret_keys: Iterable[str], purpose: str, stored: str) -> str | None:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        raw = base64.urlsafe_b64decode(stored.removeprefix(PREFIX))
    except ValueError:
        return None
    for secret_key in secret_keys:
        with suppress(InvalidTag, ValueError):
            return AESGCM(_key(secret_key)).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], purpose.encode()).decode()
    return None


def _key(secret_key: str) -> bytes:
    return hmac.digest(secret_key.encode(), _PURPOSE, sha256)
