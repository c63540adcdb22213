"""A large file is read by a process of its own: the same comes of it, and nothing of it stays behind."""

import asyncio
import pickle
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from headless.errors import HeadlessError, Invalid
from headless.services.importing.orders import child_process
from headless.services.importing.orders.items import Bounds
from headless.services.importing.orders.order_file import Job
from tests.oracle.source_files import REPOSITORY
from tests.services.importing.small import COLUMNS, Small

PATIENCE_S = 60
MIXED = (
    "o1,ann,2026-05-01 10:00:00,tea,2,3.50",
    "o2,ben,2026-05-01 10:30:00,cup,1,nonsense",
    "C3,ann,2026-05-02 10:30:00,tea,-1,3.50",
    "o4,,2026-05-01 10:30:00,cup,1,8.00",
    "o5,ann,2026-06-11 10:00:00,tea,1,1.00",
    "o6,ann,2026-05-01",
    "o1,ann,2026-05-01 10:45:00,jam,1,4.10",
    "o7,ben,no time,jam,1,4.10",
    "o8,zoë,2026-05-03,Käse “alt”,1,4.10",
    "o9," + "x" * 300 + ",2026-05-03,tea,1,4.10",
)


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch) -> list[asyncio.subprocess.Process]:
    """The processes that were started."""
    found: list[asyncio.subprocess.Process] = []
    start = asyncio.create_subprocess_exec

    async def noted(*command: str, **options: object) -> asyncio.subprocess.Process:
        found.append(await start(*command, **options))  # type: ignore[arg-type]
        return found[-1]

    monkeypatch.setattr(child_process.asyncio, "create_subprocess_exec", noted)
    return found


def job_of(path: Path, at_once: int = 50) -> Job:
    columns = {name: name for name in COLUMNS}
    bounds, rejected = Bounds(10**15, 12), path.with_suffix(".rejected.csv")
    return Job(path, columns, "Europe/London", "C", bounds, 2, 2**62, rejected, "externalId", 1, at_once)


@pytest.fixture
def many_lines(tmp_path: Path) -> Path:
    """Far more than any buffer between two processes holds."""
    path = tmp_path / "orders.csv"
    rows = (f"o{n},m{n},2026-05-01,{'long name' * 20},1,{n}.00" for n in range(60_000))
    path.write_text("\n".join([",".join(COLUMNS), *rows, ""]))
    return path


async def test_it_comes_to_the_same_as_reading_here(small: Small) -> None:
    await small.rule("points_per_spend")
    path = small.lines(*MIXED)

    there = await small.orders(path, own_process=True, refund_prefix="C")
    events, rejected = await small.events("external_id", "data", "content_hash"), small.rejected()
    here = await small.orders(path, own_process=False, refund_prefix="C")

    assert (10, 2, 1) == (there.lines, there.orders, there.refunds)
    assert {
        "not a number": 1,
        "no member": 1,
        "in the future": 1,
        "malformed line": 1,
        "not a time": 1,
        "invalid text": 1,
    } == (there.rejected)
    assert (there.rejected, rejected) == (here.rejected, small.rejected())
    assert (0, 3) == (here.orders + here.refunds, here.already_there)
    assert events == await small.events("external_id", "data", "content_hash")
    assert await small.is_sound()


async def test_a_file_that_is_cut_off_is_told_as_here(small: Small) -> None:
    whole = small.lines(*(f"o{n},ann,2026-05-01,tea,1,1.{n:02}" for n in range(99)), name="orders.csv.gz")
    whole.write_bytes(whole.read_bytes()[:-40])

    with pytest.raises(Invalid, match=r"orders.csv.gz is cut off or damaged: .*; nothing was imported"):
        await small.orders(whole, own_process=True)

    assert [] == await small.events("id")


async def test_what_breaks_in_the_other_process_is_told(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child_process, "MODULE", "tests.services.importing.broken_reader")

    with pytest.raises(HeadlessError, match="has ended before its time"):
        await small.orders(small.lines(*MIXED), own_process=True)


@pytest.mark.parametrize("buffer_bytes", [1, 100_000_000])
async def test_an_import_that_is_interrupted_ends_the_other_process(
    small: Small,
    children: list[asyncio.subprocess.Process],
    many_lines: Path,
    monkeypatch: pytest.MonkeyPatch,
    buffer_bytes: int,
) -> None:
    monkeypatch.setattr(child_process, "BUFFER_BYTES", buffer_bytes)
    begun = asyncio.Event()

    def told(step: str, done: int, total: int) -> None:
        if step == "importing" and done:
            begun.set()

    work = asyncio.create_task(small.orders(many_lines, own_process=True, at_once=100, progress=told))
    await begun.wait()
    work.cancel()
    async with asyncio.timeout(PATIENCE_S):
        with pytest.raises(asyncio.CancelledError):
            await work

    assert [-signal.SIGKILL] == [child.returncode for child in children]
    assert 0 < len(await small.events("id"))
    assert await small.is_sound()


def test_the_other_process_outlives_an_interrupt_but_not_its_reader(many_lines: Path) -> None:
    command = [sys.executable, "-m", child_process.MODULE]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=REPOSITORY) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(pickle.dumps(job_of(many_lines)))
        child.stdin.close()
        first = child.stdout.read(1)
        child.send_signal(signal.SIGINT)
        more = child.stdout.read(10_000)
        child.stdout.close()

        assert (1, 10_000) == (len(first), len(more))
        assert 1 == child.wait(PATIENCE_S)
