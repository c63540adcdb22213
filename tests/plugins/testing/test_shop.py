"""What plugin authors test with: a shop in memory that settles as the real one does."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest

from headless.errors import HeadlessError
from headless.plugins import CouponIn, Earn, Effect, Issue, Own, Rule, RuleContext, RuleSettings, Skip, Take, hookimpl
from headless.plugins.testing import Shop


async def favourites(merchant: Any, members: Any) -> Any:
    """What is never run in memory."""


class Treats(Rule):
    """A coupon for each order, points for one that is used, a mug for those who like tea."""

    id = "treats"
    on = ("order.paid",)
    assets = ("points",)
    needs = {"used": CouponIn("coupons"), "favourite": Own(favourites)}

    class Settings(RuleSettings):
        points: int = 7

    def evaluate(self, ctx: RuleContext[Any]) -> Iterable[Effect] | Skip:
        effects: list[Effect] = [Issue("tea")]
        if ctx.facts["used"]:
            effects.append(Earn("points", ctx.settings.points))
        if ctx.facts["favourite"] == "tea":
            effects.append(Take("coupon:tea", 1))
        return effects


class Plugin:
    @hookimpl
    def register_rules(self) -> Any:
        return [Treats]


COUPON = {"code": "tea", "name": "Tea", "discount": {"amount": "1"}, "stock": 3}


def shop(**more: Any) -> Shop:
    return Shop(Plugin(), coupons=[COUPON], **more)


def test_coupons_are_given_used_and_run_out() -> None:
    ann = shop().member()

    ann.order("5")
    [(kind, code, state)] = ann.coupons
    assert ("tea", "USABLE") == (kind, state)
    assert 7 == ann.order("5", coupons=[code]).earned("points")
    ann.order("5")
    assert {"treats": "coupon:tea has 0 left, 1 asked for"} == dict(ann.order("5").skipped)


def test_what_a_loader_would_give_is_said() -> None:
    ann = shop().member()
    ann.own(favourites, "tea")

    assert [Issue("tea"), Take("coupon:tea", 1)] == list(ann.order("5").effects)


def test_settings_are_those_of_the_test() -> None:
    ann = shop(settings={"treats": {"points": 9}}).member()
    ann.order("5")

    assert 9 == ann.order("5", coupons=[ann.coupons[0][1]]).earned("points")


def test_settings_that_do_not_fit_are_named() -> None:
    with pytest.raises(HeadlessError, match="points"):
        shop(settings={"treats": {"points": "many"}})
    with pytest.raises(KeyError, match="treat"):
        shop(settings={"sweets": {}})


def test_a_rule_that_fails_is_named_and_the_order_stands() -> None:
    class Broken(Rule):
        """Fails."""

        id = "broken"
        on = ("order.paid",)
        assets = ("points",)

        def evaluate(self, ctx: RuleContext[Any]) -> Iterable[Effect] | Skip:
            raise ValueError("oh")

    class Bad:
        @hookimpl
        def register_rules(self) -> Any:
            return [Broken]

    ann = Shop(Bad(), rules={"points_per_spend": {}}).member()

    said = ann.order("5")

    assert ("RECORDED", {"broken": "ValueError: oh"}) == (said.status, dict(said.failed))
    assert Decimal(5) == ann.balance("points")


def test_time_passes_with_what_falls_due() -> None:
    shop = Shop(kinds=[{"code": "points", "expiry": {"after": "30d"}}])
    ann = shop.member()
    ann.grant("points", 12)

    shop.pass_time("2026-03-01")

    assert 0 == ann.balance("points")
    assert ["asset.granted", "asset.expired"] == [
        name for name in ("asset.granted", "asset.expired") if ann.happened(name)
    ]


def test_tiers_and_tags_follow_conditions() -> None:
    silver = {"code": "silver", "condition": {"test": {"metric": "orders", "op": "GTE", "value": 2}}}
    regular = {"code": "regular", "name": "Regular", "condition": silver["condition"]}
    ann = Shop(tracks=[{"code": "main", "tiers": [silver]}], tags=[regular]).member()

    ann.order("1")
    assert (None, frozenset()) == (ann.tier(), ann.tags)
    ann.order("1")
    assert ("silver", {"regular"}) == (ann.tier(), ann.tags)


def test_a_full_refund_takes_back_what_the_order_gave() -> None:
    ann = Shop(rules={"points_per_spend": {}}).member()
    ann.order("30", number="o1")

    assert -30 == ann.refund("30", order="o1").earned("points")


def test_orders_are_amended_and_moved_as_by_the_real_one() -> None:
    shop = Shop(rules={"points_per_spend": {"per": "2"}})
    ann, bob = shop.member(), shop.member()
    ann.order("10.00", "2026-05-01", number="A")

    ann.send("order.amended", "2026-05-02", orderId="A", amendmentId="a1", total="15.00")
    assert ann.balance("points") == 30
    ann.send("order.moved", "2026-05-03", orderId="A", to=bob)
    assert (ann.balance("points"), bob.balance("points")) == (0, 30)
    bob.refund("5.00", "2026-05-04", order="A")
    bob.send("order.amended", "2026-05-05", orderId="A", amendmentId="a2", total="20.00")
    assert bob.balance("points") == 30
