"""A served shop, as a front end sees it."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx
from starlette.applications import Starlette

from headless.app import create_app
from headless.clock import FixedClock
from headless.config import Settings
from headless.services.configuration.merchants import create_merchant
from headless.services.configuration.tokens import create_token
from headless.services.kernel.kernel import Kernel

if TYPE_CHECKING:
    from headless.tracing.spans import Tracing

NOW_US = 1_770_000_000_000_000
SECRET_KEY = "a secret key that only the tests know"
LADDER = """mutation {
  points: assetKindSave(input: {code: "stars", name: "Stars", decimals: 2}) { userErrors { message } }
  ladder: tierTrackSave(input: {code: "club", name: "Club", kind: EARNED, tiers: [
    {code: "bronze", name: "Bronze", rank: 1},
    {code: "silver", name: "Silver", rank: 2, condition: {test: {metric: "orders", op: GTE, value: 2}}}
  ]}) { userErrors { message } }
  regulars: tagSave(input: {code: "regular", name: "Regular",
    condition: {test: {metric: "net_spend", op: GTE, value: "100"}}}) { userErrors { message } }
  spend: ruleSave(input: {rule: "points_per_spend"}) { userErrors { message } }
}"""


@dataclass
class Shop:
    """The application, its kernel, a client and the secrets of tokens."""

    app: Starlette
    kernel: Kernel
    clock: FixedClock
    client: httpx.AsyncClient
    merchant_id: int
    secret: str

    async def token(self, *scopes: str, sources: list[str] | None = None) -> str:
        """Return the secret of another token."""
        return (await create_token(self.kernel, self.merchant_id, "test", scopes, sources))[1]

    async def send(
        self, query: str, variables: Mapping[str, Any] | None = None, secret: str | None = None, **headers: str
    ) -> dict[str, Any]:
        """Return the whole answer to an operation."""
        sent = {"query": query, "variables": dict(variables or {})}
        response = await self.client.post("/graphql", json=sent, headers={**bearer(secret or self.secret), **headers})
        document: dict[str, Any] = response.json()
        return document

    async def ask(self, query: str, variables: Mapping[str, Any] | None = None, secret: str | None = None) -> Any:
        """Return the data of an operation that must succeed."""
        answer = await self.send(query, variables, secret)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    async def errors(self, query: str, variables: Mapping[str, Any] | None = None, secret: str | None = None) -> Any:
        """Return the errors of an operation, as (code, path)."""
        answer = await self.send(query, variables, secret)
        return [(error["extensions"]["code"], error.get("path")) for error in answer.get("errors", [])]


def bearer(secret: str) -> dict[str, str]:
    """Return the header that a token is sent in."""
    return {"Authorization": f"Bearer {secret}"}


@asynccontextmanager
async def open_shop(
    database_url: str, more: Mapping[str, Any] | None = None, tracing: "Tracing | None" = None, **plugins: object
) -> AsyncIterator[Shop]:
    """Start the application on a migrated database, with one merchant; no worker runs during the test. more: settings.

    The clock stands still, so there are no rate limits unless they are set.
    """
    clock = FixedClock(NOW_US)
    given = {"partner_rate": 0, "member_rate": 0, **(more or {})}
    settings = Settings(database_url=database_url, secret_key=SECRET_KEY, plugins=(), worker=False, **given)
    app = create_app(settings, clock, plugins, tracing=tracing)
    async with app.router.lifespan_context(app):
        kernel: Kernel = app.state.kernel
        async with kernel.db.read() as session:
            merchant_id = await session.fetch_value("SELECT id FROM merchant WHERE slug = 'corner-shop'")
        if merchant_id is None:
            made = await create_merchant(kernel, "corner-shop", currency="GBP", time_zone="Europe/London", sandbox=True)
            merchant_id = made.id
        secret = (await create_token(kernel, merchant_id, "owner", ["admin"]))[1]
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://shop") as client:
            yield Shop(app, kernel, clock, client, merchant_id, secret)
