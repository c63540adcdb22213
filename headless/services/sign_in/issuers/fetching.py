"""A document of an issuer, fetched within narrow bounds."""

import json
from typing import TYPE_CHECKING, Any

from headless.errors import Unavailable
from headless.messages import Message
from headless.services.outgoing.requests import URL_SHOWN, Answered, Outgoing, is_allowed, send

if TYPE_CHECKING:
    import httpx

SECONDS = 5.0
BYTES_MOST = 256 * 1024
HEADERS = {"Accept": "application/json"}
OK = 200


async def fetch_json(url: str, *, local: bool, transport: "httpx.AsyncBaseTransport | None" = None) -> dict[str, Any]:
    """Return the JSON object at an address. local: this machine may be called by http. transport: another than the network.

    Raises:
        Unavailable: it cannot be had, with the reason in words.
    """
    if not is_allowed(url, local=local):
        raise Unavailable(Message("the issuer names {url!r}, which is no https address", url=url[:URL_SHOWN]))
    outgoing = Outgoing(url, SECONDS, BYTES_MOST, headers=HEADERS, local=local, transport=transport)
    answered = await send(outgoing)
    _check(url[:URL_SHOWN], answered)
    try:
        document = json.loads(answered.body)
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        raise Unavailable(Message("{url} does not answer with a JSON object", url=url[:URL_SHOWN]))
    return document


def _check(url: str, answered: Answered) -> None:
    if answered.status != OK:
        raise Unavailable(Message("{url} answers with the status {status_code}", url=url, status_code=answered.status))
    if answered.headers.get("content-encoding", "identity") != "identity":
        raise Unavailable(Message("{url} answers compressed, though it was asked not to", url=url))
    if answered.is_cut:
        raise Unavailable(Message("{url} answers with more than {bytes_most} bytes", url=url, bytes_most=BYTES_MOST))
