"""Fewer walks of the garbage collector: a batch makes much that lives to its end and is no garbage."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

RARELY = (100_000, 50, 1_000)
SELDOM = (50_000, 20, 100)


def collect_seldom() -> None:
    """Collect garbage seldom for the rest of this process, and leave alone what it was started with.

    What a batch of events makes is walked through once or twice, not a hundred times: a third of the time. A page lets
    go of all that it makes, and has no cycles. A start that has put collecting off ends here;
    what little garbage it has left (two thousand objects) is not worth the tenth of a second of looking for it.
    """
    gc.freeze()
    gc.set_threshold(*SELDOM)
    gc.enable()


@contextmanager
def rare_collection() -> Iterator[None]:
    """Collect garbage rarely, and leave alone what is alive now: half a million lines in memory take a third of the time."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(*RARELY)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
