"""Column lists, rows and records made from one declaration: the model says the columns, a record the fields.

    LOTS: RowMap[records.Lot] = RowMap(Lot, records.Lot)

    LOTS.insert(merchant_id, lots)                          # a Write with all columns
    LOTS.only("remaining", "held").update(merchant_id, lots)
    f"SELECT {columns(LOTS, 'l')} FROM lot l WHERE …"       # the columns that `records` takes, in its order
    LOTS.records(rows)                                      # list[records.Lot]

The functions from records to rows and from rows to records are generated once, as `dataclass` generates `__init__`, so they
cost what handwritten tuples cost.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from enum import IntEnum
from functools import cache, cached_property, partial
from typing import Any, Generic, NamedTuple, TypeVar

import orjson

from headless.errors import StorageError
from headless.messages import Message
from headless.models.base.row import Row
from headless.models.base.session import Write

T = TypeVar("T")
N = TypeVar("N", bound=NamedTuple)
MERCHANT = "merchant_id"
_PLAIN = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS


class Conversion(NamedTuple):
    """How a column's value differs from the field's: `write` makes the first of the second, `read` the second of the first.

    None leaves the value as it is. NULL in a nullable column is never converted.
    """

    write: Callable[[Any], Any] | None = None
    read: Callable[[Any], Any] | None = None


def compact(document: Any) -> str:
    """Return a document as JSON without blanks, decimals as text."""
    try:
        return orjson.dumps(document, default=str, option=_PLAIN).decode()
    except TypeError:
        # orjson refuses numbers beyond 64 bits and half a surrogate pair.
        return json.dumps(document, separators=(",", ":"), ensure_ascii=False, default=str)


JSON = Conversion(compact, json.loads)
"""A column of JSON text, a field of plain data."""
FLAG = Conversion(read=bool)
"""SQLite answers 0 and 1."""


def enum_of(kind: type[IntEnum]) -> Conversion:
    """Return the conversion between a column of numbers and a field of an enum."""
    return Conversion(int, {int(member): member for member in kind}.__getitem__)


class RowMap(Generic[T]):
    """The rows of one table as records of one class.

    T is what a row is made from and read as: the record, or with `given` a tuple of the record and those columns' values.

    renamed: the fields of columns that bear another name ({"occurred_on": "day"}). convert: conversions by column. given:
    columns that no field holds, so that their values go along with the record. without: columns that are neither written nor
    read. constants: values of required fields that no column holds.
    """

    def __init__(
        self,
        model: type[Row],
        record: type[Any],
        *,
        renamed: Mapping[str, str] | None = None,
        convert: Mapping[str, Conversion] | None = None,
        given: Sequence[str] = (),
        without: Sequence[str] = (),
        constants: Mapping[str, Any] | None = None,
    ) -> None:
        self.model = model
        self.table = model._meta.db_table
        self._record = record
        self._renamed = renamed or {}
        self._convert = convert or {}
        self._given = tuple(given)
        self._constants = constants or {}
        self.columns = tuple(name for name in names(model) if name not in without)
        """The columns of a row to write, in order."""
        self._selected = tuple(name for name in self.columns if name != MERCHANT)
        held = {self._renamed.get(name, name) for name in self._selected if name not in self._given}
        if homeless := sorted(held - set(_fields_of(record))):
            raise StorageError(
                Message(
                    "{name} has no field {homeless} for a column of {table}",
                    name=record.__name__,
                    homeless=homeless,
                    table=self.table,
                )
            )

    @property
    def selected(self) -> tuple[str, ...]:
        """The columns that `records` takes, in order."""
        return self._selected

    def only(self, *wanted: str) -> "RowMap[Any]":
        """Return the map of the table's key and these columns alone, for updates."""
        written = (*self.model.keys, *wanted)
        return self._derived(written, tuple(name for name in self._given if name in written))

    def joined(self, *further: str) -> "RowMap[Any]":
        """Return a map to read with that takes further columns of another table behind its own, as `given`."""
        derived = self._derived(self.columns, (*self._given, *further))
        derived._selected = (*self._selected, *further)
        return derived

    def insert(self, merchant_id: int, records: Iterable[T]) -> Write:
        """Return the write that adds the records."""
        return Write(self.table, self.columns, self.rows(merchant_id, records))

    def upsert(self, merchant_id: int, records: Iterable[T]) -> Write:
        """Return the write that adds the records, or replaces those whose key exists."""
        return Write(self.table, self.columns, self.rows(merchant_id, records), self.model.keys, upsert=True)

    def update(self, merchant_id: int, records: Iterable[T]) -> Write:
        """Return the write that changes the rows of these records."""
        return Write(self.table, self.columns, self.rows(merchant_id, records), self.model.keys)

    @cached_property
    def rows(self) -> Callable[[int, Iterable[T]], list[tuple[Any, ...]]]:
        """The function from a merchant's id and records to rows in the order of `columns`."""
        calls: dict[str, Any] = {}
        values = ", ".join(self._written(column, calls) for column in self.columns)
        item = ", ".join(("record", *self._given))
        text = f"def rows({MERCHANT}, records):\n    return [({values},) for {item} in records]"
        written: Callable[[int, Iterable[T]], list[tuple[Any, ...]]] = _generated(text, "rows", calls)
        return written

    @cached_property
    def records(self) -> Callable[[Iterable[Any]], list[T]]:
        """The function from rows, in the order of `columns(map)`, to records."""
        calls: dict[str, Any] = {"make": self._record}
        made = f"make({self._arguments(calls)})"
        item = f"({', '.join((made, *(self._read(name, calls) for name in self._given)))})" if self._given else made
        text = f"def records(rows):\n    return [{item} for {', '.join(self._selected)}, in rows]"
        read: Callable[[Iterable[Any]], list[T]] = _generated(text, "records", calls)
        return read

    def record(self, row: Any) -> T:
        """Return the record of one row."""
        return self.records((row,))[0]

    def _derived(self, written: tuple[str, ...], given: tuple[str, ...]) -> "RowMap[Any]":
        derived: RowMap[Any] = RowMap(
            self.model,
            self._record,
            renamed=self._renamed,
            convert=self._convert,
            given=given,
            without=[name for name in names(self.model) if name not in written],
            constants=self._constants,
        )
        derived.columns = written
        derived._selected = tuple(name for name in written if name != MERCHANT)
        return derived

    def _written(self, column: str, calls: dict[str, Any]) -> str:
        given = column == MERCHANT or column in self._given
        value = column if given else f"record.{self._renamed.get(column, column)}"
        write = self._convert.get(column, _UNCHANGED).write
        return self._converted(column, value, write, f"write_{column}", calls)

    def _read(self, column: str, calls: dict[str, Any]) -> str:
        read = self._convert.get(column, _UNCHANGED).read
        return self._converted(column, column, read, f"read_{column}", calls)

    def _converted(
        self, column: str, value: str, convert: Callable[[Any], Any] | None, name: str, calls: dict[str, Any]
    ) -> str:
        if convert is None:
            return value
        calls[name] = convert
        field = self.model._meta.fields_map.get(column)
        return f"None if {value} is None else {name}({value})" if field is None or field.null else f"{name}({value})"

    def _arguments(self, calls: dict[str, Any]) -> str:
        """Return the arguments of the record's class: by position up to the first field that no column holds."""
        columns_of = {self._renamed.get(name, name): name for name in self._selected if name not in self._given}
        arguments: list[str] = []
        gap = False
        for name in _fields_of(self._record):
            if name in columns_of:
                value = self._read(columns_of[name], calls)
            elif name in self._constants:
                calls[f"constant_{name}"] = self._constants[name]
                value = f"constant_{name}"
            else:
                gap = True
                continue
            arguments.append(f"{name}={value}" if gap else value)
        return ", ".join(arguments)


_UNCHANGED = Conversion()


def _fields_of(record: type[Any]) -> tuple[str, ...]:
    """Return the fields of a dataclass or a NamedTuple in the order of its arguments."""
    of_tuple: tuple[str, ...] | None = getattr(record, "_fields", None)
    return tuple(field.name for field in fields(record)) if of_tuple is None else of_tuple


@cache
def names(source: "type[Row] | type[NamedTuple] | RowMap[Any]") -> tuple[str, ...]:
    """Return the columns of a model, of a NamedTuple whose fields are named like columns, or those a map reads."""
    if isinstance(source, RowMap):
        return source.selected
    if issubclass(source, Row):
        return tuple(source._meta.fields_db_projection.values())
    return source._fields


@cache
def columns(source: "type[Row] | type[NamedTuple] | RowMap[Any]", alias: str = "", /, **computed: str) -> str:
    """Return a SELECT list: the columns of a source behind a table's alias, those in `computed` as the expression given.

    `columns(StockLeft, "s", remaining="s.total - s.taken")` is `s.name, s.total - s.taken AS remaining`. Raise StorageError if
    the source has no column of that name.
    """
    known = names(source)
    if unknown := computed.keys() - set(known):
        raise StorageError(
            Message(
                "{source} has no column {unknown}: give some of {known}",
                source=source,
                unknown=sorted(unknown),
                known=known,
            )
        )
    prefix = f"{alias}." if alias else ""
    return ", ".join(f"{computed[name]} AS {name}" if name in computed else f"{prefix}{name}" for name in known)


@cache
def reader(kind: type[N]) -> Callable[[Iterable[Any]], list[N]]:
    """Return the function from rows to records of a NamedTuple."""
    # What `_make` does, without a call of Python for each row.
    make: Callable[[Any], N] = partial(tuple.__new__, kind)

    def records(rows: Iterable[Any]) -> list[N]:
        return list(map(make, rows))

    return records


def first_values(rows: Iterable[Any]) -> list[Any]:
    """Return the values of rows of one column."""
    return [value for (value,) in rows]


def _generated(text: str, name: str, calls: dict[str, Any]) -> Any:
    scope = dict(calls)
    exec(text, scope)
    return scope[name]
