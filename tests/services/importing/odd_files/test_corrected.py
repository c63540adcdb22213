"""What was rejected can be corrected and sent again: then the books are as if the file had been right at once."""

import csv
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest

from headless.services.importing.files.file_format import FileFormat
from tests.services.importing.odd_files.saved import Saved, Table
from tests.services.importing.odd_files.test_same_books import KINDS, SEEDS, Shop, _table, shops

__all__ = ["shops"]

BROKEN = {
    "orders": {"member": ["", "NULL", "="], "time": ["yesterday", "45000"], "quantity": ["one", ""], "price": ["1.2.3", "£"]},
    "members": {"externalId": ["#REF!", "0"], "birthday": ["soon", "2099-01-01"], "email": ["guest"]},
    "balances": {"member": ["nowhere", "", "(guest)"], "amount": ["-5", "many", "0"], "earned": ["soon"], "until": ["soon"]},
    "standings": {"member": ["nowhere", ""], "tier": ["", "platinum"], "since": ["soon"]},
}  # fmt: skip


def _broken(kind: str, columns: Sequence[str], row: Sequence[str], random: Random) -> str:
    """A line that cannot be taken: a cell is wrong, or the line is no line of the table."""
    cells = list(row)
    if random.random() < 0.4:
        line = ",".join(cells)
        stray = line.replace(",", ',"x"y', 1)
        return random.choice([f"{line},", line.removesuffix(f",{cells[-1]}"), stray, f'"{line}'])
    column = random.choice(list(BROKEN[kind]))
    cells[columns.index(column)] = random.choice(BROKEN[kind][column])
    return ",".join(cells)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("kind", KINDS)
async def test_rejected_lines_corrected_and_sent_again_leave_the_same_books(shops: Any, kind: str, seed: int) -> None:
    random = Random(f"{kind} corrected {seed}")
    table = _table(kind, random)
    # A lot that equals a booked one needs a key, and a member that exists stays as it is.
    kept = {"balances": tuple, "members": lambda row: row[0]}.get(kind)
    rows = table.rows if kept is None else list({kept(row): row for row in table.rows}.values())
    table = Table(table.header, rows)
    bad = set(random.sample(range(len(rows)), random.randint(1, len(rows))))
    lines = [_broken(kind, table.header, row, random) if n in bad else ",".join(row) for n, row in enumerate(rows)]
    text = "\n".join([",".join(table.header), *lines, ""])
    right, wrong = await shops("right"), await shops("wrong")
    await right.take(kind, table.plain())

    report = await wrong.take(kind, Saved(text.encode(), FileFormat()))

    assert bad <= {int(row[0]) - 2 for row in _rejected(wrong)}
    assert [] == [row for row in _rejected(wrong) if not any(row[2:])]
    assert report.rejected.total() == len(_rejected(wrong))
    corrected = _corrected(wrong, table)
    first, again = await wrong.take(kind, corrected), await wrong.take(kind, corrected)
    whole = await wrong.take(kind, table.plain())
    assert [{}] * 3 == [dict(one.rejected) for one in (first, again, whole)]
    assert 0 == sum(getattr(one, "orders", getattr(one, "imported", 0)) for one in (again, whole))
    assert await right.books() == await wrong.books()


def _path(shop: Shop) -> Path:
    return shop.folder / f"{shop.slug}.rejected.csv"


def _rejected(shop: Shop) -> list[list[str]]:
    with _path(shop).open(newline="") as text:
        return list(csv.reader(text))[1:]


def _corrected(shop: Shop, table: Table) -> Saved:
    """The file of rejected lines as somebody returns it who knows what the lines should have said."""
    rows = [[*row[:2], *table.rows[int(row[0]) - 2]] for row in _rejected(shop)]
    return Table(["rejected_line", "rejected_because", *table.header], rows).plain()
