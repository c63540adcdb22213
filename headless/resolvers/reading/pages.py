"""Pages of rows for many parents at once, in one query: the rows of each parent are numbered, and its first ones kept."""

from collections.abc import Sequence

from headless.resolvers.reading.cursors import Slice


def keyset(
    part: Slice, columns: Sequence[str], position: int, *, newest_first: bool = True
) -> tuple[str, str, list[object]]:
    """The condition that a row lies beyond the cursor, the order to read in, and the condition's parameters.

    The order has the last columns' direction in common: all newest first, or all oldest first.
    """
    down = newest_first is not part.backward
    order = ", ".join(f"{column}{' DESC' if down else ''}" for column in columns)
    if part.key is None:
        return "TRUE", order, []
    places = ", ".join(f"${position + at}" for at in range(len(columns)))
    return f"({', '.join(columns)}) {'<' if down else '>'} ({places})", order, list(part.key)


def numbered(select: str, parents: Sequence[str], order: str, source: str, limit: int) -> str:
    """The first `limit` + 1 rows of each parent, in their order; `select` names plain columns of `source`."""
    return f"""SELECT {select} FROM (
  SELECT {select}, row_number() OVER (PARTITION BY {", ".join(parents)} ORDER BY {order}) AS place_in_page
  FROM {source}
) numbered WHERE place_in_page <= {limit + 1} ORDER BY place_in_page"""
