"""Processor time of a server and of its database: on a busy machine it says more than the time on the clock."""

import os
from pathlib import Path

import asyncpg

TICKS_PER_S = os.sysconf("SC_CLK_TCK")
PARENT, OWN, WITH_ENDED = 1, slice(11, 13), slice(11, 15)
"""Fields of /proc/…/stat behind the name: the parent, own time in program and kernel, and that of children that ended."""


def spent_s(server: int, postmaster: int | None) -> float | None:
    """Return the processor seconds so far of a process and of all of PostgreSQL's, None without /proc."""
    fields = _fields(str(server))
    if fields is None:
        return None
    found = _seconds(fields, OWN)
    if postmaster is not None:
        for path in Path("/proc").iterdir():
            each = _fields(path.name) if path.name.isdigit() else None
            if each is not None and int(path.name) == postmaster:
                found += _seconds(each, WITH_ENDED)
            elif each is not None and int(each[PARENT]) == postmaster:
                found += _seconds(each, OWN)
    return found


async def postmaster_of(url: str) -> int | None:
    """Return the main process of a PostgreSQL on this machine, None if it is on another."""
    connection = await asyncpg.connect(url)
    try:
        fields = _fields(str(await connection.fetchval("SELECT pg_backend_pid()")))
    finally:
        await connection.close()
    return None if fields is None else int(fields[PARENT])


def _fields(process: str) -> list[str] | None:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None


def _seconds(fields: list[str], which: slice) -> float:
    return sum(map(int, fields[which])) / TICKS_PER_S
