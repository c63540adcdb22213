"""A shop where everything has happened once: what checks over whole histories are tried on."""

from collections.abc import Iterable
from decimal import Decimal

from headless.ids import encode
from headless.plugins import Effect, Remember, Rule, RuleContext, RuleSettings, hookimpl
from headless.services.configuration.asset_kinds import save_asset_kind
from headless.services.configuration.tag_kinds import save_tag
from headless.services.kernel.lookups import Lookup
from headless.services.members import assets
from headless.services.members.tags import assign_tag, remove_tag
from headless.services.plugin_admin.plugins import enable_plugin
from tests.services.shop import Shop


class Stamps(Rule):
    """A stamp for each order, remembered for the rule alone; the plugin shares when the last one came."""

    id = "stamps"
    on = ("order.paid",)
    assets = ()

    class Settings(RuleSettings):
        """Nothing to set."""

    def evaluate(self, ctx: RuleContext[Settings]) -> Iterable[Effect]:
        stamps = ctx.state.get("stamps", 0) + 1
        return [Remember({"stamps": stamps}), Remember({"last": ctx.event.local_date.isoformat()}, shared=True)]


class StampPlugin:
    """The plugin that brings the rule."""

    @hookimpl
    def register_rules(self) -> list[type[Rule]]:
        return [Stamps]


def net(value: str) -> dict[str, object]:
    """At least so much net spend within a year."""
    return {"test": {"metric": "net_spend", "op": "GTE", "value": value, "window": "365d"}}


async def open_busy(shop: Shop) -> Lookup:
    """Configure the shop and let everything happen to one member, and little to another."""
    await configure(shop)
    member, other = await shop.member("m1"), await shop.member("m2")
    await shop.order(other, "10", "another", on="2026-05-02T10:00")
    await orders(shop, member)
    await balances(shop, member)
    await tags(shop, member)
    await shop.pass_time("2026-07-20T12:00")
    await hold(shop, member, "h3")
    await shop.order(member, "5")
    return member


async def configure(shop: Shop) -> None:
    points = {"code": "points", "name": "Points", "worth": "0.01", "expiry": {"after": "60d"}}
    await save_asset_kind(shop.kernel, shop.owner, points)
    for code, condition in (
        ("vip", None),
        ("tea", {"test": {"metric": "orders", "op": "GTE", "value": 1, "args": {"category": "tea"}}}),
    ):
        saved = await save_tag(shop.kernel, shop.owner, {"code": code, "name": code.title(), "condition": condition})
        assert saved.problem is None, saved.problem
    active = {"test": {"metric": "events", "op": "GTE", "value": 2, "args": {"type": "checkin"}, "window": "30d"}}
    saved = await save_tag(shop.kernel, shop.owner, {"code": "active", "name": "Active", "condition": active})
    assert saved.problem is None, saved.problem
    rich = {"test": {"metric": "earned", "op": "GTE", "value": "100", "args": {"asset": "points"}}}
    saved = await save_tag(shop.kernel, shop.owner, {"code": "rich", "name": "Rich", "condition": rich})
    assert saved.problem is None, saved.problem
    await shop.ladder(
        {"code": "silver", "name": "Silver", "rank": 1, "condition": net("100")},
        {"code": "gold", "name": "Gold", "rank": 2, "condition": net("1000")},
        downgrade="TO_QUALIFIED",
    )
    await shop.rule("points_per_spend")
    await shop.rule("upgrade_gift", gifts={"gold": {"asset": "growth", "amount": "5"}})
    saved = await enable_plugin(shop.kernel, shop.owner, "stamp_card")
    assert saved.problem is None, saved.problem


async def orders(shop: Shop, member: Lookup) -> None:
    tea = [{"sku": "t1", "quantity": "1", "amount": "100", "category": "tea"}]
    await shop.order(member, "150", "o1", on="2026-05-01T10:00", items=tea)
    await shop.order(member, "1000", "o2", on="2026-05-03T10:00")
    await shop.refund(member, "30", "o1", on="2026-05-20T10:00")
    await shop.refund(member, "1000", "o2", on="2026-05-21T10:00")
    await shop.refund(member, "20", on="2026-05-22T10:00")
    await shop.refund(member, "5", "never-paid", on="2026-05-22T10:00")
    await shop.refund(member, "5", "paid-later", on="2026-05-22T10:00")
    await shop.order(member, "7", "paid-later", on="2026-05-23T10:00")
    await shop.send("checkin", member, {}, on="2026-05-30T10:00")
    await shop.send("checkin", member, {}, on="2026-05-31T10:00")


async def balances(shop: Shop, member: Lookup) -> None:
    await shop.send("topup.paid", member, {"paymentId": "p1", "amount": "500", "bonus": "50"})
    await shop.spend(member, "balance", "20")
    paid = await shop.order(member, "60", "o3", payWith=[{"asset": "balance", "amount": "25"}])
    assert paid.problem is None, paid.problem
    await shop.refund(member, "12", "o3")
    granted = await shop.grant(member, "points", "40")
    assert granted.entry_id is not None
    await assets.reverse(shop.kernel, shop.owner, encode("ent", granted.entry_id), Decimal(15), "mistake", "rev1")
    for key, capture in (("h1", "10"), ("h2", None)):
        held = await hold(shop, member, key)
        if capture is not None:
            await assets.capture(shop.kernel, shop.owner, held, Decimal(capture), key + "c")


async def hold(shop: Shop, member: Lookup, key: str) -> str:
    """Reserve 30 of the balance; the id of the hold."""
    held = await assets.hold(
        shop.kernel, shop.owner, member, kind="balance", amount=Decimal(30), reason="table", key=key
    )
    assert held.hold_id is not None, held.problem
    return encode("hold", held.hold_id)


async def tags(shop: Shop, member: Lookup) -> None:
    await assign_tag(shop.kernel, shop.owner, member, "vip", "friend")
    removed = await remove_tag(shop.kernel, shop.owner, member, "tea")
    assert removed.problem is None, removed.problem
