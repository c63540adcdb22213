"""What is kept of members who are merged: tiers, tags, coupons, benefits, and what rules remember."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from headless.plugins import Earn, Effect, Remember, Rule, RuleContext, hookimpl
from headless.services.kernel.lookups import Lookup
from headless.services.members.benefits import use_benefit
from headless.services.members.coupons import Codes, issue_coupons
from headless.services.members.tags import assign_tag, remove_tag
from headless.services.plugin_admin.plugins import enable_plugin
from tests.services.lives.merging.merges import ANN, BOB, CID, at_least, merge, tag, two
from tests.services.members.giving import GivingPlugin, benefit, open_giving
from tests.services.plugin_admin.conftest import Install
from tests.services.shop import Shop


async def test_the_higher_tier_stays_and_what_both_bought_counts_together(shop: Shop) -> None:
    await two(shop)
    silver, gold, plus = (
        {"code": code, "name": code.title(), "rank": rank, "condition": at_least("net_spend", amount)}
        for code, rank, amount in (("silver", 1, "50"), ("gold", 2, "100"), ("plus", 3, "170"))
    )
    await shop.ladder(silver, gold, plus)
    await shop.order(ANN, "60.00", "A")
    await shop.order(BOB, "105.00", "B")
    assert ("silver", "gold") == (await shop.tier(ANN), await shop.tier(BOB))

    await merge(shop)
    assert "gold" == await shop.tier(ANN)
    await shop.order(BOB, "5.00", "C")
    assert "plus" == await shop.tier(ANN)
    assert [] == await shop.drifts()


async def test_a_merge_lifts_at_once_and_demotes_no_one(shop: Shop) -> None:
    await two(shop)
    await shop.ladder({"code": "gold", "name": "Gold", "rank": 1, "condition": at_least("net_spend", "100")})
    await shop.member("cid")
    await shop.order(ANN, "60.00", "A")
    await shop.order(BOB, "60.00", "B")
    await merge(shop)
    assert "gold" == await shop.tier(ANN)

    await shop.refund(CID, "90.00")
    await merge(shop, CID, key="m2")

    assert "gold" == await shop.tier(ANN)
    assert [] == await shop.drifts()


async def test_tags_by_hand_stay_by_hand_and_what_the_survivor_took_off_stays_off(shop: Shop) -> None:
    await two(shop)
    for code in ("mine", "theirs", "off", "kept_off"):
        await tag(shop, code)
    await tag(shop, "buyer", at_least("orders", 2))
    await tag(shop, "both", at_least("orders", 1))
    for code in ("mine", "off"):
        await assign_tag(shop.kernel, shop.owner, ANN, code, None, None, None)
    for code in ("theirs", "off", "kept_off", "both"):
        await assign_tag(shop.kernel, shop.owner, BOB, code, None, None, None)
    await remove_tag(shop.kernel, shop.owner, ANN, "off", None, None)
    await remove_tag(shop.kernel, shop.owner, BOB, "kept_off", None, None)
    await shop.order(ANN, "1.00", "A")
    await shop.order(BOB, "1.00", "B")

    await merge(shop)

    state = await shop.state(ANN)
    assert {"mine", "theirs", "both", "buyer"} == state.tag_codes
    origins = {state.program.tag_by_id[held.tag_id].code: held.origin.name for held in state.current_tags()}
    assert {"mine": "HAND", "theirs": "HAND", "both": "HAND", "buyer": "CONDITION"} == origins
    assert [] == await shop.drifts()
    await remove_tag(shop.kernel, shop.owner, ANN, "theirs", None, None)
    assert [] == await shop.drifts()


@pytest.fixture
async def giving(install: Install) -> AsyncIterator[Shop]:
    async with install(giving=GivingPlugin()) as shop:
        await open_giving(shop)
        yield shop


async def test_coupons_and_grants_are_used_and_taken_back_by_the_survivor(giving: Shop) -> None:
    shop = giving
    await shop.member("ann")
    await shop.member("bob")
    await shop.order(BOB, "150.00", "B")
    issued = await issue_coupons(shop.kernel, shop.owner, BOB, Codes("free", 1, None, "i1"))
    assert issued.problem is None
    async with shop.kernel.db.read() as session:
        rows = await session.fetch("SELECT code FROM coupon WHERE merchant_id = $1 ORDER BY id", shop.owner.merchant_id)
    await merge(shop)

    used = await shop.send("gift.claimed", ANN, {"code": rows[-1]["code"]})
    assert used.outcome == "RECORDED"
    assert "15" == await shop.balance(ANN)
    assert (await shop.refund(BOB, "150.00", "B")).outcome == "RECORDED"
    assert "5" == await shop.balance(ANN)
    assert [] == await shop.drifts()


class Once(Rule):
    """A login gives 7 points once, and is counted: by this rule, and by the plugin."""

    id = "once"
    on = ("login",)
    assets = ("points",)

    def evaluate(self, ctx: RuleContext[Any]) -> list[Effect]:
        own, shared = ctx.state.get("n", 0) + 1, ctx.shared.get("n", 0) + 1
        channel = {ctx.event.data.channel: shared} if ctx.event.data.channel else {}
        return [
            Earn("points", 7, once="first"), Remember({"n": own}), Remember({"n": shared, **channel}, shared=True),
        ]  # fmt: skip


class Adding(Rule):
    """What was counted of a member who is merged is added to what was counted of the survivor."""

    id = "adding"
    on = ("member.merged",)
    assets = ("points",)

    def evaluate(self, ctx: RuleContext[Any]) -> list[Effect]:
        return [Remember({"all": ctx.shared.get("n", 0) + ctx.merged.get("n", 0)}, shared=True)]


class Counting:
    """A plugin that remembers."""

    @hookimpl
    def register_rules(self) -> list[type[Rule]]:
        return [Once, Adding]


@pytest.fixture
async def counting(install: Install) -> AsyncIterator[Shop]:
    async with install(counting=Counting()) as shop:
        saved = await enable_plugin(shop.kernel, shop.owner, "counting")
        assert saved.problem is None, saved.problem
        await shop.member("ann")
        await shop.member("bob")
        yield shop


@pytest.mark.parametrize("before", [(), (ANN,), (BOB,), (ANN, BOB)])
async def test_a_gift_that_is_given_once_is_not_given_again(counting: Shop, before: tuple[Lookup, ...]) -> None:
    for member in before:
        await counting.send("login", member, {})
    await merge(counting)
    for member in (ANN, BOB):
        await counting.send("login", member, {})

    assert str(7 * max(1, len(before))) == await counting.balance(ANN)
    assert [] == await counting.drifts()


async def test_of_what_is_remembered_the_survivors_keys_win_and_plugins_may_add_up(counting: Shop) -> None:
    shop = counting
    for member, channel in ((ANN, "web"), (BOB, "app"), (BOB, "web"), (BOB, None)):
        await shop.send("login", member, {"channel": channel} if channel else {})
    own = next(scope for scope in (await shop.state(BOB)).memory if scope.startswith("rule:"))
    await merge(shop)

    memory = (await shop.state(ANN)).memory
    assert ({"n": 1}, {"n": 1, "web": 1, "app": 1, "all": 4}) == (memory[own], memory["plugin:counting"])
    assert [] == await shop.drifts()


async def test_a_document_of_a_rule_is_taken_over_if_the_survivor_has_none(counting: Shop) -> None:
    for _ in range(3):
        await counting.send("login", BOB, {})
    await merge(counting)
    await counting.send("login", ANN, {})

    memory = (await counting.state(ANN)).memory
    assert [{"n": 4}, {"n": 4}] == sorted(({"n": memory[scope]["n"]} for scope in memory), key=str)
    assert [] == await counting.drifts()


async def test_uses_of_a_benefit_count_together_against_its_quota(giving: Shop) -> None:
    shop = giving
    await benefit(shop, "tea", quota=2, period="MONTH")
    for member in (ANN, BOB):
        await shop.member(member.value)
        used = await use_benefit(shop.kernel, shop.owner, member, "tea", f"u-{member.value}")
        assert used.problem is None
    await merge(shop)

    refused = await use_benefit(shop.kernel, shop.owner, BOB, "tea", "u3")

    assert refused.problem is not None
    assert [] == await shop.drifts()
