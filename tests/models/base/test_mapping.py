"""Rows and records made from one declaration."""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, NamedTuple

import pytest
from tortoise import fields

from headless.errors import StorageError
from headless.models.base.mapping import FLAG, JSON, RowMap, columns, compact, enum_of, names
from headless.models.base.row import Row


class Colour(IntEnum):
    RED = 0
    BLUE = 1


class Parcel(Row):
    keys = ("merchant_id", "id")
    merchant_id = fields.BigIntField()
    id = fields.BigIntField(primary_key=True, generated=False)
    member_id = fields.BigIntField()
    sent_on = fields.IntField()
    colour = fields.SmallIntField()
    contents = fields.TextField()
    note = fields.TextField(null=True)
    fragile = fields.BooleanField()

    class Meta:
        table = "parcel"


@dataclass(slots=True)
class Sent:
    id: int
    day: int
    colour: Colour
    contents: Any
    opened: bool
    note: Any = None
    fragile: bool = False
    tags: list[str] = field(default_factory=list)


class Left(NamedTuple):
    id: int
    left: int


class Weighed(NamedTuple):
    member_id: int
    id: int
    colour: int


PARCELS: RowMap[tuple[Sent, int]] = RowMap(
    Parcel,
    Sent,
    renamed={"sent_on": "day"},
    convert={"colour": enum_of(Colour), "contents": JSON, "note": JSON, "fragile": FLAG},
    given=("member_id",),
    constants={"opened": False},
)
SENT = Sent(1, 733_000, Colour.BLUE, {"tea": 2}, False, None, True)
ROW = (7, 1, 5, 733_000, 1, '{"tea":2}', None, True)


def test_a_record_and_what_goes_with_it_become_a_row() -> None:
    assert [ROW] == PARCELS.rows(7, [(SENT, 5)])
    assert type(PARCELS.rows(7, [(SENT, 5)])[0][4]) is int


def test_a_row_becomes_the_same_record() -> None:
    (record, member_id), *_ = PARCELS.records([(1, 5, 733_000, 1, '{"tea":2}', None, 1)])

    assert (SENT, 5) == (record, member_id)
    assert record.colour is Colour.BLUE
    assert record.fragile is True


def test_what_is_converted_may_be_null_where_the_column_may() -> None:
    noted = Sent(1, 1, Colour.RED, {}, False, {"to": "Ada"})

    assert '{"to":"Ada"}' == PARCELS.rows(7, [(noted, 5)])[0][6]
    assert ({"to": "Ada"}, None) == tuple(
        PARCELS.record((1, 5, 1, 0, "{}", note, 0))[0].note for note in ('{"to":"Ada"}', None)
    )


def test_the_order_of_a_select_is_told_by_the_map() -> None:
    assert "id, member_id, sent_on, colour, contents, note, fragile" == columns(PARCELS)
    assert "p.id, p.member_id, p.sent_on, p.colour, p.contents, p.note, p.fragile" == columns(PARCELS, "p")


def test_a_part_of_the_columns_is_written_with_the_key() -> None:
    part: RowMap[Any] = PARCELS.only("sent_on", "colour")
    write = part.update(7, [SENT])

    assert ("parcel", ("merchant_id", "id", "sent_on", "colour"), ("merchant_id", "id")) == (
        write.table, write.columns, write.keys
    )  # fmt: skip
    assert [(7, 1, 733_000, 1)] == write.rows


def test_columns_of_a_joined_table_are_read_along() -> None:
    joined: RowMap[Any] = PARCELS.joined("van")

    assert columns(joined, "p", van="v.name").endswith("p.fragile, v.name AS van")
    assert (SENT, 5, "blue van") == joined.record((1, 5, 733_000, 1, '{"tea":2}', None, 1, "blue van"))


def test_writes_name_the_table_its_columns_and_its_key() -> None:
    insert, upsert = PARCELS.insert(7, [(SENT, 5)]), PARCELS.upsert(7, [(SENT, 5)])

    assert names(Parcel) == insert.columns == upsert.columns
    assert ((), False) == (insert.keys, insert.upsert)
    assert (("merchant_id", "id"), True) == (upsert.keys, upsert.upsert)


def test_a_select_list_may_compute_columns() -> None:
    assert "s.id, s.total - s.taken AS left" == columns(Left, "s", left="s.total - s.taken")
    assert "id, left" == columns(Left)


def test_a_computed_column_that_no_field_takes_is_refused() -> None:
    with pytest.raises(StorageError, match="no column serial"):
        columns(Left, serial="1")


@pytest.mark.parametrize("document", [{"n": 10**30}, {"text": "\ud800"}])
def test_compact_takes_what_orjson_does_not(document: dict[str, Any]) -> None:
    assert " " not in compact(document)


def test_a_column_without_a_field_is_refused() -> None:
    with pytest.raises(StorageError, match="Sent has no field member_id, sent_on for a column of parcel"):
        RowMap(Parcel, Sent)


def test_a_named_tuple_is_a_record_too() -> None:
    weights: RowMap[Weighed] = RowMap(Parcel, Weighed, without=("sent_on", "contents", "note", "fragile"))

    assert [(7, 1, 5, 0)] == weights.rows(7, [Weighed(5, 1, 0)])
    assert Weighed(5, 1, 0) == weights.record((1, 5, 0))
