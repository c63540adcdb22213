"""Secrets and signatures of Standard Webhooks 1.0 (https://www.standardwebhooks.com), symmetric ones (`v1`)."""

import base64
import hmac
import secrets
from collections.abc import Mapping, Sequence
from hashlib import sha256

from headless.config import Settings
from headless.engine.values.zones import SECOND_US
from headless.models.tables.webhooks.endpoints import StoredEndpoint
from headless.services.sealing.sealed_secrets import seal, unseal

PREFIX = "whsec_"
SECRET_BYTES = 32


def new_secret() -> str:
    """Return a new secret as endpoints are told it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def is_secret(text: str) -> bool:
    """Return True if a text is a secret as Standard Webhooks have it."""
    try:
        return text.startswith(PREFIX) and 24 <= len(base64.b64decode(text.removeprefix(PREFIX), validate=True)) <= 64
    except ValueError:
        return False


def sealed_secret(settings: Settings, merchant_id: int, endpoint_id: int, secret: str) -> str:
    """Return an endpoint's secret as it is stored."""
    return seal(settings, purpose_of(merchant_id, endpoint_id), secret)


def secrets_of(settings: Settings, merchant_id: int, endpoint: StoredEndpoint, now: int) -> list[str]:
    """Return the secrets that sign what an endpoint is sent: the present one, and for a while the one before.

    Raises:
        Misconfigured: they are sealed under another secret key.
    """
    stored = [endpoint.secret]
    if endpoint.old_secret is not None and (endpoint.old_secret_until or 0) > now:
        stored.append(endpoint.old_secret)
    return [unseal(settings, purpose_of(merchant_id, endpoint.id), secret) for secret in stored]


def signed_headers(signing: Sequence[str], id_: str, now: int, body: bytes) -> Mapping[str, str]:
    """Return the headers of a message, with a signature by each secret."""
    timestamp = str(now // SECOND_US)
    signed = b".".join((id_.encode(), timestamp.encode(), body))
    signatures = [
        "v1," + base64.b64encode(hmac.digest(base64.b64decode(secret.removeprefix(PREFIX)), signed, sha256)).decode()
        for secret in signing
    ]
    return {"webhook-id": id_, "webhook-timestamp": timestamp, "webhook-signature": " ".join(signatures)}


def purpose_of(merchant_id: int, endpoint_id: int) -> str:
    """Return what the secrets of an endpoint are sealed for."""
    return f"webhook {merchant_id} {endpoint_id}"
