"""Saving configuration: every save is a new version, and no version is saved over one that its author has not seen."""

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any

from headless.engine.values.problems import Problem
from headless.errors import HeadlessError, Invalid, StorageError
from headless.messages import Message
from headless.models.base.session import Session
from headless.models.base.versions import Version, Versioned, add_version, newest_version
from headless.models.tables.configuration.merchants import MerchantRow, count_version, lock_merchant
from headless.services.auditing.trail import Shown, note_change
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.outcomes import Saved
from headless.services.kernel.principals import Principal
from headless.services.rejudging.follow_up import plan
from headless.services.rejudging.sweeps import run_small_sweeps
from headless.services.rejudging.tracked_totals import track_new_keys
from headless.services.scheduling.schedules import run_small_rankings


@dataclass(frozen=True, slots=True)
class Draft:
    """The next version of a piece of configuration. before: the document of the version before it, None for the first one."""

    model: type[Versioned]
    code: str
    id: int
    version: int
    before: Mapping[str, Any] | None


@dataclass(slots=True)
class Desk:
    """A save in progress: the transaction, and the merchant whose row is locked."""

    kernel: Kernel
    session: Session
    principal: Principal
    merchant: MerchantRow
    now: int

    async def draft(
        self, model: type[Versioned], code: str, expected_version: int | None = None, first_id: int | None = None
    ) -> Draft:
        """Begin the next version of what has this code. first_id: the id of a first version, a new one if left out.

        Raises:
            Stop: the newest version is not the one that the caller expects.
        """
        newest = await newest_version(self.session, model, self.merchant.id, code=code)
        check_version(newest.version if newest else 0, expected_version)
        if newest is None:
            return Draft(model, code, first_id or self.kernel.ids.new(), 1, None)
        return Draft(model, code, newest.id, newest.version + 1, newest.document)

    async def write(self, draft: Draft, document: Mapping[str, Any], shown: Shown = dict) -> Saved:
        """Add the version with a record of it, and return what was saved. shown: masks the document's secrets."""
        version = Version(draft.id, draft.version, draft.code, document)
        await add_version(self.session, draft.model, self.merchant.id, version, self.now, self.principal.actor)
        await self.note_change(draft.model.noun, draft.code, draft.before, document, shown)
        return Saved(draft.id, version=draft.version)

    async def note_change(
        self,
        noun: str,
        code: str,
        before: Mapping[str, Any] | None,
        after: Mapping[str, Any],
        shown: Shown = dict,
    ) -> None:
        """Note in the audit trail what is saved."""
        await note_change(self.kernel, self.session, self.principal, noun, code, before, after, shown)


Work = Callable[[Desk], Awaitable[Saved]]
"""What one save does at its desk."""


class Stop(Exception):
    """The end of a save by a problem for the caller: nothing is kept."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def stop(code: str, message: Message, *path: str) -> Stop:
    """Return the end of a save by a problem that the caller can correct."""
    return Stop(Problem("INVALID", code, message, path=path))


@contextmanager
def given_at(*path: str) -> Iterator[None]:
    """Name the place in the input of what is found invalid inside the block.

    Raises:
        Stop: the block raised Invalid.
    """
    try:
        yield
    except Invalid as fault:
        raise stop(fault.code, fault.message, *path, *map(str, fault.data.get("path", ()))) from None


def check_version(version: int, expected: int | None) -> None:
    """Refuse to save over a version that the caller has not seen.

    Raises:
        Stop: another version than the newest was expected.
    """
    if expected is not None and expected != version:
        message = Message(
            "version {version} is the newest, {expected} was expected; read it, then save again",
            version=version,
            expected=expected,
        )
        raise Stop(
            Problem("REFUSED", "STALE_VERSION", message, "StaleVersion", {"version": version}, ("expectedVersion",))
        )


@asynccontextmanager
async def _forgetting(kernel: Kernel, merchant_id: int) -> AsyncIterator[None]:
    """Forget the program that was read in the block if it is undone: another save will take its version number."""
    try:
        yield
    except BaseException:
        kernel.programs.forget(merchant_id)
        raise


async def save(kernel: Kernel, principal: Principal, work: Work) -> Saved:
    """Run a save in one transaction with the merchant locked, and count a new configuration version."""
    kept = False
    try:
        async with kernel.db.transaction() as session, _forgetting(kernel, principal.merchant_id):
            await lock_merchant(session, principal.merchant_id)
            merchant = await kernel.programs.merchant(session, principal.merchant_id)
            desk = Desk(kernel, session, principal, merchant, kernel.now(merchant))
            saved = await work(desk)
            await count_version(session, merchant.id)
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
    """Return an error in what was asked as a problem for the caller. Raise an error of the storage again."""
    if isinstance(fault, StorageError):
        raise fault
    path = tuple(str(part) for part in fault.data.get("path", ()))
    return Problem("INVALID", fault.code, fault.message, path=path)


def steady_id(*parts: str) -> int:
    """Return the id that the same parts always get, so that what was never saved can be named, too."""
    digest = hashlib.blake2b("\x00".join(parts).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1
