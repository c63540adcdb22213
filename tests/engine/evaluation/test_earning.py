"""Earning, boosting, capping: exact through all stages, rounded once, and nothing posted uncapped."""

from decimal import Decimal
from typing import Any

import pytest

from headless.plugins import Boost, Cap, Earn, Enter, Reclaim, Remember, Spend, Tag
from tests.engine.conftest import Opening
from tests.kit.memory import MemoryShop
from tests.kit.rules import answering, saying
from tests.kit.setup import Ruling, kind, ladder, points, tier

EARLY, LATE = {"position": 1}, {"position": 2}


def boost(times: str, group: str = "", name: str = "") -> Ruling:
    return Ruling(saying(name or f"boost_{times}_{group}", Boost("points", Decimal(times), group), stage="boost"))


def earned(shop: MemoryShop, member: str = "li") -> str:
    return shop.asset(member, "points").available


@pytest.mark.parametrize(
    ("total", "per", "times", "expected"),
    [
        ("9.99", "1", None, "9"),
        ("0.99", "1", None, "0"),
        ("9.99", "0.1", "10", "9"),
        ("3.33", "1", "1.5", "4"),
        ("199.99", "1", "10", "1999"),
        ("0.07", "0.1", "100", "0"),
        ("0.10", "0.1", "100", "1"),
    ],
)
def test_rounding_comes_last_once_toward_zero(
    open_shop: Opening, total: str, per: str, times: str | None, expected: str
) -> None:
    shop = open_shop(rules=[points(per=per), *([boost(times)] if times else [])])

    shop.order("li", total, "2026-01-01")

    assert earned(shop) == expected


def test_each_earning_is_rounded_by_itself(open_shop: Opening) -> None:
    half = saying(
        "half", Earn("points", Decimal("0.5")), Earn("points", Decimal("0.5")), Earn("points", Decimal("1.5"))
    )
    shop = open_shop(rules=[Ruling(half)])

    shop.order("li", "1.00", "2026-01-01")

    assert earned(shop) == "1"


def test_amounts_are_rounded_to_the_kinds_decimals(open_shop: Opening) -> None:
    third = saying("third", Earn("balance", Decimal(1) / 3), assets=("balance",))
    shop = open_shop(rules=[Ruling(third)])

    shop.order("li", "1.00", "2026-01-01")

    assert shop.asset("li", "balance").available == "0.33"


@pytest.mark.parametrize(("stacking", "expected"), [("MAX", "600"), ("ADD", "800"), ("MULTIPLY", "1200")])
def test_groups_multiply_with_one_another(open_shop: Opening, stacking: str, expected: str) -> None:
    # within the group "day": 2 and 3 (MAX 3, ADD 4, MULTIPLY 6); the other group doubles
    rules = [points(), boost("2", "day"), boost("3", "day"), boost("2", "card")]
    shop = open_shop(kinds=[kind("points", stacking=stacking)], rules=rules)

    shop.order("li", "100.00", "2026-01-01")

    assert earned(shop) == expected


def test_added_boosts_never_fall_below_nothing(open_shop: Opening) -> None:
    rules = [
        points(),
        boost("0", "a", "one"),
        boost("0", "a", "two"),
        boost("0", "b", "three"),
        boost("0", "b", "four"),
    ]
    shop = open_shop(kinds=[kind("points", stacking="ADD")], rules=rules)

    shop.order("li", "100.00", "2026-01-01")

    assert earned(shop) == "0"


def test_boosts_leave_what_is_not_boostable(open_shop: Opening) -> None:
    fixed = Ruling(saying("fixed", Earn("points", 5, boostable=False)))
    shop = open_shop(rules=[points(), fixed, boost("10")])

    shop.order("li", "1.00", "2026-01-01")

    assert earned(shop) == "15"


def test_a_cap_takes_from_the_last_earning_backwards(open_shop: Opening) -> None:
    first = Ruling(saying("first", Earn("points", 60)), **EARLY)
    second = Ruling(saying("second", Earn("points", 70)), **LATE)
    cap = Ruling(saying("most", Cap("points", 100), stage="cap"))
    shop = open_shop(rules=[second, first, cap])

    done = shop.order("li", "1.00", "2026-01-01")

    assert done.said["first"]["e"][0]["amount"] == "60"
    assert done.said["second"]["e"][0] == {"effect": "Earn", "asset": "points", "amount": "40", "capped": True}


def test_a_cap_may_leave_nothing_of_several(open_shop: Opening) -> None:
    rules = [Ruling(saying("a", Earn("points", 10))), Ruling(saying("b", Earn("points", 10)))]
    shop = open_shop(rules=[*rules, Ruling(saying("none", Cap("points", 0), stage="cap"))])

    shop.order("li", "1.00", "2026-01-01")

    assert shop.entries("li", "points") == []


def test_the_base_is_the_total_less_tenders_that_are_not_money(open_shop: Opening) -> None:
    shop = open_shop(kinds=[kind("points", worth="0.01")], rules=[points()])
    shop.grant("li", "points", "5000", "2026-01-01")
    shop.grant("li", "balance", "30.00", "2026-01-01")

    tenders = [{"asset": "points", "amount": "5000"}, {"asset": "balance", "amount": "30.00"}]
    shop.order("li", "100.00", "2026-01-02", payWith=tenders)

    assert earned(shop) == "50"
    assert shop.metric("li", "gross_spend") == "100.00"


def test_a_total_of_nothing_is_an_order(open_shop: Opening) -> None:
    shop = open_shop(rules=[points()])

    done = shop.order("li", "0", "2026-01-01")

    assert done.outcome == "RECORDED"
    assert shop.metric("li", "orders") == 1
    assert earned(shop) == "0"


def test_what_is_given_once_is_given_once(open_shop: Opening) -> None:
    shop = open_shop(rules=[Ruling(saying("welcome", Earn("points", 5, once="welcome")))])

    shop.order("li", "1.00", "2026-01-01")
    again = shop.order("li", "1.00", "2026-01-02")

    assert earned(shop) == "5"
    assert again.said["welcome"]["c"] == "given_before"


def test_a_once_key_said_twice_in_one_event_gives_once(open_shop: Opening) -> None:
    twice = saying("twice", Earn("points", 5, once="key"), Earn("points", 7, once="key"))
    shop = open_shop(rules=[Ruling(twice)])

    shop.order("li", "1.00", "2026-01-01")

    assert earned(shop) == "5"


def test_once_keys_of_two_instances_do_not_meet(open_shop: Opening) -> None:
    rule = saying("welcome", Earn("points", 5, once="key"))
    shop = open_shop(rules=[Ruling(rule, name="a"), Ruling(rule, name="b")])

    shop.order("li", "1.00", "2026-01-01")

    assert earned(shop) == "10"


def test_memory_of_its_own_is_replaced_whole_and_shared_memory_is_merged(open_shop: Opening) -> None:
    seen: list[tuple[dict[str, Any], dict[str, Any]]] = []

    def remember(ctx: Any) -> Any:
        seen.append((dict(ctx.state), dict(ctx.shared)))
        count = len(seen)
        own = Remember({"count": count, f"only_{count}": 1})
        return [own, Remember({f"seen_{count}": 1, "first": None if count == 2 else 1}, shared=True)]

    shop = open_shop(rules=[Ruling(answering("memory", remember))])

    for on in ("2026-01-01", "2026-01-02", "2026-01-03"):
        shop.order("li", "1.00", on)

    assert seen[1] == ({"count": 1, "only_1": 1}, {"seen_1": 1, "first": 1})
    assert seen[2] == ({"count": 2, "only_2": 1}, {"seen_1": 1, "seen_2": 1})


def test_a_paid_tier_is_entered_and_ends_at_its_day(open_shop: Opening) -> None:
    plus = ladder(tier("plus", 1), code="plus", kind="PAID")
    join = answering("join", lambda ctx: [Enter("plus", "plus", until=ctx.after("30d"))])
    shop = open_shop(tracks=[plus], rules=[Ruling(join)])

    shop.order("li", "149.00", "2026-01-31")

    assert shop.tier("li", "plus") == "plus"
    shop.clock("2026-03-01T23:59")
    assert shop.tier("li", "plus") == "plus"
    shop.clock("2026-03-02T00:00")
    assert shop.tier("li", "plus") is None


def test_a_paid_tier_that_would_be_over_already_is_not_entered(open_shop: Opening) -> None:
    plus = ladder(tier("plus", 1), code="plus", kind="PAID")
    join = answering("join", lambda ctx: [Enter("plus", "plus", until=ctx.after("1d"))])
    shop = open_shop(tracks=[plus], rules=[Ruling(join)])
    shop.clock("2026-02-01")

    shop.order("li", "149.00", "2026-01-01")

    assert shop.tier("li", "plus") is None


def test_a_rule_may_spend_for_a_request_or_it_is_refused(open_shop: Opening) -> None:
    shop = open_shop(rules=[Ruling(saying("draw", Spend("points", 10), on=("checkin",)))])

    assert shop.send("li", "checkin", "2026-01-01").code == "INSUFFICIENT_BALANCE"
    shop.grant("li", "points", "10", "2026-01-02")
    assert shop.send("li", "checkin", "2026-01-02").outcome == "RECORDED"
    assert earned(shop) == "0"


def test_a_fact_is_never_refused_for_what_a_rule_would_spend(open_shop: Opening) -> None:
    fee = saying("fee", Spend("points", 10), Tag("payer"))
    shop = open_shop(tags=[{"code": "payer", "name": "Payer"}], rules=[points(), Ruling(fee)])

    done = shop.order("li", "5.00", "2026-01-01")

    assert done.outcome == "RECORDED"
    assert done.said["fee"]["s"] == "10 points are needed, 0 can be spent"
    assert (earned(shop), shop.tags("li")) == ("5", {})


def test_a_rule_cannot_spend_what_a_tender_has_spent(open_shop: Opening) -> None:
    fee = Ruling(saying("fee", Spend("points", 60)))
    shop = open_shop(kinds=[kind("points", worth="0.01")], rules=[fee])
    shop.grant("li", "points", "100", "2026-01-01")

    shop.order("li", "5.00", "2026-01-02", payWith=[{"asset": "points", "amount": "50"}])

    assert (earned(shop), shop.asset("li", "points").debt) == ("50", "0")


def test_a_reclaim_is_boosted_and_rounded_like_an_earning(open_shop: Opening) -> None:
    take = Ruling(saying("take", Reclaim("points", Decimal("3.33")), on=("order.refunded",)))
    double = Ruling(saying("double", Boost("points", Decimal("1.5")), on=("order.refunded",), stage="boost"))
    shop = open_shop(rules=[take, double])
    shop.grant("li", "points", "10", "2026-01-01")

    shop.refund("li", "3.33", "2026-01-02")

    assert earned(shop) == "6"
