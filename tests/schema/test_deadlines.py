"""A request has so many seconds: then it is cancelled, and the caller told of the time, not of a cancellation."""

import asyncio

import pytest

from headless.schema.serving.deadlines import Deadline

SOON, LATE = 0.01, 30.0


async def test_what_takes_too_long_is_cut_off() -> None:
    with pytest.raises(TimeoutError), Deadline(SOON):
        await asyncio.sleep(LATE)
    await asyncio.sleep(0)
    task = asyncio.current_task()
    assert task is not None
    assert task.cancelling() == 0


async def test_what_is_done_in_time_is_left_alone() -> None:
    with Deadline(SOON):
        pass
    await asyncio.sleep(2 * SOON)


async def test_a_caller_who_leaves_cancels_as_ever() -> None:
    async def answered() -> None:
        with Deadline(LATE):
            await asyncio.sleep(LATE)

    task = asyncio.create_task(answered())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_caller_who_leaves_at_the_last_moment_is_not_told_of_the_time() -> None:
    async def answered() -> None:
        with Deadline(SOON):
            try:
                await asyncio.sleep(LATE)
            except asyncio.CancelledError:
                own.cancel()
                raise

    own = asyncio.create_task(answered())
    with pytest.raises(asyncio.CancelledError):
        await own


async def test_other_faults_pass() -> None:
    with pytest.raises(KeyError), Deadline(LATE):
        raise KeyError("x")
