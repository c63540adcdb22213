"""A shop whose plugin gives coupons and benefits and takes them back: what checks of rewards are tried on."""

from collections.abc import Iterable
from typing import Any

from headless.plugins import (
    CouponIn,
    Earn,
    Effect,
    EventData,
    EventType,
    Grant,
    Issue,
    Redeem,
    Rule,
    RuleContext,
    Skip,
    Tag,
    Take,
    Undo,
    hookimpl,
)
from headless.services.configuration.offers.coupon_kinds import save_coupon_kind
from headless.services.configuration.tag_kinds import save_tag
from headless.services.kernel.lookups import Lookup
from headless.services.members.benefits import save_benefit
from headless.services.plugin_admin.plugins import enable_plugin
from tests.services.shop import Shop


class Claim(EventData):
    """A member asks for something: a grab of what is limited, or the use of a code."""

    code: str | None = None


class Welcome(Rule):
    """An order over 100 gives a coupon, a lounge visit, a place at the table and a tag; its refund takes them back."""

    id = "welcome"
    on = ("order.paid", "order.refunded")
    assets = ("points",)

    def evaluate(self, ctx: RuleContext[Any]) -> Iterable[Effect] | Skip:
        if ctx.event.type == "order.refunded":
            return [Undo(ctx.origin.id)] if ctx.origin else ctx.skip("no order")
        if ctx.event.data.total < 100:
            return ctx.skip("a small order")
        return [Earn("points", 10), Issue("ten"), Grant("lounge", 2), Take("benefit:table"), Tag("vip")]


class Grab(Rule):
    """A claim gives one of few coupons, or uses the code that it names."""

    id = "grab"
    on = ("gift.claimed",)
    assets = ("points",)
    needs = {"coupon": CouponIn("code")}

    def evaluate(self, ctx: RuleContext[Any]) -> Iterable[Effect]:
        if ctx.event.data.code is None:
            return [Issue("few"), Earn("points", 1)]
        return [Redeem(ctx.event.data.code), Earn("points", 5)]


class GivingPlugin:
    """The plugin that brings the rules and their event."""

    @hookimpl
    def register_events(self) -> list[EventType]:
        return [EventType("gift.claimed", Claim, {"merchant"}, request=True)]

    @hookimpl
    def register_rules(self) -> list[type[Rule]]:
        return [Welcome, Grab]


async def open_giving(shop: Shop) -> None:
    """Save what the rules give, and turn them on."""
    await coupon_kind(shop, "ten", stock=1000, validity="30d")
    await coupon_kind(shop, "few", stock=10)
    await coupon_kind(shop, "free")
    await benefit(shop, "lounge", condition={"test": {"metric": "orders", "op": "GTE", "value": 10}}, quota=1)
    await benefit(shop, "table", stock=20)
    saved = await save_tag(shop.kernel, shop.owner, {"code": "vip", "name": "VIP"})
    assert saved.problem is None, saved.problem
    saved = await enable_plugin(shop.kernel, shop.owner, "giving")
    assert saved.problem is None, saved.problem


async def coupon_kind(shop: Shop, code: str, **more: Any) -> None:
    document = {"code": code, "name": code.title(), "discount": {"amount": "10"}, **more}
    saved = await save_coupon_kind(shop.kernel, shop.owner, document)
    assert saved.problem is None, saved.problem


async def benefit(shop: Shop, code: str, **more: Any) -> None:
    document = {"code": code, "name": code.title(), "value": "SERVICE", **more}
    saved = await save_benefit(shop.kernel, shop.owner, document)
    assert saved.problem is None, saved.problem


async def coupons(shop: Shop, member: Lookup | None = None) -> list[tuple[str, str, int | None]]:
    """Kind, status and serial of all coupons, or of a member's, in order."""
    sql = """SELECT k.code, c.status, c.serial FROM coupon c
JOIN coupon_kind k ON k.merchant_id = c.merchant_id AND k.id = c.kind_id AND k.version = 1
LEFT JOIN member m ON m.merchant_id = c.merchant_id AND m.id = c.member_id
WHERE c.merchant_id = $1 AND ($2 = '' OR m.number = $2) ORDER BY c.id"""
    async with shop.kernel.db.read() as session:
        rows = await session.fetch(sql, shop.owner.merchant_id, member.value if member else "")
    return [(row[0], ("OPEN", "HELD", "USED", "REVOKED")[row[1]], row[2]) for row in rows]


async def codes(shop: Shop) -> list[str]:
    """The codes of all coupons, in order."""
    async with shop.kernel.db.read() as session:
        rows = await session.fetch("SELECT code FROM coupon WHERE merchant_id = $1 ORDER BY id", shop.owner.merchant_id)
    return [row[0] for row in rows]


async def stocks(shop: Shop) -> dict[str, tuple[int, int]]:
    """Total and taken of every stock."""
    async with shop.kernel.db.read() as session:
        rows = await session.fetch(
            "SELECT name, total, taken FROM stock WHERE merchant_id = $1", shop.owner.merchant_id
        )
    return {row[0]: (row[1], row[2]) for row in rows}
