"""What went wrong in other systems, each as a story here: the row of the table is named in the docstring."""

from datetime import date
from decimal import Decimal
from typing import Any

from headless.engine.declarations.facts import Goal
from headless.plugins import Earn, Events, Meets, RuleSettings
from tests.engine.conftest import Opening
from tests.kit.rules import answering
from tests.kit.setup import Ruling, kind, ladder, points, spent, tier


def test_a_refund_does_not_leave_points_behind_however_often(open_shop: Opening) -> None:
    """odoo: buying and refunding in circles makes points."""
    shop = open_shop(rules=[points()])

    for number in range(5):
        shop.order("li", "99.99", "2026-01-01", number=f"A{number}")
        shop.refund("li", "50.00", "2026-01-01", order=f"A{number}")
        shop.refund("li", "49.99", "2026-01-01", order=f"A{number}")

    assert (shop.asset("li", "points").balance, shop.asset("li", "points").earned) == ("0", "0")


def test_a_return_may_make_points_negative(open_shop: Opening) -> None:
    """erpnext: no negative points on a return."""
    shop = open_shop(rules=[points()])
    shop.order("li", "100.00", "2026-01-01", number="A")
    shop.spend("li", "points", "100", "2026-01-02")

    shop.refund("li", "100.00", "2026-01-03", order="A")

    assert shop.asset("li", "points").balance == "-100"


def test_what_is_spent_of_an_expiring_lot_does_not_expire_again(open_shop: Opening) -> None:
    """FloCafe: the balance collapses when debits are not paired with the credit that expired."""
    shop = open_shop(kinds=[kind("points", expiry={"after": "30d"})], rules=[points()])
    shop.order("li", "100.00", "2026-01-01")
    shop.spend("li", "points", "80", "2026-01-02")
    shop.order("li", "50.00", "2026-01-20")

    shop.clock("2026-02-01")

    assert (shop.asset("li", "points").expired, shop.asset("li", "points").balance) == ("20", "50")


def test_expired_entries_are_typed_not_labelled(open_shop: Opening) -> None:
    """ecommerce-laravel: expiry found by its label."""
    shop = open_shop(kinds=[kind("points", expiry={"after": "30d"})])
    shop.grant("li", "points", "10", "2026-01-01", reason="expired")

    shop.clock("2026-02-01")

    assert [entry[0] for entry in shop.entries("li", "points")] == ["GRANT", "EXPIRE"]


def test_a_downgrade_really_happens(open_shop: Opening) -> None:
    """merit: the downgrade never worked, for nine years."""
    shop = open_shop(tracks=[ladder(tier("gold", 1, spent("200", "30d")), downgrade="TO_QUALIFIED")])
    shop.order("li", "200.00", "2026-01-01")

    shop.clock("2026-01-31T00:00")

    assert shop.tier("li") is None


def test_a_standing_tells_why_it_changed(open_shop: Opening) -> None:
    """pollinations: "I was downgraded, what happened?"."""
    shop = open_shop(tracks=[ladder(tier("gold", 1, spent("200", "30d")), downgrade="TO_QUALIFIED")])
    shop.order("li", "200.00", "2026-01-01")
    shop.clock("2026-01-31T00:00")

    standing = shop.standing("li")

    assert standing is not None
    assert standing.clause is not None
    assert (standing.why, standing.clause["met"], standing.clause["value"], standing.clause["remaining"]) == (
        "downgraded", False, "0.00", "200.00",
    )  # fmt: skip


def test_the_level_up_gift_is_neither_given_again_nor_lost(open_shop: Opening) -> None:
    """wouso: the gift on going up and down."""
    gift = Ruling("upgrade_gift", {"gifts": {"gold": {"asset": "points", "amount": "500"}}})
    main = ladder(tier("gold", 1, spent("200", "30d")), downgrade="TO_QUALIFIED")
    shop = open_shop(tracks=[main], rules=[gift])

    for on in ("2026-01-01", "2026-03-01", "2026-05-01"):
        shop.order("li", "200.00", on)

    assert len([standing for standing in shop.standings("li") if standing.tier == "gold"]) == 3
    assert shop.asset("li", "points").available == "500"


def test_what_a_goal_promises_is_what_the_condition_does(open_shop: Opening) -> None:
    """lms-front: a widget promises a promotion that never comes."""
    seen: list[dict[str, Goal]] = []

    class Settings(RuleSettings):
        goals: dict[str, Any] = {"gold": spent("200", "30d")}

    def look(ctx: Any) -> Any:
        seen.append({**ctx.facts["goals"], "one": ctx.facts["one"]})
        return ctx.skip("only looking")

    rule = answering("look", look, needs={"goals": Meets("$goals"), "one": Meets(spent("100", "30d"))})
    rule.Settings = Settings  # type: ignore[attr-defined]
    shop = open_shop(tracks=[ladder(tier("gold", 1, spent("200", "30d")))], rules=[Ruling(rule)])

    shop.order("li", "150.00", "2026-01-01")
    shop.order("li", "50.00", "2026-01-02")

    says = "spend ¥50 more within 30 days (¥150 of it fall out of the window on 31 January)"
    assert seen[0]["gold"] == Goal(False, Decimal("0.7500"), says)
    assert seen[0]["one"].met is True
    assert seen[1]["gold"].met is True
    assert shop.tier("li") == "gold"


def test_three_orders_in_a_row_leave_out_those_wholly_refunded(open_shop: Opening) -> None:
    """Earlier orders are seen newest first, with their own days, and without what was given back."""
    seen: list[list[date]] = []
    watch = answering(
        "watch",
        lambda ctx: seen.append([event.local_date for event in ctx.facts["orders"]]) or [Earn("points", 1)],
        needs={"orders": Events("order.paid", last=2)},
    )
    shop = open_shop(rules=[Ruling(watch)])

    for day in (1, 2, 3):
        shop.order("li", "10.00", f"2026-01-0{day}", number=f"A{day}")
    shop.refund("li", "10.00", "2026-01-04", order="A2")
    shop.order("li", "10.00", "2026-01-05")

    assert seen[2] == [date(2026, 1, 2), date(2026, 1, 1)]
    assert seen[3] == [date(2026, 1, 3), date(2026, 1, 1)]
