"""However many events come together, the database hears the same few statements."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from headless.models.database.postgres_session import PostgresSession
from headless.models.database.sqlite_session import SqliteSession
from headless.models.tables.members.members import add_members
from headless.services.intake.events import EventInput, record_events
from headless.services.kernel.lookups import Lookup
from headless.services.members.members import new_member
from tests.services.shop import Shop

MEMBERS = 600
SINGLE_MOST = 4
BATCH_MOST = 30
HEALTH = "INSERT INTO plugin_health"


@contextmanager
def trips(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What is sent to the database, one text a round trip, within the block.

    The transaction's own words are left out, and what notes a rule that took too long: on a busy machine some rule may.
    """
    sent: list[str] = []
    with monkeypatch.context() as patch:
        for kind in (SqliteSession, PostgresSession):
            run = kind._run

            async def noted(self: Any, call: Any, subject: str, *args: Any, run: Any = run, **options: Any) -> Any:
                if HEALTH not in subject:
                    sent.append(subject)
                return await run(self, call, subject, *args, **options)

            patch.setattr(kind, "_run", noted)
        yield sent


def order(number: int, member: int) -> EventInput:
    data = {"orderId": f"o{number}", "total": "19.99", "items": [{"sku": "a", "quantity": "1", "amount": "19.99"}]}
    return EventInput("order.paid", data, Lookup("number", f"m{member}"), "shop", f"o{number}")


def refund(number: int, member: int) -> EventInput:
    data = {"refundId": f"r{number}", "orderId": f"o{number}", "amount": "5"}
    return EventInput("order.refunded", data, Lookup("number", f"m{member}"), "shop", f"r{number}")


async def open_shop(shop: Shop) -> None:
    leaf = {"test": {"metric": "orders", "op": "GTE", "value": 2}}
    await shop.ladder({"code": "gold", "name": "Gold", "rank": 1, "condition": leaf})
    await shop.rule("points_per_spend")
    await shop.rule("growth_per_spend")
    async with shop.kernel.db.transaction() as session:
        program = await shop.kernel.programs.get(session, shop.owner.merchant_id)
        merchant, now, new_id = shop.owner.merchant_id, shop.clock.now_us(), shop.kernel.ids.new
        named = [{"number": f"m{number}"} for number in range(MEMBERS)]
        members = [new_member(program, new_id(), fields, now, now, now) for fields in named]
        await add_members(session, merchant, members)
    # The first ones load the configuration and make each member's accounts.
    await record(shop, [order(number, number) for number in range(MEMBERS)])


async def record(shop: Shop, inputs: list[EventInput]) -> None:
    answers = await record_events(shop.kernel, shop.owner, inputs)
    assert {"RECORDED"} == {each.outcome for each in answers}


async def test_a_batch_takes_the_same_statements_whatever_its_size(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    await open_shop(shop)
    counts: dict[int, list[int]] = {}
    first = MEMBERS
    for size in (10, 250, 500):
        for make, start in ((order, first), (refund, first)):
            with trips(monkeypatch) as sent:
                await record(shop, [make(start + number, number) for number in range(size)])
            counts.setdefault(size, []).append(len(sent))
        first += size

    assert counts[250] == counts[500]
    assert max(counts[10] + counts[500]) <= BATCH_MOST, counts


async def test_one_event_takes_a_handful_of_trips(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    await open_shop(shop)
    with trips(monkeypatch) as sent:
        await record(shop, [order(MEMBERS, 1)])

    assert len(sent) <= SINGLE_MOST, sent
