"""A shop whose members close, and whose plugin gives to them by every road."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from headless.ids import Prefix, encode
from headless.plugins.loading.registry import Registry
from headless.services.configuration.tag_kinds import save_tag
from headless.services.configuration.tier_tracks import save_tier_track
from headless.services.kernel.lookups import Lookup
from headless.services.lives.erasing import erase_member
from headless.services.members.members import update_member
from headless.services.plugin_admin.plugins import enable_plugin
from headless.services.verifying.unsettled import failed_events
from headless.services.worker.worker import work_once
from tests.services.intake.mates import FAILING, Mates
from tests.services.members.giving import benefit, coupon_kind
from tests.services.shop import Shop

CLOSED = ["CLOSED", "ERASED"]


@pytest.fixture(scope="module")
def registry() -> Registry:
    return Registry.load(entry_points=(), more={"mates": Mates()})


@pytest.fixture
async def mates(shop: Shop) -> AsyncIterator[Shop]:
    """A shop with the plugin, points, a tag, a coupon kind, a benefit and a paid track."""
    await shop.rule("points_per_spend")
    saved = await enable_plugin(shop.kernel, shop.owner, "mates")
    assert saved.problem is None, saved.problem
    saved = await save_tag(shop.kernel, shop.owner, {"code": "vip", "name": "VIP"})
    assert saved.problem is None, saved.problem
    await coupon_kind(shop, "ten")
    await benefit(shop, "lounge")
    tiers = [{"code": "plus", "name": "Plus", "rank": 1}]
    paid = await save_tier_track(
        shop.kernel, shop.owner, {"code": "club", "name": "Club", "kind": "PAID", "tiers": tiers}
    )
    assert paid.problem is None, paid.problem
    FAILING["late"] = False
    yield shop
    FAILING["late"] = False


async def close(shop: Shop, member: Lookup, status: str = "CLOSED") -> Lookup:
    """Close or erase a member, and return how it is named from then on."""
    id_ = await id_of(shop, member)
    if status == "ERASED":
        done = await erase_member(shop.kernel, shop.owner, member)
    else:
        done = await update_member(shop.kernel, shop.owner, member, {"status": status})
    assert done.problem is None, done.problem
    return Lookup("id", id_)


async def id_of(shop: Shop, member: Lookup) -> str:
    return encode(Prefix.MEMBER, (await shop.state(member)).id)


async def failed(shop: Shop) -> list[tuple[str, str, int | None]]:
    """Type, code and cause of what has failed."""
    async with shop.kernel.db.read() as session:
        merchant = await shop.kernel.programs.merchant(session, shop.owner.merchant_id)
    return [
        (unsettled.event.type, unsettled.problem["code"], unsettled.event.cause_id)
        async for unsettled in failed_events(shop.kernel, merchant)
    ]


async def outstanding(shop: Shop) -> tuple[int, int]:
    """How many messages wait: about events for others, and about what has failed."""
    sql = "SELECT count(*) FROM outbox WHERE delivered_at IS NULL AND topic = $1"
    async with shop.kernel.db.read() as session:
        waiting = [await session.fetch_value(sql, topic) for topic in ("emit", "event.failed")]
    return waiting[0], waiting[1]


async def coupon_of(shop: Shop) -> str:
    """The id of the only coupon."""
    async with shop.kernel.db.read() as session:
        return encode(Prefix.COUPON, await session.fetch_value("SELECT id FROM coupon"))


async def greet(shop: Shop, greeter: Lookup, friend: str, **more: Any) -> int:
    """A greeting that thanks the friend, worked off. Return its id."""
    recorded = await shop.send("mates.greeted", greeter, {"friend": friend, **more})
    assert recorded.event_id is not None, recorded.problem
    await work_once(shop.kernel)
    return recorded.event_id
