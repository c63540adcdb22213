"""A top-up that is given back takes along what the payment brought, in proportion, and nothing else."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headless.plugins import Earn, Emit, EventData, EventType, Money, Tag
from tests.engine.conftest import Opening
from tests.kit.memory import MemoryShop
from tests.kit.rules import answering, saying
from tests.kit.setup import BALANCE, Ruling, Setup, kind
from tests.kit.shop import Outcome

POINTS = Ruling(saying("welcome", Earn("points", 100), on=("topup.paid",)))


def paid(shop: MemoryShop, amount: str, on: str = "2026-01-01", payment: str = "t1", **more: Any) -> Outcome:
    return shop.send("li", "topup.paid", on, paymentId=payment, amount=amount, **more)


def back(shop: MemoryShop, amount: str, on: str = "2026-01-02", payment: str = "t1", number: str = "r1") -> Outcome:
    return shop.send("li", "topup.refunded", on, refundId=number, paymentId=payment, amount=amount)


def balances(shop: MemoryShop) -> tuple[str, str]:
    return shop.asset("li", "balance").balance, shop.asset("li", "points").balance


def test_money_bonus_and_points_go_back_in_proportion(open_shop: Opening) -> None:
    shop = open_shop(rules=[POINTS])
    paid(shop, "500.00", bonus="50.00")

    back(shop, "100.00", number="r1")
    part = balances(shop)
    back(shop, "400.00", number="r2")

    assert ("440.00", "80") == part
    assert ("0.00", "0") == balances(shop)
    assert [] == shop.lots("li", "balance")


def test_the_rules_bonus_goes_back_whatever_the_rule_says_now(open_shop: Opening) -> None:
    steps = [{"from": "500", "bonus": "50"}]
    shop = open_shop(rules=[Ruling("topup_bonus", {"steps": steps})])
    paid(shop, "500.00")
    assert "550.00" == shop.asset("li", "balance").balance
    shop.change(Setup(rules=[Ruling("topup_bonus", {"steps": [{"from": "500", "bonus": "200"}]})]))

    back(shop, "500.00")

    assert ("0.00", "0.00") == (shop.asset("li", "balance").balance, shop.asset("li", "balance").debt)


def test_what_was_spent_becomes_debt(open_shop: Opening) -> None:
    shop = open_shop()
    paid(shop, "500.00", bonus="50.00")
    shop.spend("li", "balance", "300.00", "2026-01-02")

    back(shop, "500.00", "2026-01-03")

    held = shop.asset("li", "balance")
    assert ("300.00", "-300.00", "300.00") == (held.debt, held.balance, held.spent)


def test_more_than_was_paid_is_refused_and_the_number_stays_free(open_shop: Opening) -> None:
    shop = open_shop()
    paid(shop, "500.00", bonus="50.00")

    too_much = back(shop, "500.01")
    back(shop, "200.00")
    twice = back(shop, "300.01", number="r2")

    assert [
        ("REFUSED", "REFUND_TOO_LARGE", {"left": "500.00"}),
        ("REFUSED", "REFUND_TOO_LARGE", {"left": "300.00"}),
    ] == [(refused.outcome, refused.code, dict(refused.data)) for refused in (too_much, twice)]
    assert "330.00" == shop.asset("li", "balance").balance


@pytest.mark.parametrize(("amount", "code"), [("0.001", "AMOUNT_NOT_EXACT"), ("499.999", "AMOUNT_NOT_EXACT")])
def test_an_amount_that_the_asset_cannot_hold_is_invalid(open_shop: Opening, amount: str, code: str) -> None:
    shop = open_shop()
    paid(shop, "500.00")

    assert ("INVALID", code) == (back(shop, amount).outcome, back(shop, amount).code)


def test_a_refund_that_comes_first_waits_for_its_payment(open_shop: Opening) -> None:
    shop = open_shop(rules=[POINTS])

    waiting = back(shop, "200.00", "2026-01-01")
    paid(shop, "500.00", "2026-01-02", bonus="50.00")

    assert "DEFERRED" == waiting.outcome
    assert ("330.00", "60") == balances(shop)


def test_one_that_waited_and_is_too_large_has_failed_and_is_kept(open_shop: Opening) -> None:
    shop = open_shop()
    back(shop, "500.01", "2026-01-01")

    paid(shop, "500.00", "2026-01-02")

    assert ["REFUND_TOO_LARGE"] == [problem.problem.code for problem in shop.settler.journal.problems]
    assert "500.00" == shop.asset("li", "balance").balance


def test_what_events_that_follow_gave_stays(open_shop: Opening) -> None:
    told = Ruling(saying("told", Emit("login", {"channel": "app"}), on=("topup.paid",), assets=()))
    gift = Ruling(saying("gift", Earn("points", 7), on=("login",)))
    shop = open_shop(rules=[told, gift, POINTS])
    paid(shop, "500.00")

    back(shop, "500.00")

    assert ("0.00", "7") == balances(shop)


def test_tags_of_the_payment_go_with_the_last_of_it_unless_kept(open_shop: Opening) -> None:
    rich = Ruling(saying("rich", Tag("rich"), Tag("loyal", keep=True), on=("topup.paid",), assets=()))
    shop = open_shop(tags=[{"code": "rich", "name": "R"}, {"code": "loyal", "name": "L"}], rules=[rich])
    paid(shop, "500.00")

    back(shop, "499.99", number="r1")
    assert {"rich", "loyal"} == set(shop.tags("li"))
    back(shop, "0.01", number="r2")

    assert {"loyal"} == set(shop.tags("li"))


def test_bonus_that_has_expired_is_not_taken_again(open_shop: Opening) -> None:
    money = {**BALANCE, "expiry": {"after": "30d"}}
    shop = open_shop(kinds=[money])
    paid(shop, "500.00", bonus="50.00")
    shop.spend("li", "balance", "100.00", "2026-01-02")

    back(shop, "500.00", "2026-03-01")

    held = shop.asset("li", "balance")
    assert ("100.00", "450.00") == (held.debt, held.expired)


def test_a_rule_sees_the_payment_and_what_was_refunded_of_it(open_shop: Opening) -> None:
    seen: list[tuple[Any, Decimal]] = []

    def look(ctx: Any) -> Any:
        seen.append((ctx.origin.data.payment_id, ctx.origin.refunded))
        return []

    shop = open_shop(rules=[Ruling(answering("look", look, on=("topup.refunded",)))])
    paid(shop, "500.00")
    back(shop, "100.00", number="r1")
    back(shop, "25.00", number="r2")

    assert [("t1", Decimal("0.2")), ("t1", Decimal("0.25"))] == seen


def test_what_a_rule_earns_late_of_a_payment_is_less_what_was_refunded(open_shop: Opening) -> None:
    broken = [True]

    def gift(ctx: Any) -> Any:
        if broken:
            raise ValueError("broken")
        return [Earn("points", 100)]

    shop = open_shop(rules=[Ruling(answering("gift", gift, on=("topup.paid",)))])
    paid(shop, "500.00")
    back(shop, "125.00")
    retry, payment = shop.retries()[0], shop.settler.journal.events[0]
    broken.clear()

    assert shop.settler.retry(payment, retry.rule_id, retry.kind, frozenset(), {})

    assert "75" == shop.asset("li", "points").balance


def test_refunds_of_closed_members_payments_are_taken(open_shop: Opening) -> None:
    shop = open_shop()
    paid(shop, "500.00")
    shop.set_status("li", "CLOSED", "2026-01-02")

    refunded, unknown = back(shop, "200.00", "2026-01-03"), back(shop, "1.00", "2026-01-03", "t9", "r9")

    assert ("RECORDED", "MEMBER_CLOSED") == (refunded.outcome, unknown.code)
    assert "300.00" == shop.asset("li", "balance").balance


PARTS = st.lists(st.integers(1, 700), min_size=1, max_size=8)


@settings(max_examples=60, deadline=None)
@given(
    paid_in=st.integers(1, 700),
    bonus=st.integers(0, 300),
    points=st.integers(1, 300),
    parts=PARTS,
    spent=st.integers(0, 900),
)
def test_refunds_in_any_parts_add_up_to_the_cent(
    paid_in: int, bonus: int, points: int, parts: list[int], spent: int
) -> None:
    gift = Ruling(saying("gift", Earn("points", points), on=("topup.paid",)))
    shop = MemoryShop(Setup(kinds=[kind("balance")], rules=[gift]))
    paid(shop, str(Decimal(paid_in) / 100), bonus=str(Decimal(bonus) / 100))
    if amount := min(spent, paid_in + bonus):
        shop.spend("li", "balance", str(Decimal(amount) / 100), "2026-01-02")
    refunded = 0

    for number, part in enumerate(parts):
        outcome = back(shop, str(Decimal(part) / 100), "2026-01-03", number=f"r{number}")
        assert ("RECORDED" if part <= paid_in - refunded else "REFUSED") == outcome.outcome
        refunded += part if outcome.outcome == "RECORDED" else 0
        left = paid_in - refunded + bonus - bonus * refunded // paid_in - amount
        assert Decimal(left) / 100 == Decimal(shop.asset("li", "balance").balance)
        assert points - points * refunded // paid_in == int(shop.asset("li", "points").balance)


class SeasonPaid(EventData):
    """A season ticket was paid."""

    season_id: str
    amount: Money


class SeasonRefunded(EventData):
    """A part of it was given back."""

    refund_id: str
    season_id: str
    amount: Money


def test_an_event_type_of_a_plugin_that_refunds_another_gets_the_same(open_shop: Opening) -> None:
    types = [
        EventType("season.paid", SeasonPaid, subject="season_id"),
        EventType(
            "season.refunded", SeasonRefunded, subject="refund_id", refers=("seasonId", "season.paid"), refunds=True
        ),
    ]
    gift = Ruling(saying("gift", Earn("points", 100), on=("season.paid",)))
    shop = open_shop(event_types=types, rules=[gift])

    def refunded(number: str, amount: str) -> Outcome:
        return shop.send("li", "season.refunded", "2026-01-02", refundId=number, seasonId="s1", amount=amount)

    early = refunded("r1", "30")
    shop.send("li", "season.paid", "2026-01-02", seasonId="s1", amount="90")
    too_much, rest = refunded("r2", "60.01"), refunded("r3", "15")

    assert ["DEFERRED", "REFUSED", "RECORDED"] == [outcome.outcome for outcome in (early, too_much, rest)]
    assert "REFUND_TOO_LARGE" == too_much.code
    assert "50" == shop.asset("li", "points").balance
