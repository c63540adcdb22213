"""Where a file of orders is read: in this process if it is small, otherwise in one of its own, while orders are settled here."""

import asyncio
import os
import pickle
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing, asynccontextmanager

from headless.errors import HeadlessError, Invalid
from headless.messages import Message
from headless.services.importing.files.progress import Progress
from headless.services.importing.orders import messages
from headless.services.importing.orders.child_main import LENGTH_BYTES
from headless.services.importing.orders.messages import Advance, Content, Failed
from headless.services.importing.orders.order_file import Job, read_orders

LARGE_BYTES = 2_000_000
BUFFER_BYTES = 4 << 20
MODULE = "headless.services.importing.orders.child_main"


def is_large(job: Job) -> bool:
    """Return True if reading takes long enough for a process of its own to pay."""
    return job.path.stat().st_size > LARGE_BYTES and bool(sys.executable)


@asynccontextmanager
async def messages_of(job: Job, progress: Progress, *, own_process: bool) -> AsyncIterator[AsyncIterator[Content]]:
    """Open the stream of what reading finds, which reports to `progress`. Raise Invalid if the file cannot be read."""
    async with aclosing(_in_own_process(job, progress) if own_process else _here(job, progress)) as passed:
        yield passed


async def _here(job: Job, progress: Progress) -> AsyncGenerator[Content, None]:
    for message in read_orders(job, progress):
        yield message


async def _in_own_process(job: Job, progress: Progress) -> AsyncGenerator[Content, None]:
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-m", MODULE, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        limit=BUFFER_BYTES, env={**os.environ, "PYTHONPATH": os.pathsep.join(_paths())},
    )  # fmt: skip
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        child.stdin.write(pickle.dumps(job))
        child.stdin.close()
        while (message := await _next(child.stdout)) is not None:
            if isinstance(message, Advance):
                progress("reading", message.done, message.total)
            elif isinstance(message, Failed):
                raise _fault(message)
            else:
                yield message
        if await child.wait():
            raise HeadlessError(
                Message("the process that reads the file has ended before its time"), code="READER_ENDED"
            )
    finally:
        if child.returncode is None:
            child.kill()
            # asyncio takes it for ended only once its output is read.
            while await child.stdout.read(BUFFER_BYTES):
                pass
            await child.wait()


def _paths() -> Iterator[str]:
    """Yield where this process finds its modules. An empty entry is the working folder."""
    return (os.path.abspath(path) for path in sys.path if path == "" or os.path.exists(path))


async def _next(stream: asyncio.StreamReader) -> messages.Message | None:
    """Read the next message, None at the end."""
    try:
        length = int.from_bytes(await stream.readexactly(LENGTH_BYTES), "big")
        message: messages.Message = pickle.loads(await stream.readexactly(length))
    except asyncio.IncompleteReadError:
        return None
    return message


def _fault(failed: Failed) -> HeadlessError:
    if failed.code is not None:
        return Invalid(Message.plain(failed.message), code=failed.code)
    return HeadlessError(Message("the file could not be read: {failed}", failed=failed.message), code="READER_ENDED")
