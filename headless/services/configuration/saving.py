"""Saving configuration: every save is a new version, and nothing is saved over somebody else's."""

import hashlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any

from headless.engine.values.problems import Problem
from headless.errors import HeadlessError, Invalid
from headless.models.base.session import Session
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.outcomes import Saved
from headless.services.kernel.principals import Principal
from headless.services.kernel.programs import MerchantRow
from headless.services.rejudging.follow_up import plan
from headless.services.rejudging.sweeps import run_small_sweeps
from headless.services.rejudging.tracked_totals import track_new_keys
from headless.services.scheduling.schedules import run_small_rankings
from headless.services.settling.writing import compact

VERSION = ("merchant_id", "id", "version", "code", "document", "saved_at", "saved_by")


@dataclass(frozen=True, slots=True)
class Current:
    """The newest version of a configuration row."""

    id: int
    version: int
    document: Mapping[str, Any]


@dataclass(slots=True)
class Desk:
    """A save in progress: the transaction, and the merchant whose row is locked."""

    kernel: Kernel
    session: Session
    principal: Principal
    merchant: MerchantRow
    now: int

    async def current(self, table: str, code: str) -> Current | None:
        """The newest version under a code."""
        sql = f"SELECT id, version, document FROM {table} WHERE merchant_id = $1 AND code = $2 ORDER BY version DESC LIMIT 1"
        row = await self.session.fetch_one(sql, self.merchant.id, code)
        return None if row is None else Current(row[0], row[1], json.loads(row[2]))

    async def write(self, table: str, id_: int, version: int, code: str, document: Mapping[str, Any]) -> None:
        """Add a version."""
        row = (self.merchant.id, id_, version, code, compact(document), self.now, self.principal.actor)
        await self.session.insert(table, VERSION, [row])


Work = Callable[[Desk], Awaitable[Saved]]
"""What one save does at its desk."""


class Stop(Exception):
    """Ends a save with a problem for the caller; nothing is kept."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def stop(code: str, message: str, *path: str) -> Stop:
    """A problem that the caller can mend."""
    return Stop(Problem("INVALID", code, message, path=path))


@contextmanager
def given_at(*path: str) -> Iterator[None]:
    """What is wrong with what is read in here is named by where it was given. Errors: Stop."""
    try:
        yield
    except Invalid as fault:
        raise stop(fault.code, fault.message, *path, *map(str, fault.data.get("path", ()))) from None


def check_version(current: Current | None, expected: int | None) -> None:
    """Refuse to save over a version that the caller has not seen."""
    version = current.version if current else 0
    if expected is not None and expected != version:
        message = f"version {version} is the newest, {expected} was expected; read it, then save again"
        raise Stop(
            Problem("REFUSED", "STALE_VERSION", message, "StaleVersion", {"version": version}, ("expectedVersion",))
        )


@asynccontextmanager
async def _forgetting(kernel: Kernel, merchant_id: int) -> AsyncIterator[None]:
    """What was read on the way has a version that another save will take, as soon as this one is undone: let go of it before."""
    try:
        yield
    except BaseException:
        kernel.programs.forget(merchant_id)
        raise


async def save(kernel: Kernel, principal: Principal, work: Work) -> Saved:
    """Run a save in one transaction with the merchant locked; counts a new configuration version."""
    kept = False
    try:
        async with kernel.db.transaction() as session, _forgetting(kernel, principal.merchant_id):
            await session.fetch("SELECT id FROM merchant WHERE id = $1 FOR UPDATE", principal.merchant_id)
            merchant = await kernel.programs.merchant(session, principal.merchant_id)
            desk = Desk(kernel, session, principal, merchant, kernel.now(merchant))
            saved = await work(desk)
            await session.execute("UPDATE merchant SET config_version = config_version + 1 WHERE id = $1", merchant.id)
            await track_new_keys(kernel, session, merchant.id, desk.now)
            program = await kernel.programs.get(session, merchant.id)
            at_once = await plan(kernel, session, program, desk.now)
        kept = True
    except Stop as stopped:
        return Saved(problem=stopped.problem)
    except HeadlessError as fault:
        return Saved(problem=problem_of(fault))
    finally:
        if not kept:
            # it may be the commit that failed
            kernel.programs.forget(principal.merchant_id)
    if at_once:
        await run_small_sweeps(kernel, principal.merchant_id)
        await run_small_rankings(kernel, principal.merchant_id)
    return saved


def problem_of(fault: HeadlessError) -> Problem:
    """A fault of what was asked as a problem for the caller; one of the storage is raised again."""
    if fault.code in ("STORAGE", "STORAGE_BUSY", "INTEGRITY_VIOLATION"):
        raise fault
    path = tuple(str(part) for part in fault.data.get("path", ()))
    return Problem("INVALID", fault.code, fault.message, path=path)


def steady_id(*parts: str) -> int:
    """An id that the same parts always get, so that what was never saved can be named, too."""
    digest = hashlib.blake2b("\x00".join(parts).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1
