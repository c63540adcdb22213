"""What traces cost while they are on: an order, a member's page and a list of 50, in one process, off and on in turn.

`python -m benchmarks.traces --only sqlite` for one database. Spans are encoded as they are sent, in the background, and that is
counted, too; only the network is left out.
"""

import argparse
import asyncio
import gc
import json
import secrets
import time
from collections.abc import Sequence
from itertools import count
from statistics import median
from typing import Any

from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from starlette.applications import Starlette

from benchmarks.contenders.pages.queries import WORDS
from benchmarks.shops.bench_shop import database_urls, opened
from benchmarks.shops.in_process import request
from benchmarks.shops.page_seed import seed
from headless.app import create_app
from headless.config import Settings
from headless.services.configuration.tokens import create_token
from headless.tracing.spans import Tracing

MEMBERS, ROUNDS = 2_000, 30
RECORD = "mutation($events: [EventInput!]!) { eventsRecord(input: {events: $events}) { results { status } } }"
TIMES = {"order": 20, "page": 40, "list": 10}
_numbers = count()


class Encoded(SpanExporter):
    """Encodes spans, and counts their bytes."""

    def __init__(self) -> None:
        self.spans = self.bytes = 0

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Encode spans as OTLP has them."""
        self.spans += len(spans)
        self.bytes += len(encode_spans(spans).SerializeToString())
        return SpanExportResult.SUCCESS


def main(only: str | None = None) -> None:
    """Print microseconds of the processor for one answer, and how much longer it takes with traces."""
    with database_urls() as urls:
        for dialect, url in urls.items():
            if only in (None, dialect):
                asyncio.run(_measure(dialect, url))


async def _measure(dialect: str, url: str) -> None:
    async with opened(url, MEMBERS, slug=f"traces-{secrets.token_hex(4)}") as shop:
        await seed(shop)
        _, token = await create_token(shop.kernel, shop.owner.merchant_id, "front end", ["admin"])
    settings = Settings(database_url=url, secret_key="benchmarks" * 4, worker=False, log_level="warning", plugins=())
    exporter, provider = Encoded(), TracerProvider()
    provider.add_span_processor(BatchSpanProcessor(exporter, schedule_delay_millis=200, max_queue_size=100_000))
    apps = {"off": create_app(settings), "on": create_app(settings, tracing=Tracing(provider))}
    async with (
        apps["off"].router.lifespan_context(apps["off"]),
        apps["on"].router.lifespan_context(apps["on"]),
    ):
        for what, times in TIMES.items():
            taken: dict[str, list[float]] = {name: [] for name in apps}
            for _ in range(ROUNDS):
                for name, app in apps.items():
                    taken[name].append(await _once(app, token, what, times))
            _print(dialect, what, taken)
    print(f"{dialect:<9} {exporter.spans:,} spans of {exporter.bytes / exporter.spans:.0f} bytes")


async def _once(app: Starlette, token: str, what: str, times: int) -> float:
    gc.collect()
    began = time.process_time()
    for _ in range(times):
        await _call(app, token, _asked(what))
    if (tracing := app.state.kernel.tracing) is not None:
        tracing.provider.force_flush()
    return (time.process_time() - began) / times * 1e6


def _asked(what: str) -> dict[str, Any]:
    number = next(_numbers)
    member = f"n{number * 7919 % MEMBERS}"
    if what != "order":
        return {"query": WORDS["ours"][what], "variables": {"number": member} if what == "page" else {}}
    data = {"orderId": f"t{number}", "total": "19.99"}
    event = {
        "type": "order.paid",
        "source": "till",
        "externalId": f"t{number}",
        "member": {"number": member},
        "data": data,
    }
    return {"query": RECORD, "variables": {"events": [event]}}


async def _call(app: Starlette, token: str, asked: dict[str, Any]) -> None:
    answer = await request(app, token, json.dumps(asked).encode())()
    assert answer.status == 200, answer


def _print(dialect: str, what: str, taken: dict[str, list[float]]) -> None:
    off, on = taken["off"], taken["on"]
    ratio = median(more / less for less, more in zip(off, on, strict=True))
    print(f"{dialect:<9} {what:<6} {median(off):7.0f} µs off, {median(on):7.0f} µs on, {ratio:.2f} times")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=("sqlite", "postgres"), help="one database alone")
    main(parser.parse_args().only)
