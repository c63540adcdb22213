"""Sweeps: whom they judge, when, and that they go on where they stopped."""

import logging
from typing import Any

import pytest

from headless.services.configuration.tag_kinds import save_tag
from headless.services.kernel.lookups import Lookup
from headless.services.rejudging import sweep_candidates, sweeps
from headless.services.rejudging.sweeps import run_sweeps
from tests.services.shop import Shop

MINUTE_US = 60_000_000


def orders(value: int) -> dict[str, Any]:
    """A condition: so many orders."""
    return {"test": {"metric": "orders", "op": "GTE", "value": value}}


async def tag(shop: Shop, code: str, condition: Any) -> None:
    """Save a tag a minute later, when nobody is being settled."""
    shop.clock.set(shop.clock.now_us() + MINUTE_US)
    saved = await save_tag(shop.kernel, shop.owner, {"code": code, "name": code, "condition": condition})
    assert saved.problem is None, saved.problem


async def tagged(shop: Shop) -> int:
    """How many tags are on."""
    async with shop.kernel.db.read() as session:
        found: int = await session.fetch_value("SELECT count(*) FROM member_tag WHERE removed_at IS NULL")
    return found


async def test_only_those_are_judged_whose_result_differs(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeps, "SMALL", -1)
    for number in range(6):
        await shop.order(await shop.member(f"m{number}"), "10")
    await shop.order(await shop.member("regular"), "10")
    await shop.order(await shop.member("newcomer"), "10")
    for _ in range(2):
        for number in ("m1", "regular"):
            await shop.order(Lookup("number", number), "10")

    await tag(shop, "often", orders(3))

    assert (2, 2) == (await run_sweeps(shop.kernel, shop.owner.merchant_id), await tagged(shop))
    await tag(shop, "often", orders(4))
    assert (2, 0) == (await run_sweeps(shop.kernel, shop.owner.merchant_id), await tagged(shop))


async def test_a_sweep_goes_on_where_it_stopped(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeps, "SMALL", -1)
    monkeypatch.setattr(sweep_candidates, "CHUNK", 2)
    monkeypatch.setattr(sweep_candidates, "SLICE", 2)
    for number in range(7):
        await shop.order(await shop.member(f"m{number}"), "10")
    await tag(shop, "buyer", orders(1))

    steps = [(await run_sweeps(shop.kernel, shop.owner.merchant_id, 1), await tagged(shop)) for _ in range(4)]

    assert [(2, 2), (2, 4), (2, 6), (1, 7)] == steps
    assert 0 == await run_sweeps(shop.kernel, shop.owner.merchant_id)


async def test_who_does_not_differ_yet_is_looked_at_on_the_day(shop: Shop) -> None:
    member = await shop.member()
    await shop.order(member, "10", on="2026-05-20T12:00")

    await tag(shop, "lapsing", {"test": {"metric": "days_since_order", "op": "GTE", "value": 30}})

    assert 0 == await tagged(shop)
    await shop.pass_time("2026-06-18T23:00")
    assert 0 == await tagged(shop)
    await shop.pass_time("2026-06-19T00:01")
    assert 1 == await tagged(shop)


async def test_who_settles_while_a_sweep_begins_is_looked_at_once_more(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeps, "SMALL", -1)
    await shop.order(await shop.member("before"), "10")
    shop.clock.set(shop.clock.now_us() + MINUTE_US)
    await shop.order(await shop.member("meanwhile"), "10")
    saved = await save_tag(shop.kernel, shop.owner, {"code": "rare", "name": "Rare", "condition": orders(9)})
    assert saved.problem is None
    shop.clock.set(shop.clock.now_us() + 1_000_000)

    assert 1 == await run_sweeps(shop.kernel, shop.owner.merchant_id)


async def test_what_an_earlier_release_left_open_judges_everybody_and_says_so(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sweeps, "SMALL", -1)
    for number in range(3):
        await shop.member(f"m{number}")
    await tag(shop, "buyer", orders(1))
    async with shop.kernel.db.transaction() as session:
        await session.execute("UPDATE sweep SET document = $1", '{"review": [], "kinds": []}')

    with caplog.at_level(logging.INFO):
        assert 3 == await run_sweeps(shop.kernel, shop.owner.merchant_id)

    causes = [vars(record)["cause"] for record in caplog.records if record.message == "the sweep judges all members"]
    assert ["what changed cannot be told from the configuration"] == causes


async def test_a_threshold_beyond_the_calendar_stops_nobody(shop: Shop) -> None:
    member = await shop.member()
    await shop.order(member, "10")

    await tag(shop, "never", {"test": {"metric": "days_since_order", "op": "GTE", "value": 10**17}})
    await shop.order(member, "10")

    assert 0 == await tagged(shop)


async def test_a_tag_may_come_and_go_at_one_instant(shop: Shop) -> None:
    await shop.order(await shop.member(), "10")
    counts = []
    for value in (1, 9, 1):
        document = {"code": "buyer", "name": "Buyer", "condition": orders(value)}
        assert (await save_tag(shop.kernel, shop.owner, document)).problem is None
        counts.append(await tagged(shop))

    assert [1, 0, 1] == counts
