"""From lines to orders: grouped by their number wherever they stand, each in time order, built when its turn comes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any
from zoneinfo import ZoneInfo

from headless.engine.zones import Zone
from headless.errors import Invalid
from headless.services.importing import cells
from headless.services.importing.columns import Columns, find_columns
from headless.services.importing.files import CsvFile, shown
from headless.services.importing.problems import Unreadable
from headless.services.importing.progress import Progress, silent
from headless.services.importing.rejects import Rejects

FIELDS = (
    "order", "member", "time", "sku", "quantity", "price", "amount", "category", "brand", "name", "store", "channel",
)  # fmt: skip
REQUIRED = ("order", "member", "time")
ITEM_TEXTS = ("sku", "name", "category", "brand")
ORDER_TEXTS = ("store", "channel")
EXACT_DIGITS = 80
Line = tuple[int, tuple[str, ...]]


@dataclass(slots=True)
class Draft:
    """An order or an unlinked refund as its lines stand in the file; `at` in microseconds since 1970 UTC."""

    number: str
    member: str
    at: int
    texts: Mapping[str, str]
    lines: list[Line] = field(default_factory=list)

    @property
    def numbers(self) -> list[int]:
        """The numbers of its lines."""
        return [line for line, _ in self.lines]


@dataclass(frozen=True, slots=True)
class Movement:
    """An order or an unlinked refund, ready to be recorded: `data` as it would be sent, `amount` in money."""

    draft: Draft
    is_refund: bool
    amount: Decimal
    data: Mapping[str, Any]


class OrderLines:
    """A file of order lines. Errors: Invalid for a mapping that does not fit the file."""

    def __init__(self, source: CsvFile, mapping: Mapping[str, str], zone: Zone, refund_prefix: str | None) -> None:
        self.source = source
        self._zone = ZoneInfo(zone.name)
        self._refund_prefix = refund_prefix
        self._columns = find_columns(source.path.name, source.header(), mapping, FIELDS, REQUIRED)
        self._fields = _line_fields(self._columns)
        self.count = 0

    def drafts(self, rejects: Rejects, progress: Progress = silent) -> list[Draft]:
        """All orders in order of time; at the same time in the order of the file."""
        found: dict[str, Draft] = {}
        broken: dict[str, tuple[int, Unreadable]] = {}
        order, member = self._columns.places["order"], self._columns.places["member"]
        places = [self._columns.places[name] for name in self._fields]
        for line, row, fault in self.source.records(progress):
            self.count += 1
            if fault is not None:
                rejects.add([line], "malformed line", fault)
                if len(row) > order:
                    broken.setdefault(row[order].strip(), (line, Unreadable("incomplete order", fault)))
                continue
            number, who = row[order].strip(), row[member].strip()
            if not who:
                rejects.add([line], "no member", "the line names no member")
            elif not number:
                rejects.add([line], "no order number", "the line has no order number")
            else:
                draft = found.get(number)
                if draft is None:
                    try:
                        draft = found[number] = self._begin(number, who, row)
                    except Unreadable as problem:
                        draft = found[number] = Draft(number, who, 0, {})
                        broken.setdefault(number, (line, problem))
                elif draft.member != who:
                    detail = f"the order names two members: {shown(draft.member)} and {shown(who)}"
                    broken.setdefault(number, (line, Unreadable("two members", detail)))
                draft.lines.append((line, tuple([row[place] for place in places])))
        for number, (line, why) in broken.items():
            spoilt = found.pop(number, None)
            if spoilt is not None:
                rejects.add(spoilt.numbers, why.reason, f"line {line} of this order: {why.detail}")
        return sorted(found.values(), key=lambda draft: draft.at)

    def _begin(self, number: str, member: str, row: Sequence[str]) -> Draft:
        columns = self._columns
        texts = {name: text for name in ORDER_TEXTS if (text := columns.cell(row, name))}
        return Draft(number, member, cells.instant(columns.cell(row, "time"), self._zone), texts)

    def movement(self, draft: Draft, decimals: int) -> Movement:
        """Add up a draft: the exact sum of its lines, rounded once, half up. Errors: Unreadable."""
        is_refund = bool(self._refund_prefix) and draft.number.startswith(self._refund_prefix or "")
        items: list[dict[str, Any]] = []
        with localcontext() as context:
            context.prec = EXACT_DIGITS
            total = Decimal(0)
            for line, texts in draft.lines:
                try:
                    total += self._add_line(items, texts, is_refund)
                except Unreadable as problem:
                    raise Unreadable(problem.reason, f"line {line} of this order: {problem.detail}") from None
            amount = -total if is_refund else total
            if amount < 0:
                raise _negative(draft.number, is_refund, amount)
            amount = amount.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        data: dict[str, Any] = {"refundId": draft.number} if is_refund else {"orderId": draft.number}
        data["amount" if is_refund else "total"] = format(amount, "f")
        if items:
            data["items"] = items
        return Movement(draft, is_refund, amount, data if is_refund else {**data, **draft.texts})

    def _add_line(self, items: list[dict[str, Any]], texts: tuple[str, ...], is_refund: bool) -> Decimal:
        """What a line adds to the sum; it becomes an item where it names a sku and is not a discount."""
        cell = dict(zip(self._fields, texts, strict=True))
        quantity = cells.number(cell["quantity"], "the quantity") if "quantity" in cell else Decimal(1)
        if "amount" in cell:
            amount = cells.number(cell["amount"], "the amount")
        else:
            amount = quantity * cells.number(cell["price"], "the price")
        if "sku" in cell:
            sign = -1 if is_refund else 1
            if amount * sign >= 0 and cell["sku"].strip():
                item = {name: text for name in ITEM_TEXTS if (text := cell.get(name, "").strip())}
                items.append({**item, "quantity": format(abs(quantity), "f"), "amount": format(abs(amount), "f")})
        return amount


def _line_fields(columns: Columns) -> tuple[str, ...]:
    """The fields kept of each line. Errors: Invalid where an amount cannot be worked out, or is there twice."""
    has = columns.places
    if "amount" in has and "price" in has:
        message = "give either --map amount= (of the whole line) or --map quantity= and price="
        raise Invalid(message, code="AMOUNT_TWICE")
    if "amount" not in has and not {"quantity", "price"} <= set(has):
        message = "give --map quantity= and --map price=, or --map amount= for the amount of the whole line"
        raise Invalid(message, code="FIELD_MISSING")
    if "sku" not in has and (without := [name for name in ITEM_TEXTS if name in has]):
        message = f"--map {without[0]}= needs --map sku=, by which items are known; the same column may serve for both"
        raise Invalid(message, code="FIELD_MISSING")
    return tuple(name for name in ("quantity", "price", "amount", *ITEM_TEXTS) if name in has)


def _negative(number: str, is_refund: bool, amount: Decimal) -> Unreadable:
    if is_refund:
        return Unreadable("negative refund", f"refund {number} comes to {amount}: nothing would go back")
    detail = f"order {number} comes to {amount}; if it is a refund, name how such numbers begin with --refund-prefix"
    return Unreadable("negative order", detail)
