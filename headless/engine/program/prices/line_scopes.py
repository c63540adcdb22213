"""Which lines of an order something is for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from headless.engine.values.spelling import spelled


@dataclass(frozen=True, slots=True)
class LineScope:
    """Which lines of an order something is for: those of a sku, a category or a brand, less what is left out.

    All lines if no sku, category or brand is named.
    """

    skus: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    brands: frozenset[str] = frozenset()
    not_skus: frozenset[str] = frozenset()
    not_categories: frozenset[str] = frozenset()
    not_brands: frozenset[str] = frozenset()

    @property
    def is_everything(self) -> bool:
        """True if no line is left out."""
        return self == EVERYTHING

    def covers(self, sku: str, category: str | None, brand: str | None) -> bool:
        """Return True if a line of this sku, category and brand is one of them."""
        if sku in self.not_skus or category in self.not_categories or brand in self.not_brands:
            return False
        if not (self.skus or self.categories or self.brands):
            return True
        return sku in self.skus or category in self.categories or brand in self.brands


EVERYTHING = LineScope()


def line_scope(document: Mapping[str, Any] | None) -> LineScope:
    """Return the scope of a stored document, or every line if there is none."""
    if not document:
        return EVERYTHING
    return LineScope(
        codes_in(document, "skus"),
        codes_in(document, "categories"),
        codes_in(document, "brands"),
        codes_in(document, "notSkus"),
        codes_in(document, "notCategories"),
        codes_in(document, "notBrands"),
    )


def codes_in(document: Mapping[str, Any], name: str) -> frozenset[str]:
    """Return the codes of a list in a stored document."""
    return frozenset(spelled(code) for code in document.get(name) or ())
