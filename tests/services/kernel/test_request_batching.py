"""Requests that arrive together share a run; where it fails each is run alone, but for those whose asker has gone."""

import asyncio
from collections.abc import Sequence

import pytest

from headless.services.kernel.request_batching import Gathering


async def test_who_has_gone_while_others_were_run_alone_is_not_run() -> None:
    gathering: Gathering[str, str] = Gathering()
    runs: list[Sequence[str]] = []
    alone = asyncio.Event()
    go_on = asyncio.Event()

    async def run(requests: Sequence[str]) -> list[str]:
        runs.append(requests)
        if len(requests) > 1:
            raise ValueError("not together")
        if requests == ["b"]:
            alone.set()
            await go_on.wait()
        return list(requests)

    first, *others = [asyncio.create_task(gathering.join(1, name, run)) for name in "abcd"]
    await alone.wait()
    others[1].cancel()
    with pytest.raises(asyncio.CancelledError):
        await others[1]
    go_on.set()

    assert ["a", "b", "d"] == [await first, await others[0], await others[2]]
    assert ["b", "d"] == [each[0] for each in runs if len(each) == 1 and each != ["a"]]
