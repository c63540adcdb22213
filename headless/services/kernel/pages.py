"""Reading a long list a page at a time, each page in a session of its own."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TypeVar

from headless.models.base.session import Session
from headless.services.kernel.kernel import Kernel

PAGE = 500
"""How many rows are read at once."""
T = TypeVar("T")
Place = TypeVar("Place")


async def all_rows(
    kernel: Kernel,
    read: Callable[[Session, Place, int], Awaitable[list[T]]],
    start: Place,
    place_of: Callable[[T], Place],
) -> AsyncIterator[T]:
    """Yield every row. read: the next rows after a place, at most so many. place_of: the place of a row."""
    after = start
    while True:
        async with kernel.db.read() as session:
            page = await read(session, after, PAGE)
        for row in page:
            yield row
        if len(page) < PAGE:
            return
        after = place_of(page[-1])
