"""Two imports at once: each order is recorded by one of them, and is there for the other."""

import asyncio
from contextvars import Context
from typing import Any

import pytest

from headless.services.importing.balances import import_balances
from headless.services.importing.members import import_members
from headless.services.importing.orders import chunks
from tests.services.importing.small import Small

LINES = [f"o{n},m{n % 7},2026-05-{1 + n % 28:02},tea,1,{n}.00" for n in range(60)]


# SQLite has one writer at a time
@pytest.mark.parametrize("dialect", ["postgres"])
async def test_members_that_another_import_creates_in_between_are_the_same(
    small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, load, reports = small.lines(*LINES), chunks.load_identities, list[Any]()

    async def later(*given: Any) -> Any:
        monkeypatch.setattr(chunks, "load_identities", load)
        other = small.orders(path, rejected=small.folder / "other.csv")
        reports.append(await asyncio.create_task(other, context=Context()))
        return await load(*given)

    monkeypatch.setattr(chunks, "load_identities", later)
    reports.append(await small.orders(path))

    assert [(60, {})] * 2 == [(one.orders + one.already_there, dict(one.rejected)) for one in reports]
    assert 60 == sum(one.orders for one in reports)
    assert await small.is_sound()


async def test_an_order_of_another_member_is_still_recorded_otherwise(small: Small) -> None:
    await small.orders(small.lines(LINES[0]))

    report = await small.orders(small.lines(LINES[0].replace("m0", "new")))

    assert ({"recorded otherwise": 1}, 0) == (dict(report.rejected), report.members_created)


async def test_files_of_orders_people_and_lots_go_in_twice_at_once(small: Small) -> None:
    people = small.file("n,p\n" + "".join(f"p{n},+86138001380{n:02}\n" for n in range(60)), "people.csv")
    lots = small.file("n,a\n" + "".join(f"p{n},{n + 1}\n" for n in range(60)), "lots.csv")

    async def each(number: int) -> tuple[Any, Any, Any]:
        rejected = small.folder / f"rejected{number}.csv"
        joined = await import_members(small.kernel, "tea", people, {"externalId": "n", "phone": "p"}, rejected=rejected)
        booked = await import_balances(
            small.kernel, "tea", lots, {"member": "n", "amount": "a"}, asset="points", rejected=rejected
        )
        return joined, booked, await small.orders(small.lines(*LINES, name=f"{number}.csv"), rejected=rejected)

    reports = await asyncio.gather(*map(each, range(3)))

    assert [{}] * 9 == [dict(one.rejected) for report in reports for one in report]
    totals = [(one.imported, one.already_there) for report in reports for one in report[:2]]
    assert [180] * 2 == [sum(map(sum, totals[place::2])) for place in range(2)]
    assert (60, 60, 60) == tuple(
        sum(getattr(report[place], name) for report in reports)
        for place, name in enumerate(("imported", "imported", "orders"))
    )
    assert await small.is_sound()
