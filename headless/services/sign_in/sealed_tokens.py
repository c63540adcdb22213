"""Members' tokens as texts: what a token says, sealed with the server's secret key, so that none is stored."""

import base64
import hmac
import struct
from hashlib import sha256
from typing import NamedTuple

from headless.services.kernel.kernel import Kernel

PREFIX = "hmm_"
_FORM = struct.Struct(">BQQQI")
_VERSION = 1
_MAC_BYTES = 32
_PURPOSE = b"headless member token"


class Sealed(NamedTuple):
    """What a member's token says. maker_id: the merchant's token that made it, 0 if none did. ends: in seconds since 1970 UTC."""

    merchant_id: int
    member_id: int
    maker_id: int
    ends: int


def seal(kernel: Kernel, token: Sealed) -> str:
    """Return a token as a text that cannot be made without the server's secret key."""
    body = _FORM.pack(_VERSION, *token)
    return PREFIX + base64.urlsafe_b64encode(body + _mac(kernel.secret, body)).rstrip(b"=").decode()


def unseal(kernel: Kernel, text: str) -> Sealed | None:
    """Return what a token says, None if it was not made here or was changed."""
    encoded = text.removeprefix(PREFIX)
    try:
        raw = base64.b64decode(encoded + "=" * (-len(encoded) % 4), altchars=b"-_", validate=True)
    except ValueError:
        return None
    if len(raw) != _FORM.size + _MAC_BYTES:
        return None
    body, mac = raw[: _FORM.size], raw[_FORM.size :]
    if not any(hmac.compare_digest(mac, _mac(secret, body)) for secret in kernel.opening_secrets):
        return None
    version, *said = _FORM.unpack(body)
    return Sealed(*said) if version == _VERSION else None


def _mac(secret: str, body: bytes) -> bytes:
    key = hmac.digest(secret.encode(), _PURPOSE, sha256)
    return hmac.digest(key, body, sha256)
