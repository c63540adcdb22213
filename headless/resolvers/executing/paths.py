"""Where in an answer a value is, computed only when an error has to name it."""

from bisect import bisect_right
from collections.abc import Callable, Sequence

Path = tuple["Path | None", str | int]
Place = Callable[[int], Path | None]
"""The path of a row by its index; None is the root."""


def nowhere(_: int) -> None:
    """Return the path of the root."""
    return


def under(place: Place, key: str) -> Place:
    """Return the place of a key in each row."""
    return lambda index: (place(index), key)


def among(here: Place, indexes: Sequence[int]) -> Place:
    """Return the place of some of the rows, by their indexes."""
    return lambda at: here(indexes[at])


def inside(here: Place, starts: Sequence[int]) -> Place:
    """Return the place of the items of lists laid end to end. `starts` are where each begins, empty ones where the next does."""

    def item(at: int) -> Path:
        owner = bisect_right(starts, at) - 1
        return here(owner), at - starts[owner]

    return item


def listed(path: Path | None) -> list[str | int]:
    """Return a path as errors show it."""
    keys: list[str | int] = []
    while path is not None:
        path, key = path
        keys.append(key)
    return keys[::-1]
