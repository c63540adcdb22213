"""Costly operations wait for one another, by bearer in turn."""

import asyncio
from contextlib import suppress

from headless.services.rates.turns import LATELY_SECONDS, Crowd, Turns


async def run(turns: Turns, bearer: int, done: list[int], until: asyncio.Event) -> None:
    await turns.enter(bearer)
    try:
        done.append(bearer)
        await until.wait()
    finally:
        turns.leave(bearer)


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_one_bearer_has_so_many_at_once_and_others_need_not_wait() -> None:
    turns, begun, until = Turns(4, 2), list[int](), asyncio.Event()
    tasks = [asyncio.create_task(run(turns, bearer, begun, until)) for bearer in (1, 1, 1, 1, 2)]
    await settle()

    assert [1, 1, 2] == begun
    until.set()
    await asyncio.gather(*tasks)
    assert 5 == len(begun)


async def test_all_together_have_so_many_and_those_who_wait_come_in_turn() -> None:
    turns, begun = Turns(2, 2), list[int]()
    gates = [asyncio.Event() for _ in range(8)]
    bearers = (1, 1, 1, 1, 1, 1, 2, 3)
    tasks = [asyncio.create_task(run(turns, bearer, begun, gate)) for bearer, gate in zip(bearers, gates, strict=True)]
    await settle()
    assert [1, 1] == begun
    for gate in gates[:2]:
        gate.set()
        await settle()

    assert [1, 1, 1, 2] == begun
    for gate in gates:
        gate.set()
    await asyncio.gather(*tasks)
    assert sorted(bearers) == sorted(begun)


async def test_one_who_is_cancelled_while_waiting_or_at_its_turn_takes_none() -> None:
    turns, begun, until = Turns(1, 1), list[int](), asyncio.Event()
    first = asyncio.create_task(run(turns, 1, begun, until))
    await settle()
    waiting = [asyncio.create_task(run(turns, 1, begun, until)) for _ in range(3)]
    await settle()
    waiting[0].cancel()
    await settle()
    until.set()
    # the turn of the next one comes at the very moment when it is cancelled
    await asyncio.sleep(0)
    waiting[1].cancel()
    await first
    for task in waiting:
        with suppress(asyncio.CancelledError):
            await task

    last = asyncio.create_task(run(turns, 2, begun, until))
    await asyncio.wait_for(last, 5)
    assert 2 == begun[-1]


def test_turns_are_taken_only_while_several_ask() -> None:
    crowd = Crowd(2)

    assert crowd.turns(1, 10.0) is None
    assert crowd.turns(1, 10.1) is None
    assert crowd.turns(2, 10.2) is not None
    assert crowd.turns(1, 10.3) is not None
    assert crowd.turns(1, 10.3 + LATELY_SECONDS - 0.01) is not None
    assert crowd.turns(1, 10.3 + LATELY_SECONDS) is None
