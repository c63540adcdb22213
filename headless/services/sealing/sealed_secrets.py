"""Secrets at rest: sealed with the server's secret key, and opened with that or with the one before it.

Without a secret key they are kept as they are. What was sealed under the old key is sealed under the new one when it is saved
again.
"""

import base64
import hmac
import secrets
from hashlib import sha256

from headless.config import Settings
from headless.errors import Misconfigured
from headless.messages import Message

PREFIX = "sealed:"
_NONCE_BYTES = 12
_PURPOSE = b"headless secrets at rest"


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
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    raw = base64.urlsafe_b64decode(stored.removeprefix(PREFIX))
    for secret_key in filter(None, (settings.secret_key, settings.secret_key_old)):
        try:
            return AESGCM(_key(secret_key)).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], purpose.encode()).decode()
        except InvalidTag:
            continue
    raise Misconfigured(
        Message(
            "a stored secret was sealed under another HEADLESS_SECRET_KEY: give that one as HEADLESS_SECRET_KEY_OLD"
        )
    )


def _key(secret_key: str) -> bytes:
    return hmac.digest(secret_key.encode(), _PURPOSE, sha256)
