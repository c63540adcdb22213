"""Pages of a list. A noun's connection adds its edges:

    @object_type(scope="assets:read")
    class EntryConnection(Connection):
        "Entries, page by page."
        edges: list[EntryEdge] = value("The entries of this page.")

    @object_type(scope="assets:read")
    class EntryEdge:
        "An entry and its place."
        cursor: str = cursor()
        node: Entry = value("The entry.")

and its field takes `arguments=page_arguments()`. Its batch function gives a `Page` per parent: see `resolvers.reading.cursors`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import strawberry

from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.cursors import Page
from headless.schema.base.fields import argument, batch, object_type, value


@object_type(public=True, for_member=True)
class PageInfo:
    """The position of a page in its list."""

    has_next_page: bool = value("True if more rows follow.")
    has_previous_page: bool = value("True if there are rows before it.")
    start_cursor: str | None = value("The cursor of the first row of this page; null if it is empty.")
    end_cursor: str | None = value("The cursor of the last row of this page; null if it is empty.")


async def total_counts(ctx: ReadContext, pages: Sequence[Page]) -> list[Any]:
    """Return how many rows each page's whole list has, counted for all lists of a kind at once."""
    waiting = [ctx.load(*page.counted) if page.counted is not None else None for page in pages]
    return [None if future is None else await future for future in waiting]


@strawberry.type
class Connection:
    """What every connection has."""

    page_info: PageInfo = value("The position of this page.")
    total_count: int | None = batch(total_counts, "How many there are in all; counted only when asked for.")


def cursor() -> Any:
    """Return the field of an edge's cursor."""
    return value("The place of this row: pass it as after or before, with the same filters.")


def page_arguments() -> Mapping[str, Any]:
    """Return the arguments first, after, last and before."""
    return {
        "first": argument(int | None, "How many to give from the start: 20 if left out, at most 100."),
        "after": argument(str | None, "Continue after this cursor."),
        "last": argument(int | None, "How many to give from the end, at most 100; not together with first."),
        "before": argument(str | None, "End before this cursor."),
    }
