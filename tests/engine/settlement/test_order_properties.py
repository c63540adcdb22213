"""In any order of orders, refunds, amendments and moves, no order stands for more than it is due, and all adds up to the cent.

The right amounts are worked out from the events alone: see `tests/kit/order_book.py`.
"""

from collections import Counter, defaultdict
from decimal import Decimal
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from headless.engine.member.records import EntryType
from headless.ids import Prefix, encode
from tests.kit.order_book import Book, Lines, Order
from tests.kit.order_stories import OrderStory, Step
from tests.kit.rewards import RewardShop, coupon
from tests.kit.setup import BALANCE, Ruling, Setup, kind, points
from tests.kit.shop import Outcome

WORTH = "0.01"
POINTS = {"worth": WORTH, "restoreGrace": "20d"}
LIVES = st.sampled_from([{}, {"expiry": {"after": "10d"}}, {"expiry": {"after": "40d"}, "pendingFor": "7d"}])
CLAWBACKS = st.sampled_from(["DEBT", "FORGIVE"])
RATES: dict[str, Any] = {
    "points": {"per": "1", "per_category": {"tea": "2.5", "gift": "0"}},
    "growth": {"per": "0.33", "per_category": {}},
}
EARNING = ("order.paid", "order.amended", "order.received")
Stands = dict[tuple[str, str, str, Lines], list[int]]


@settings(max_examples=120, deadline=None)
@given(random=st.randoms(use_true_random=False), lives=LIVES, clawback=CLAWBACKS, count=st.integers(1, 30))
def test_no_order_stands_for_more_than_it_is_due(random: Random, lives: Any, clawback: str, count: int) -> None:
    kinds = [kind("points", **POINTS, **lives, clawback=clawback), kind("growth", **lives), BALANCE]
    rules = [points(**RATES["points"]), Ruling("growth_per_spend", RATES["growth"])]
    shop = RewardShop(Setup(kinds=kinds, coupons=[coupon()], rules=rules))
    story, book = OrderStory(random), Book(WORTH)
    for member in story.members:
        shop.send(member, "login", "2026-01-01")

    for step in story.steps(count):
        entries = len(shop.settler.journal.entries)
        if step.type:
            outcome = tell(shop, step)
            if outcome.outcome not in ("RECORDED", "DEFERRED"):
                story.forget(step)
            if book.take(step, outcome.outcome) == "same":
                assert entries == len(shop.settler.journal.entries), "an order amended to what it is changes nothing"
        else:
            shop.clock(str(step.on))
        for order in book.orders.values():
            check_tenders(shop, order)
        check_amounts(shop, book)
        for member in story.members:
            check_totals(shop, book, member)
            check_debt(shop, member)


def tell(shop: RewardShop, step: Step) -> Outcome:
    data = dict(step.data)
    if "to" in data:
        data["to"] = encode(Prefix.MEMBER, shop.ids[data["to"]["number"]])
    return shop.send(step.member, step.type, str(step.on), source=step.source, **data)


def check_amounts(shop: RewardShop, book: Book) -> None:
    """Check E - floor(E x R / B) for each rule and the lines that it pays for; if nothing has expired, exactly that."""
    stands = standing(shop)
    for order in book.orders.values():
        for asset, rates in RATES.items():
            due = order.due(**rates)
            keys = {lines for number, _, code, lines in stands if (number, code) == (order.number, asset)}
            for lines in keys | due.keys():
                left, expired = stands.get((order.number, order.member, asset, lines), [0, 0])
                most = order.may_stand(lines, due.get(lines, 0))
                assert left <= most if expired else left == most
    for (number, member, _, _), (left, _) in stands.items():
        assert member == book.orders[number].member or left <= 0, "nothing stays with the member before"


def standing(shop: RewardShop) -> Stands:
    """What was earned less what was taken back and has expired, and what has expired, by order, member, kind and lines."""
    journal, stands = shop.settler.journal, dict[tuple[str, str, str, Lines], list[int]]()
    events = {event.id: event for event in (*journal.events, *journal.settled) if event.type in EARNING}
    members = {id_: name for name, id_ in shop.ids.items()}
    taken, expired = reversed_of(shop), expired_of(shop)
    for entry in journal.entries:
        event = events.get(entry.event_id)
        if event is not None and entry.type is EntryType.EARN:
            number = (event.subject if event.type == "order.paid" else event.refers) or ""
            asset, lines = shop.program.kind_by_id[entry.kind_id].code, tuple((entry.terms or {}).get("lines") or ())
            sums = stands.setdefault((number, members[entry.member_id], asset, lines), [0, 0])
            sums[0] += entry.amount - taken[entry.id] - expired[entry.id]
            sums[1] += expired[entry.id]
    return stands


def check_tenders(shop: RewardShop, order: Order) -> None:
    """Each tender came back as far as its order was refunded, to the cent."""
    journal, taken = shop.settler.journal, reversed_of(shop)
    (paid,) = (event for event in journal.events if (event.type, event.subject) == ("order.paid", order.number))
    spent: dict[str, list[int]] = defaultdict(list)
    for entry in journal.entries:
        if entry.event_id == paid.id and entry.type is EntryType.SPEND:
            spent[shop.program.kind_by_id[entry.kind_id].code].append(taken[entry.id])
    restored: dict[str, list[int]] = defaultdict(list)
    for tender in order.tenders:
        restored[tender.asset].append(tender.restored)
    assert spent == restored


def check_totals(shop: RewardShop, book: Book, member: str) -> None:
    orders = [order for order in book.orders.values() if order.member == member]
    gross, net = sum(order.total for order in orders), sum(order.total - order.refunded for order in orders)
    counted = sum(not order.is_wholly_refunded for order in orders)
    said = tuple(shop.metric(member, name) or 0 for name in ("gross_spend", "net_spend", "orders"))
    assert (gross, net, counted) == tuple(map(Decimal, said))


def check_debt(shop: RewardShop, member: str) -> None:
    """Check that no more is owed than was spent, or is held to be spent."""
    for asset in RATES:
        holding = shop.asset(member, asset)
        assert Decimal(holding.debt) <= Decimal(holding.spent) + Decimal(holding.held)


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
