"""One history, however its file was cut, ordered or saved again: the books are the same, and nothing is booked twice."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

from headless.models.base.session import Session
from headless.services.configuration.merchants import create_merchant
from headless.services.configuration.rules import save_rule
from headless.services.configuration.tier_tracks import save_tier_track
from headless.services.importing.balances import import_balances
from headless.services.importing.members import import_members
from headless.services.importing.orders.orders import import_orders
from headless.services.importing.standings import import_standings
from headless.services.intake.events import EventInput, record_events
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.principals import system
from headless.services.verifying.verifying import verify
from tests.services.importing.odd_files.saved import Saved, Table
from tests.services.importing.stores import microseconds

SEEDS = range(5)
ORDERS = ("order", "member", "time", "sku", "quantity", "price", "store")
PEOPLE = "ann", "ben", "cid", "dan"
FIRST = datetime.fromisoformat("2026-01-05T09:00:00")
Books = Mapping[str, list[tuple[Any, ...]]]


@dataclass
class Shop:
    """A merchant who imports files of one kind."""

    kernel: Kernel
    merchant_id: int
    slug: str
    folder: Path

    async def take(self, kind: str, saved: Saved) -> Any:
        """Import a file of a kind."""
        path = self.folder / f"{self.slug}.csv"
        path.write_bytes(saved.content)
        run, columns, options = KINDS[kind]
        more = {"form": saved.form, "rejected": self.folder / f"{self.slug}.rejected.csv"}
        return await run(self.kernel, self.slug, path, {name: name for name in columns}, **options, **more)

    async def books(self) -> Books:
        """What is booked for whom, without the ids."""
        async with self.kernel.db.read() as session:
            return {name: await self._rows(session, sql) for name, sql in BOOKS.items()}

    async def _rows(self, session: Session, sql: str) -> list[tuple[Any, ...]]:
        rows = [tuple(_value(cell) for cell in row) for row in await session.fetch(sql, self.merchant_id)]
        return sorted(rows, key=repr)


def _value(cell: Any) -> Any:
    return _plain(json.loads(cell)) if isinstance(cell, str) and cell.startswith("{") else cell


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in sorted(value.items())}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    try:
        return str(Decimal(value).normalize())
    except ArithmeticError:
        return value


NAME = "m.external_id"
BOOKS = {
    "members": f"SELECT {NAME}, name, phone, email, birthday_on, attributes FROM member m WHERE merchant_id = $1",
    "events": f"""SELECT {NAME}, e.type, e.external_id, e.occurred_at, e.data FROM event e
JOIN member m ON m.merchant_id = e.merchant_id AND m.id = e.member_id
WHERE e.merchant_id = $1 AND e.type IN ('order.paid', 'order.refunded', 'balance.imported')""",
    "balances": f"""SELECT {NAME}, a.kind_id > 0, a.balance, a.debt, a.earned FROM account a
JOIN member m ON m.merchant_id = a.merchant_id AND m.id = a.member_id WHERE a.merchant_id = $1 AND a.balance > 0""",
    "lots": f"""SELECT {NAME}, l.remaining, l.earned_at, l.expires_at FROM lot l
JOIN member m ON m.merchant_id = l.merchant_id AND m.id = l.member_id WHERE l.merchant_id = $1""",
    "totals": f"""SELECT {NAME}, d.key, d.day, d.count, d.amount, d.less FROM daily_total d
JOIN member m ON m.merchant_id = d.merchant_id AND m.id = d.member_id WHERE d.merchant_id = $1 AND d.key = 'order'""",
    "tiers": f"""SELECT {NAME}, t.code, s.since_at, s.until_at FROM member_tier s
JOIN member m ON m.merchant_id = s.merchant_id AND m.id = s.member_id
JOIN tier t ON t.merchant_id = s.merchant_id AND t.id = s.tier_id WHERE s.merchant_id = $1""",
}
HISTORY = f"""SELECT {NAME}, e.type, e.occurred_at, e.recorded_at, d.document FROM event e
JOIN member m ON m.merchant_id = e.merchant_id AND m.id = e.member_id
JOIN decision d ON d.merchant_id = e.merchant_id AND d.event_id = e.id WHERE e.merchant_id = $1"""
FIXED = {"create_members": True, "refund_prefix": "C"}
KINDS: Mapping[str, tuple[Any, tuple[str, ...], dict[str, Any]]] = {
    "orders": (import_orders, ORDERS, FIXED),
    "members": (import_members, ("externalId", "name", "phone", "email", "birthday", "attribute.town"), {}),
    "balances": (import_balances, ("member", "amount", "earned", "until", "funding"), {"asset": "points"}),
    "standings": (import_standings, ("member", "tier", "since", "until"), {}),
}


@pytest.fixture
async def shops(kernel: Kernel, tmp_path: Path) -> Any:
    """Makes merchants in Shanghai whose clock stands at noon of 1 June 2026, each with points, a ladder and four members."""

    async def make(slug: str, *, people: bool = True) -> Shop:
        clock = microseconds("2026-06-01T12:00:00+08:00")
        merchant = await create_merchant(
            kernel, slug, currency="CNY", time_zone="Asia/Shanghai", sandbox=True, clock_at=clock
        )
        owner, shop = system(merchant.id, merchant.slug), Shop(kernel, merchant.id, slug, tmp_path)
        assert None is (await save_rule(kernel, owner, {"rule": "points_per_spend"})).problem
        steps = [{"code": code, "name": code, "rank": rank} for rank, code in enumerate(("silver", "gold"), 1)]
        track = {"code": "club", "name": "Club", "kind": "PAID", "tiers": steps}
        assert None is (await save_tier_track(kernel, owner, track)).problem
        if people:
            await shop.take(
                "members", Table(KINDS["members"][1], [[key, "", "", "", "", ""] for key in PEOPLE]).plain()
            )
        return shop

    return make


def _orders(random: Random) -> list[list[list[str]]]:
    """Orders in order of time, each as its lines: of one sku twice, of one time or several, and refunds."""
    orders, at = [], FIRST
    for number in range(random.randint(3, 7)):
        at += timedelta(hours=random.randint(1, 400))
        refund, who, lines = number > 1 and random.random() < 0.25, random.choice(PEOPLE), []
        for _ in range(random.randint(1, 5)):
            when = (at + timedelta(minutes=random.choice([0, 0, 0, 1, 7]))).isoformat(" ")
            pieces, price = random.choice(["1", "2", "3"]), random.choice(["1200", "12.5", "3", "0.35", "12.50"])
            sku, store = random.choice(["tea", "cup", "jam", ""]), random.choice(["", "north", "north", "south"])
            lines.append(
                [f"{'C' if refund else 'o'}{number}", who, when, sku, f"-{pieces}" if refund else pieces, price, store]
            )
        orders.append(lines)
    return orders


def _table(kind: str, random: Random) -> Table:
    columns = KINDS[kind][1]
    if kind == "orders":
        lines = [line for order in _orders(random) for line in order]
        return Table(columns, lines, ("quantity", "price"), ("time",))
    if kind == "members":
        rows = [
            [
                f"m{n}",
                f"Name {n}",
                f"+44 20 7946 {n:04}",
                f"m{n}@x.org",
                f"19{n:02}-02-03",
                random.choice(["", "Leith"]),
            ]
            for n in range(70, 70 + random.randint(1, 9))
        ]
        parts = [["ann", "Ann", "", "", "1980-01-01", ""], ["ann", "", "", "", "", "Crail"]]
        return Table(columns, [*rows, *random.choice([[], parts])], (), ())
    days = "2026-01-10 00:00:00", "2026-03-01 00:00:00", "2026-05-31 00:00:00"
    if kind == "standings":
        ended = ["ann", "silver", "2025-01-01 00:00:00", "2025-12-31 00:00:00"]
        held = [[who, random.choice(["silver", "gold"]), random.choice(days), "2099-03-31 00:00:00"] for who in PEOPLE]
        return Table(columns, [*held[: random.randint(1, 4)], ended], (), ("since", "until"))
    lots = [
        [
            random.choice(PEOPLE), random.choice(["100", "1250", "7"]), random.choice(["", *days]),
            random.choice(["", "2099-12-31 00:00:00"]), random.choice(["", "house"]),
        ]
        for _ in range(random.randint(1, 9))
    ]  # fmt: skip
    return Table(columns, [*lots, lots[0]], ("amount",), ("earned", "until"))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("kind", KINDS)
async def test_a_file_in_any_order_and_saved_again_says_the_same(shops: Any, kind: str, seed: int) -> None:
    random = Random(f"{kind} {seed}")
    table = _table(kind, random)
    whole, shuffled, again = [await shops(slug) for slug in ("whole", "shuffled", "again")]

    reports = [
        await whole.take(kind, table.plain()), await shuffled.take(kind, table.shuffled(random)),
        await again.take(kind, table.saved_again(random)),
    ]  # fmt: skip
    first = await whole.books()
    again_taken = (table.plain(), table.shuffled(random), table.saved_again(random))
    reports += [await whole.take(kind, saved) for saved in again_taken]

    assert [{}] * 6 == [dict(report.rejected) for report in reports]
    assert first == await shuffled.books() == await again.books() == await whole.books()
    assert await _history(whole) == await _history(shuffled) == await _history(again)
    assert [] == [drift for shop in (whole, shuffled, again) for drift in await verify(shop.kernel, shop.slug)]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("kind", KINDS)
async def test_any_part_of_a_file_and_then_the_whole_say_the_same(shops: Any, kind: str, seed: int) -> None:
    random = Random(f"{kind} part {seed}")
    table = _table(kind, random)
    rows, number = table.rows, table.header[0]
    whole, parts = await shops("whole"), await shops("parts")
    cuts = [
        cut for cut in range(len(rows) + 1)
        if kind not in ("orders", "members") or cut in (0, len(rows)) or rows[cut][0] != rows[cut - 1][0]
    ]  # fmt: skip

    await whole.take(kind, table.plain())
    for cut in sorted(random.sample(cuts, min(2, len(cuts)))):
        part = table.plain(rows[:cut])
        assert {} == dict((await parts.take(kind, part)).rejected), number
        await parts.take(kind, part)
    report = await parts.take(kind, table.plain())

    assert {} == dict(report.rejected)
    assert await whole.books() == await parts.books()
    assert [] == await verify(parts.kernel, "parts")


@pytest.mark.parametrize("seed", SEEDS)
async def test_an_order_that_was_cut_in_the_middle_is_named_and_can_be_amended(shops: Any, seed: int) -> None:
    random = Random(seed)
    rows = [line for order in _orders(random) for line in order if order[0][0][0] != "C"]
    rows += [["last", "ann", "2026-05-30", sku, "1", "5", ""] for sku in ("cup", "jam", "tea")]
    table, whole, parts = Table(ORDERS, rows), await shops("whole"), await shops("parts")
    await whole.take("orders", table.plain())

    await parts.take("orders", table.plain(rows[: -random.randint(1, 2)]))
    report = await parts.take("orders", table.plain())
    assert {"recorded otherwise": 3} == dict(report.rejected)
    (reason,) = {row.split(",", 2)[1] for row in _rejected(parts)}
    assert "order last was recorded before with" in reason
    assert "here it has 3 items and a total of 15.00" in reason
    items = [{"sku": sku, "quantity": "1", "amount": "5.00"} for sku in ("cup", "jam", "tea")]
    data = {"orderId": "last", "amendmentId": "a1", "total": "15.00", "items": items}
    amended = EventInput("order.amended", data, Lookup("externalId", "ann"), "import", "a1")
    (result,) = await record_events(parts.kernel, system(parts.merchant_id, "parts"), [amended])

    assert None is result.problem
    first, second = await whole.books(), await parts.books()
    assert (first["balances"], first["totals"]) == (second["balances"], second["totals"])


@pytest.mark.parametrize("seed", SEEDS)
async def test_orders_that_an_earlier_version_imported_are_there_already(shops: Any, seed: int) -> None:
    random, shop = Random(seed), await shops("tea")
    orders = [order for order in _orders(random) if order[0][0][0] != "C"]
    sent = [_as_read_before(order) for order in orders]
    results = await record_events(shop.kernel, system(shop.merchant_id, "tea"), sent)
    assert {None} == {result.problem for result in results}
    table = Table(ORDERS, [line for order in orders for line in order])

    report = await shop.take("orders", table.plain())

    assert (0, len(orders), {}) == (report.orders, report.already_there, dict(report.rejected))
    of_one_time = [order for order in orders if len({(line[2], line[6]) for line in order}) == 1]
    lines = [line for order in of_one_time for line in order if all(other[3] for other in order)]
    report = await shop.take("orders", Table(ORDERS, lines).shuffled(random))
    assert (0, {}) == (report.orders, dict(report.rejected))


def _as_read_before(order: list[list[str]]) -> EventInput:
    """An order as earlier versions read it: time and store of its first line, its items as they stand in the file."""
    number, who, when, _, _, _, store = order[0]
    total = sum(Decimal(line[4]) * Decimal(line[5]) for line in order)
    data: dict[str, Any] = {"orderId": number, "total": str(total.quantize(Decimal("0.01"), ROUND_HALF_UP))}
    items = [
        {"sku": sku, "quantity": pieces, "amount": str(Decimal(pieces) * Decimal(price))}
        for _, _, _, sku, pieces, price, _ in order if sku
    ]  # fmt: skip
    data |= {"items": items} if items else {}
    data |= {"store": store} if store else {}
    at = microseconds(f"{when.replace(' ', 'T')}+08:00")
    return EventInput("order.paid", data, Lookup("externalId", who), "import", number, at)


def _rejected(shop: Shop) -> list[str]:
    text = (shop.folder / f"{shop.slug}.rejected.csv").read_text()
    return [line.replace('"', "") for line in text.replace(", here", " here").splitlines()[1:]]


async def _history(shop: Shop) -> list[tuple[Any, ...]]:
    async with shop.kernel.db.read() as session:
        rows = await shop._rows(session, HISTORY)
    return [row[:4] for row in rows]
