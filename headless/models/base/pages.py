"""Pages of rows for many parents at once, in one query: the rows of each parent are numbered, and its first ones kept."""

from collections.abc import Sequence
from typing import Any, NamedTuple


class PageRange(NamedTuple):
    """Which rows a page wants: `limit` beyond `key`, and one more to see if there are more. `backward` counts from the end."""

    limit: int
    key: tuple[Any, ...] | None = None
    backward: bool = False


class Keyset(NamedTuple):
    """The condition that a row lies beyond the page's key, the order to read in, and the condition's parameters."""

    beyond: str
    order: str
    values: Sequence[object]


def keyset(page: PageRange, columns: Sequence[str], position: int, *, newest_first: bool = True) -> Keyset:
    """Return where a page begins and how it is ordered. The parameters begin at `$position`.

    All columns have one direction in common: newest first, or oldest first.
    """
    down = newest_first is not page.backward
    order = ", ".join(f"{column}{' DESC' if down else ''}" for column in columns)
    if page.key is None:
        return Keyset("TRUE", order, ())
    places = ", ".join(f"${position + at}" for at in range(len(columns)))
    return Keyset(f"({', '.join(columns)}) {'<' if down else '>'} ({places})", order, page.key)


def during(column: str, since: int | None, until: int | None, position: int) -> tuple[str, list[int]]:
    """Return the conditions that a moment lies from `since` to before `until`, each with its AND, and their parameters.

    The parameters begin at `$position`.
    """
    bounds = [(op, instant) for op, instant in ((">=", since), ("<", until)) if instant is not None]
    conditions = [f" AND {column} {op} ${at}" for at, (op, _) in enumerate(bounds, position)]
    return "".join(conditions), [instant for _, instant in bounds]


def numbered(select: str, parents: Sequence[str], order: str, source: str, limit: int) -> str:
    """Return the query for the first `limit` + 1 rows of each parent, in order. `select` names plain columns of `source`."""
    return f"""SELECT {select} FROM (
  SELECT {select}, row_number() OVER (PARTITION BY {", ".join(parents)} ORDER BY {order}) AS place_in_page
  FROM {source}
) numbered WHERE place_in_page <= {limit + 1} ORDER BY place_in_page"""
