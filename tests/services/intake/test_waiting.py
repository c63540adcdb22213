"""A refund that comes before its order waits. If it cannot be taken then, it failed: kept, told, and free to be sent again."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from headless.clock import FixedClock, SystemClock
from headless.config import Settings
from headless.engine.values.problems import Problem
from headless.models.database.database import Database
from headless.plugins.loading.registry import Registry
from headless.services.configuration.merchants import create_merchant
from headless.services.intake.events import EventInput, record_events
from headless.services.kernel.kernel import build_kernel
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.outcomes import Recorded
from headless.services.kernel.principals import system
from headless.services.verifying.unsettled import Unsettled, failed_events, waiting_events
from headless.services.worker.worker import work_once
from tests.services.shop import ZONE, Shop, instant


class Kept(NamedTuple):
    """An event as it is kept."""

    external_id: str
    status: int
    code: str | None


async def kept(shop: Shop, type_: str = "order.refunded") -> list[Kept]:
    """Events of a type, in the order in which they came, with what stood against them."""
    sql = """SELECT e.external_id, e.status, p.problem FROM event e
LEFT JOIN event_problem p ON p.merchant_id = e.merchant_id AND p.event_id = e.id
WHERE e.merchant_id = $1 AND e.type = $2 ORDER BY e.id"""
    async with shop.kernel.db.read() as session:
        rows = await session.fetch(sql, shop.owner.merchant_id, type_)
    return [Kept(row[0], row[1], row[2] and row[2].split('"code":"')[1].split('"')[0]) for row in rows]


async def told(shop: Shop) -> list[str]:
    """The undelivered messages about failed events."""
    sql = "SELECT document FROM outbox WHERE topic = 'event.failed' AND delivered_at IS NULL AND attempts = 0"
    async with shop.kernel.db.read() as session:
        return [row[0] for row in await session.fetch(sql)]


async def listed(shop: Shop, state: str) -> list[Unsettled]:
    async with shop.kernel.db.read() as session:
        merchant = await shop.kernel.programs.merchant(session, shop.owner.merchant_id)
    listing = waiting_events if state == "waiting" else failed_events
    return [unsettled async for unsettled in listing(shop.kernel, merchant)]


def refund(member: Lookup | None, key: str, order: str, amount: str, on: str | None = None) -> EventInput:
    data = {"refundId": key, "orderId": order, "amount": amount}
    return EventInput("order.refunded", data, member, "shop", key, None if on is None else instant(on))


def order(member: Lookup, number: str, total: str, on: str | None = None) -> EventInput:
    at = None if on is None else instant(on)
    return EventInput("order.paid", {"orderId": number, "total": total}, member, "shop", f"paid-{number}", at)


async def send(shop: Shop, *inputs: EventInput, **options: Any) -> list[Recorded]:
    return await record_events(shop.kernel, shop.owner, inputs, **options)


def problem_of(recorded: Recorded) -> str:
    problem = recorded.problem
    assert isinstance(problem, Problem)
    return problem.code


# ── what fails when its turn comes


async def test_a_refund_beyond_its_order_is_kept_as_failed_and_told(shop: Shop) -> None:
    await shop.rule("points_per_spend")
    member = await shop.member()
    [deferred] = await send(shop, refund(member, "r1", "o1", "100.01"))

    await shop.order(member, "100.00", "o1")

    assert "DEFERRED" == deferred.outcome
    assert [("r1", 3, "REFUND_TOO_LARGE")] == await kept(shop)
    assert "100" == await shop.balance(member)
    assert [] == await listed(shop, "waiting")
    [failed] = await listed(shop, "failed")
    assert ("REFUND_TOO_LARGE", deferred.event_id) == (failed.problem["code"], failed.event.id)
    assert 1 == len(await told(shop))
    assert [] == await shop.drifts()


async def test_a_refund_in_another_currency_fails_like_one_that_is_sent_after_its_order(shop: Shop) -> None:
    member = await shop.member()
    await shop.order(member, "50.00", "o1")
    late = await shop.refund(member, "10.00", "o1", currency="EUR")

    await shop.refund(member, "10.00", "o2", currency="EUR")
    await shop.order(member, "50.00", "o2")

    failed = await listed(shop, "failed")
    codes = {problem_of(late), *(unsettled.problem["code"] for unsettled in failed)}
    assert (1, []) == (len(codes), await shop.drifts())


async def test_a_refund_for_another_members_order_fails_when_that_order_comes(shop: Shop) -> None:
    await shop.rule("points_per_spend")
    ann, ben = await shop.member("1"), await shop.member("2")
    await send(shop, refund(ben, "r1", "o1", "10.00"))

    await shop.order(ann, "100.00", "o1")

    assert [("r1", 3, "ORDER_OF_ANOTHER_MEMBER")] == await kept(shop)
    assert ("100", "0") == (await shop.balance(ann), await shop.balance(ben))
    assert [] == await shop.drifts()


async def test_one_that_fails_days_later_through_another_members_order_is_no_drift(shop: Shop) -> None:
    """Nothing was settled for the member for whom it was sent: that one's clock stands where it stood."""
    ann, bob = await shop.member("ann"), await shop.member("bob")
    await send(shop, refund(ann, "r1", "A", "10.00"))
    await shop.pass_time("2026-06-20T12:00")

    await send(shop, order(bob, "A", "100.00"))

    assert [Kept("r1", 3, "ORDER_OF_ANOTHER_MEMBER")] == await kept(shop)
    assert [] == await shop.drifts()


async def test_a_failed_number_is_free_and_leaves_the_list_once_it_is_recorded(shop: Shop) -> None:
    await shop.rule("points_per_spend")
    member = await shop.member()
    await send(shop, refund(member, "r1", "o1", "100.01"))
    await shop.order(member, "100.00", "o1")

    [again] = await send(shop, refund(member, "r1", "o1", "40.00"))
    [repeated] = await send(shop, refund(member, "r1", "o1", "40.00"))

    assert ("RECORDED", "DUPLICATE") == (again.outcome, repeated.outcome)
    assert [("r1", 3, "REFUND_TOO_LARGE"), ("r1", 0, None)] == await kept(shop)
    assert ("60", []) == (await shop.balance(member), await listed(shop, "failed"))
    assert [] == await shop.drifts()


async def test_a_failed_refund_id_is_free_under_another_number(shop: Shop) -> None:
    member = await shop.member()
    await send(shop, refund(member, "r1", "o1", "100.01"))
    await shop.order(member, "100.00", "o1")
    data = {"refundId": "r1", "orderId": "o1", "amount": "5.00"}

    other = EventInput("order.refunded", data, member, "shop", "another number")
    assert ["RECORDED"] == [recorded.outcome for recorded in await send(shop, other)]


async def test_the_worker_neither_takes_nor_loses_what_failed(shop: Shop) -> None:
    member = await shop.member()
    await send(shop, refund(member, "r1", "o1", "100.01"))
    await shop.order(member, "100.00", "o1")

    worked = [await work_once(shop.kernel) for _ in range(3)]

    assert (0, 1) == (sum(turn.delivered for turn in worked), len(await told(shop)))


async def test_simulating_the_order_shows_and_keeps_nothing(shop: Shop) -> None:
    member = await shop.member()
    await send(shop, refund(member, "r1", "o1", "100.01"))

    [simulated] = await send(shop, order(member, "o1", "100.00"), simulate=True)

    assert "SIMULATED" == simulated.outcome
    assert ([("r1", 1, None)], []) == (await kept(shop), await told(shop))


async def test_an_order_that_is_rejected_with_its_batch_leaves_its_refund_waiting(shop: Shop) -> None:
    member = await shop.member()
    await send(shop, refund(member, "r1", "o1", "100.01"))

    batch = [order(member, "o1", "100.00"), order(member, "o2", "-1")]
    outcomes = [recorded.outcome for recorded in await send(shop, *batch, everything=True)]

    assert ["SKIPPED", "INVALID"] == outcomes
    assert ([("r1", 1, None)], []) == (await kept(shop), await told(shop))


# ── a batch equals its events one by one


async def test_in_one_batch_a_failed_number_is_free_as_well(shop: Shop) -> None:
    await shop.rule("points_per_spend")
    member = await shop.member()
    moment = "2026-06-01T10:0"

    batch = await send(
        shop,
        refund(member, "r1", "o1", "100.01", f"{moment}1"),
        order(member, "o1", "100.00", f"{moment}2"),
        refund(member, "r1", "o1", "40.00", f"{moment}3"),
    )

    assert ["DEFERRED", "RECORDED", "RECORDED"] == [recorded.outcome for recorded in batch]
    assert [("r1", 3, "REFUND_TOO_LARGE"), ("r1", 0, None)] == await kept(shop)
    assert ("60", 1, []) == (await shop.balance(member), len(await told(shop)), await shop.drifts())


async def test_in_one_batch_a_refund_after_another_members_order_does_not_wait(shop: Shop) -> None:
    ann, ben = await shop.member("1"), await shop.member("2")

    moment = "2026-06-01T10:0"
    batch = await send(shop, order(ann, "o1", "100.00", f"{moment}1"), refund(ben, "r1", "o1", "10.00", f"{moment}2"))

    assert "ORDER_OF_ANOTHER_MEMBER" == problem_of(batch[1])
    assert [] == await kept(shop)


async def test_in_one_batch_a_refund_for_another_members_order_fails_as_well(shop: Shop) -> None:
    ann, ben = await shop.member("1"), await shop.member("2")

    moment = "2026-06-01T10:0"
    await send(shop, refund(ben, "r1", "o1", "10.00", f"{moment}1"), order(ann, "o1", "100.00", f"{moment}2"))

    assert [("r1", 3, "ORDER_OF_ANOTHER_MEMBER")] == await kept(shop)
    assert [] == await shop.drifts()


# ── what waits


async def test_what_waits_is_listed_oldest_first_with_its_age(shop: Shop) -> None:
    member = await shop.member()
    await send(shop, refund(member, "r1", "mistyped", "10.00"))
    shop.clock.set(instant("2026-06-03T12:00"))
    await send(shop, refund(member, "r2", "also mistyped", "10.00"))
    shop.clock.set(instant("2026-06-04T12:00"))

    waiting = await listed(shop, "waiting")

    day = 24 * 3600
    assert [("r1", "mistyped", 3 * day), ("r2", "also mistyped", day)] == [
        (unsettled.event.external_id, unsettled.event.refers, unsettled.age_seconds) for unsettled in waiting
    ]


# ── linked refunds that name no member


async def test_the_order_says_whose_a_refund_is(shop: Shop) -> None:
    await shop.rule("points_per_spend")
    member = await shop.member()
    await shop.order(member, "100.00", "o1")

    [nameless] = await send(shop, refund(None, "r1", " o1 ", "40.00"))
    [named] = await send(shop, refund(member, "r1", "o1", "40.00"))

    assert ("RECORDED", "DUPLICATE", "60") == (nameless.outcome, named.outcome, await shop.balance(member))


async def test_a_refund_that_names_nobody_does_not_wait(shop: Shop) -> None:
    await shop.member()

    [nameless] = await send(shop, refund(None, "r1", "o1", "40.00"))
    unlinked = EventInput("order.refunded", {"refundId": "r2", "amount": "1"}, None, "shop", "r2")

    assert ("INVALID", "MEMBER_MISSING") == (nameless.outcome, problem_of(nameless))
    assert ["MEMBER_MISSING"] == [problem_of(recorded) for recorded in await send(shop, unlinked)]
    assert [] == await kept(shop)


@pytest.mark.parametrize(("first", "outcomes"), [("order", ["RECORDED"] * 2), ("refund", ["INVALID", "RECORDED"])])
async def test_in_one_batch_the_order_must_come_first_as_it_must_one_by_one(
    shop: Shop, first: str, outcomes: Sequence[str]
) -> None:
    member = await shop.member()
    events = [order(member, "o1", "100.00", "2026-06-01T10:00"), refund(None, "r1", "o1", "40.00", "2026-06-01T10:00")]

    batch = await send(shop, *(events if first == "order" else reversed(events)))

    assert outcomes == [recorded.outcome for recorded in batch]


async def test_an_order_that_is_not_taken_names_nobody(shop: Shop) -> None:
    member = await shop.member()
    await shop.order(member, "100.00", "o9")
    unpayable = EventInput(
        "order.paid",
        {"orderId": "o1", "total": "100.00", "payWith": [{"asset": "balance", "amount": "100.00"}]},
        member, "shop", "paid-o1", instant("2026-06-01T10:00"),
    )  # fmt: skip

    batch = await send(shop, unpayable, refund(None, "r1", "o1", "40.00", "2026-06-01T10:01"))

    assert ["REFUSED", "INVALID"] == [recorded.outcome for recorded in batch]
    assert [] == await kept(shop)


# ── at random

PHASES = [Phase.explicit, Phase.reuse, Phase.generate]
"""Each story takes many transactions: making a failing one smaller takes minutes."""
STEPS = st.lists(
    st.tuples(st.sampled_from(["order", "refund"]), st.integers(0, 2), st.integers(0, 1), st.integers(1, 120)),
    min_size=1, max_size=9,
)  # fmt: skip


class Ending(NamedTuple):
    """What a story comes to: the events by number with their states, and the members' points."""

    events: list[tuple[str, int]]
    points: list[str]
    drifts: list[str]


def _inputs(steps: Sequence[tuple[str, int, int, int]], members: Sequence[Lookup]) -> list[EventInput]:
    inputs = []
    for place, (what, number, member, amount) in enumerate(steps):
        on = f"2026-05-01T10:{place:02}"
        if what == "order":
            given = order(members[member], f"o{number}", f"{amount}.00", on)
        else:
            given = refund(members[member], f"r{place}", f"o{number}", f"{amount}.00", on)
        inputs.append(given)
    return inputs


async def _story(database: Database, steps: Sequence[tuple[str, int, int, int]], slug: str, at_once: bool) -> Ending:
    clock = FixedClock(instant("2026-06-01T12:00"))
    registry = Registry.load(entry_points=())
    kernel = build_kernel(database, registry, clock, Settings(database_url=database.url), SystemClock())
    merchant = await create_merchant(kernel, slug, currency="CNY", time_zone=ZONE)
    shop = Shop(kernel, clock, system(merchant.id, merchant.slug))
    await shop.rule("points_per_spend")
    members = [await shop.member("1"), await shop.member("2")]
    inputs = _inputs(steps, members)
    for batch in [inputs] if at_once else [[alone] for alone in inputs]:
        await send(shop, *batch)
    sql = "SELECT external_id, status FROM event WHERE merchant_id = $1 AND type LIKE 'order.%' ORDER BY external_id, status"
    async with kernel.db.read() as session:
        events = [tuple(row) for row in await session.fetch(sql, merchant.id)]
    return Ending(events, [await shop.balance(member) for member in members], await shop.drifts())


@given(steps=STEPS)
@settings(max_examples=12, deadline=None, phases=PHASES, suppress_health_check=list(HealthCheck))
async def test_nothing_is_lost_and_a_batch_equals_its_events_one_by_one(
    database: Database, steps: list[tuple[str, int, int, int]]
) -> None:
    number = next(_COUNTER)

    alone = await _story(database, steps, f"alone-{number}", at_once=False)
    batch = await _story(database, steps, f"batch-{number}", at_once=True)

    assert alone == batch
    assert [] == alone.drifts
    owed = dict.fromkeys((0, 1), 0)
    orders: dict[int, tuple[int, int]] = {}
    for what, which, member, amount in steps:
        if what == "order" and which not in orders:
            orders[which] = (member, amount)
            owed[member] += amount
    taken = _taken(steps, orders)
    assert [str(owed[member] - taken[member]) for member in (0, 1)] == alone.points
    waiting = [key for key, status in alone.events if status == 1]
    assert {f"r{place}" for place, step in enumerate(steps) if step[0] == "refund" and step[1] not in orders} == set(
        waiting
    )


def _taken(steps: Sequence[tuple[str, int, int, int]], orders: dict[int, tuple[int, int]]) -> dict[int, int]:
    """What refunds take from each member: in order, as far as the order has it, and of its own orders alone."""
    left, taken = {which: amount for which, (_, amount) in orders.items()}, {0: 0, 1: 0}
    for what, which, member, amount in steps:
        if what == "refund" and which in orders and orders[which][0] == member and amount <= left[which]:
            left[which] -= amount
            taken[member] += amount
    return taken


_COUNTER = iter(range(1, 10_000))
