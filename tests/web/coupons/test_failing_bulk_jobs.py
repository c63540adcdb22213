"""Bulk jobs that fail: tried again later, and given up in the end."""

from typing import Any

import pytest

from headless.services.scheduling import coupon_jobs
from headless.services.worker.worker import work_once
from tests.web.coupons.test_bulk_coupons import EVERYONE, held, issue, small_chunks, sound, told, town
from tests.web.shop import Shop

__all__ = ["small_chunks", "town"]


async def test_a_job_that_fails_again_and_again_is_given_up_and_keeps_no_other_back(
    town: Shop, small_chunks: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    true = coupon_jobs.settle_inputs
    calls = 0

    async def breaks(batch: Any, principal: Any, inputs: Any) -> Any:
        nonlocal calls
        if inputs[0].data["kind"] != "hello":
            return await true(batch, principal, inputs)
        calls += 1
        raise RuntimeError("the disk is on fire")

    monkeypatch.setattr(coupon_jobs, "settle_inputs", breaks)
    asked, other = await issue(town), await issue(town, "k2", "one", EVERYONE)
    for turn in range(12):
        await work_once(town.kernel, told=True)
        await work_once(town.kernel, told=True)
        if turn < 9:
            assert ("QUEUED", None) == await told(town, asked["job"]["id"], "status", "error")
        town.clock.set(town.clock.now_us() + (30 << turn) * 1_000_000)

    status, error, done = await told(town, asked["job"]["id"], "status", "error", "done")
    assert ("FAILED", "it failed 10 times: RuntimeError: the disk is on fire", 0) == (status, error, done)
    assert 10 == calls
    assert ("DONE", 10) == await told(town, other["job"]["id"], "status", "done")
    assert {} == await held(town)
    await sound(town)


async def test_a_job_that_fails_for_a_while_goes_on_where_it_was(
    town: Shop, small_chunks: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = await issue(town)
    await work_once(town.kernel, chunks=1, told=True)
    true = coupon_jobs.settle_inputs

    async def breaks(*given: Any) -> Any:
        await true(*given)
        raise RuntimeError("the disk is on fire")

    for _ in range(3):  # nine failures before each chunk are forgotten when it works
        monkeypatch.setattr(coupon_jobs, "settle_inputs", breaks)
        for _ in range(9):
            await work_once(town.kernel, told=True)
            town.clock.set(town.clock.now_us() + 86_400 * 1_000_000)
        monkeypatch.setattr(coupon_jobs, "settle_inputs", true)
        await work_once(town.kernel, chunks=1, told=True)
    await work_once(town.kernel, told=True)

    assert {str(number): 1 for number in range(1, 7)} == await held(town)
    assert ("DONE", 6, None) == await told(town, asked["job"]["id"], "status", "done", "error")
    await sound(town)
