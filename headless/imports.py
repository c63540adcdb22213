"""Imports that leave out what a library would load for nothing."""

import sys
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from types import ModuleType


@contextmanager
def hidden(name: str) -> Iterator[None]:
    """Hide an optional library from those that are imported now and would load it if they could."""
    modules: MutableMapping[str, ModuleType | None] = sys.modules  # type: ignore[assignment]
    if name in modules:
        yield
        return
    modules[name] = None
    try:
        yield
    finally:
        del modules[name]
