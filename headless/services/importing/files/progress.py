"""How an import reports its progress."""

from typing import Protocol


class Progress(Protocol):
    """Called from time to time with the step (`reading`, `importing`, `clock work`), what is done of it, and of how much.

    Reading counts bytes of the file, importing counts events or rows, clock work counts members. total: 0 if it is unknown.
    """

    def __call__(self, step: str, done: int, total: int) -> None: ...


def silent(step: str, done: int, total: int) -> None:
    """Report nothing."""
