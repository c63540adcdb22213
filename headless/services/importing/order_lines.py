"""From lines to orders: grouped by their number wherever they stand, in order of time, added up when their turn comes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, localcontext
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from headless.engine.zones import Zone
from headless.errors import Invalid
from headless.plugins.builtin.events.orders import Item
from headless.plugins.scalars import AMOUNT_MOST
from headless.services.importing import cells
from headless.services.importing.columns import Columns, find_columns
from headless.services.importing.files import CsvFile, Record, shown
from headless.services.importing.items import TEXTS, Adder, Line
from headless.services.importing.problems import Unreadable
from headless.services.importing.progress import Progress, silent
from headless.services.importing.rejects import Rejects

FIELDS = (
    "order", "member", "time", "sku", "quantity", "price", "amount", "category", "brand", "name", "store", "channel",
)  # fmt: skip
REQUIRED = ("order", "member", "time")
ORDER_TEXTS = ("store", "channel")
EXACT_DIGITS = 80


@dataclass(slots=True)
class Draft:
    """An order or an unlinked refund as its lines stand in the file; `at` in microseconds since 1970 UTC."""

    number: str
    member: str
    at: int
    texts: Mapping[str, str]
    lines: list[Line] = field(default_factory=list)
    problem: Unreadable | None = None

    @property
    def numbers(self) -> list[int]:
        """The numbers of its lines."""
        return [line for line, _ in self.lines]

    def spoil(self, line: int, reason: str, detail: str) -> None:
        """Note why the order cannot be taken; the first reason stays."""
        self.problem = self.problem or Unreadable(reason, f"line {line} of this order: {detail}")


@dataclass(frozen=True, slots=True)
class Movement:
    """An order or an unlinked refund, ready to be recorded: `amount` in money, `sent` as JSON, `items` typed."""

    draft: Draft
    is_refund: bool
    amount: Decimal
    sent: Mapping[str, Any]
    items: Sequence[Item]


class OrderLines:
    """A file of order lines. Errors: Invalid for a mapping that does not fit the file."""

    def __init__(self, source: CsvFile, mapping: Mapping[str, str], zone: Zone, refund_prefix: str | None) -> None:
        self.source = source
        self.count = 0
        self._zone = ZoneInfo(zone.name)
        self._refund_prefix = refund_prefix
        self._columns = find_columns(source.path.name, source.header(), mapping, FIELDS, REQUIRED)
        self._fields = _line_fields(self._columns)
        self._adder = Adder(self._fields)

    def drafts(self, rejects: Rejects, progress: Progress = silent) -> list[Draft]:
        """All orders in order of time; at the same time in the order of the file."""
        found: dict[str, Draft] = {}
        broken: list[tuple[str, Record]] = []
        order, member = self._columns.places["order"], self._columns.places["member"]
        kept = _picker([self._columns.places[name] for name in self._fields])
        count = 0
        for record in self.source.records(progress):
            line, row, fault = record
            count += 1
            if fault is not None:
                rejects.add_row(line, row, "malformed line", fault)
                broken.append((row[order].strip() if len(row) > order else "", record))
                continue
            number, who = row[order].strip(), row[member].strip()
            if not who:
                rejects.add_row(line, row, "no member", "the line names no member")
                continue
            if not number:
                rejects.add_row(line, row, "no order number", "the line has no order number")
                continue
            draft = found.get(number)
            if draft is None:
                draft = found[number] = self._begin(number, who, line, row)
            elif draft.member != who:
                draft.spoil(line, "two members", f"it names {shown(who)}, an earlier one {shown(draft.member)}")
            draft.lines.append((line, kept(row)))
        self.count = count
        for number, record in broken:
            if number in found:
                found[number].spoil(record.line, "incomplete order", record.fault or "")
        return _whole(found.values(), rejects)

    def _begin(self, number: str, member: str, line: int, row: Sequence[str]) -> Draft:
        texts = {name: text for name in ORDER_TEXTS if (text := self._columns.cell(row, name))}
        draft = Draft(number, member, 0, texts)
        try:
            draft.at = cells.instant(self._columns.cell(row, "time"), self._zone)
        except Unreadable as problem:
            draft.spoil(line, problem.reason, problem.detail)
        return draft

    def movement(self, draft: Draft, decimals: int) -> Movement:
        """Add up a draft: the exact sum of its lines, rounded once, half up. Errors: Unreadable."""
        is_refund = bool(self._refund_prefix) and draft.number.startswith(self._refund_prefix or "")
        with localcontext() as context:
            context.prec = EXACT_DIGITS
            added = self._adder.add_up(draft.lines, is_refund=is_refund)
            amount = -added.total if is_refund else added.total
            if amount < 0:
                raise _negative(draft.number, is_refund, amount)
            if amount > AMOUNT_MOST:
                raise Unreadable(
                    "number too large", f"{draft.number} comes to {amount}; at most {AMOUNT_MOST} is taken"
                )
            amount = abs(amount).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        named = {"refundId": draft.number} if is_refund else {"orderId": draft.number, **draft.texts}
        sent = {**named, "amount" if is_refund else "total": format(amount, "f")}
        return Movement(draft, is_refund, amount, {**sent, "items": added.sent} if added.sent else sent, added.items)


def _whole(drafts: Iterable[Draft], rejects: Rejects) -> list[Draft]:
    """The orders that can be read as a whole, in order of time: part of one would be a wrong amount."""
    found = []
    for draft in drafts:
        if draft.problem is None:
            found.append(draft)
        else:
            rejects.add(draft.numbers, draft.problem.reason, draft.problem.detail)
    return sorted(found, key=lambda draft: draft.at)


def _picker(places: Sequence[int]) -> Callable[[Sequence[str]], tuple[str, ...]]:
    """What takes these cells out of a row, quickly."""
    if len(places) > 1:
        return itemgetter(*places)
    (place,) = places
    return lambda row: (row[place],)


def _line_fields(columns: Columns) -> tuple[str, ...]:
    """The fields kept of each line. Errors: Invalid where an amount cannot be worked out, or is there twice."""
    has = columns.places
    if "amount" in has and "price" in has:
        message = "give either --map amount= (of the whole line) or --map quantity= and price="
        raise Invalid(message, code="AMOUNT_TWICE")
    if "amount" not in has and not {"quantity", "price"} <= set(has):
        message = "give --map quantity= and --map price=, or --map amount= for the amount of the whole line"
        raise Invalid(message, code="FIELD_MISSING")
    if "sku" not in has and (without := [name for name in TEXTS if name in has]):
        message = f"--map {without[0]}= needs --map sku=, by which items are known; the same column may serve for both"
        raise Invalid(message, code="FIELD_MISSING")
    return tuple(name for name in ("quantity", "price", "amount", *TEXTS) if name in has)


def _negative(number: str, is_refund: bool, amount: Decimal) -> Unreadable:
    if is_refund:
        return Unreadable("negative refund", f"refund {number} comes to {amount}: nothing would go back")
    detail = f"order {number} comes to {amount}; if it is a refund, name how such numbers begin with --refund-prefix"
    return Unreadable("negative order", detail)
