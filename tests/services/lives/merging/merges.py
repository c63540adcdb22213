"""Two members to merge, and what they have."""

from decimal import Decimal
from typing import Any

from headless.ids import Prefix, encode
from headless.services.configuration.asset_kinds import save_asset_kind
from headless.services.configuration.tag_kinds import save_tag
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.outcomes import Performed
from headless.services.lives.merging import merge_members
from headless.services.members import assets
from tests.services.shop import Shop

ANN, BOB, CID = (Lookup("number", name) for name in ("ann", "bob", "cid"))
POINTS = {"code": "points", "name": "Points", "worth": "0.01"}


async def two(shop: Shop, **kind: Any) -> None:
    saved = await save_asset_kind(shop.kernel, shop.owner, {**POINTS, **kind})
    assert saved.problem is None, saved.problem
    await shop.rule("points_per_spend")
    await shop.member("ann")
    await shop.member("bob")


async def merged(shop: Shop, source: Lookup = BOB, target: Lookup = ANN, key: str | None = "merge-1") -> Performed:
    return await merge_members(shop.kernel, shop.owner, source, target, key)


async def merge(shop: Shop, source: Lookup = BOB, target: Lookup = ANN, key: str | None = "merge-1") -> str:
    done = await merged(shop, source, target, key)
    return "" if done.problem is None else done.problem.code


async def amounts(shop: Shop, member: Lookup = ANN, kind: str = "points") -> dict[str, int]:
    state = await shop.state(member)
    account = state.account(state.program.kinds[kind].id)
    names = ("balance", "debt", "held", "pending", "earned", "spent", "expired")
    return {name: getattr(account, name) for name in names if getattr(account, name)}


async def hold(shop: Shop, member: Lookup, amount: str, key: str, **more: Any) -> str:
    done = await assets.hold(
        shop.kernel, shop.owner, member, kind="points", amount=Decimal(amount), reason="kept", key=key, **more
    )
    assert done.hold_id is not None, done.problem
    return encode(Prefix.HOLD, done.hold_id)


async def tag(shop: Shop, code: str, condition: Any = None) -> None:
    saved = await save_tag(shop.kernel, shop.owner, {"code": code, "name": code.title(), "condition": condition})
    assert saved.problem is None, saved.problem


def at_least(metric: str, value: Any, **more: Any) -> dict[str, Any]:
    return {"test": {"metric": metric, "op": "GTE", "value": value, **more}}
