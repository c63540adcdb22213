"""What codes are called in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from headless.engine.texts.formats import money_text, number_text
from headless.engine.texts.languages import ENGLISH
from headless.messages import Called


class Named(Protocol):
    """Something with a name, and with names by language if the merchant gives them."""

    @property
    def name(self) -> str: ...

    @property
    def names(self) -> Mapping[str, str]: ...


def called(named: Any) -> Called:
    """Return what a merchant named (a kind, a tier, a tag, a benefit) as a parameter of a message."""
    return Called(named.code, named.name, named.names)


def name_in(lang: str, named: Named) -> str:
    """Return what something is called in a language: as it is named for that language, or as it is named at all."""
    return named.names.get(lang) or named.name


class Names(Protocol):
    """A reader of codes in one language. What is not known is called by its code."""

    @property
    def lang(self) -> str: ...

    def asset(self, code: str) -> str: ...

    def track(self, code: str) -> str: ...

    def tier(self, code: str, track: str | None = None) -> str: ...

    def tag(self, code: str) -> str: ...

    def event(self, type_: str) -> str: ...

    def metric(self, name: str) -> str: ...

    def coupon(self, code: str) -> str: ...

    def rule(self, name: str) -> str: ...

    def benefit(self, code: str) -> str: ...

    def stock(self, name: str) -> str: ...

    def money(self, amount: Decimal | str) -> str: ...

    def amount(self, asset: str, amount: Decimal | str) -> str: ...

    def worth(self, asset: str, amount: Decimal | str) -> str | None: ...


def names_of(reader: Names | str) -> Names:
    """Return the names by which a reader is told. Who gives a language alone is told codes."""
    return Codes(reader) if isinstance(reader, str) else reader


@dataclass(frozen=True, slots=True)
class Codes:
    """A reader who knows no configuration: everything is called by its code."""

    lang: str = ENGLISH
    currency: str | None = None

    def asset(self, code: str) -> str:
        """Return the code."""
        return code

    def track(self, code: str) -> str:
        """Return the code."""
        return code

    def tier(self, code: str, track: str | None = None) -> str:
        """Return the code."""
        return code

    def tag(self, code: str) -> str:
        """Return the code."""
        return code

    def event(self, type_: str) -> str:
        """Return the type."""
        return type_

    def metric(self, name: str) -> str:
        """Return a plugin's metric by its own part of the name: "scores.composite_score" is the composite score."""
        return name.rpartition(".")[2].replace("_", " ")

    def coupon(self, code: str) -> str:
        """Return the code."""
        return code

    def rule(self, name: str) -> str:
        """Return the name."""
        return name

    def benefit(self, code: str) -> str:
        """Return the code."""
        return code

    def stock(self, name: str) -> str:
        """Return what a stock holds, "benefit:<code>" or "coupon:<code>", by its name."""
        kind, _, code = name.partition(":")
        return self.benefit(code) if kind == "benefit" else self.coupon(code) if kind == "coupon" else name

    def money(self, amount: Decimal | str) -> str:
        """Return money, with its symbol if the currency is known."""
        return number_text(amount) if self.currency is None else money_text(amount, self.currency, self.lang)

    def amount(self, asset: str, amount: Decimal | str) -> str:
        """Return an amount of an asset."""
        return number_text(amount)

    def worth(self, asset: str, amount: Decimal | str) -> str | None:
        """Return None: what it is worth is not known."""
        return None
