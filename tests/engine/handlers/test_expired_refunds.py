"""What has left an entry's own lots by expiry counts as taken: a refund takes it no second time, and no debt comes of it."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headless.plugins import Earn, Undo
from tests.engine.conftest import Opening
from tests.kit.memory import MemoryShop
from tests.kit.rules import answering
from tests.kit.setup import Ruling, Setup, kind, points
from tests.kit.shop import Holding

MONTHLY = kind("points", expiry={"after": "30d"}, worth="0.01")


@pytest.mark.parametrize("code", ["points", "growth"])
@pytest.mark.parametrize(("first", "second"), [("99.00", None), ("40.00", "59.00")])
def test_a_refund_of_points_that_had_expired_leaves_no_debt(
    open_shop: Opening, code: str, first: str, second: str | None
) -> None:
    shop = open_shop(kinds=[kind(code, expiry={"after": "30d"})], rules=[Ruling(f"{code}_per_spend")])
    shop.order("li", "99.00", "2026-01-01", number="A")

    shop.refund("li", first, "2026-02-15", order="A")
    if second is not None:
        shop.refund("li", second, "2026-02-16", order="A")

    held = shop.asset("li", code)
    assert ("0", "0", "99") == (held.balance, held.debt, held.expired)


def test_what_was_spent_is_still_owed(open_shop: Opening) -> None:
    shop = open_shop(kinds=[MONTHLY], rules=[points()])
    shop.order("li", "100.00", "2026-01-01", number="A")
    shop.spend("li", "points", "30", "2026-01-02")

    half = shop.refund("li", "50.00", "2026-02-15", order="A")
    after_half = shop.asset("li", "points")
    shop.refund("li", "50.00", "2026-02-16", order="A")

    assert "RECORDED" == half.outcome
    assert ("0", "70") == (after_half.debt, after_half.expired)
    assert "30" == shop.asset("li", "points").debt


def test_what_was_taken_before_the_expiry_is_not_counted_twice(open_shop: Opening) -> None:
    shop = open_shop(kinds=[MONTHLY], rules=[points()])
    shop.order("li", "100.00", "2026-01-01", number="A")
    shop.refund("li", "50.00", "2026-01-02", order="A")

    shop.refund("li", "50.00", "2026-02-15", order="A")

    assert ("0", "50") == (shop.asset("li", "points").debt, shop.asset("li", "points").expired)


def test_only_what_the_entry_itself_gave_counts(open_shop: Opening) -> None:
    shop = open_shop(kinds=[MONTHLY], rules=[points()])
    shop.order("li", "100.00", "2026-01-01", number="A")
    shop.spend("li", "points", "100", "2026-01-02")
    shop.order("li", "100.00", "2026-01-03", number="B")

    shop.refund("li", "100.00", "2026-02-15", order="A")

    assert ("100", "100") == (shop.asset("li", "points").debt, shop.asset("li", "points").expired)


@pytest.mark.parametrize("rounds", [1, 2])
def test_a_lot_restored_from_an_expired_one_is_still_the_orders_own(open_shop: Opening, rounds: int) -> None:
    shop = open_shop(kinds=[MONTHLY], rules=[points()])
    shop.order("li", "100.00", "2026-01-01", number="A")
    days = [("2026-01-20", "2026-02-05"), ("2026-02-20", "2026-04-01")]
    for number, (paid, back) in enumerate(days[:rounds]):
        tender = [{"asset": "points", "amount": "100"}]
        shop.order("li", "1.00", paid, number=f"B{number}", payWith=tender)
        shop.refund("li", "1.00", back, order=f"B{number}")

    assert "100" == shop.asset("li", "points").balance
    shop.refund("li", "100.00", "2026-06-01", order="A")

    assert ("0", "100") == (shop.asset("li", "points").debt, shop.asset("li", "points").expired)


def test_what_a_hold_kept_beyond_its_end_expires_with_the_hold_and_counts(open_shop: Opening) -> None:
    shop = open_shop(kinds=[MONTHLY], rules=[points()])
    shop.order("li", "100.00", "2026-01-01", number="A")
    shop.hold("li", "points", "60", "2026-01-28")

    shop.refund("li", "50.00", "2026-02-01", order="A")
    assert ("50", "10") == (shop.asset("li", "points").balance, shop.asset("li", "points").debt)
    shop.refund("li", "50.00", "2026-02-10", order="A")

    assert ("0", "0", "90") == tuple(
        getattr(shop.asset("li", "points"), part) for part in ("balance", "debt", "expired")
    )


def test_pending_lots_that_expire_count(open_shop: Opening) -> None:
    shop = open_shop(kinds=[kind("points", expiry={"after": "30d"}, pendingFor="14d")], rules=[points()])
    shop.order("li", "100.00", "2026-01-01", number="A")
    shop.refund("li", "20.00", "2026-01-05", order="A")

    shop.refund("li", "80.00", "2026-02-15", order="A")

    assert ("0", "0", "80") == tuple(
        getattr(shop.asset("li", "points"), part) for part in ("balance", "debt", "expired")
    )


def test_what_was_forgiven_counts_as_taken(open_shop: Opening) -> None:
    forgiving = kind("points", expiry={"after": "30d"}, clawback="FORGIVE")
    shop = open_shop(kinds=[forgiving], rules=[points()])
    shop.order("li", "100.00", "2026-01-01", number="A")
    shop.spend("li", "points", "60", "2026-01-02")
    shop.refund("li", "50.00", "2026-02-15", order="A")
    shop.order("li", "100.00", "2026-02-16", number="B")

    shop.refund("li", "50.00", "2026-02-17", order="A")

    assert ("50", "0") == (shop.asset("li", "points").balance, shop.asset("li", "points").debt)


def test_reversing_an_earning_that_expired_is_refused(open_shop: Opening) -> None:
    shop = open_shop(kinds=[MONTHLY], rules=[points()])
    shop.order("li", "100.00", "2026-01-01")
    shop.spend("li", "points", "30", "2026-01-02")
    earned = shop.entry_ids("li", "points")[0]

    refused = shop.reverse("li", earned, "2026-02-15", "31")
    rest = shop.reverse("li", earned, "2026-02-15")
    nothing = shop.reverse("li", earned, "2026-02-16")

    assert [("REFUSED", {"left": "30"}), ("RECORDED", {}), ("REFUSED", {"left": "0"})] == [
        (outcome.outcome, dict(outcome.data)) for outcome in (refused, rest, nothing)
    ]
    assert "30" == shop.asset("li", "points").debt


def test_undoing_an_earning_that_expired_makes_no_debt(open_shop: Opening) -> None:
    given: list[str] = []

    def gift(ctx: Any) -> list[Earn | Undo]:
        if ctx.event.type == "login":
            return [Undo(given[0])]
        given.append(ctx.event.id)
        return [Earn("points", 100)]

    shop = open_shop(kinds=[MONTHLY], rules=[Ruling(answering("gift", gift, on=("order.paid", "login")))])
    shop.order("li", "1.00", "2026-01-01")
    shop.spend("li", "points", "10", "2026-01-02")

    shop.send("li", "login", "2026-02-15", channel="app")

    assert ("10", "90") == (shop.asset("li", "points").debt, shop.asset("li", "points").expired)


# ── in any order

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["wait", "wait", "order", "pay", "refund", "spend", "hold"]),
        st.integers(1, 200),
        st.integers(0, 9),
    ),
    min_size=1,
    max_size=14,
)


class Story:
    """One member's orders, spendings, holds and refunds in any order, on points that live 30 days."""

    def __init__(self) -> None:
        self.shop = MemoryShop(Setup(kinds=[MONTHLY], rules=[points()]))
        self.day = date(2026, 1, 1)
        self.left: dict[str, Decimal] = {}
        self.used = 0
        """Points ever spent or held."""

    @property
    def held(self) -> Holding:
        return self.shop.asset("li", "points")

    def order(self, total: int, **more: Any) -> None:
        number, amount = f"o{len(self.left)}", Decimal(total) / 100 if more else Decimal(total)
        self.left[number] = amount
        assert "RECORDED" == self.shop.order("li", str(amount), str(self.day), number=number, **more).outcome

    def pay(self, most: int) -> None:
        """An order that points pay altogether, so that it earns nothing."""
        if amount := self._use(most):
            self.order(amount, payWith=[{"asset": "points", "amount": str(amount)}])

    def spend(self, most: int) -> None:
        if amount := self._use(most):
            self.shop.spend("li", "points", str(amount), str(self.day))

    def hold(self, most: int) -> None:
        if amount := self._use(most):
            self.shop.hold("li", "points", str(amount), str(self.day))

    def refund(self, most: int, which: int = 0) -> None:
        order = f"o{which % max(1, len(self.left))}"
        amount = min(Decimal(most) / 2, self.left.get(order, Decimal(0)))
        if amount:
            self.left[order] -= amount
            assert "RECORDED" == self.shop.refund("li", str(amount), str(self.day), order=order).outcome

    def wait(self, days: int) -> None:
        self.day += timedelta(days)
        self.shop.clock(str(self.day))

    def finish(self) -> None:
        """Refund all that is left, and let holds time out."""
        for which in range(len(self.left)):
            self.refund(10**6, which)
        self.wait(10)

    def _use(self, most: int) -> int:
        amount = min(most, int(self.held.available))
        self.used += amount
        return amount


@settings(max_examples=80, deadline=None)
@given(steps=STEPS)
def test_orders_refunded_whole_leave_no_more_debt_than_was_used(steps: list[tuple[str, int, int]]) -> None:
    story = Story()

    for act, number, which in steps:
        if act == "refund":
            story.refund(number, which)
        else:
            getattr(story, act)(number // 5 if act == "wait" else number)
    story.finish()

    assert int(story.held.debt) <= story.used


@settings(max_examples=80, deadline=None)
@given(total=st.integers(1, 200), steps=STEPS)
def test_an_order_refunded_whole_leaves_no_more_debt_than_is_spent(
    total: int, steps: list[tuple[str, int, int]]
) -> None:
    story = Story()
    story.order(total)

    for act, number, which in steps:
        if act == "refund":
            story.refund(number, which)
        elif act != "order":
            getattr(story, act)(number // 5 if act == "wait" else number)
    story.finish()

    held = story.held
    assert int(held.debt) <= int(held.spent)
    assert int(held.balance) == -int(held.spent)
