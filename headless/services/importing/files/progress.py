"""How an import tells how far it is."""

from typing import Protocol


class Progress(Protocol):
    """Called now and then: the step's name (`reading`, `importing`, `clock work`), what is done of it, and of how much.

    Reading counts bytes of the file, importing events or rows, clock work members. `total` 0: not known.
    """

    def __call__(self, step: str, done: int, total: int) -> None: ...


def silent(step: str, done: int, total: int) -> None:
    """Tells nobody."""
