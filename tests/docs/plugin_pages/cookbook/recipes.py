"""The recipes as they stand on the page."""

from collections.abc import Mapping
from functools import cache
from types import ModuleType
from typing import Any

from headless.plugins.testing import Shop
from tests.docs.pages import Block, blocks

PAGE = "docs/cookbook.md"
MARK = "recipe="
POINTS: Mapping[str, Any] = {"points_per_spend": {}}
CUP_FOR_TEN: Mapping[str, Any] = {
    "code": "cup-for-ten", "name": "A cup for ten", "discount": {"amount": "15"}, "scope": {"skus": ["cup"]}, "validity": "30d",
}  # fmt: skip


@cache
def recipes() -> Mapping[str, Block]:
    """Return the recipes by the names that their fences give them."""
    named = [(word, block) for block in blocks("python") if block.page == PAGE for word in block.words]
    return {word.removeprefix(MARK): block for word, block in named if word.startswith(MARK)}


def recipe(name: str) -> ModuleType:
    """Return a recipe as the module that a reader would have saved."""
    block = recipes()[name]
    module = ModuleType(name)
    exec(compile(block.text, block.place, "exec"), vars(module))
    return module


def shop(name: str, **more: Any) -> Shop:
    """Return a shop in memory with a recipe enabled."""
    return Shop(recipe(name), **more)


def coupon(code: str, **more: Any) -> Mapping[str, Any]:
    """Return a coupon kind as a merchant saves it."""
    return {"code": code, "name": code, "discount": {"amount": "10"}, **more}


def line(sku: str, amount: str, category: str | None = None, quantity: str = "1") -> Mapping[str, Any]:
    """Return a line of an order."""
    return {"sku": sku, "category": category, "quantity": quantity, "amount": amount}
