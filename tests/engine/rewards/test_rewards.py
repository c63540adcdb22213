"""Rules give coupons and benefits, use coupons up, take from stocks, and take back what they gave."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from headless.plugins import CouponIn, Earn, Grant, Issue, Redeem, Spend, Tag, Take, Undo
from tests.kit.rewards import CLAIM, RewardShop, benefit, coupon
from tests.kit.rules import answering, failing, saying
from tests.kit.setup import Ruling, Setup

Opening = Callable[..., RewardShop]


@pytest.fixture
def open_shop() -> Opening:
    """Opens a shop with the coupon kind `ten`, the benefit `lounge`, the tag `vip`, and rules."""

    def opened(*rules: Any, **setup: Any) -> RewardShop:
        given = {
            "coupons": [coupon("ten", stock=100)],
            "benefits": [benefit("lounge")],
            "tags": [{"code": "vip", "name": "VIP"}],
            **setup,
        }
        return RewardShop(Setup(rules=[Ruling(rule) for rule in rules], event_types=[CLAIM], **given))

    return opened


def on_claim(name: str, *effects: Any) -> Any:
    return saying(name, *effects, on=("claim.made",))


def test_a_rule_gives_coupons(open_shop: Opening) -> None:
    shop = open_shop(saying("gift", Issue("ten", 2, why="thanks")))
    outcome = shop.order("ann", "50", "2026-05-01")

    assert [("C1", "ten", "USABLE"), ("C2", "ten", "USABLE")] == shop.coupons("ann")
    assert [("COUPON", "ten", None, "USABLE")] * 2 == outcome.changes
    assert [{"effect": "Issue", "coupon": "ten", "count": 2, "why": "thanks"}] == outcome.said["gift"]["e"]


@pytest.mark.parametrize(
    ("validity", "ends"), [(None, None), ("30d", "2026-06-30"), ("1m", "2026-06-30"), ("1y", "2027-05-31")]
)
def test_a_coupon_ends_at_the_start_of_the_day_its_validity_leads_to(
    open_shop: Opening, validity: str | None, ends: str | None
) -> None:
    shop = open_shop(saying("gift", Issue("ten")), coupons=[coupon("ten", validity=validity)])
    shop.order("ann", "50", "2026-05-31T23:00")

    assert ends == shop.ends("C1")


def test_whether_a_coupon_has_expired_is_judged_when_it_is_read(open_shop: Opening) -> None:
    shop = open_shop(saying("gift", Issue("ten", once="first")), coupons=[coupon("ten", validity="1d")])
    shop.order("ann", "50", "2026-05-01")
    before = shop.coupons("ann")
    shop.clock("2026-05-02T00:00")
    late = shop.order("ann", "50", "2026-05-02T00:00", coupons=["C1"])

    assert [[("C1", "ten", "USABLE")], [("C1", "ten", "EXPIRED")]] == [before, shop.coupons("ann")]
    assert ("REFUSED", "COUPON_EXPIRED") == (late.outcome, late.code)


def test_a_coupon_is_used_once_by_a_rule(open_shop: Opening) -> None:
    redeem = answering("redeem", lambda ctx: [Redeem(ctx.event.data.code), Earn("points", 5)], on=("claim.made",))
    shop = open_shop(saying("gift", Issue("ten")), redeem)
    shop.order("ann", "50", "2026-05-01")
    first, again = shop.claim("ann", "2026-05-02", " c1"), shop.claim("ann", "2026-05-03", "C1")

    assert ["RECORDED", "REFUSED"] == [first.outcome, again.outcome]
    assert ("COUPON_USED", "redeem") == (again.code, again.data["rule"])
    assert ("COUPON", "ten", "USABLE", "USED") in first.changes
    assert "5" == shop.asset("ann", "points").available


def test_only_the_owner_uses_a_coupon_but_anybody_one_that_nobody_owns(open_shop: Opening) -> None:
    redeem = answering("redeem", lambda ctx: [Redeem(ctx.event.data.code)], on=("claim.made",))
    shop = open_shop(saying("gift", Issue("ten")), redeem)
    shop.member("bob", 0)
    shop.order("ann", "50", "2026-05-01")
    shop.unowned("ten", "FREE")

    assert "COUPON_OF_ANOTHER" == shop.claim("bob", "2026-05-02", "C1").code
    assert "UNKNOWN_COUPON" == shop.claim("bob", "2026-05-02", "NONE").code
    assert ("COUPON", "ten", "UNCLAIMED", "USED") in shop.claim("bob", "2026-05-02", "free").changes
    assert [("FREE", "ten", "USED")] == shop.coupons("bob")
    assert "COUPON_OF_ANOTHER" == shop.claim("ann", "2026-05-02", "FREE").code


def test_one_event_cannot_use_a_coupon_twice(open_shop: Opening) -> None:
    shop = open_shop(on_claim("one", Redeem("FREE")), on_claim("two", Redeem("FREE")))
    shop.member("ann", 0)
    shop.unowned("ten", "FREE")

    assert "COUPON_USED" == shop.claim("ann", "2026-05-02").code
    assert [] == shop.coupons("ann")


def test_a_rule_sees_the_coupon_in_a_payload(open_shop: Opening) -> None:
    def answer(ctx: Any) -> Any:
        seen = ctx.facts["coupon"]
        return ctx.skip("no coupon" if seen is None else f"{seen.code} {seen.kind} {seen.state}")

    look = answering("look", answer, on=("claim.made",), needs={"coupon": CouponIn("code")})
    shop = open_shop(saying("gift", Issue("ten")), look)
    shop.order("ann", "50", "2026-05-01")

    assert ["C1 ten USABLE", "no coupon"] == [
        shop.claim("ann", "2026-05-02", code).said["look"]["s"] for code in ("C1", "C9")
    ]


# ── stocks


def test_a_request_for_what_is_gone_is_refused_and_says_what_is_left(open_shop: Opening) -> None:
    shop = open_shop(on_claim("grab", Issue("ten", 2), Earn("points", 1)))
    shop.left(ten=3)
    outcomes = [shop.claim("ann", "2026-05-02"), shop.claim("ann", "2026-05-02")]

    assert ["RECORDED", "REFUSED"] == [item.outcome for item in outcomes]
    assert ("EXHAUSTED", "1", None) == (
        outcomes[1].code,
        outcomes[1].data["left"],
        outcomes[1].data["resetsAt"],
    )
    assert "1" == shop.asset("ann", "points").available


def test_a_fact_whose_gift_is_gone_settles_and_the_rule_gives_nothing_of_it(open_shop: Opening) -> None:
    shop = open_shop(saying("gift", Issue("ten"), Earn("points", 1), Tag("vip")), saying("base", Earn("points", 50)))
    shop.left(ten=0)
    outcome = shop.order("ann", "50", "2026-05-01")

    assert "RECORDED" == outcome.outcome
    assert "coupon:ten has 0 left, 1 asked for" == outcome.said["gift"]["s"]
    assert ("50", {}) == (shop.asset("ann", "points").available, shop.tags("ann"))


def test_rules_share_what_is_left_in_their_order(open_shop: Opening) -> None:
    shop = open_shop(saying("a", Take("coupon:ten", 2)), saying("b", Issue("ten")), saying("c", Issue("ten")))
    shop.left(ten=3)
    outcome = shop.order("ann", "50", "2026-05-01")

    assert [("C1", "ten", "USABLE")] == shop.coupons("ann")
    assert "s" in outcome.said["c"]


def test_what_has_no_stock_is_never_exhausted(open_shop: Opening) -> None:
    shop = open_shop(saying("take", Take("benefit:lounge", 10**6)))

    assert "RECORDED" == shop.order("ann", "50", "2026-05-01").outcome
    assert [] == shop.settler.journal.rewards.takes


def test_once_stays_free_where_the_stock_was_short(open_shop: Opening) -> None:
    shop = open_shop(saying("gift", Issue("ten", once="first")))
    shop.left(ten=0)
    shop.order("ann", "50", "2026-05-01")
    shop.left(ten=5)
    shop.order("ann", "50", "2026-05-02")
    shop.order("ann", "50", "2026-05-03")

    assert [("C1", "ten", "USABLE")] == shop.coupons("ann")


@pytest.mark.parametrize(
    "effect",
    [
        Issue("nothing"),
        Issue("ten", 0),
        Issue("ten", 101),
        Issue("ten", True),
        Grant("nothing"),
        Grant("lounge", 0),
        Grant("lounge", until="2026-01-01"),
        Redeem(""),
        Redeem(5),
        Take("lounge"),
        Take("benefit:ten"),
        Take("coupon:ten", -1),
        Undo("o1"),
        Undo("mem_0000000000001"),
    ],
)
def test_what_a_rule_may_not_say_of_rewards_costs_it_its_effects(open_shop: Opening, effect: Any) -> None:
    shop = open_shop(saying("wrong", Earn("points", 1), effect))
    outcome = shop.order("ann", "50", "2026-05-01")

    assert "RECORDED" == outcome.outcome
    assert outcome.said["wrong"]["x"].startswith("Illegal")
    assert "0" == shop.asset("ann", "points").available


# ── taking back


GIFTS = (Issue("ten"), Grant("lounge", 3), Take("coupon:ten", 2), Tag("vip"))


def test_a_whole_refund_takes_back_what_was_not_used(open_shop: Opening) -> None:
    shop = open_shop(saying("gift", *GIFTS))
    shop.order("ann", "50", "2026-05-01", number="o1")
    shop.refund("ann", "20", "2026-05-02", order="o1")
    part = (shop.coupons("ann"), shop.granted("ann", "lounge"), set(shop.tags("ann")))
    outcome = shop.refund("ann", "30", "2026-05-03", order="o1")

    assert ([("C1", "ten", "USABLE")], 3, {"vip"}) == part
    assert ([("C1", "ten", "REVOKED")], 0, set()) == (
        shop.coupons("ann"),
        shop.granted("ann", "lounge"),
        set(shop.tags("ann")),
    )
    assert [("COUPON", "ten", "USABLE", "REVOKED"), ("BENEFIT", "lounge", "GRANTED", "REVOKED")] == outcome.changes[:2]
    assert [item for item in shop.settler.journal.rewards.takes if item.reversed_at is None] == []


def test_what_is_kept_survives_a_refund(open_shop: Opening) -> None:
    kept = (Issue("ten", keep=True), Grant("lounge", keep=True), Tag("vip", keep=True))
    shop = open_shop(saying("gift", *kept))
    shop.order("ann", "50", "2026-05-01", number="o1")
    shop.refund("ann", "50", "2026-05-03", order="o1")

    assert ([("C1", "ten", "USABLE")], 1, {"vip"}) == (
        shop.coupons("ann"),
        shop.granted("ann", "lounge"),
        set(shop.tags("ann")),
    )


def test_what_was_used_stays_used_after_a_refund(open_shop: Opening) -> None:
    shop = open_shop(saying("gift", Issue("ten", once="a"), Grant("lounge", 2, once="b")), benefits=[_members_only()])
    shop.order("ann", "50", "2026-05-01", number="o1")
    shop.use("ann", "lounge", "2026-05-02")
    shop.order("ann", "50", "2026-05-02", number="o2", coupons=["C1"])
    shop.refund("ann", "50", "2026-05-03", order="o1")
    shop.refund("ann", "50", "2026-05-03", order="o2")

    assert [("C1", "ten", "USED")] == shop.coupons("ann")
    assert "NOT_ELIGIBLE" == shop.use("ann", "lounge", "2026-05-04").code


def test_undo_takes_back_what_the_rule_gave_in_an_earlier_event(open_shop: Opening) -> None:
    def answer(ctx: Any) -> Any:
        if ctx.event.type == "order.paid":
            return [Earn("points", 30), Issue("ten"), Grant("lounge"), Tag("vip")]
        return [Undo(ctx.origin.id)]

    gift = answering("gift", answer, on=("order.paid", "order.refunded"))
    shop = open_shop(gift, saying("other", Earn("points", 7), Issue("ten")))
    shop.order("ann", "50", "2026-05-01", number="o1")
    shop.refund("ann", "10", "2026-05-02", order="o1")

    # The refund itself takes a fifth of both earnings, rounded down; the rule then all that is left of its own.
    assert "6" == shop.asset("ann", "points").available
    assert [("C1", "ten", "REVOKED"), ("C2", "ten", "USABLE")] == shop.coupons("ann")
    assert (0, {}) == (shop.granted("ann", "lounge"), shop.tags("ann"))


def test_undoing_twice_is_undoing_once(open_shop: Opening) -> None:
    events: list[str] = []

    def answer(ctx: Any) -> Any:
        if ctx.event.type == "order.paid":
            events.append(ctx.event.id)
            return [Earn("points", 30), Issue("ten")]
        return [Undo(events[0])]

    shop = open_shop(answering("gift", answer, on=("order.paid", "claim.made")))
    shop.order("ann", "50", "2026-05-01")
    shop.claim("ann", "2026-05-02")
    second = shop.claim("ann", "2026-05-03")

    assert ("0", []) == (shop.asset("ann", "points").available, second.changes)


def test_a_spending_that_is_undone_goes_back_to_its_lots(open_shop: Opening) -> None:
    events: list[str] = []

    def answer(ctx: Any) -> Any:
        if ctx.event.type == "order.paid":
            events.append(ctx.event.id)
            return [Spend("points", 30)]
        return [Undo(events[0])]

    shop = open_shop(answering("pay", answer, on=("order.paid", "claim.made")))
    shop.grant("ann", "points", "100", "2026-05-01")
    shop.order("ann", "50", "2026-05-01")
    spent = shop.asset("ann", "points").available
    shop.claim("ann", "2026-05-02")

    assert ("70", "100") == (spent, shop.asset("ann", "points").available)


def test_nobody_undoes_what_another_member_was_given(open_shop: Opening) -> None:
    events: list[str] = []

    def answer(ctx: Any) -> Any:
        if ctx.event.type == "order.paid":
            events.append(ctx.event.id)
            return [Issue("ten")]
        return [Undo(events[0])]

    shop = open_shop(answering("gift", answer, on=("order.paid", "claim.made")))
    shop.order("ann", "50", "2026-05-01")
    shop.claim("bob", "2026-05-02")

    assert [("C1", "ten", "USABLE")] == shop.coupons("ann")


def test_a_failing_rule_gives_its_coupons_later_once(open_shop: Opening) -> None:
    shop = open_shop(failing("gift"))
    shop.order("ann", "50", "2026-05-01")

    assert ([], 1) == (shop.coupons("ann"), len(shop.retries()))


def _members_only() -> Any:
    return benefit("lounge", condition={"test": {"metric": "orders", "op": "GTE", "value": 100}})


def test_a_grant_ends_on_its_day(open_shop: Opening) -> None:
    shop = open_shop(saying("gift", Grant("lounge", 2, until=date(2026, 5, 10))), benefits=[_members_only()])
    shop.order("ann", "50", "2026-05-01")
    within = shop.use("ann", "lounge", "2026-05-09T23:59")
    after = shop.use("ann", "lounge", "2026-05-10T00:00")

    assert ["RECORDED", "REFUSED"] == [within.outcome, after.outcome]
