"""What asks for seconds on end: wrk where it is installed, which costs next to nothing, else a lean client of our own."""

import asyncio
import json
import shutil
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from statistics import quantiles
from typing import Any
from urllib.parse import urlsplit

from benchmarks.contenders.pages.client import CLIENTS, Round, asked

WRK = shutil.which("wrk")
DISTINCT = 2_000
"""How many different requests wrk sends before it begins again."""
FEW, LONGER = 5 * CLIENTS, 5
MARK = "\x1e"
SCRIPT = """
local file = assert(io.open("%s", "rb")); local text = file:read("*a"); file:close()
local requests, at = {}, 0
for each in text:gmatch("([^\\30]+)") do requests[#requests + 1] = each end
request = function() at = at %% #requests + 1; return requests[at] end
done = function(summary, latency)
  local e = summary.errors
  print(string.format('{"requests": %%d, "us": %%d, "p50": %%f, "p95": %%f, "failed": %%d}', summary.requests,
    summary.duration, latency:percentile(50), latency:percentile(95), e.connect + e.read + e.write + e.status + e.timeout))
end
"""


def generator() -> str:
    """Return the name of the program that asks."""
    return "wrk, one thread" if WRK else "a client in Python, which takes part of the processors: install wrk"


async def measure(url: str, requests: Iterator[bytes], length_s: int) -> Round:
    """Ask for so many seconds on all connections at once, for longer where too few were answered.

    Errors: ConnectionError where a request failed.
    """
    if WRK is not None:
        found = await _by_wrk(WRK, url, requests, length_s)
        if found.count < FEW:
            found = await _by_wrk(WRK, url, requests, LONGER * length_s)
        if not found.count:
            raise ConnectionError(f"no answer from {url} within {LONGER * length_s} seconds")
        return found
    count, took, seconds = await asked(url, requests, length_s)
    cuts = quantiles(seconds, n=20)
    return Round(count, took, cuts[9] * 1000, cuts[18] * 1000)


async def _by_wrk(wrk: str, url: str, requests: Iterator[bytes], length_s: int) -> Round:
    with tempfile.TemporaryDirectory(prefix="headless-bench-") as folder:
        texts, script = Path(folder) / "requests", Path(folder) / "script.lua"
        texts.write_bytes(MARK.encode().join(islice(requests, DISTINCT)))
        script.write_text(SCRIPT % texts)
        command = [
            wrk,
            "--threads",
            "1",
            "--connections",
            str(CLIENTS),
            "--duration",
            f"{length_s}s",
            "--timeout",
            "30s",
        ]
        process = await asyncio.create_subprocess_exec(
            *command, "--script", str(script), f"http://{urlsplit(url).netloc}", stdout=asyncio.subprocess.PIPE
        )
        out, _ = await process.communicate()
    found: dict[str, Any] = json.loads(out.splitlines()[-1])
    if found["failed"]:
        raise ConnectionError(f"{found['failed']} of {found['requests']} requests to {url} failed")
    return Round(found["requests"], found["us"] / 1e6, found["p50"] / 1000, found["p95"] / 1000)
