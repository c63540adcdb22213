"""Fewer walks of the garbage collector while much is alive that is no garbage."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

RARELY = (100_000, 50, 1_000)


@contextmanager
def rare_collection() -> Iterator[None]:
    """Leave what is alive now alone, and look for garbage rarely: half a million lines in memory take a third of the time."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(*RARELY)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
