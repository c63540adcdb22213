"""What is committed by any process is told to those who watch in this one, once and in time."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from headless.errors import StorageError
from headless.models.tables.events import event_feed
from headless.services.kernel.lookups import Lookup
from headless.services.live import feed as feeds
from headless.services.live.feed import WAITING_MOST, Feed, TooSlow, Watch
from tests.services.shop import Shop


@pytest.fixture
async def feed(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Feed]:
    monkeypatch.setattr(feeds, "POLL_SECONDS", 0.01)
    monkeypatch.setattr(feeds, "FAILED_SECONDS", 0.01)
    opened = Feed(shop.kernel)
    yield opened
    await opened.close()


async def id_of(shop: Shop, member: Lookup) -> int:
    return (await shop.state(member)).id


async def taken(watch: Watch, seconds: float = 5) -> list[int]:
    async with asyncio.timeout(seconds):
        return await watch.take()


async def nothing(watch: Watch) -> bool:
    with pytest.raises(TimeoutError):
        await taken(watch, 0.2)
    return True


async def test_what_happened_before_is_no_news(shop: Shop, feed: Feed) -> None:
    member = await shop.member()
    await shop.grant(member, "points", "5")
    async with feed.watch(shop.owner.merchant_id, await id_of(shop, member)) as watch:
        assert await nothing(watch)
        granted = await shop.grant(member, "points", "5")
        assert [granted.event_id] == await taken(watch)
        assert await nothing(watch)


async def test_each_watch_hears_of_its_own_member(shop: Shop, feed: Feed) -> None:
    ada, ben = await shop.member("ada"), await shop.member("ben")
    merchant = shop.owner.merchant_id
    async with (
        feed.watch(merchant, await id_of(shop, ada)) as of_ada,
        feed.watch(merchant, await id_of(shop, ada)) as again,
        feed.watch(merchant, await id_of(shop, ben)) as of_ben,
    ):
        granted = await shop.grant(ada, "points", "5")
        assert [granted.event_id] == await taken(of_ada) == await taken(again)
        assert await nothing(of_ben)


async def test_what_is_committed_late_under_an_earlier_id_is_told(
    shop: Shop, feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A transaction gets the ids of its events when it begins, and another one that began later may be committed first."""
    member = await shop.member()
    merchant, id_ = shop.owner.merchant_id, await id_of(shop, member)
    early = shop.kernel.ids.new()
    async with feed.watch(merchant, id_) as watch:
        granted = await shop.grant(member, "points", "5")
        assert [granted.event_id] == await taken(watch)
        read = event_feed.events_after

        async def with_early(session: object, merchant_id: int, after: int) -> list[event_feed.FedEvent]:
            events = list(await read(session, merchant_id, after))  # type: ignore[arg-type]
            return ([event_feed.FedEvent(early, id_, "asset.granted")] if after < early else []) + events

        monkeypatch.setattr(feeds, "events_after", with_early)
        assert [early] == await taken(watch)
        assert await nothing(watch)


async def test_one_who_takes_nothing_is_dropped_and_others_are_told(shop: Shop, feed: Feed) -> None:
    watch = Watch(2)
    for number in range(WAITING_MOST + 1):
        watch.tell(number)
    with pytest.raises(TooSlow):
        await watch.take()


async def test_a_database_that_fails_is_asked_again(shop: Shop, feed: Feed, monkeypatch: pytest.MonkeyPatch) -> None:
    member = await shop.member()
    read, failures = event_feed.events_after, 3

    async def failing(session: object, merchant_id: int, after: int) -> list[event_feed.FedEvent]:
        nonlocal failures
        if failures:
            failures -= 1
            raise StorageError("the database is away")
        return list(await read(session, merchant_id, after))  # type: ignore[arg-type]

    async with feed.watch(shop.owner.merchant_id, await id_of(shop, member)) as watch:
        monkeypatch.setattr(feeds, "events_after", failing)
        granted = await shop.grant(member, "points", "5")
        assert [granted.event_id] == await taken(watch)


async def test_nothing_is_asked_while_nobody_watches(shop: Shop, feed: Feed, monkeypatch: pytest.MonkeyPatch) -> None:
    member = await shop.member()
    async with feed.watch(shop.owner.merchant_id, await id_of(shop, member)):
        pass
    await asyncio.sleep(0.1)
    asked = []
    with monkeypatch.context() as listening:
        listening.setattr(feeds, "events_after", lambda *given: asked.append(given))
        await asyncio.sleep(0.1)
    assert [] == asked
    async with feed.watch(shop.owner.merchant_id, await id_of(shop, member)) as watch:
        granted = await shop.grant(member, "points", "5")
        assert [granted.event_id] == await taken(watch)


async def test_a_watch_that_could_not_begin_is_not_kept(
    shop: Shop, feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    member = await shop.member()
    merchant, id_ = shop.owner.merchant_id, await id_of(shop, member)

    async def failing(*_: object) -> dict[int, int]:
        raise StorageError("the database is away")

    with monkeypatch.context() as away:
        away.setattr(feeds, "survivors_of", failing)
        with pytest.raises(StorageError):
            async with feed.watch(merchant, id_):
                pass
    assert {} == feed._merchants[merchant].watches
    await asyncio.sleep(0.1)
    assert {} == feed._merchants
