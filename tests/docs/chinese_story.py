"""The shop that the Chinese pages tell of: a tea shop in Shanghai, on the first of June 2026."""

from headless.clock import FixedClock
from headless.services.configuration.asset_kinds import save_asset_kind
from headless.services.configuration.merchants import create_merchant
from headless.services.configuration.tag_kinds import save_tag
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.principals import system
from tests.docs.story import Json, at_least
from tests.services.shop import Shop, instant

LADDER: list[Json] = [
    {"code": "v1", "name": "银卡", "rank": 1, "condition": at_least("net_spend", "1000", "365d")},
    {"code": "v2", "name": "金卡", "rank": 2, "condition": at_least("net_spend", "5000", "365d")},
]


async def open_tea_shop(kernel: Kernel, clock: FixedClock) -> Shop:
    """A shop in yuan with rules, a ladder, a tag and a member who has bought, topped up and checked in."""
    clock.set(instant("2025-09-10T09:00:00+08:00"))
    merchant = await create_merchant(
        kernel, "chaxiaopu", currency="CNY", time_zone="Asia/Shanghai", name="茶小铺", country="CN"
    )
    shop = Shop(kernel, clock, system(merchant.id, merchant.slug))
    points = {"code": "points", "name": "积分", "worth": "0.01", "expiry": {"after": "1y"}}
    for kind in (points, {"code": "growth", "name": "成长值"}, {"code": "balance", "name": "储值余额"}):
        await save_asset_kind(kernel, shop.owner, kind)
    await save_tag(
        kernel, shop.owner, {"code": "tea", "name": "绿茶爱好者", "condition": at_least("orders", 2, category="绿茶")}
    )
    await shop.ladder(*LADDER, name="会员等级", downgrade="TO_QUALIFIED")
    for rule in ("points_per_spend", "growth_per_spend", "spend_cap"):
        await shop.rule(rule)
    await shop.rule("topup_bonus", steps=[{"from": "500", "bonus": "50"}])
    await shop.rule("tier_multiplier", times={"v1": "1.2", "v2": "1.5"})
    wechat = [{"system": "wechat", "id": "oLiMing"}]
    li = await shop.member("10001", name="李明", phone="138 0013 8000", identities=wechat)
    green = [{"sku": "longjing", "category": "绿茶", "quantity": "1", "amount": "800.00"}]
    await shop.order(li, "800.00", "T-1", items=green)
    await shop.pass_time("2026-05-28T19:30:00+08:00")
    await shop.order(li, "320.00", "T-2", items=[{**green[0], "amount": "320.00"}])
    await shop.pass_time("2026-06-01T12:00:00+08:00")
    return shop
