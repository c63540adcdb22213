"""What reading hands to settling, as plain values that may pass from one process to another."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from headless.services.importing.orders.items import Item

Head = Mapping[str, str | Sequence[str]]
"""The data of an event without its items."""


class EarlierReading(NamedTuple):
    """An order as earlier versions have read it: with the time and the texts of its first line, and its items in file order."""

    at: int
    head: Head
    places: Sequence[int]


class Movement(NamedTuple):
    """An order or an unlinked refund, added up.

    at: microseconds since 1970 UTC. lines: their numbers. amount: in money. head: the event's data without its items. sent: all
    of it as JSON, as it is kept. ordered: the same with its names sorted, for comparing contents. places: of the items in the
    table, see `Part`. problem: reason and detail if it cannot be imported. Then the fields after `lines` mean nothing.
    earlier: how earlier versions have read it, if otherwise.
    """

    number: str
    member: str
    at: int
    lines: Sequence[int]
    is_refund: bool = False
    amount: Decimal = Decimal(0)
    head: Head = {}
    sent: str = ""
    ordered: str = ""
    places: Sequence[int] = ()
    problem: tuple[str, str] | None = None
    earlier: EarlierReading | None = None


class Advance(NamedTuple):
    """How far reading is."""

    done: int
    total: int


class Rejected(NamedTuple):
    """Lines that cannot be imported. at: the time of an order that lies too far ahead, otherwise None."""

    lines: Sequence[int]
    reason: str
    detail: str
    number: str = ""
    at: int | None = None


class WasRead(NamedTuple):
    """The file has been read. orders: how many follow. written: how many lines were written to the rejected ones, by reason.

    first: some of those, with the reason.
    """

    lines: int
    orders: int
    written: Mapping[str, int]
    rejected: Sequence[Rejected]
    first: Sequence[tuple[int, str]] = ()


class Part(NamedTuple):
    """Orders of one lane in order of time, and the items added to the table since the last part.

    start: the place of the first of these. If it is 0, a new table begins.
    """

    lane: int
    start: int
    items: Sequence[Item]
    movements: Sequence[Movement]


class Failed(NamedTuple):
    """Why reading ended: a message, and the code of Invalid, None if something else went wrong."""

    message: str
    code: str | None


Content = WasRead | Part
Message = Advance | Content | Failed
