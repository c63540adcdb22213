"""A document of an issuer, fetched within narrow bounds: its address pinned, no redirects, little time, little size."""

import asyncio
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from headless.errors import Unavailable
from headless.messages import Message
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
        raise Unavailable(Message("the issuer names {url!r}, which is no https address", url=url[:100]))
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
                        raise Unavailable(
                            Message(
                                "{url} answers with the status {status_code}",
                                url=url[:100],
                                status_code=response.status_code,
                            )
                        )
                    return _document(url, await _body(url, response))
                finally:
                    await response.aclose()
    except TimeoutError:
        raise Unavailable(
            Message("{url} did not answer within {seconds:g} seconds", url=url[:100], seconds=SECONDS)
        ) from None
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as fault:
        raise Unavailable(
            Message("{url} cannot be reached: {name}", url=url[:100], name=type(fault).__name__)
        ) from None


async def _body(url: str, response: Any) -> bytes:
    if response.headers.get("content-encoding", "identity") != "identity":
        raise Unavailable(Message("{url} answers compressed, though it was asked not to", url=url[:100]))
    body = b""
    async for part in response.aiter_raw():
        body += part
        if len(body) > BYTES_MOST:
            raise Unavailable(
                Message("{url} answers with more than {bytes_most} bytes", url=url[:100], bytes_most=BYTES_MOST)
            )
    return body


def _document(url: str, body: bytes) -> dict[str, Any]:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        raise Unavailable(Message("{url} does not answer with a JSON object", url=url[:100]))
    return document
