"""A document of an issuer, fetched within narrow bounds: its address pinned, no redirects, little time, little size."""

import asyncio
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from headless.errors import Unavailable
from headless.services.configuration.oidc import is_local
from headless.services.sign_in.issuers.addresses import public_address

if TYPE_CHECKING:
    import httpx

SECONDS = 5.0
BYTES_MOST = 256 * 1024


async def fetch_json(url: str, *, local: bool, transport: "httpx.AsyncBaseTransport | None" = None) -> dict[str, Any]:
    """Return the JSON object at an address. local: this machine may be called by http. transport: another than the network.

    Raises:
        Unavailable: it cannot be had, with the reason in words.
    """
    # kept out of the server's start
    import httpx

    parts = urlsplit(url)
    host, of_here = parts.hostname or "", local and is_local(parts.hostname)
    if not host or (parts.scheme != "https" and not (of_here and parts.scheme == "http")):
        raise Unavailable(f"the issuer names {url[:100]!r}, which is no https address")
    try:
        async with asyncio.timeout(SECONDS):
            address = await public_address(host, parts.port or (443 if parts.scheme == "https" else 80), local=of_here)
            pinned = httpx.URL(url).copy_with(host=address)
            headers = {
                "Host": parts.netloc.rpartition("@")[2],
                "Accept": "application/json",
                "Accept-Encoding": "identity",
            }
            async with httpx.AsyncClient(trust_env=False, follow_redirects=False, transport=transport) as client:
                sent = client.build_request("GET", pinned, headers=headers, extensions={"sni_hostname": host})
                response = await client.send(sent, stream=True)
                try:
                    if response.status_code != httpx.codes.OK:
                        raise Unavailable(f"{url[:100]} answers with the status {response.status_code}")
                    return _document(url, await _body(url, response))
                finally:
                    await response.aclose()
    except TimeoutError:
        raise Unavailable(f"{url[:100]} did not answer within {SECONDS:g} seconds") from None
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as fault:
        raise Unavailable(f"{url[:100]} cannot be reached: {type(fault).__name__}") from None


async def _body(url: str, response: Any) -> bytes:
    if response.headers.get("content-encoding", "identity") != "identity":
        raise Unavailable(f"{url[:100]} answers compressed, though it was asked not to")
    body = b""
    async for part in response.aiter_raw():
        body += part
        if len(body) > BYTES_MOST:
            raise Unavailable(f"{url[:100]} answers with more than {BYTES_MOST} bytes")
    return body


def _document(url: str, body: bytes) -> dict[str, Any]:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        raise Unavailable(f"{url[:100]} does not answer with a JSON object")
    return document
