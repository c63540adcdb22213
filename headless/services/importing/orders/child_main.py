"""The process that reads a file of orders: a job comes in, messages go out, each after its length.

It reads some parts ahead while its parent is busy. If the parent ends, writing fails and it ends, too.
"""

import gc
import os
import pickle
import signal
import sys
import traceback
from collections.abc import Iterator
from queue import Queue
from threading import Thread
from typing import IO

from headless.errors import Invalid
from headless.services.importing.orders.messages import Advance, Failed, Message
from headless.services.importing.orders.order_file import Job, read_orders

PARTS_AHEAD = 3
LENGTH_BYTES = 8


def main() -> None:
    """Read the job that standard input holds."""
    # An interrupt goes to all processes of a terminal; the parent ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Half a million lines hold no cycles.
    gc.disable()
    job = pickle.load(sys.stdin.buffer)
    waiting: Queue[Message | None] = Queue(PARTS_AHEAD)
    writer = Thread(target=_write, args=(sys.stdout.buffer, waiting), daemon=True)
    writer.start()
    for message in _messages(job, waiting):
        waiting.put(message)
    waiting.put(None)
    writer.join()


def _messages(job: Job, waiting: "Queue[Message | None]") -> Iterator[Message]:
    try:
        yield from read_orders(job, lambda step, done, total: waiting.put(Advance(done, total)))
    except Invalid as fault:
        yield Failed(fault.message, fault.code)
    except Exception:
        yield Failed(traceback.format_exc(), None)


def _write(out: IO[bytes], waiting: "Queue[Message | None]") -> None:
    try:
        while (message := waiting.get()) is not None:
            packed = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
            out.write(len(packed).to_bytes(LENGTH_BYTES, "big"))
            out.write(packed)
            out.flush()
    except BaseException:
        # The parent is gone, so there is no one to report to.
        os._exit(1)


if __name__ == "__main__":
    main()
