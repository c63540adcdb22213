"""Texts that a page shows as they are: names in the place of codes, rates with two places at most, and no riddles."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from headless.plugins import EventData, EventType, hookimpl
from tests.web.shop import LADDER, Shop, open_shop

ZH = {"Accept-Language": "zh"}
SAVE = """mutation {
  tagSave(input: {code: "host", name: "Host", names: {zh: "主人"},
    condition: {test: {metric: "events", op: GTE, value: 2, args: {type: "friends.came_along"}}}}) { userErrors { message } }
  often: tierTrackSave(input: {code: "often", name: "Often", kind: EARNED, tiers: [
    {code: "monthly", name: "Monthly", rank: 1,
      condition: {test: {metric: "orders_per_month", op: GTE, value: "2", window: "3m"}}}]}) { userErrors { message } }
  free: benefitSave(input: {code: "free", name: "Free delivery", names: {zh: "免邮"}, value: ECONOMIC,
    condition: {any: []}}) { userErrors { message } }
  ada: memberCreate(input: {number: "1"}) { userErrors { message } }
}"""
READ = """{ member(by: {number: "1"}) {
  benefits { why } explain(what: {tag: "host"}) { text }
  tierProgress(track: "often") { text toNext { text value } }
} }"""


class CameAlong(EventData):
    """A friend came along."""


class Friends:
    """A plugin with an event type of its own."""

    @hookimpl
    def register_events(self) -> list[Any]:
        """Declare it."""
        return [EventType("friends.came_along", CameAlong, label="bring a friend", label_zh="带好友到店")]


@pytest.fixture
async def furnished(database_url: str) -> AsyncIterator[Shop]:
    """A shop with a plugin, and a member who ordered five times in three months."""
    async with open_shop(database_url, friends=Friends()) as shop:
        for query in (LADDER, 'mutation { pluginEnable(input: {name: "friends"}) { userErrors { message } } }', SAVE):
            done = await shop.ask(query)
            assert not [answer["userErrors"] for answer in done.values() if answer["userErrors"]], done
        record = (
            """mutation($events: [EventInput!]!) { eventsRecord(input: {events: $events}) { results { status } } }"""
        )
        events = [
            {"type": "order.paid", "source": "till", "externalId": f"o{number}", "member": {"number": "1"},
             "data": {"orderId": f"o{number}", "total": "9.00"}}
            for number in range(5)
        ]  # fmt: skip
        results = (await shop.ask(record, {"events": events}))["eventsRecord"]["results"]
        assert [{"status": "RECORDED"}] * 5 == results
        yield shop


async def test_a_plugins_event_is_called_by_its_label(furnished: Shop) -> None:
    english, chinese = [(await furnished.send(READ, **lang))["data"]["member"]["explain"]["text"] for lang in ({}, ZH)]

    assert "bring a friend 2 more times" in english
    assert "再带好友到店2次" in chinese
    assert [] == [text for text in (english, chinese) if "friends." in text or "came_along" in text]


async def test_a_benefit_that_no_one_gets_is_not_said_to_come(furnished: Shop) -> None:
    english, chinese = [(await furnished.send(READ, **lang))["data"]["member"]["benefits"] for lang in ({}, ZH)]

    assert [{"why": "Free delivery is not available to you"}] == english
    assert [{"why": "免邮暂不可用"}] == chinese


async def test_a_rate_is_told_with_two_places_at_most(furnished: Shop) -> None:
    progress = (await furnished.send(READ))["data"]["member"]["tierProgress"]

    assert "1.6666" == progress["toNext"]["value"]
    assert "place 1 more order by" in progress["text"]
    assert [] == [text for text in (progress["text"], progress["toNext"]["text"]) if "1.66" in text]
