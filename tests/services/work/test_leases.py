"""Leases end, pauses double, and items are given up after the last attempt."""

import asyncio

import pytest

from headless.engine.values.zones import MINUTE_US
from headless.services.work import queues
from headless.services.work.leases import LeasePolicy, extending
from headless.services.work.rounds import NOTHING_DUE, Round, work_off

POLICY = LeasePolicy(lease_us=60, most_attempts=3, first_pause_us=10)


def test_a_lease_ends_after_its_length() -> None:
    assert POLICY.ends_at(1_000) == 1_060


def test_a_holder_is_dead_that_has_not_extended_its_lease_for_its_length() -> None:
    assert POLICY.lost_before(1_000) == 940


@pytest.mark.parametrize(("attempts", "again_at"), [(1, 1_010), (2, 1_020), (3, 1_040)])
def test_the_pause_doubles_with_each_failure(attempts: int, again_at: int) -> None:
    assert POLICY.again_at(attempts, 1_000) == again_at


@pytest.mark.parametrize(("attempts", "is_last"), [(2, False), (3, True), (4, True)])
def test_an_item_is_given_up_after_the_last_attempt(attempts: int, is_last: bool) -> None:
    assert POLICY.is_last(attempts) is is_last


def test_a_failed_rule_is_retried_after_a_minute_first_and_about_two_hours_last() -> None:
    pauses = [queues.RETRIES.again_at(attempts, 0) // MINUTE_US for attempts in range(1, 9)]

    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128]


async def test_a_lease_is_extended_while_the_work_goes_on_and_not_after() -> None:
    extended = 0
    twice = asyncio.Event()

    async def extend() -> None:
        nonlocal extended
        extended += 1
        if extended == 2:
            twice.set()

    async with extending(LeasePolicy(extend_every_s=0.001), extend):
        await asyncio.wait_for(twice.wait(), 5)
    count = extended
    await asyncio.sleep(0.01)

    assert extended == count


async def test_rounds_go_on_until_nothing_is_due() -> None:
    rounds = [Round(3), Round(2), NOTHING_DUE, Round(100)]

    async def work() -> Round:
        return rounds.pop(0)

    assert await work_off(work) == 5
    assert rounds == [Round(100)]


async def test_no_more_rounds_are_done_than_the_caller_allows() -> None:
    async def work() -> Round:
        return Round(3)

    assert await work_off(work, 2) == 6


async def test_the_last_round_counts() -> None:
    async def work() -> Round:
        return Round(4, goes_on=False)

    assert await work_off(work) == 4
