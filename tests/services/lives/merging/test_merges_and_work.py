"""What waits for members who are merged, what jobs gave them, and what a back-test makes of them."""

from datetime import date

import pytest

from headless.engine.member.records import EventRecord
from headless.errors import StorageBusy
from headless.ids import Prefix, encode
from headless.models.tables.work.retries import DueRetry
from headless.services.kernel.lookups import Lookup
from headless.services.plugin_runs import retries
from headless.services.settling.decision_loop import Batch
from headless.services.verifying.verifying import verify
from headless.services.worker.worker import work_once
from tests.services.backtesting.trying import tried
from tests.services.intake.closing import FAILING, mates, registry
from tests.services.lives.merging.merges import ANN, BOB, merge
from tests.services.shop import Shop, instant

__all__ = ["mates", "registry"]


async def both(shop: Shop) -> None:
    for member in (ANN, BOB):
        await shop.member(member.value)


async def named(shop: Shop, member: Lookup) -> str:
    return encode(Prefix.MEMBER, (await shop.state(member)).id)


async def test_a_rule_that_failed_is_tried_again_for_the_survivor(mates: Shop) -> None:
    await both(mates)
    FAILING["late"] = True
    await mates.send("login", BOB, {})
    await merge(mates)
    FAILING["late"] = False

    mates.clock.set(instant("2026-06-01T13:00"))
    await work_once(mates.kernel)

    assert "7" == await mates.balance(ANN)
    # Replay gives it at once, so that it would have been there to be moved: a difference, and no drift.
    assert [] == await verify(mates.kernel)


async def test_an_event_on_its_way_to_the_merged_member_comes_to_the_survivor(mates: Shop) -> None:
    await both(mates)
    await mates.member("cid")
    await mates.send("mates.greeted", Lookup("number", "cid"), {"friend": await named(mates, BOB)})
    await merge(mates)

    await work_once(mates.kernel)

    assert "5" == await mates.balance(ANN)
    assert [] == await mates.drifts()


async def test_what_a_job_gave_the_merged_member_is_not_given_to_the_survivor_again(mates: Shop) -> None:
    await both(mates)
    await mates.grant(BOB, "points", "1")
    mates.clock.set(instant("2026-06-02T12:00"))
    await work_once(mates.kernel)
    assert "6" == await mates.balance(BOB)
    await merge(mates)

    async with mates.kernel.db.transaction() as session:
        # As of a worker that was cut off before it noted how far it came.
        at, day = instant("2026-06-02T00:00"), date(2026, 6, 2).toordinal()
        await session.execute(
            "UPDATE schedule SET due_at = $1, day = $2, after_id = 0 WHERE code LIKE 'job:%'", at, day
        )
    await work_once(mates.kernel)
    assert "6" == await mates.balance(ANN)
    mates.clock.set(instant("2026-06-03T12:00"))
    await work_once(mates.kernel)
    assert "11" == await mates.balance(ANN)
    assert [] == await mates.drifts()


async def test_a_back_test_counts_what_either_got_once(shop: Shop) -> None:
    await shop.rule("points_per_spend")
    await both(shop)
    await shop.order(BOB, "100.00", "B", on="2026-05-01T10:00")
    await shop.order(ANN, "30.00", "A", on="2026-05-02T10:00")
    await merge(shop)
    await shop.order(BOB, "7.00", "C")
    await shop.refund(ANN, "50.00", "B")
    await shop.amend(ANN, "B", "120.00")
    shop.clock.set(instant("2026-06-10T12:00"))

    view = await tried(shop, {"rule": {"rule": "points_per_spend", "settings": {"per": "2"}}})

    assert (view.gained, view.lost, view.unchanged) == (1, 0, 0)
    assert view.results is not None
    assert view.results["totals"]["points"]["sums"][:2] == [107, 214]


async def test_a_retry_that_is_in_the_way_of_a_merge_loses_no_attempt(
    mates: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    await both(mates)
    FAILING["late"] = True
    await mates.send("login", BOB, {})
    FAILING["late"] = False
    settle, tries = retries._settle, list[int]()

    async def deadlocked(batch: Batch, record: EventRecord, retry: DueRetry) -> bool:
        tries.append(retry.attempts)
        if len(tries) == 1:
            raise StorageBusy("deadlock detected")
        return await settle(batch, record, retry)

    monkeypatch.setattr(retries, "_settle", deadlocked)
    mates.clock.set(instant("2026-06-01T13:00"))
    await work_once(mates.kernel)

    assert ([0, 0], "7") == (tries, await mates.balance(BOB))
    assert [] == await verify(mates.kernel)
