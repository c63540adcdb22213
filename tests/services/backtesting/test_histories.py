"""Histories with more in them than orders: holds, refunds, tags, grants, coupons, plugins and what cannot be folded."""

from collections.abc import Iterable
from typing import Any

import pytest

from headless.ids import Prefix, encode
from headless.plugins import Earn, Effect, Own, Rule, RuleContext, RuleSettings, Skip, hookimpl
from headless.plugins.loading.registry import Registry
from headless.services.configuration.tag_kinds import save_tag
from headless.services.kernel.lookups import Lookup
from headless.services.lives.erasing import erase_member
from headless.services.members import assets
from headless.services.members.tags import assign_tag
from headless.services.plugin_admin.plugins import enable_plugin
from tests.services.backtesting.trying import members_of, tried
from tests.services.shop import Shop


async def kept_apart(merchant: Any, members: Any) -> Any:
    """The plugin's own tables."""
    return {}


class Steady(Rule):
    """A point for each order."""

    id = "steady"
    on = ("order.paid",)

    class Settings(RuleSettings):
        asset: str = "points"
        amount: int = 1

    def evaluate(self, ctx: RuleContext[Any]) -> Iterable[Effect] | Skip:
        return [Earn(ctx.settings.asset, ctx.settings.amount)]


class Secretive(Steady):
    """Reads tables of its own."""

    id = "secretive"
    needs = {"own": Own(kept_apart)}


class Fragile(Steady):
    """Fails on large orders."""

    id = "fragile"

    def evaluate(self, ctx: RuleContext[Any]) -> Iterable[Effect] | Skip:
        if ctx.event.data.total > 50:
            raise ValueError("too large")
        return [Earn("points", 1)]


class Extra:
    """The plugin."""

    __version__ = "1"

    @hookimpl
    def register_rules(self) -> Any:
        return [Steady, Secretive, Fragile]


@pytest.fixture(scope="module")
def registry() -> Registry:
    return Registry.load(entry_points=(), more={"extra": Extra()}, strict=True)


async def busy(shop: Shop) -> None:
    """Orders, a linked refund, a hold that was captured, a grant taken back, a tag set by hand."""
    await shop.rule("points_per_spend")
    await save_tag(shop.kernel, shop.owner, {"code": "friend", "name": "Friend"})
    ann = await shop.member("ann")
    await shop.order(ann, "100", "o1")
    await shop.order(ann, "40", "o2")
    await shop.refund(ann, "40", "o2")
    held = await assets.hold(
        shop.kernel, shop.owner, ann, kind="points", amount=30, reason="cart", key="h1", payable=None, order=None, until=None
    )  # fmt: skip
    assert held.hold_id is not None, held.problem
    await assets.capture(shop.kernel, shop.owner, encode(Prefix.HOLD, held.hold_id), None, "c1")
    granted = await shop.grant(ann, "points", "5")
    assert granted.entry_id is not None
    await assets.reverse(shop.kernel, shop.owner, encode(Prefix.ENTRY, granted.entry_id), None, "mistake", "v1")
    await assign_tag(shop.kernel, shop.owner, ann, "friend", "nice", None, "t1")
    await shop.pass_time("2024-01-02T00:00")


async def test_holds_refunds_and_reversals_are_found_again_under_other_ids(shop: Shop) -> None:
    await busy(shop)
    change = {"rule": {"plugin": "builtin", "rule": "points_per_spend", "settings": {"per": "2"}}}

    view = await tried(shop, change)

    assert view.results is not None
    assert [100, 200, 0, 0] == view.results["totals"]["points"]["sums"]
    [ann] = (await members_of(shop, view)).values()
    assert [] == [each for each in ann["why"] if each["c"] == "refused"]


async def test_a_tag_with_a_condition_is_tried(shop: Shop) -> None:
    await busy(shop)
    condition = {"test": {"metric": "net_spend", "op": "GTE", "value": "100"}}

    view = await tried(shop, {"tag": {"code": "big", "name": "Big", "condition": condition}})

    assert view.results is not None
    assert [["big", True, 1]] == view.results["tags"]
    assert (0, 0, 1) == (view.gained, view.lost, view.unchanged), "a label is neither gain nor loss"


async def test_a_tag_is_a_gain_if_the_merchant_says_so(shop: Shop) -> None:
    await busy(shop)
    condition = {"test": {"metric": "net_spend", "op": "GTE", "value": "100"}}

    view = await tried(shop, {"tag": {"code": "big", "name": "Big", "condition": condition}}, gain_tags=["big"])

    assert (1, 0, 0) == (view.gained, view.lost, view.unchanged)


async def test_what_cannot_be_covered_any_more_is_refused_and_said(shop: Shop) -> None:
    await busy(shop)
    change = {"rule": {"plugin": "builtin", "rule": "points_per_spend", "settings": {"per": "0.1"}}}

    [ann] = (await members_of(shop, await tried(shop, change))).values()

    assert {"asset.held", "hold.settled"} == {each["event"] for each in ann["why"] if each["c"] == "refused"}


async def test_a_kind_that_expires_sooner_is_tried(shop: Shop) -> None:
    await busy(shop)
    await shop.pass_time("2024-06-01T00:00")

    view = await tried(shop, {"assetKind": {"code": "points", "name": "Points", "expiry": {"after": "30d"}}})

    assert view.results is not None
    assert [100, 100, 0, 70] == view.results["totals"]["points"]["sums"]
    assert 1 == view.lost


async def test_a_whole_plugin_is_tried_without_being_enabled(shop: Shop) -> None:
    await busy(shop)

    view = await tried(shop, {"plugin": {"name": "extra", "settings": {"steady": {"amount": 3}}}})

    assert view.results is not None
    assert ["extra.secretive"] == view.results["leftOut"]
    assert {"fragile": [1, "ValueError: too large"]} == view.results["failed"]
    [ann] = (await members_of(shop, view)).values()
    given = {each["rule"]: each["after"] for each in ann["why"] if each["c"] == "given"}
    assert {"steady": 3} == given
    async with shop.kernel.db.read() as session:
        program = await shop.kernel.programs.get(session, shop.owner.merchant_id)
    assert "extra" not in program.enabled


async def test_what_is_left_out_is_left_out_on_both_sides(shop: Shop) -> None:
    saved = await enable_plugin(shop.kernel, shop.owner, "extra")
    assert saved.problem is None
    await busy(shop)
    change = {"rule": {"plugin": "extra", "rule": "steady", "settings": {"amount": 2}}}

    view = await tried(shop, change)

    assert view.results is not None
    assert ["extra.secretive"] == view.results["leftOut"]
    before, after, *_ = view.results["totals"]["points"]["sums"]
    assert 1 == after - before


async def test_what_was_recorded_this_very_moment_counts_for_the_clock_of_a_sandbox_stands_still(shop: Shop) -> None:
    await shop.rule("points_per_spend")
    ann = await shop.member()
    await shop.order(ann, "10")

    view = await tried(shop, {"rule": {"rule": "points_per_spend", "settings": {"per": "2"}}})

    assert (1, 0) == (view.gained, view.lost)


async def test_events_of_erased_members_are_left_out_and_counted(shop: Shop) -> None:
    await busy(shop)
    ben = await shop.member("ben")
    await shop.order(ben, "50", "o3")
    erased = await erase_member(shop.kernel, shop.owner, Lookup("number", "ann"))
    assert erased.problem is None, erased.problem
    change = {"rule": {"plugin": "builtin", "rule": "points_per_spend", "settings": {"per": "2"}}}

    view = await tried(shop, change)

    assert view.results is not None
    assert (1, ["ben"]) == (view.results["members"], list(await members_of(shop, view)))
    assert 1 == view.results["erased"]["members"]
    assert f"{view.results['erased']['events']} events of 1 members who were erased" in view.results["leftOut"]
