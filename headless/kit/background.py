"""One event loop in a thread of its own, so that a test calls what is asynchronous as if it were not, from any test."""

import asyncio
import threading
from collections.abc import Coroutine
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")


class Background:
    """A thread that runs coroutines for others, which wait for them."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="headless kit", daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Return what a coroutine returns. Raise RuntimeError if that thread itself asks: it would wait for itself."""
        if threading.current_thread() is self._thread:
            work.close()
            raise RuntimeError("a plugin that runs inside the shop cannot call the shop: use what its `do` offers")
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def end(self, work: Coroutine[Any, Any, None]) -> None:
        """Run what ends something. That thread itself, in which a forgotten shop may be collected, does not wait for it."""
        ended = asyncio.run_coroutine_threadsafe(work, self._loop)
        if threading.current_thread() is not self._thread:
            ended.result()


@cache
def background() -> Background:
    """Return the thread of this process, started by the first who asks."""
    return Background()
