"""An amended order: which amounts move, which stay, and what cannot be decided again moves in proportion."""

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headless.engine.handlers.refund_shares import groups_of, may_stand
from headless.engine.values.amounts import to_units
from headless.plugins import Earn, Effect, Own, Remember, RuleContext, Tag
from tests.engine.conftest import Opening
from tests.kit.memory import MemoryShop
from tests.kit.random_stories import MEMBER, STORIES, Step, Teller, setups
from tests.kit.rules import answering, failing, saying
from tests.kit.setup import Ruling, Setup, kind, points

ITEMS = [
    {"sku": "tea", "category": "drinks", "quantity": "1", "amount": "30.00"},
    {"sku": "cup", "category": "china", "quantity": "2", "amount": "70.00"},
]


def ordered(open_shop: Opening, total: str = "100.00", *rules: Any, **setup: Any) -> MemoryShop:
    shop = open_shop(rules=list(rules) or [points()], **setup)
    shop.order("li", total, "2026-01-01", number="A")
    return shop


def balance(shop: MemoryShop) -> str:
    return shop.asset("li", "points").balance


def test_what_was_given_once_stands_and_is_not_given_again(open_shop: Opening) -> None:
    def welcome(ctx: RuleContext[Any]) -> Iterable[Effect]:
        return [Earn("points", int(ctx.event.data.total)), Earn("points", 50, once="first")]

    shop = ordered(open_shop, "100.00", Ruling(answering("welcome", welcome)))
    assert balance(shop) == "150"

    shop.amend("li", "A", "10.00", "2026-01-02")
    assert balance(shop) == "60"
    shop.amend("li", "A", "200.00", "2026-01-03")
    assert balance(shop) == "250"
    shop.refund("li", "100.00", "2026-01-04", order="A")
    assert balance(shop) == "125"


def test_what_a_refund_keeps_an_amendment_keeps(open_shop: Opening) -> None:
    def gift(ctx: RuleContext[Any]) -> Iterable[Effect]:
        return [Earn("points", int(ctx.event.data.total), keep=True)]

    shop = ordered(open_shop, "100.00", Ruling(answering("gift", gift)))

    shop.amend("li", "A", "40.00", "2026-01-02")
    assert balance(shop) == "100"
    shop.amend("li", "A", "120.00", "2026-01-03")
    assert balance(shop) == "120"


def test_what_goes_back_altogether_stays_gone(open_shop: Opening) -> None:
    def flat(ctx: RuleContext[Any]) -> Iterable[Effect]:
        return [Earn("points", int(ctx.event.data.total), on_refund="ALL")]

    shop = ordered(open_shop, "100.00", Ruling(answering("flat", flat)))
    shop.refund("li", "1.00", "2026-01-02", order="A")

    shop.amend("li", "A", "200.00", "2026-01-03")
    assert balance(shop) == "0"


def test_only_amounts_move(open_shop: Opening) -> None:
    """Tags, memory and events of the order stay as they are, even if it would not have come to them."""

    def big(ctx: RuleContext[Any]) -> Iterable[Effect]:
        if ctx.event.data.total < 50:
            return [Remember({"small": True})]
        return [Tag("vip"), Remember({"big": True}), Earn("points", 7)]

    shop = ordered(open_shop, "100.00", Ruling(answering("big", big)), tags=[{"code": "vip", "name": "VIP"}])

    shop.amend("li", "A", "10.00", "2026-01-02")

    assert (balance(shop), list(shop.tags("li"))) == ("0", ["vip"])
    assert list(shop.states[shop.ids["li"]].memory.values()) == [{"big": True}]


def test_a_rule_that_cannot_be_asked_again_keeps_its_amounts_in_proportion(open_shop: Opening) -> None:
    async def loader(merchant: Any, members: Any) -> Any:
        return {}

    def secret(ctx: RuleContext[Any]) -> Iterable[Effect]:
        return [Earn("points", 25, why="secret")]

    rule = answering("secret", secret, needs={"own": Own(loader)})
    shop = open_shop(rules=[Ruling(rule), points()])
    shop.member("li", 0).facts.own[loader] = None
    shop.order("li", "100.00", "2026-01-01", number="A")
    assert balance(shop) == "125"

    shop.amend("li", "A", "50.00", "2026-01-02")
    assert balance(shop) == "62"
    shop.amend("li", "A", "100.00", "2026-01-03")
    assert balance(shop) == "125"


def test_what_was_taken_by_hand_is_not_given_again(open_shop: Opening) -> None:
    shop = ordered(open_shop)
    shop.reverse("li", shop.entry_ids("li", "points")[0], "2026-01-02", "60")

    shop.amend("li", "A", "100.00", "2026-01-03")
    assert balance(shop) == "40"
    shop.amend("li", "A", "150.00", "2026-01-04")
    assert balance(shop) == "90"


def test_lines_that_change_take_their_points_with_them(open_shop: Opening) -> None:
    shop = open_shop(rules=[points(per="1", per_category={"china": "2"})])
    shop.order("li", "100.00", "2026-01-01", number="A", items=ITEMS)
    assert balance(shop) == "170"

    exchanged = [ITEMS[0], {**ITEMS[1], "quantity": "-1", "amount": "-10.00"}, {**ITEMS[1], "sku": "pot"}]
    shop.amend("li", "A", "90.00", "2026-01-02", items=exchanged)
    assert balance(shop) == "150"
    shop.refund("li", "90.00", "2026-01-03", order="A")
    assert balance(shop) == "0"


def test_spent_points_that_are_not_due_become_debt(open_shop: Opening) -> None:
    shop = ordered(open_shop)
    shop.spend("li", "points", "80", "2026-01-02")

    shop.amend("li", "A", "50.00", "2026-01-03")
    assert shop.asset("li", "points").debt == "30"
    shop.amend("li", "A", "100.00", "2026-01-04")
    assert (shop.asset("li", "points").debt, balance(shop)) == ("0", "20")


@pytest.mark.parametrize("policy", ["DEBT", "FORGIVE"])
def test_other_lines_of_the_same_rule_are_set_off(open_shop: Opening, policy: str) -> None:
    """What is due more is given first: nothing is forgiven that is there."""
    setup = {"kinds": [kind("points", clawback=policy)]}
    shop = open_shop(rules=[points(per="1", per_category={"china": "2"})], **setup)
    shop.order("li", "70.00", "2026-01-01", number="A", items=[ITEMS[1]])
    shop.spend("li", "points", "140", "2026-01-02")

    shop.amend("li", "A", "100.00", "2026-01-03", items=[{**ITEMS[1], "sku": "pot", "amount": "100.00"}])

    assert balance(shop) == "60"


def test_a_failed_rule_says_nothing_of_an_amended_order(open_shop: Opening) -> None:
    shop = ordered(open_shop, "100.00", Ruling(failing("broken")), Ruling(saying("flat", Earn("points", 5))))

    shop.amend("li", "A", "50.00", "2026-01-02")

    assert balance(shop) == "5"


# ── in general

MONEY = st.integers(1, 500)


def money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"


def bounded(shop: MemoryShop) -> None:
    """What stands of each order and has not expired is at most what it is due, less the refunded share of it."""
    for state in shop.states.values():
        ledger = shop.settler.ledger(state, shop.now)
        orders = [
            origin for key, origin in state.facts.origins.items() if key[0] == "order.paid" and origin is not None
        ]
        for origin in orders:
            total = to_units(origin.event.data.total, 2)
            refunded = sum(to_units(refund.amount, 2) for refund in origin.refunds)
            for group in groups_of(shop.program, origin):
                left = sum(
                    entry.amount - origin.taken.get(entry.id, 0) - ledger.expired_of(entry) for entry in group.entries
                )
                assert left <= may_stand(shop.program, origin, group.terms, group.due, (refunded, total))
                if refunded < total:
                    assert left <= group.due - group.due * refunded // total


@settings(max_examples=60, deadline=None)
@given(setups(), STORIES)
def test_no_more_stands_than_is_due(setup: Setup, story: list[Step]) -> None:
    shop = MemoryShop(setup)
    teller = Teller(shop)
    for step in story:
        teller.tell(step)
        bounded(shop)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["1", "0.33", "7"]), MONEY, st.lists(MONEY, max_size=4), st.integers(0, 100))
def test_there_and_back_is_where_it_was(per: str, first: int, totals: list[int], percent: int) -> None:
    shop = MemoryShop(Setup(rules=[points(per=per)]))
    shop.order(MEMBER, money(first), "2026-01-01", number="A")
    part = first * percent // 100
    if 0 < part < first:
        shop.refund(MEMBER, money(part), "2026-01-02", order="A")
    before = shop.asset(MEMBER, "points"), shop.metric(MEMBER, "net_spend"), shop.metric(MEMBER, "orders")

    # An order that comes to no more than its refunds is wholly refunded, and the next amendment starts it over.
    for total in [*(total + part for total in totals if part < first), first]:
        assert shop.amend(MEMBER, "A", money(total), "2026-01-03").outcome == "RECORDED"

    assert (shop.asset(MEMBER, "points"), shop.metric(MEMBER, "net_spend"), shop.metric(MEMBER, "orders")) == before


@settings(max_examples=40, deadline=None)
@given(setups(), STORIES)
def test_an_order_amended_to_what_it_is_changes_nothing(setup: Setup, story: list[Step]) -> None:
    shop = MemoryShop(setup)
    teller = Teller(shop)
    for step in story:
        teller.tell(step)
    shop.clock(teller._now())
    entries = len(shop.settler.journal.entries)
    for number, cents, done in teller.orders:
        if sum(done) < cents:
            assert shop.amend(MEMBER, number, money(cents), teller._now()).outcome == "RECORDED"

    assert len(shop.settler.journal.entries) == entries
