"""The naive way to serve the page: a stock strawberry schema, Tortoise models and DataLoaders over the same tables.

Parsing and validation are cached and orjson writes the answers. It knows no tokens, no scopes and no limits, and its progress
is one sum against a number written here, so the ratios flatter it. `uvicorn benchmarks.contenders.pages.stock:app`
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import ROUND_DOWN, Decimal
from typing import Any

import orjson
import strawberry
from starlette.applications import Starlette
from strawberry.asgi import GraphQL
from strawberry.extensions import ParserCache, ValidationCache
from tortoise import Tortoise
from tortoise.expressions import RawSQL

from benchmarks.contenders.pages.loaders import loaders, spent_after
from benchmarks.contenders.pages.types import (
    AssetType,
    Info,
    KindType,
    MemberTagType,
    NextType,
    ProgressType,
    TagType,
    TierType,
)
from headless.config import dialect_of, sqlite_path
from headless.models.tables.configuration.tracks import Tier
from headless.models.tables.members.members import Member

MERCHANT = int(os.environ["HEADLESS_BENCH_MERCHANT"])
URL = os.environ["HEADLESS_DATABASE_URL"]
GOALS = {"gold": ("Platinum", Decimal(8000)), "platinum": ("Diamond", Decimal(30000))}
FOUR = Decimal("0.0001")
SPENT_SQL = """(SELECT sum(d.amount - d.less) FROM daily_total d WHERE d.merchant_id = member.merchant_id
  AND d.member_id = member.id AND d.key = 'order' AND d.day > %d)"""


@strawberry.type
class MemberType:
    row: strawberry.Private[Member]

    @strawberry.field
    def number(self) -> str | None:
        return self.row.number

    @strawberry.field
    def name(self) -> str | None:
        return self.row.name

    @strawberry.field
    async def tier(self, info: Info) -> TierType | None:
        found = await self._tier(info)
        return None if found is None else TierType(code=found.code, name=found.name)

    @strawberry.field
    async def tier_progress(self, info: Info) -> ProgressType | None:
        tier = await self._tier(info)
        if tier is None or tier.code not in GOALS:
            return None
        name, goal = GOALS[tier.code]
        spent = Decimal(await info.context["spent"].load(self.row.id)) / 100
        text = f"spend ¥{goal - spent:.2f} more within 365 days to reach {name}"
        return ProgressType(
            next=NextType(name=name), fraction=str((spent / goal).quantize(FOUR, ROUND_DOWN)), text=text
        )

    @strawberry.field
    async def assets(self, info: Info) -> list[AssetType]:
        rows = await info.context["accounts"].load(self.row.id)
        kinds = await info.context["kinds"].load_many([row.kind_id for row in rows])
        return [AssetType(kind=KindType(**kind), row=row) for kind, row in zip(kinds, rows, strict=True)]

    @strawberry.field
    async def tags(self, info: Info) -> list[MemberTagType]:
        rows = await info.context["member_tags"].load(self.row.id)
        tags = await info.context["tags"].load_many([row.tag_id for row in rows])
        return [MemberTagType(tag=TagType(**tag)) for tag in tags]

    async def _tier(self, info: Info) -> Tier | None:
        held = await info.context["member_tiers"].load(self.row.id)
        return None if held is None else await info.context["tiers"].load(held.tier_id)


@strawberry.type
class Edge:
    node: MemberType


@strawberry.type
class Connection:
    edges: list[Edge]


@strawberry.input(one_of=True)
class Lookup:
    number: strawberry.Maybe[str]


@strawberry.type
class Query:
    @strawberry.field
    async def members(self, first: int, after: str | None = None, spent: int | None = None) -> Connection:
        found = Member.filter(merchant_id=MERCHANT, id__gt=int(after or 0))
        if spent is not None:
            found = found.annotate(spent=RawSQL(SPENT_SQL % spent_after())).filter(spent__gte=spent * 100)
        rows = await found.order_by("id").limit(first)
        return Connection(edges=[Edge(node=MemberType(row=row)) for row in rows])

    @strawberry.field
    async def member(self, by: Lookup) -> MemberType | None:
        found = await Member.get_or_none(merchant_id=MERCHANT, number=by.number.value if by.number else None)
        return None if found is None else MemberType(row=found)


class Endpoint(GraphQL[dict[str, Any], None]):
    """Loaders for each request, orjson for each answer."""

    async def get_context(self, request: Any, response: Any) -> dict[str, Any]:
        return loaders(MERCHANT)

    def encode_json(self, data: object) -> str | bytes:
        return orjson.dumps(data)


@asynccontextmanager
async def _lifespan(_: Starlette) -> AsyncIterator[None]:
    if dialect_of(URL) == "sqlite":
        connection: Any = {"engine": "tortoise.backends.sqlite", "credentials": {"file_path": sqlite_path(URL)}}
    else:
        connection = "asyncpg" + URL[URL.index(":") :] + "?maxsize=10"
    apps = {"models": {"models": ["headless.models.tables.catalogue"], "default_connection": "default"}}
    context = await Tortoise.init(
        config={"connections": {"default": connection}, "apps": apps}, _enable_global_fallback=True
    )
    yield
    await context.close_connections()


schema = strawberry.Schema(Query, extensions=[ParserCache(), ValidationCache()])
app = Starlette(lifespan=_lifespan)
app.mount("/graphql", Endpoint(schema))
