"""What a rule gave and takes back: the unused part, or all of it if what was spent is owed."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headless.plugins import Earn, Issue, Undo
from tests.kit.rewards import CLAIM, RewardShop, coupon
from tests.kit.rules import answering
from tests.kit.setup import Ruling, Setup, kind

STEPS = st.lists(
    st.tuples(st.sampled_from(["grant", "spend", "hold", "undo", "order"]), st.integers(1, 60)), min_size=1, max_size=12
)


def gift_shop(*, owed: bool = False, **points: Any) -> RewardShop:
    """A shop whose rule gives 50 points and a coupon for an order, and takes those of the first order back on a claim."""
    events: list[str] = []

    def answer(ctx: Any) -> Any:
        if ctx.event.type == "order.paid":
            events.append(ctx.event.id)
            return [Earn("points", 50), Issue("ten")]
        return [Undo(events[0], owed=owed)] if events else ctx.skip("nothing was given")

    gift = answering("gift", answer, on=("order.paid", "claim.made"))
    setup = Setup(
        rules=[Ruling(gift)], event_types=[CLAIM], coupons=[coupon("ten", stock=100)], kinds=[kind("points", **points)]
    )
    return RewardShop(setup)


@pytest.mark.parametrize(
    ("owed", "clawback", "balance", "debt"),
    [(False, "DEBT", "8", "0"), (True, "DEBT", "-22", "22"), (True, "FORGIVE", "0", "0"), (False, "FORGIVE", "8", "0")],
)
def test_what_was_spent_is_owed_only_if_the_rule_says_so(owed: bool, clawback: str, balance: str, debt: str) -> None:
    shop = gift_shop(owed=owed, clawback=clawback)
    shop.order("ann", "1", "2026-05-01")
    shop.spend("ann", "points", "30", "2026-05-02")
    shop.grant("ann", "points", "8", "2026-05-03")

    shop.claim("ann", "2026-05-04")

    holding = shop.asset("ann", "points")
    assert (balance, debt) == (holding.balance, holding.debt)
    assert [("C1", "ten", "REVOKED")] == shop.coupons("ann")


def test_what_is_on_hold_counts_as_spent() -> None:
    shop = gift_shop()
    shop.order("ann", "1", "2026-05-01")
    shop.hold("ann", "points", "20", "2026-05-02")

    shop.claim("ann", "2026-05-03")

    assert ("20", "20", "0") == (
        shop.asset("ann", "points").balance, shop.asset("ann", "points").held, shop.asset("ann", "points").debt,
    )  # fmt: skip


def test_the_decision_says_if_it_is_owed() -> None:
    kept, owed = gift_shop(), gift_shop(owed=True)
    for shop in (kept, owed):
        shop.order("ann", "1", "2026-05-01")

    said = [shop.claim("ann", "2026-05-02").said["gift"]["e"][0] for shop in (kept, owed)]

    assert [False, None] == [effect.get("owed") for effect in said]


@settings(max_examples=40, deadline=None)
@given(steps=STEPS)
def test_taking_back_the_unused_is_what_a_list_of_lots_says_and_no_debt(steps: list[tuple[str, int]]) -> None:
    """The oldest lot is used first, by spending and by holding. A list of [left, held] for each lot shows it."""
    shop = gift_shop()
    shop.order("ann", "1", "2026-05-01T00:01")
    model = [[50, 0]]
    for number, (what, amount) in enumerate(steps, 1):
        on = f"2026-05-01T{number:02}:00"
        if what == "order":
            shop.order("ann", "1", on)
            model.append([50, 0])
        elif what == "grant":
            shop.grant("ann", "points", str(amount), on)
            model.append([amount, 0])
        elif what == "undo":
            shop.claim("ann", on)
            model[0][0] = model[0][1]
        else:
            getattr(shop, what)("ann", "points", str(amount), on)
            use(model, amount, what == "hold")

        holding = shop.asset("ann", "points")
        assert (sum(left for left, _ in model), sum(held for _, held in model)) == (
            int(holding.balance), int(holding.held),
        )  # fmt: skip
        assert "0" == holding.debt


def use(model: list[list[int]], amount: int, hold: bool) -> None:
    """Spend or hold an amount from the oldest lots, or nothing if there is not enough."""
    if sum(left - held for left, held in model) < amount:
        return
    for lot in model:
        part = min(amount, lot[0] - lot[1])
        lot[1 if hold else 0] += part if hold else -part
        amount -= part
