"""How many orders a second the engine settles on one core, in memory, clock work included, compared with the naive way.

Typical rules: points and growth value per spend, a multiplier by tier, the five-tier ladder, three conditional tags, points that
expire after a year; some fifty orders each over two years. History mode: before each order the member's due work runs at
its own time. Garbage is collected as rarely as an import does it, for both ways.
"""

from itertools import count
from random import Random
from time import process_time

from benchmarks.contenders.naive_settle import NaiveShop
from headless.engine.conditions.conditions import keys_used
from headless.engine.conditions.parsing import parse_condition
from headless.engine.member.records import EventRecord
from headless.engine.member.state import MemberState
from headless.engine.metrics.built_in import BUILT_IN
from headless.engine.program import documents
from headless.engine.program.program import Program
from headless.engine.program.rule_instances import Instance, Versions
from headless.engine.settlement.settle import Settler
from headless.engine.values.zones import Zone
from headless.plugins.builtin.events.orders import OrderPaid
from headless.plugins.loading.registry import BUILTIN, Registry
from headless.services.kernel.garbage import rare_collection

ORDERS = 20_000
NAIVE_ORDERS = 3_000
ORDERS_EACH = 50
START_US = 1_704_067_200_000_000
DAYS = 730
DAY_US = 86_400_000_000


def _where(metric: str, op: str, value: object, window: str | None = None) -> dict[str, object]:
    test = {"metric": metric, "op": op, "value": value, "window": window}
    return {"test": {key: part for key, part in test.items() if part is not None}}


LADDER = (
    ("bronze", {"any": [_where("orders", "GTE", 3), _where("net_spend", "GTE", "200")]}),
    ("silver", _where("net_spend", "GTE", "2000", "365d")),
    ("gold", {"any": [_where("orders_per_month", "GTE", 2, "1y"), _where("net_spend", "GTE", "8000", "365d")]}),
    ("platinum", _where("net_spend", "GTE", "15000", "365d")),
    ("diamond", _where("net_spend", "GTE", "30000", "365d")),
)
TAGS = (
    ("frequent", _where("orders", "GTE", 4, "90d")),
    ("quiet", _where("days_since_order", "GTE", 60)),
    ("generous", _where("average_order", "GTE", "300")),
)
RULES = (
    ("points_per_spend", {}),
    ("growth_per_spend", {}),
    ("tier_multiplier", {"times": {"gold": "1.5", "platinum": "2", "diamond": "3"}}),
)


def program() -> Program:
    """Return the shop of the benchmark."""
    registry = Registry.load(entry_points=())
    kinds = (
        {"code": "points", "name": "Points", "expiry": {"after": "1y"}},
        {"code": "growth", "name": "Growth value"},
    )
    tiers = [
        {"id": 20 + rank, "code": code, "name": code, "rank": rank, "condition": condition}
        for rank, (code, condition) in enumerate(LADDER, 1)
    ]
    track = {
        "code": "main",
        "name": "Main",
        "kind": "EARNED",
        "default": True,
        "downgrade": "TO_QUALIFIED",
        "tiers": tiers,
    }
    tags = [{"code": code, "name": code, "condition": condition} for code, condition in TAGS]
    conditions = [parse_condition(condition, BUILT_IN) for _, condition in (*LADDER, *TAGS)]
    return Program(
        1, "bench", "CNY", 2, Zone("Asia/Shanghai"),
        kinds={each["code"]: documents.asset_kind(at, 1, each) for at, each in enumerate(kinds, 1)},
        tracks={"main": documents.track(10, 1, track, BUILT_IN)},
        tags={each["code"]: documents.tag_kind(at, 1, each, BUILT_IN) for at, each in enumerate(tags, 30)},
        rules=tuple(Versions([_instance(registry, at, *rule)]) for at, rule in enumerate(RULES, 40)),
        event_types=registry.event_types,
        tracked=frozenset({"order", *(key for condition in conditions for key in keys_used(condition))}),
    )  # fmt: skip


def _instance(registry: Registry, id_: int, rule: str, settings: dict[str, object]) -> Instance:
    declared = registry.rule(BUILTIN, rule)
    assert declared is not None
    parsed = declared.settings(settings)
    return Instance(
        id_, BUILTIN, "1", rule, rule, 1, id_, True, parsed, declared.rule, assets=declared.assets(parsed)
    )  # fmt: skip


def orders(number: int, zone: Zone) -> list[EventRecord]:
    """Yield orders of two years in time order. A few members buy much."""
    random, members = Random(7), number // ORDERS_EACH
    found = []
    for at in range(number):
        moment = START_US + at * (DAYS * DAY_US // number)
        member = int(members * random.random() ** 2)
        cents = int(random.lognormvariate(9.5, 1))
        data = OrderPaid(order_id=f"o{at}", total=f"{cents // 100}.{cents % 100:02}")
        found.append(
            EventRecord(
                1_000_000 + at, "order.paid", "shop", f"o{at}", member, moment, moment, zone.day_of(moment), data, {},
                subject=f"o{at}",
            )
        )  # fmt: skip
    return found


def settled(number: int) -> tuple[float, int]:
    """Return the seconds that the engine takes for so many orders, and how many events it recorded, the clock's included."""
    shop = program()
    day = shop.zone.day_of(START_US)
    states = {id_: MemberState(id_, shop, START_US, day, complete=True) for id_ in range(number // ORDERS_EACH)}
    events = orders(number, shop.zone)
    settler = Settler(shop, states, count(10_000_000).__next__, history=True)
    with rare_collection():
        started = process_time()
        for event in events:
            settler.settle(event)
        seconds = process_time() - started
    return seconds, len(settler.journal.events)


def settled_naively(number: int) -> float:
    """Return the seconds that recomputing everything from history takes for so many orders."""
    naive = NaiveShop()
    events = orders(number, Zone("Asia/Shanghai"))
    with rare_collection():
        started = process_time()
        for event in events:
            naive.settle(event)
        return process_time() - started


def main() -> None:
    """Print orders a second of both, and the ratio. Seconds are of one core's time."""
    seconds, events = settled(ORDERS)
    ours = ORDERS / seconds
    naive_seconds = settled_naively(NAIVE_ORDERS)
    naive = NAIVE_ORDERS / naive_seconds
    print(
        f"engine   {ours:10,.0f} orders a second  ({ORDERS:,} orders, {seconds:.2f} s; {events / seconds:,.0f} events a second)"
    )
    print(f"naively  {naive:10,.0f} orders a second  ({NAIVE_ORDERS:,} orders, {naive_seconds:.2f} s)")
    print(f"ratio    {ours / naive:10,.1f}")


if __name__ == "__main__":
    main()
