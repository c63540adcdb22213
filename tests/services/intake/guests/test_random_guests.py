"""Claiming later comes to the same as sending the same events after joining."""

from collections.abc import Sequence
from itertools import count

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from headless.clock import FixedClock, SystemClock
from headless.config import Settings
from headless.models.database.database import Database
from headless.plugins.loading.registry import Registry
from headless.services.configuration.guest_events import change_claim_for
from headless.services.configuration.merchants import create_merchant
from headless.services.intake.events import EventInput, record_events
from headless.services.kernel.kernel import build_kernel
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.principals import system
from tests.services.intake.guests.conftest import SECRET
from tests.services.intake.guests.waiting import ANN, join, waiting
from tests.services.shop import ZONE, Shop, instant

PHASES = [Phase.explicit, Phase.reuse, Phase.generate]
"""Each story takes many transactions: making a failing one smaller takes minutes."""
KINDS = ["order", "order", "refund", "amend", "move", "unlinked"]
STEPS = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(0, 2), st.integers(1, 120), st.booleans()), min_size=1, max_size=9
)
LADDER = (
    {"code": "a", "name": "A", "rank": 0},
    {"code": "b", "name": "B", "rank": 1, "condition": {"test": {"metric": "net_spend", "op": "GTE", "value": "60"}}},
)
_COUNTER = count(1)
Step = tuple[str, int, int, bool]


def _input(place: int, step: Step) -> EventInput:
    """One step. The last part: its member is not named, where the order says whose it is."""
    what, number, amount, is_nameless = step
    order_id, key, at = f"o{number}", f"e{place}", instant(f"2026-05-{place + 1:02}T10:00")
    data: dict[str, object] = {"orderId": order_id}
    if what == "order":
        type_, data = "order.paid", {**data, "total": f"{amount}.00"}
    elif what == "refund":
        type_, data = "order.refunded", {**data, "refundId": key, "amount": f"{amount}.00"}
    elif what == "unlinked":
        type_, data, is_nameless = "order.refunded", {"refundId": key, "amount": f"{amount}.00"}, False
    elif what == "amend":
        type_, data = "order.amended", {**data, "amendmentId": key, "total": f"{amount}.00"}
    else:
        type_, data = "order.moved", {**data, "to": {"number": "ben"}}
    member = None if is_nameless and what != "order" else ANN
    return EventInput(type_, data, member, "shop", key, at)


async def _story(database: Database, steps: Sequence[Step], slug: str, later: bool) -> tuple[object, ...]:
    clock, registry = FixedClock(instant("2026-06-01T12:00")), Registry.load(entry_points=())
    own = Settings(database_url=database.url, secret_key=SECRET)
    kernel = build_kernel(database, registry, clock, own, SystemClock())
    merchant = await create_merchant(kernel, slug, currency="CNY", time_zone=ZONE)
    shop = Shop(kernel, clock, system(merchant.id, slug))
    await change_claim_for(kernel, slug, 90)
    await shop.rule("points_per_spend")
    await shop.ladder(*LADDER)
    ben = await shop.member("ben")
    inputs = [_input(place, step) for place, step in enumerate(steps)]
    if later:
        for alone in inputs:
            await record_events(kernel, shop.owner, [alone])
        await join(shop, "PHONE")
    else:
        await join(shop, "PHONE")
        await record_events(kernel, shop.owner, inputs)
    sql = """SELECT external_id, status, occurred_at FROM event
WHERE merchant_id = $1 AND type LIKE 'order.%' AND status < 2 AND source = 'shop' ORDER BY external_id"""
    async with kernel.db.read() as session:
        recorded = [tuple(row) for row in await session.fetch(sql, merchant.id)]
    members: list[Lookup] = [ANN, ben]
    holdings = [(await shop.balance(member), await shop.tier(member)) for member in members]
    return recorded, holdings, await shop.drifts(), await waiting(shop)


@given(steps=STEPS)
@settings(max_examples=20, deadline=None, phases=PHASES, suppress_health_check=list(HealthCheck))
async def test_claiming_later_is_the_same_as_joining_first(database: Database, steps: list[Step]) -> None:
    number = next(_COUNTER)

    later = await _story(database, steps, f"later-{number}", later=True)
    first = await _story(database, steps, f"first-{number}", later=False)

    assert first == later
    assert ([], 0) == later[2:]
