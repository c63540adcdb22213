"""Where in an answer a value stands, worked out only when an error has to name it."""

from bisect import bisect_right
from collections.abc import Callable, Sequence

Path = tuple["Path | None", str | int]
Place = Callable[[int], Path | None]
"""The path of a row by its index; None is the root."""


def nowhere(_: int) -> None:
    """The root."""
    return


def under(place: Place, key: str) -> Place:
    """The field of a key, in each row."""
    return lambda index: (place(index), key)


def among(here: Place, indexes: Sequence[int]) -> Place:
    """Some of the rows, by their indexes."""
    return lambda at: here(indexes[at])


def inside(here: Place, starts: Sequence[int]) -> Place:
    """The items of lists laid end to end; `starts` are where each begins, empty ones where the next does."""

    def item(at: int) -> Path:
        owner = bisect_right(starts, at) - 1
        return here(owner), at - starts[owner]

    return item


def listed(path: Path | None) -> list[str | int]:
    """A path as errors tell it."""
    found: list[str | int] = []
    while path is not None:
        path, key = path
        found.append(key)
    return found[::-1]
