"""What reading hands on to settling, as plain values that may pass from one process to another."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from headless.services.importing.orders.items import Item


class Movement(NamedTuple):
    """An order or an unlinked refund, added up.

    at: microseconds since 1970 UTC. lines: their numbers. amount: in money. head: the event's data without its items. sent: all
    of it as JSON, as it is kept; ordered: the same with its names sorted, as it is told from another content. places: of the
    items in the table, see `Part`. problem: reason and detail, where it cannot be taken; then nothing behind `lines` counts.
    """

    number: str
    member: str
    at: int
    lines: Sequence[int]
    is_refund: bool = False
    amount: Decimal = Decimal(0)
    head: Mapping[str, str] = {}
    sent: str = ""
    ordered: str = ""
    places: Sequence[int] = ()
    problem: tuple[str, str] | None = None


class Advance(NamedTuple):
    """How far reading is."""

    done: int
    total: int


class Rejected(NamedTuple):
    """Lines that cannot be taken, or that lie too far ahead (`at`, else None)."""

    lines: Sequence[int]
    reason: str
    detail: str
    number: str = ""
    at: int | None = None


class WasRead(NamedTuple):
    """The file has been read: its lines, how many orders follow, how many lines are written to the rejected ones, by reason."""

    lines: int
    orders: int
    written: Mapping[str, int]
    rejected: Sequence[Rejected]


class Part(NamedTuple):
    """Orders of one lane in order of time, and the items that the table has got since the last part.

    `start` is the place of the first of these; the table begins anew where it is 0.
    """

    lane: int
    start: int
    items: Sequence[Item]
    movements: Sequence[Movement]


class Failed(NamedTuple):
    """Why reading ended: a message, and the code of Invalid, None where something else went wrong."""

    message: str
    code: str | None


Found = WasRead | Part
Message = Advance | Found | Failed
