"""What a quote costs: an order of 50 lines for a member with 200 coupons, by time of the processor, in one process.

The request goes through the application as over HTTP. Next to it stand the part that decides, the smallest quote (one line, one
coupon), and the prices of a shelf of 100 items. They are measured in turn.
"""

import asyncio
import gc
import json
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from statistics import median
from typing import Any

from starlette.applications import Starlette

from benchmarks.quotes.wallets import LINES, SHELF, WALLETS, fill, member_of, order_of
from benchmarks.shops.bench_shop import database_urls, opened
from benchmarks.shops.in_process import request
from headless.app import create_app
from headless.config import Settings
from headless.engine.quoting.quotes import Quote, Quoter
from headless.services.configuration.tokens import create_token

AIM_MS, ROUNDS, TIMES = 20, 15, 4
SMALL = "small"
QUOTE = """query($number: String!, $order: OrderInput!) { member(by: {number: $number}) { quote(order: $order) {
  prices { sku list price benefit { code name } }
  coupons { coupon { code kind { code name } expiresAt } usable saves why }
  best lines { sku list amount } total delivery left payWith { kind { code } most worth why }
  earns { kind code amount text } userErrors { code message } } } }"""
PRICES = """query($number: String!, $items: [OrderItemInput!]!) { member(by: {number: $number}) {
  prices(items: $items) { sku list price benefit { code name } } } }"""


def main(only: str | None = None) -> None:
    """Print milliseconds of the processor for one answer, and how many small quotes that is."""
    with database_urls() as urls:
        for dialect, url in urls.items():
            if only in (None, dialect):
                asyncio.run(_measure(dialect, url))


async def _measure(dialect: str, url: str) -> None:
    async with opened(url, 10, slug=f"quote-{secrets.token_hex(4)}") as shop:
        _, token = await create_token(shop.kernel, shop.owner.merchant_id, "front end", ["admin"])
    settings = Settings(database_url=url, secret_key="benchmarks" * 4, worker=False, log_level="warning", plugins=())
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        await fill(lambda query, variables: _ask(app, token, query, variables))
        with _deciding() as decided:
            taken = await _in_turn(app, token, decided)
    for name, (whole, pure) in taken.items():
        small = taken[SMALL][0]
        ratio = median(more / less for more, less in zip(whole, small, strict=True))
        mark = "!" if median(whole) > AIM_MS else " "
        print(
            f"{mark} {dialect:<9} {name:<9} {median(whole):6.1f} ms in all, {median(pure):6.1f} ms deciding,"
            f" {ratio:5.1f} small quotes"
        )


async def _in_turn(app: Starlette, token: str, decided: list[float]) -> dict[str, tuple[list[float], list[float]]]:
    asked: dict[str, tuple[str, Mapping[str, Any]]] = {
        SMALL: (QUOTE, {"number": member_of(SMALL), "order": order_of(1)}),
        **{name: (QUOTE, {"number": member_of(name), "order": order_of(LINES)}) for name in WALLETS},
        "shelf": (PRICES, {"number": member_of(SMALL), "items": order_of(SHELF)["items"]}),
    }
    taken: dict[str, tuple[list[float], list[float]]] = {name: ([], []) for name in asked}
    for turn in range(ROUNDS + 1):
        for name, (query, variables) in asked.items():
            whole, pure = await _once(app, token, query, variables, decided)
            if turn:
                taken[name][0].append(whole)
                taken[name][1].append(pure)
    return taken


async def _once(
    app: Starlette, token: str, query: str, variables: Mapping[str, Any], decided: list[float]
) -> tuple[float, float]:
    gc.collect()
    decided.clear()
    began = time.process_time()
    for _ in range(TIMES):
        await _ask(app, token, query, variables)
    return (time.process_time() - began) / TIMES * 1e3, sum(decided) / TIMES * 1e3


@contextmanager
def _deciding() -> Iterator[list[float]]:
    """Note the seconds of the processor that the pure part of each quote takes."""
    seconds: list[float] = []
    quote: Callable[..., Quote] = Quoter.quote

    def timed(quoter: Quoter, asked: Any) -> Quote:
        began = time.thread_time()
        try:
            return quote(quoter, asked)
        finally:
            seconds.append(time.thread_time() - began)

    Quoter.quote = timed  # type: ignore[method-assign]
    try:
        yield seconds
    finally:
        Quoter.quote = quote  # type: ignore[method-assign]


async def _ask(app: Starlette, token: str, query: str, variables: Mapping[str, Any]) -> Any:
    body = json.dumps({"query": query, "variables": variables}).encode()
    document = json.loads((await request(app, token, body)()).body)
    assert "errors" not in document, document["errors"]
    return document["data"]
