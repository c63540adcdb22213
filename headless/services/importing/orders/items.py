"""The lines of orders added up exactly: their total, and the items that rules see.

Equal lines are read once, and each item is written as JSON once. Otherwise half a million lines would take longer than all the
rest.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from json.encoder import encode_basestring as quoted
from typing import NamedTuple

from headless.engine.values.spelling import spelled
from headless.messages import Message
from headless.services.importing.files import cells
from headless.services.importing.files.csv_file import shown
from headless.services.importing.files.file_format import PLAIN, FileFormat
from headless.services.importing.files.problems import Unreadable

TEXTS = {"sku": 200, "name": 500, "category": 200, "brand": 200}
OTHER_TEXTS = ("name", "category", "brand")
ITEMS_MOST = 1_000
KNOWN_MOST = 100_000
SURELY_SHORT = 12
Cells = tuple[str, ...]
Item = Mapping[str, str | Decimal]
"""Its texts, and `quantity` and `amount`, by their names in JSON. What was not given is left out."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The greatest amount that an event takes, and the most decimals."""

    most: int
    decimals: int


class AddedUp(NamedTuple):
    """The exact sum of an order's lines (negative for what goes back), and the places of its items in the table.

    places: in the order of sku, amount, quantity, name, category and brand, so that lines in another order are the same order.
    as_given: in the order of the file.
    """

    total: Decimal
    places: list[int]
    as_given: list[int]


class Adder:
    """Adds up lines whose cells are these fields, in this order, and keeps a table of the items found."""

    def __init__(self, fields: Sequence[str], bounds: Bounds, form: FileFormat = PLAIN) -> None:
        self._quantity = fields.index("quantity") if "quantity" in fields else None
        self._price = fields.index("price" if "price" in fields else "amount")
        self._by_quantity = "price" in fields
        self._texts = [(name, fields.index(name)) for name in TEXTS if name in fields]
        self._has_items = "sku" in fields
        self._bounds, self._form = bounds, form
        self._numbers: dict[tuple[str, str], Decimal] = {}
        self._known: dict[bool, dict[Cells, tuple[Decimal, int | None]]] = {False: {}, True: {}}
        self._ranks: list[tuple[str | Decimal, ...]] = []
        self.items: list[Item] = []
        self.sent: list[str] = []
        self.sorted: list[str] = []

    def forget(self) -> None:
        """Begin a new table, so that memory stays bounded."""
        self._numbers, self._known = {}, {False: {}, True: {}}
        self._ranks, self.items, self.sent, self.sorted = [], [], [], []

    @property
    def is_full(self) -> bool:
        """True if the table is so large that it is time to forget."""
        return max(len(self._numbers), *map(len, self._known.values())) > KNOWN_MOST

    def add_up(self, numbers: Sequence[int], lines: Sequence[Cells], *, is_refund: bool) -> AddedUp:
        """Return the sum and the items of some lines. Raise Unreadable, naming the line."""
        known, total, places = self._known[is_refund], Decimal(0), list[int]()
        for at, texts in enumerate(lines):
            line = known.get(texts)
            if line is None:
                try:
                    line = known[texts] = self._read(texts, is_refund)
                except Unreadable as problem:
                    message = Message(
                        "line {numbers} of this order: {detail}", numbers=numbers[at], detail=problem.detail
                    )
                    raise Unreadable(problem.reason, message) from None
            amount, place = line
            total += amount
            if place is not None:
                places.append(place)
        if len(places) > ITEMS_MOST:
            detail = Message(
                "the order has {count} items; at most {items_most} are taken", count=len(places), items_most=ITEMS_MOST
            )
            raise Unreadable("too many items", detail)
        return AddedUp(total, sorted(places, key=self._ranks.__getitem__), places)

    def _read(self, texts: Cells, is_refund: bool) -> tuple[Decimal, int | None]:
        price = self._number(texts[self._price], "the price" if self._by_quantity else "the amount")
        quantity = Decimal(1)
        if self._quantity is not None:
            quantity = self._number(texts[self._quantity], "the quantity")
        counted = quantity * price if self._by_quantity else price
        amount = -counted if is_refund else counted
        # A line of a refund against its direction, such as a fee, lowers the sum and is not an item.
        is_item = self._has_items and (amount >= 0 or not is_refund)
        return counted, self._place(texts, _signed(quantity, amount), amount) if is_item else None

    def _place(self, texts: Cells, quantity: Decimal, amount: Decimal) -> int | None:
        item: dict[str, str | Decimal] = {}
        for name, place in self._texts:
            if text := _clean(name, texts[place]):
                item[name] = text
        if "sku" not in item:
            return None
        text = format(amount, "f")
        if len(text) > SURELY_SHORT:
            self._check_length(text, amount)
        parts = {name: f'"{name}":{quoted(str(value))}' for name, value in item.items()}
        parts["quantity"], parts["amount"] = f'"quantity":"{quantity:f}"', f'"amount":"{text}"'
        self.items.append({**item, "quantity": quantity, "amount": amount})
        self._ranks.append((item["sku"], amount, quantity, *[item.get(name, "") for name in OTHER_TEXTS]))
        self.sent.append(f"{{{','.join(parts.values())}}}")
        self.sorted.append(f"{{{','.join(parts[name] for name in sorted(parts))}}}")
        return len(self.items) - 1

    def _number(self, text: str, what: str) -> Decimal:
        number = self._numbers.get((what, text))
        if number is None:
            number = self._numbers[what, text] = cells.number(text, what, self._form)
        return number

    def _check_length(self, text: str, amount: Decimal) -> None:
        most, decimals = self._bounds.most, self._bounds.decimals
        if abs(amount) > most or len(text.partition(".")[2]) > decimals:
            detail = Message(
                "the amount {text} is too long: at most {most}, with {decimals} decimals",
                text=text,
                most=most,
                decimals=decimals,
            )
            raise Unreadable("number too large", detail)


def _signed(quantity: Decimal, amount: Decimal) -> Decimal:
    """Return a quantity with the sign of its amount, however the file writes it."""
    return -abs(quantity) if amount < 0 else abs(quantity)


def _clean(name: str, raw: str) -> str:
    text = cells.one_line(raw.strip() if name == "name" else spelled(raw))
    if len(text) > TEXTS[name]:
        raise Unreadable(
            "text too long",
            Message(
                "the {name} {text} is longer than {texts} characters", name=name, text=shown(text), texts=TEXTS[name]
            ),
        )
    if not text.isprintable() and any(letter < " " or letter == "\x7f" for letter in text):
        raise Unreadable(
            "control character", Message("the {name} {text} holds a control character", name=name, text=shown(text))
        )
    return text
