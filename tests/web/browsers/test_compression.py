"""Larger answers are compressed in a way that the caller takes."""

import gzip
import json
from collections.abc import AsyncIterator

import brotli
import httpx
import pytest
import zstandard
from starlette.applications import Starlette
from starlette.responses import StreamingResponse
from starlette.routing import Route

from headless.web.browsers.compression import with_compression
from tests.web.shop import Shop, bearer

LARGE = "{metrics{name label description type ops}}"
UNPACK = {"gzip": gzip.decompress, "br": brotli.decompress, "zstd": zstandard.decompress}


async def body(shop: Shop, accept: str, query: str = LARGE, media: str = "*/*") -> tuple[str | None, bytes]:
    headers = {**bearer(shop.secret), "Accept-Encoding": accept, "Accept": media}
    async with shop.client.stream("POST", "/graphql", json={"query": query}, headers=headers) as answer:
        raw = b"".join([part async for part in answer.aiter_raw()])
        assert str(len(raw)) == answer.headers["content-length"]
        return answer.headers.get("content-encoding"), raw


@pytest.mark.parametrize("encoding", UNPACK)
async def test_a_large_answer_is_compressed_as_the_caller_takes_it(shop: Shop, encoding: str) -> None:
    none, plain = await body(shop, "identity")
    used, packed = await body(shop, encoding)
    _, other = await body(shop, encoding, media="application/graphql-response+json")

    assert (None, encoding) == (none, used)
    assert json.loads(plain) == json.loads(UNPACK[encoding](packed)) == json.loads(UNPACK[encoding](other))
    assert len(packed) < len(plain) / 2


async def test_what_the_caller_refuses_is_not_used(shop: Shop) -> None:
    assert ["gzip", None] == [(await body(shop, accept))[0] for accept in ("zstd;q=0, br;q=0, gzip", "gzip;q=0")]


async def test_a_small_answer_is_sent_as_it_is(shop: Shop) -> None:
    encoding, plain = await body(shop, "gzip, br, zstd", "{merchant{name}}")

    assert encoding is None
    assert b'{"data"' == plain[:7]


async def test_a_stream_is_not_compressed() -> None:
    async def parts() -> AsyncIterator[bytes]:
        for _ in range(3):
            yield b"data: " + b"x" * 2_000 + b"\n\n"

    async def stream(_: object) -> StreamingResponse:
        return StreamingResponse(parts(), media_type="text/event-stream")

    transport = httpx.ASGITransport(with_compression(Starlette(routes=[Route("/", stream)])))
    async with httpx.AsyncClient(transport=transport, base_url="http://shop") as client:
        answer = await client.get("/", headers={"Accept-Encoding": "gzip, br, zstd"})

    assert "content-encoding" not in answer.headers
    assert 3 == answer.text.count("data: ")
