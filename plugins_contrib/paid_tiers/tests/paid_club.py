"""A club on a real database: plans, coupons, benefits and a paid track, set up through the services."""

from collections.abc import Mapping
from typing import Any

from headless.services.configuration.offers.coupon_kinds import save_coupon_kind
from headless.services.members.benefits import save_benefit
from headless.services.members.coupons import Codes, issue_coupons
from headless.services.plugin_admin.plugins import enable_plugin
from headless.services.worker.worker import work_once
from tests.services.shop import Shop, instant

Json = Mapping[str, Any]
PACK: Json = {
    "assets": [{"asset": "points", "amount": "500"}],
    "coupons": {"fresh": 2},
    "benefits": {"returns": 3},
    "worth": "300",
}
PLUS: Json = {
    "code": "plus", "name": "PLUS", "price": "149", "currency": "CNY", "period": "1y", "trial": "30d", "tier": "plus",
    "times": "10", "coupon": "plus_card", "welcome": PACK,
}  # fmt: skip
MONTHLY: Json = {"code": "monthly", "price": "15", "currency": "CNY", "period": "1m", "tier": "plus"}
CLUB: Json = {"code": "club", "name": "Club", "price": "260", "currency": "CNY", "period": "1y", "tier": "club"}


async def open_club(shop: Shop, *plans: Json, **settings: Any) -> None:
    """Sell plans."""
    tiers = [
        {"code": code, "name": code.title(), "rank": rank} for rank, code in enumerate(("plus", "club", "black"), 1)
    ]
    await shop.ladder(*tiers, code="paid", kind="PAID", default=True)
    for code, name in (("fresh", "Fresh food"), ("plus_card", "PLUS card")):
        document = {"code": code, "name": name, "discount": {"gift": name}}
        assert (await save_coupon_kind(shop.kernel, shop.owner, document)).problem is None
    returns = {"code": "returns", "name": "Free returns", "value": "SERVICE", "condition": None, "quota": 0}
    returns["condition"] = {"test": {"metric": "tier", "op": "EQ", "value": "black", "args": {"track": "paid"}}}
    del returns["quota"]
    assert (await save_benefit(shop.kernel, shop.owner, returns)).problem is None
    given = {"membership": {"plans": list(plans), **settings}}
    saved = await enable_plugin(shop.kernel, shop.owner, "paid_tiers", given)
    assert saved.problem is None, saved.problem


async def pass_time(shop: Shop, to: str) -> None:
    """Move the clock on, and let the worker do all that is due."""
    shop.clock.set(instant(to))
    await work_once(shop.kernel)


async def make_code(shop: Shop, kind: str = "plus_card") -> str:
    """Make a code that no member owns yet."""
    made = await issue_coupons(shop.kernel, shop.owner, None, Codes(kind, 1, None, "codes"))
    assert made.problem is None, made.problem
    async with shop.kernel.db.read() as session:
        return str(await session.fetch_value("SELECT code FROM coupon WHERE id = $1", made.ids[0]))
