"""A shop whose plugin gives what all members share: points from budgets, and prizes by chance."""

from collections.abc import Iterable
from typing import Any, Literal

from pydantic import Field

from headless.plugins import (
    Budget,
    Earn,
    Effect,
    EventData,
    EventType,
    Left,
    Rule,
    RuleContext,
    RuleSettings,
    Skip,
    Take,
    hookimpl,
)
from headless.services.kernel.lookups import Lookup
from headless.services.plugin_admin.plugins import enable_plugin
from tests.services.members.giving import benefit, coupon_kind
from tests.services.shop import Shop


class Asked(EventData):
    """A member asks for so much."""

    count: int = 1


class Pool(Budget):
    """Points that all members share."""

    code = "pool"
    period = "$period"

    class Settings(RuleSettings):
        amount: int = Field(default=10, ge=0)
        period: Literal["DAY", "WEEK", "MONTH", "TOTAL"] = "TOTAL"


class Prizes(Budget):
    """Ten prizes a month."""

    code = "prizes"
    period = "MONTH"

    def amount(self, settings: Any) -> int:
        return 10


class Share(Rule):
    """A request for points of the pool."""

    id = "share"
    on = ("pool.asked",)
    assets = ("points",)
    needs = {"left": Left("budget:pool")}

    def evaluate(self, ctx: RuleContext[Any]) -> Iterable[Effect] | Skip:
        count = ctx.event.data.count
        return [Take("budget:pool", count), Earn("points", count, why=f"{ctx.facts['left']} were left")]


class Bonus(Rule):
    """An order gives a point of the pool. A second one comes with it if two or fewer are left."""

    id = "bonus"
    on = ("order.paid",)
    assets = ("points",)
    needs = {"left": Left("$pool"), "free": Left("benefit:free")}

    class Settings(RuleSettings):
        pool: str = "budget:pool"

    def evaluate(self, ctx: RuleContext[Any]) -> Iterable[Effect] | Skip:
        assert ctx.facts["free"] is None
        return [Take(ctx.settings.pool), Earn("points", 2 if ctx.facts["left"] <= 2 else 1)]


class Draw(Rule):
    """A draw of a prize, of whichever stock is named."""

    id = "draw"
    on = ("prize.drawn",)
    assets = ("points",)
    needs = {"left": Left("$stock")}

    class Settings(RuleSettings):
        stock: str = "budget:prizes"

    def evaluate(self, ctx: RuleContext[Any]) -> Iterable[Effect] | Skip:
        if ctx.chance({"prize": 9, "nothing": 0 if ctx.facts["left"] > 5 else 1}) == "nothing":
            return ctx.skip("no luck")
        return [Take(ctx.settings.stock), Earn("points", 100)]


class PoolPlugin:
    """The plugin."""

    @hookimpl
    def register_events(self) -> list[EventType]:
        return [
            EventType("pool.asked", Asked, {"merchant"}, request=True),
            EventType("prize.drawn", EventData, {"merchant"}),
        ]

    @hookimpl
    def register_budgets(self) -> list[type[Budget]]:
        return [Pool, Prizes]

    @hookimpl
    def register_rules(self) -> list[type[Rule]]:
        return [Share, Bonus, Draw]


async def open_pools(shop: Shop) -> None:
    """Save what rules may take from, and turn the plugin on."""
    await benefit(shop, "free")
    await benefit(shop, "seat", stock=10)
    await coupon_kind(shop, "few", stock=10)
    saved = await enable_plugin(shop.kernel, shop.owner, "pools")
    assert saved.problem is None, saved.problem


async def ask(shop: Shop, member: Lookup, count: int, on: str | None = None) -> str:
    """Ask for points, and return the outcome or the code of what stands against it."""
    recorded = await shop.send("pool.asked", member, {"count": count}, on)
    return recorded.problem.code if recorded.problem else recorded.outcome


async def taken(shop: Shop) -> dict[tuple[str, int], int]:
    """What was taken of every budget, by name and first day."""
    sql = "SELECT name, starts_on, taken FROM shared_budget WHERE merchant_id = $1"
    async with shop.kernel.db.read() as session:
        rows = await session.fetch(sql, shop.owner.merchant_id)
    return {(row[0], row[1]): row[2] for row in rows}
