"""One order's lines added up, in whole and exactly: what it comes to, and the items that rules see.

Items are built here, not parsed again from what is kept of them: half a million of them would take longer than all the rest.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from headless.plugins.builtin.events.orders import Item
from headless.plugins.payloads import built
from headless.plugins.scalars import AMOUNT_DECIMALS, AMOUNT_MOST
from headless.services.importing import cells
from headless.services.importing.files import shown
from headless.services.importing.problems import Unreadable

TEXTS = {"sku": 200, "name": 500, "category": 200, "brand": 200}
ITEMS_MOST = 1_000
SURELY_SHORT = 12
_NOTHING = {"name": None, "category": None, "brand": None}
Line = tuple[int, tuple[str, ...]]


@dataclass(slots=True)
class AddedUp:
    """The exact sum of an order's lines (negative for what goes back), and its items, typed and as JSON."""

    total: Decimal
    items: list[Item]
    sent: list[Mapping[str, Any]]


class Adder:
    """Adds up lines whose cells are these fields, in this order. What it has read before it knows at once."""

    def __init__(self, fields: Sequence[str]) -> None:
        self._quantity = fields.index("quantity") if "quantity" in fields else None
        self._price = fields.index("price" if "price" in fields else "amount")
        self._by_quantity = "price" in fields
        self._texts = [(name, fields.index(name)) for name in TEXTS if name in fields]
        self._has_items = "sku" in fields
        self._given = {name for name, _ in self._texts} | {"quantity", "amount"}
        self._numbers: dict[tuple[str, str], Decimal] = {}
        self._clean: dict[tuple[str, str], str] = {}

    def add_up(self, lines: Sequence[Line], *, is_refund: bool) -> AddedUp:
        """The sum and the items of some lines. Errors: Unreadable, naming the line."""
        found = AddedUp(Decimal(0), [], [])
        for line, texts in lines:
            try:
                self._add(found, texts, is_refund)
            except Unreadable as problem:
                raise Unreadable(problem.reason, f"line {line} of this order: {problem.detail}") from None
        if len(found.items) > ITEMS_MOST:
            detail = f"the order has {len(found.items)} items; at most {ITEMS_MOST} are taken"
            raise Unreadable("too many items", detail)
        return found

    def _add(self, found: AddedUp, texts: tuple[str, ...], is_refund: bool) -> None:
        price = self._number(texts[self._price], "the price" if self._by_quantity else "the amount")
        quantity = Decimal(1)
        if self._quantity is not None:
            quantity = self._number(texts[self._quantity], "the quantity")
        amount = quantity * price if self._by_quantity else price
        found.total += amount
        if self._has_items:
            # What stands against the order's own direction is a discount: it lowers the sum and is no item.
            if is_refund:
                amount = -amount
            if amount >= 0:
                self._add_item(found, texts, abs(quantity), amount)

    def _add_item(self, found: AddedUp, texts: tuple[str, ...], quantity: Decimal, amount: Decimal) -> None:
        named: dict[str, str] = {}
        for name, place in self._texts:
            text = self._clean.get((name, texts[place]))
            if text is None:
                text = self._clean_text(name, texts[place])
            if text:
                named[name] = text
        if "sku" not in named:
            return
        text = format(amount, "f")
        if len(text) > SURELY_SHORT:
            _check_length(text, amount)
        found.items.append(built(Item, {**_NOTHING, **named, "quantity": quantity, "amount": amount}, self._given))
        named["quantity"], named["amount"] = format(quantity, "f"), text
        found.sent.append(named)

    def _number(self, text: str, what: str) -> Decimal:
        number = self._numbers.get((what, text))
        if number is None:
            number = self._numbers[what, text] = cells.number(text, what)
        return number

    def _clean_text(self, name: str, raw: str) -> str:
        text = raw.strip()
        if len(text) > TEXTS[name]:
            raise Unreadable("text too long", f"the {name} {shown(text)} is longer than {TEXTS[name]} characters")
        if any(letter < " " or letter == "\x7f" for letter in text):
            raise Unreadable("control character", f"the {name} {shown(text)} holds a control character")
        self._clean[name, raw] = text
        return text


def _check_length(text: str, amount: Decimal) -> None:
    if amount > AMOUNT_MOST or len(text.partition(".")[2]) > AMOUNT_DECIMALS:
        detail = f"the amount {text} is too long: at most {AMOUNT_MOST}, with {AMOUNT_DECIMALS} decimals"
        raise Unreadable("number too large", detail)
