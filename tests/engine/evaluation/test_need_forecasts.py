"""When a need could give something else: never later than it does, seen from any day of a random history."""

from decimal import Decimal
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from headless.engine.declarations.rules import Events, Meets, Need, Value
from headless.engine.evaluation.need_forecasts import next_change_of
from headless.engine.evaluation.needs import needs_of
from headless.engine.evaluation.runner import Illegal
from headless.engine.program.active_declarations import Active
from headless.engine.standings.plugin_metrics import in_order, kept, units_of
from tests.engine.people import SHOP, TODAY, Person, asks, day

LATER = 420
NEEDS: dict[str, Need] = {
    "spend of 30 days": Value("net_spend", "30d"),
    "orders of a year": Value("orders", "1y"),
    "orders of the quarter": Value("orders", "quarter"),
    "average of 3 months": Value("average_order", "3m"),
    "all orders": Value("orders"),
    "streak": Value("streak", args={"type": "checkin"}),
    "since the last order": Value("days_since_order"),
    "to the birthday": Value("birthday_in"),
    "tier": Value("tier"),
    "days of the tier": Value("tier_ends_in"),
    "claps of 20 days": Events("clap", window="20d"),
    "goal": Meets(asks("net_spend", "GTE", "50", "60d")),
    "goals": Meets("$goals"),
}


def member(seed: int) -> Any:
    """Return a person with a random history."""
    random = Random(seed)
    person = Person(birthday_on=day(1990, random.randint(1, 12), random.randint(1, 28)))
    for _ in range(random.randint(0, 12)):
        person.ordered(TODAY - random.randint(0, 400), random.choice((1000, 2500, 6000)), random.choice((0, 0, 1000)))
    person.did("checkin", *{TODAY - random.randint(0, 4) for _ in range(4)})
    person.tiers = {"growth": ("gold", random.choice((None, TODAY + random.randint(1, 300))))}
    claps = sorted((TODAY - random.randint(0, 40) for _ in range(3)), reverse=True)
    records = [SimpleNamespace(id=at, type="clap", data=None, day=on, occurred_at=0) for at, on in enumerate(claps)]
    person.facts = SimpleNamespace(earlier=lambda type_, last: records[:last])  # type: ignore[attr-defined]
    return person


@pytest.mark.parametrize("name", NEEDS)
def test_a_fact_never_moves_before_its_outlook_says_so(name: str) -> None:
    settings = SimpleNamespace(
        goals={"often": asks("orders", "GTE", 3, "90d"), "once": asks("orders", "GTE", 1, "10d")}
    )
    declared = SimpleNamespace(needs={"fact": NEEDS[name]})
    active = Active("p", "1", "m", declared, settings)
    needs, outlook = needs_of(SHOP, active), next_change_of(SHOP, active)

    def fact(person: Any, on: int) -> Any:
        value = needs.read(person, on)["fact"]
        return [event.local_date for event in value] if name.startswith("claps") else value

    for seed in range(25):
        person, today = member(seed), TODAY
        while (until := outlook(person, today)) is not None and until < TODAY + LATER:
            assert until > today
            assert {repr(fact(person, today))} == {repr(fact(person, on)) for on in range(today, until)}, (seed, today)
            today = until
        assert {repr(fact(person, today))} == {repr(fact(person, on)) for on in range(today, TODAY + LATER, 7)}, seed


def test_metrics_are_computed_after_those_that_they_need_and_a_ring_as_declared() -> None:
    def metric(id_: str, *needed: str) -> Active:
        needs = {name: Value(f"p.{name}") for name in needed}
        return Active("p", "1", id_, SimpleNamespace(needs=needs), None)

    ordered = in_order(
        [metric("c", "b"), metric("b", "a"), metric("a"), metric("x", "y"), metric("y", "x"), metric("z", "z")]
    )

    assert ["a", "z", "b", "c", "x", "y"] == [metric.id for metric in ordered]


@pytest.mark.parametrize(
    ("type_", "value", "expected"),
    [
        ("int", 5, "5"),
        ("int", True, "bool"),
        ("int", 2**63, "64 bits"),
        ("Decimal", 5, "5"),
        ("Decimal", "1.2345678999", "str"),
        ("str", "x" * 201, "201 characters"),
        ("bool", 1, "int"),
        ("str", None, "None"),
    ],
)
def test_what_is_kept_is_of_the_declared_type(type_: str, value: Any, expected: str) -> None:

    types: dict[str, Any] = {"int": int, "Decimal": Decimal, "str": str, "bool": bool}
    try:
        outcome = str(kept(types[type_], value))
    except Illegal as fault:
        outcome = str(fault)

    assert expected in outcome


def test_a_number_is_kept_with_at_most_nine_decimals_cut_off_toward_zero() -> None:

    assert Decimal("-1.234567891") == kept(Decimal, Decimal("-1.2345678919"))
    assert (12, 1) == units_of(kept(Decimal, Decimal("1.20")))
    with pytest.raises(Illegal, match="no number"):
        kept(Decimal, Decimal("NaN"))
