"""From lines to orders: grouped by their number, sorted by time, and added up when their turn comes."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, localcontext
from json.encoder import encode_basestring as quoted
from operator import itemgetter
from typing import NamedTuple
from zoneinfo import ZoneInfo

from headless.engine.values.spelling import spelled
from headless.engine.values.zones import Zone
from headless.errors import Invalid
from headless.messages import Message
from headless.services.importing.files import cells
from headless.services.importing.files.columns import Columns, find_columns
from headless.services.importing.files.csv_file import CsvFile, shown, unmarked
from headless.services.importing.files.problems import Unreadable
from headless.services.importing.files.progress import Progress, silent
from headless.services.importing.files.rejects import RowRejects
from headless.services.importing.member_lookup import MemberCells
from headless.services.importing.orders.items import TEXTS, AddedUp, Adder, Bounds, Cells
from headless.services.importing.orders.messages import EarlierReading, Head, Movement

FIELDS = (
    "order", "member", "time", "hour", "sku", "quantity", "price", "amount", "category", "brand", "name", "store", "channel",
    "coupons",
)  # fmt: skip
REQUIRED = ("order", "member", "time")
ORDER_TEXTS = ("store", "channel")
HEAD = ("time", "hour", *ORDER_TEXTS, "coupons")
BETWEEN_COUPONS = re.compile("[,;，；、]")
NO_NUMBER = "no order number", "the line has no order number"
NO_MEMBER = "no member", "the line names no member"
NEVER = 1 << 63
EXACT_DIGITS = 80


@dataclass(slots=True)
class Draft:
    """An order or an unlinked refund as the file has it. key: the member in one spelling.

    heads: what its lines say of the order as a whole (see `HEAD`), each with the first line that says it; head: what the last of
    them says. Of these come `at`, in microseconds since 1970 UTC, `texts` and `coupons`, once all lines are known. first: the
    first two as the first line alone has them, if they differ: so earlier versions read orders.
    """

    number: str
    member: str
    key: str
    at: int = 0
    texts: Mapping[str, str] = field(default_factory=dict)
    coupons: frozenset[str] = frozenset()
    head: Cells = ()
    heads: dict[Cells, int] = field(default_factory=dict)
    first: tuple[int, Mapping[str, str]] | None = None
    numbers: list[int] = field(default_factory=list)
    lines: list[Cells] = field(default_factory=list)
    problem: Unreadable | None = None

    def spoil(self, line: int, reason: str, detail: str) -> None:
        """Note why the order cannot be imported. The first reason stays."""
        self.problem = self.problem or Unreadable(
            reason, Message("line {line} of this order: {detail}", line=line, detail=detail)
        )


class Lost(NamedTuple):
    """A line that could not be taken. number: of its order, as far as can be told. cells: one of them may be the number, too."""

    line: int
    why: str
    number: str
    cells: Sequence[str] = ()


def _two(first: str, value: str) -> Message:
    return Message("it names {value}, an earlier one {first}", value=value, first=first)


class OrderLines:
    """A file of order lines. Raises Invalid for a mapping that does not fit the file."""

    def __init__(
        self,
        source: CsvFile,
        mapping: Mapping[str, str],
        zone: Zone,
        refund_prefix: str | None,
        bounds: Bounds,
        members: MemberCells,
    ) -> None:
        self.source = source
        self.count = 0
        self._zone = ZoneInfo(zone.name)
        self._refund_prefix = refund_prefix
        self._columns = find_columns(source.path.name, source.header(), mapping, FIELDS, REQUIRED)
        self._fields = _line_fields(self._columns)
        self._head = tuple(name for name in HEAD if name in self._columns.places)
        self._bounds = bounds
        self.adder = Adder(self._fields, bounds, source.form)
        self._members, self._fill_down = members, source.form.fill_down
        self._named: dict[str, tuple[str, str | Unreadable]] = {}

    def drafts(self, rejects: RowRejects, progress: Progress = silent) -> list[Draft]:
        """Read all orders in order of time, at the same time in the order of the file."""
        drafts: dict[str, Draft] = {}
        lost, nameless = list[Lost](), dict[str, int]()
        order, member = self._columns.places["order"], self._columns.places["member"]
        kept, head_of, named = self._picker(self._fields), self._picker(self._head), self._named
        count, above = 0, None
        for line, row, fault in self.source.records(progress):
            count += 1
            if fault is not None:
                rejects.add_row(line, row, "malformed line", fault)
                cut = [spelled(cell.strip('"')) for cell in row]
                number = cut[order] if len(cut) > order else ""
                if self._fill_down and above is not None:
                    number = number or above.number
                    above = above if number == above.number else None
                lost.append(Lost(line, fault, number, cut))
                continue
            cell, (who, key) = row[order], named.get(row[member]) or self._member(row[member])
            # A number by which an order is known already has its one spelling.
            number = cell if cell in drafts else spelled(cell)
            if self._fill_down and above is not None and number in ("", above.number):
                number = above.number
                who, key = (who, key) if who else named.get(above.member) or self._member(above.member)
            if not who or not number:
                rejects.add_row(line, row, *(NO_NUMBER if who else NO_MEMBER))
                nameless.setdefault(number, line)
                above = None
                continue
            draft = drafts.get(number)
            if draft is None:
                draft = drafts[number] = self._begin(number, who, key, line)
            elif draft.key == key:
                if draft.member != who:
                    draft.member = min(draft.member, who)
            elif isinstance(key, Unreadable):
                draft.spoil(line, key.reason, key.detail)
            else:
                draft.spoil(line, "two members", _two(shown(draft.member), shown(who)))
            above = draft
            head = head_of(row)
            if head != draft.head:
                draft.head = head
                draft.heads.setdefault(head, line)
            draft.numbers.append(line)
            draft.lines.append(kept(row))
        self.count = count
        lost += [Lost(line, Message("it names no member"), number) for number, line in nameless.items()]
        self._complete(drafts, lost)
        return sorted(drafts.values(), key=lambda draft: (draft.at, draft.number))

    def _complete(self, drafts: Mapping[str, Draft], lost: Sequence[Lost]) -> None:
        """Give each order its time, and spoil those of which lines were lost."""
        for line in lost:
            for number in (line.number,) if line.number in drafts else line.cells:
                if number in drafts:
                    drafts[number].spoil(line.line, "incomplete order", line.why)
        for draft in drafts.values():
            self._date(draft)

    def _begin(self, number: str, member: str, key: str | Unreadable, line: int) -> Draft:
        if not isinstance(key, Unreadable):
            return Draft(number, member, key)
        draft = Draft(number, member, member)
        draft.spoil(line, key.reason, key.detail)
        return draft

    def _date(self, draft: Draft) -> None:
        """Give an order the time of its earliest line, the store and channel of its earliest lines, and the coupons of all.

        So the order of the lines in the file does not matter. A line may leave all of it to the others.
        """
        said = [self._said(draft, head, line) for head, line in draft.heads.items()]
        if len(said) == 1 and said[0][0] != NEVER:
            draft.at, draft.texts = said[0]
            return
        draft.at = min(at for at, _ in said)
        if draft.at == NEVER:
            draft.at = 0
            draft.spoil(draft.numbers[0], "not a time", Message("none of its lines has a time"))
        named = {name: [(at, texts[name]) for at, texts in said if name in texts] for name in ORDER_TEXTS}
        draft.texts = {name: min(texts)[1] for name, texts in named.items() if texts}
        if said[0] != (draft.at, draft.texts) and said[0][0] != NEVER:
            draft.first = said[0]

    def _said(self, draft: Draft, head: Cells, line: int) -> tuple[int, dict[str, str]]:
        """Return the time that a line gives to its order, `NEVER` if it gives none, and the texts."""
        cell = dict(zip(self._head, map(str.strip, head), strict=False))
        when = " ".join(part for name in ("time", "hour") if (part := cell.get(name)))
        texts = {name: cells.one_line(text) for name in ORDER_TEXTS if (text := cell.get(name))}
        if codes := cell.get("coupons"):
            draft.coupons |= {code for text in BETWEEN_COUPONS.split(codes) if (code := spelled(text))}
        if not cell["time"]:
            return NEVER, texts
        try:
            return cells.instant(when, self._zone, form=self.source.form), texts
        except Unreadable as problem:
            draft.spoil(line, problem.reason, problem.detail)
            return 0, texts

    def _picker(self, fields: Sequence[str]) -> Callable[[Sequence[str]], Cells]:
        """Return the function that takes the cells of these fields out of a row, quickly. A single one is taken twice."""
        first, *rest = [self._columns.places[name] for name in fields]
        return itemgetter(first, *(rest or [first]))

    def _member(self, cell: str) -> tuple[str, str | Unreadable]:
        """Return what names a line's member, and its one spelling or why there is none."""
        text = unmarked(cell.strip())
        try:
            named: tuple[str, str | Unreadable] = text, self._members.key(text)
        except Unreadable as problem:
            named = text, problem
        self._named[cell] = named
        return named

    def movement(self, draft: Draft, decimals: int) -> Movement:
        """Add up a draft: the exact sum of its lines, rounded once, half up. Raise Unreadable if it cannot be imported."""
        is_refund = bool(self._refund_prefix) and draft.number.startswith(self._refund_prefix or "")
        with localcontext() as context:
            context.prec = EXACT_DIGITS
            added = self.adder.add_up(draft.numbers, draft.lines, is_refund=is_refund)
            amount = -added.total if is_refund else added.total
            if amount < 0:
                raise _negative(draft.number, is_refund, amount)
            if amount > self._bounds.most:
                detail = Message(
                    "{number} comes to {amount}; at most {most} is taken",
                    number=draft.number,
                    amount=amount,
                    most=self._bounds.most,
                )
                raise Unreadable("number too large", detail)
            amount = abs(amount).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        head = _head_of(draft.number, draft.texts, amount, is_refund=is_refund)
        if draft.coupons and not is_refund:
            head = {**head, "coupons": sorted(draft.coupons)}
        sent, ordered = self._documents(head, added.places)
        return Movement(
            draft.number, draft.member, draft.at, draft.numbers, is_refund, amount, head, sent, ordered, added.places,
            earlier=_earlier(draft, added, head, amount, is_refund=is_refund),
        )  # fmt: skip

    def _documents(self, head: Head, places: Sequence[int]) -> tuple[str, str]:
        """Return the data of the event as JSON, as it is kept and with its names sorted."""
        parts = {name: f"{quoted(name)}:{_json(value)}" for name, value in head.items()}
        ordered = dict(parts)
        if places:
            sent, by_name = self.adder.sent, self.adder.sorted
            parts["items"] = f'"items":[{",".join([sent[place] for place in places])}]'
            ordered["items"] = f'"items":[{",".join([by_name[place] for place in places])}]'
        return f"{{{','.join(parts.values())}}}", f"{{{','.join(ordered[name] for name in sorted(ordered))}}}"


def _json(value: str | Sequence[str]) -> str:
    return quoted(value) if isinstance(value, str) else f"[{','.join(map(quoted, value))}]"


def _head_of(number: str, texts: Mapping[str, str], amount: Decimal, *, is_refund: bool) -> Head:
    """Return the data of an event without its items."""
    named = {"refundId": number} if is_refund else {"orderId": number, **texts}
    return {**named, "amount" if is_refund else "total": format(amount, "f")}


def _earlier(draft: Draft, added: AddedUp, head: Head, amount: Decimal, *, is_refund: bool) -> EarlierReading | None:
    """Return the order as earlier versions have read it, None if they have read the same."""
    if draft.first is None and added.as_given == added.places:
        return None
    if draft.first is None:
        return EarlierReading(draft.at, head, added.as_given)
    at, texts = draft.first
    return EarlierReading(at, _head_of(draft.number, texts, amount, is_refund=is_refund), added.as_given)


def _line_fields(columns: Columns) -> tuple[str, ...]:
    """Return the fields kept of each line. Raise Invalid if an amount cannot be computed, or is given twice."""
    has = columns.places
    if "amount" in has and "price" in has:
        message = Message("give either --map amount= (of the whole line) or --map quantity= and price=")
        raise Invalid(message, code="AMOUNT_TWICE")
    if "amount" not in has and not {"quantity", "price"} <= set(has):
        message = Message("give --map quantity= and --map price=, or --map amount= for the amount of the whole line")
        raise Invalid(message, code="FIELD_MISSING")
    if "sku" not in has and (without := [name for name in TEXTS if name in has]):
        message = Message(
            "--map {without}= needs --map sku=, by which items are known; the same column may serve for both",
            without=without[0],
        )
        raise Invalid(message, code="FIELD_MISSING")
    return tuple(name for name in ("quantity", "price", "amount", *TEXTS) if name in has)


def _negative(number: str, is_refund: bool, amount: Decimal) -> Unreadable:
    if is_refund:
        return Unreadable(
            "negative refund",
            Message("refund {number} comes to {amount}: nothing would go back", number=number, amount=amount),
        )
    detail = Message(
        "order {number} comes to {amount}; if it is a refund, name how such numbers begin with --refund-prefix",
        number=number,
        amount=amount,
    )
    return Unreadable("negative order", detail)
