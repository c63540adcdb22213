"""Long work done part by part, so that others are served in between."""

import asyncio
from collections.abc import Generator
from typing import TypeVar

T = TypeVar("T")
Parts = Generator[None, None, T]
"""Work that pauses after each of its parts, and returns a result."""


def at_once(parts: Parts[T]) -> T:
    """Return the result of work that is done without a pause."""
    while True:
        try:
            next(parts)
        except StopIteration as end:
            result: T = end.value
            return result


async def part_by_part(parts: Parts[T]) -> T:
    """Return the result of work, and let others go first after each part."""
    while True:
        try:
            next(parts)
        except StopIteration as end:
            result: T = end.value
            return result
        await asyncio.sleep(0)
