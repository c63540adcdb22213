"""The maps between tables and the engine's records."""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest

import headless.models.tables as tables
from headless.engine.member.records import Entry as EntryRecord
from headless.engine.member.records import EntryType, EventRecord, HeldTag, Origin
from headless.models.base.mapping import RowMap, names
from headless.models.tables.events.events import EVENTS, one_with_data
from headless.models.tables.ledger.entries import ENTRIES
from headless.models.tables.members.tags import MEMBER_TAGS


def _maps() -> Iterator[Any]:
    for module in pkgutil.walk_packages(tables.__path__, f"{tables.__name__}."):
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, RowMap) and not name.startswith("_"):
                yield pytest.param(value, id=f"{module.name.rpartition('.')[2]}.{name}")


@pytest.mark.parametrize("rows", list(_maps()))
def test_every_map_has_columns_of_its_table_and_makes_rows_of_records(rows: RowMap[Any]) -> None:
    assert set(rows.columns) <= set(names(rows.model))
    assert callable(rows.rows)
    assert [] == rows.insert(1, []).rows


def test_an_entry_is_stored_and_read_back() -> None:
    entry = EntryRecord(
        9, 2, 3, 1, EntryType.GRANT, 50, 50, "issue:house", None, 8, None, None, "hello", 10, 11, None, None, {"a": [1]}
    )  # fmt: skip
    (row,) = ENTRIES.rows(1, [entry])

    assert dict(zip(ENTRIES.columns, row, strict=True)) == {
        "merchant_id": 1, "member_id": 2, "kind_id": 3, "version": 1, "id": 9, "type": 2, "amount": 50, "balance_after": 50,
        "contra": "issue:house", "funding": None, "event_id": 8, "rule_id": None, "rule_version": None, "reason": "hello",
        "occurred_at": 10, "recorded_at": 11, "expires_at": None, "reverses": None, "terms": '{"a":[1]}',
    }  # fmt: skip
    assert entry == ENTRIES.record(row[1:])


def test_an_event_is_read_without_its_typed_data_until_that_is_made() -> None:
    event = EventRecord(5, "checkin", "app", "x1", 2, 10, 11, 733_000, None, {"place": "home"}, new=False)
    (row,) = EVENTS.rows(1, [(event, 3)])
    read = EVENTS.record(row[1:])

    assert (event, 3) == read
    assert ("checkin", {"place": "home"}, 3) == one_with_data(read, lambda *given: given).data


def test_a_tag_put_on_without_a_reason_has_an_empty_one() -> None:
    held = HeldTag(1, 2, 3, "Ada", None, Origin.HAND, 10, None)
    row = dict(zip(MEMBER_TAGS.columns, MEMBER_TAGS.rows(1, [held])[0], strict=True))

    assert ("", 0, False) == (row["reason"], row["origin"], row["keep"])
