"""Rounds: a queue is worked off one transaction after another, as many as the caller allows."""

from collections.abc import Awaitable, Callable
from typing import NamedTuple


class Round(NamedTuple):
    """What one round did, and whether another may follow."""

    done: int = 0
    goes_on: bool = True


NOTHING_DUE = Round(goes_on=False)


async def work_off(work: Callable[[], Awaitable[Round]], most: int | None = None) -> int:
    """Run rounds until one is the last, at most `most`, and return how much they did in all."""
    done = count = 0
    while most is None or count < most:
        result = await work()
        done, count = done + result.done, count + 1
        if not result.goes_on:
            break
    return done
