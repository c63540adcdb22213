"""In any order of orders and refunds, no entry stands for more than its order kept, and tenders and refunds add up to the cent.

The right amounts are worked out here from the events alone, by the sentences of the semantics, with fractions.
"""

from collections import Counter, defaultdict
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from headless.engine.member.records import Entry, EntryType, EventRecord, EventStatus
from tests.kit.order_stories import OrderStory
from tests.kit.rewards import RewardShop, coupon
from tests.kit.setup import BALANCE, Ruling, Setup, kind, points

POINTS = {"worth": "0.01", "restoreGrace": "20d"}
LIVES = st.sampled_from([{}, {"expiry": {"after": "10d"}}, {"expiry": {"after": "40d"}, "pendingFor": "7d"}])
CLAWBACKS = st.sampled_from(["DEBT", "FORGIVE"])
RULES = [
    points(per_category={"tea": "2.5", "gift": "0"}),
    Ruling("growth_per_spend", {"per": "0.33"}),
]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(random=st.randoms(use_true_random=False), lives=LIVES, clawback=CLAWBACKS, count=st.integers(1, 25))
def test_no_entry_stands_for_more_than_its_order_kept(random: Random, lives: Any, clawback: str, count: int) -> None:
    kinds = [kind("points", **POINTS, **lives, clawback=clawback), kind("growth", **lives), BALANCE]
    shop = RewardShop(Setup(kinds=kinds, coupons=[coupon()], rules=RULES))

    story = OrderStory(random)

    for step in story.steps(count):
        if step.type:
            outcome = shop.send("li", step.type, str(step.on), source=step.source, **step.data)
            if outcome.outcome != "RECORDED":
                story.forget(step)
        else:
            shop.clock(str(step.on))
        check_orders(shop)


def check_orders(shop: RewardShop) -> None:
    """Check every entry of every order, and the totals."""
    journal = shop.settler.journal
    settled = {event.id: event for event in (*journal.events, *journal.settled) if event.status is EventStatus.RECORDED}
    orders = {event.id: event for event in settled.values() if event.type == "order.paid"}
    refunds: dict[str | None, list[Any]] = defaultdict(list)
    for event in settled.values():
        if event.type == "order.refunded":
            refunds[event.refers].append(event.data)
    taken, expired = reversed_of(shop), expired_of(shop)
    for entry in journal.entries:
        order = orders.get(entry.event_id)
        if order is not None:
            check_entry(entry, order, refunds[order.subject], taken[entry.id], expired[entry.id])
    net = sum(order.data.total for order in orders.values()) - sum(
        back.amount for of in refunds.values() for back in of
    )
    if orders:
        assert net == Decimal(shop.metric("li", "net_spend"))


def check_entry(entry: Entry, order: EventRecord, refunds: list[Any], taken: int, expired: int) -> None:
    if entry.type is EntryType.EARN:
        due = due_of(entry, order, refunds)
        assert taken <= due, "no more is taken than is due"
        assert entry.amount - taken - expired <= entry.amount - due, "what stands and has not expired is not too much"
    elif entry.type is EntryType.SPEND:
        total, back = Fraction(order.data.total), Fraction(sum(refund.amount for refund in refunds))
        whole = -entry.amount
        assert taken == (whole if back >= total and refunds else int(whole * back / total) if total else 0)


def due_of(entry: Entry, order: EventRecord, refunds: list[Any]) -> int:
    """Return what refunds take of an entry: floor(E × R / B), and all of it when all was refunded."""
    total, back = Fraction(order.data.total), Fraction(sum(refund.amount for refund in refunds))
    if refunds and back >= total:
        return entry.amount
    skus = (entry.terms or {}).get("lines")
    if skus is None:
        return int(entry.amount * back / total)
    base = amount_on(order.data.items, skus)
    if base <= 0:
        return 0
    on_lines = sum(
        amount_on(refund.items, skus) if refund.items else Fraction(refund.amount) * base / total for refund in refunds
    )
    return int(entry.amount * min(on_lines, base) / base)


def amount_on(items: Any, skus: list[str]) -> Fraction:
    return Fraction(sum(item.amount for item in items if item.sku in skus))


def reversed_of(shop: RewardShop) -> Counter[int]:
    """What was taken or given back of each entry, forgiven parts included."""
    taken: Counter[int] = Counter()
    for entry in shop.settler.journal.entries:
        if entry.reverses is not None:
            taken[entry.reverses] += abs(entry.amount) + (entry.terms or {}).get("forgiven", 0)
    return taken


def expired_of(shop: RewardShop) -> Counter[int]:
    """What has expired of the lots of each entry, restored ones included."""
    journal = shop.settler.journal
    owners = {lot.id: lot.owner_id for lot in journal.lots}
    expired: Counter[int] = Counter()
    for entry in journal.entries:
        if entry.type is EntryType.EXPIRE:
            for lot_id, amount in journal.moves[entry.id].items():
                expired[owners[lot_id]] -= amount
    return expired
