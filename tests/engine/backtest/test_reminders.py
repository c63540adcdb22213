"""A back-test reminds no member if no rule would hear of it. All else comes out the same."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings

from headless.engine.backtest.backtest import REMINDERS, runnable
from headless.engine.settlement.settle import Settler
from headless.plugins import Earn
from tests.kit.memory import MemoryShop
from tests.kit.program import program_of
from tests.kit.random_stories import STORIES, Step, Teller, setups, traces
from tests.kit.rules import answering, saying
from tests.kit.setup import Ruling, Setup, points


def without_reminders(setup: Setup) -> MemoryShop:
    shop = MemoryShop(setup)
    shop.program = replace(shop.program, reminds=False)
    shop.settler = Settler(shop.program, shop.states, shop._new_id, history=True)
    return shop


def traces_but_reminders(shop: MemoryShop) -> dict[str, Any]:
    """Payloads are left out: the numbers of refunds are drawn from the same well as those of events."""
    trace = traces(shop)
    return {**trace, "events": [event[:3] for event in trace["events"] if event[0] not in REMINDERS]}


@settings(max_examples=60, deadline=None)
@given(setups(), STORIES)
def test_who_is_not_reminded_fares_the_same(setup: Setup, story: list[Step]) -> None:
    reminded, left_alone = MemoryShop(setup), without_reminders(setup)

    for shop in (reminded, left_alone):
        teller = Teller(shop)
        for step in story:
            teller.tell(step)

    assert traces_but_reminders(reminded) == traces_but_reminders(left_alone)
    assert not {event.type for event in left_alone.settler.journal.events}.intersection(REMINDERS)


@pytest.mark.parametrize("event_type", REMINDERS)
def test_a_back_test_reminds_where_a_rule_listens(event_type: str) -> None:
    listening = Ruling(saying("consoles", Earn("points", 1), on=(event_type,)))

    assert runnable(program_of(Setup(rules=[points(), listening]))).reminds


def test_a_back_test_reminds_where_reminders_are_counted() -> None:
    assert runnable(program_of(Setup(rules=[points()]), ["event:asset.expiring"])).reminds


def test_a_back_test_reminds_nobody_where_nobody_listens() -> None:
    elsewhere = Ruling(answering("elsewhere", lambda ctx: [], on=("asset.expired",)))

    assert not runnable(program_of(Setup(rules=[points(), elsewhere]))).reminds
