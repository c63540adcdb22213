"""What a batch function is given: who asks, the merchant's program, sessions, and batching within one operation.

A batch function is `async def name(ctx, parents, **arguments) -> results`: one result per parent, in order, with a
constant number of queries. A result that is an exception fails that parent's field alone.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from functools import partial
from typing import Any, NamedTuple, Protocol, Self

from headless.engine.evaluation.judge import Judge
from headless.engine.program.glossary import Glossary
from headless.engine.program.program import Program
from headless.engine.program.sights import Sight
from headless.errors import Denied, HeadlessError
from headless.ids import Prefix
from headless.models.base.session import Session
from headless.models.tables.configuration.merchants import MerchantRow
from headless.models.tables.members.member_reads import FoundMembers, MemberRow
from headless.plugins.loading.instances import Instances
from headless.resolvers.reading.cursors import Cursors, Slice, slice_of
from headless.resolvers.reading.partner_rows import sees
from headless.resolvers.reading.related import RelatedRows
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.limiting.code_guesses import Guess
from headless.services.kernel.principals import Principal
from headless.services.kernel.programs import LoadedProgram, Made
from headless.services.webhooks.payloads import EventQueries

BatchFunction = Callable[..., Awaitable[Sequence[Any]]]

LISTS = (list, tuple)
"""Plain lists. Rows may be named tuples, which are none."""


class Outdated(Exception):
    """The merchant's configuration or clock has changed since this process last saw it, so the operation starts over."""


class News(NamedTuple):
    """What a subscription is answered with: an event of a member, or that there were many (None)."""

    member_id: int
    event_id: int | None


class NodeFinder(Protocol):
    """A finder of rows by id. `nodes.NodeLoaders` implements it."""

    async def find(self, ctx: "ReadContext", ids: Sequence[str]) -> list[Any]: ...

    async def rows(self, ctx: "ReadContext", prefix: Prefix, numbers: Sequence[Any]) -> Mapping[Any, Any]: ...

    def is_own(self, row: Any, member_id: int) -> bool: ...


class ReadContext:
    """One operation's view of one merchant, not shared between operations.

    fast_paths: how often each field was answered on its fast path, or why not; see `executing.fast_path`. persons: of how many
    members personal data was read.
    """

    def __init__(
        self,
        kernel: Kernel,
        principal: Principal,
        cursors: Cursors,
        nodes: NodeFinder,
        lang: str = "en",
        fast_paths: Counter[tuple[str, str]] | None = None,
        tally: Counter[str] | None = None,
    ) -> None:
        self.kernel = kernel
        self.principal = principal
        self.cursors = cursors
        self.nodes = nodes
        self.lang = lang
        self.tally: Counter[str] = Counter() if tally is None else tally
        self.notes: list[HeadlessError] = []
        self.persons = 0
        self.merchant: MerchantRow
        self.program: Program
        self.judge: Judge
        self.instances: Instances
        self.stored: Mapping[str, Mapping[int, Mapping[str, Any]]] = {}
        self.made = Made()
        self.related = RelatedRows(self.read, principal.merchant_id)
        self.fast_paths: Counter[tuple[str, str]] = Counter() if fast_paths is None else fast_paths
        self.is_sure = True
        self.is_narrow = principal.member_id is not None or principal.partner_id is not None
        self.news: News | None = None
        self.event_queries: EventQueries | None = None
        self._now = 0
        self._today: int | None = None
        self._guesses: dict[str, Guess] = {}
        self._waiting: dict[Any, _Batch] = {}
        self._running: set[asyncio.Task[None]] = set()

    @classmethod
    async def open(
        cls,
        kernel: Kernel,
        principal: Principal,
        cursors: Cursors,
        nodes: NodeFinder,
        lang: str = "en",
        fast_paths: Counter[tuple[str, str]] | None = None,
        tally: Counter[str] | None = None,
    ) -> Self:
        """Return a context with the merchant's program as this process last saw it.

        The first statement, or `refresh`, says whether that is the present one. Raise NotFound if there is no such merchant.
        """
        ctx = cls(kernel, principal, cursors, nodes, lang, fast_paths, tally)
        known = kernel.programs.last_seen(principal.merchant_id)
        if known is None:
            await ctx.refresh()
        else:
            ctx._take(known)
            ctx.is_sure = False
        return ctx

    async def refresh(self) -> None:
        """Read the present program, merchant and clock, such as after a mutation of this operation."""
        programs = self.kernel.programs
        async with self.read() as session:
            merchant = await programs.merchant(session, self.principal.merchant_id)
            self._take(await programs.seen(session, merchant))
        self.is_sure = True

    def _take(self, seen: LoadedProgram) -> None:
        self.related.forget()
        self.merchant, self.program, self.judge = seen.merchant, seen.program, seen.judge
        self.instances, self.stored, self.made = seen.instances, seen.documents, seen.made
        self._now = self.kernel.now(self.merchant)
        self._today = None

    def accept(self, loaded: FoundMembers) -> list[MemberRow]:
        """Keep the related rows of members, and return the members.

        Raise Outdated if their statement saw another state of the merchant than this context has, or saw no member, so that
        it cannot tell.
        """
        if not self.is_sure:
            seen = loaded.merchant
            if seen is None or seen != (self.merchant.config_version, self.merchant.clock_at):
                raise Outdated
            self.is_sure = True
        self.related.keep(loaded.related)
        return loaded.members

    @property
    def sight(self) -> Sight | None:
        """What a partner's token may see, None for all others: then scopes alone decide."""
        return self.program.sight_of(self.principal.partner_id)

    @property
    def merchant_id(self) -> int:
        return self.principal.merchant_id

    @property
    def now(self) -> int:
        """The merchant's present, in microseconds: one instant for all that is read together."""
        return self._now

    def keep(self, key: Any, made: Any) -> None:
        """Keep what was made of this configuration for later operations."""
        self.made.keep(key, made)

    @property
    def today(self) -> int:
        """The merchant's present local day."""
        if self._today is None:
            self._today = self.program.zone.day_of(self._now)
        return self._today

    @property
    def names(self) -> Glossary:
        """What the merchant's codes are called in the reader's language."""
        key = "names", self.lang
        names: Glossary | None = self.made.get(key)
        if names is None:
            names = Glossary.of(self.program, self.lang)
            self.keep(key, names)
        return names

    def read(self) -> AbstractAsyncContextManager[Session]:
        """Open a session to read with, by SQL alone. What uses models opens `kernel.db.read()`."""
        return self.kernel.db.glance()

    def allows(self, scope: str) -> bool:
        """Return True if the token holds a scope."""
        return self.principal.has(scope)

    def shows_values(self, scope: str) -> bool:
        """Return True if the token reads all amounts and values that need a scope. A partner's never does."""
        return self.sight is None and self.allows(scope)

    def require(self, scope: str) -> None:
        """Raise Denied with code FORBIDDEN if the token lacks a scope."""
        self.principal.require(scope)

    def may_show(self, scope: str) -> bool:
        """Return True if the token holds a scope, and note the refusal in the response if not.

        It is asked by fields that may not be null: they are empty then, so that what stands around them is not lost.
        """
        try:
            self.require(scope)
        except Denied as refusal:
            self.notes.append(refusal)
            return False
        return True

    def guess(self, code: str) -> Guess:
        """Return the guess of a member's code, one for each code of an operation. Raise Refused after too many wrong ones."""
        guess = self._guesses.get(code)
        if guess is None:
            guess = self._guesses[code] = self.kernel.guesses.begin(self.principal)
        return guess

    def own(self, values: Sequence[Any]) -> list[Any]:
        """Return rows and lists of rows without what the one who asks may not see.

        A member's token sees what is the member's own, a partner's what the partner may touch.
        """
        member_id, sight = self.principal.member_id, self.sight
        if member_id is not None:
            may_see = partial(self._is_own, member_id)
        elif sight is not None:
            may_see = partial(sees, sight)
        else:
            return list(values)
        return [
            [row for row in value if may_see(row)] if type(value) in LISTS else
            value if may_see(value) else None
            for value in values
        ]  # fmt: skip

    def _is_own(self, member_id: int, row: Any) -> bool:
        return self.nodes.is_own(row, member_id)

    def slice(self, field: str, filters: Any = None, **page: Any) -> Slice:
        """Return what first, after, last and before ask for. `field` and `filters` bind its cursors.

        Raise Invalid if they contradict one another, or a cursor is another list's.
        """
        return slice_of(self.cursors, self.merchant_id, field, filters, **page)

    def load(
        self, function: BatchFunction, parent: Any, arguments: Mapping[str, Any] | None = None, place: int = 0
    ) -> asyncio.Future[Any]:
        """Return the result for one parent. Calls with the same function and arguments that wait together run as one.

        Calls from different places of a document run apart, so that the number of queries does not depend on timing.
        """
        given = arguments or {}
        key = (function, place, _frozen(given))
        batch = self._waiting.get(key)
        if batch is None:
            batch = self._waiting[key] = _Batch(function, given)
            asyncio.get_running_loop().call_soon(self._settle, key, batch, 0)
        return batch.add(parent)

    def _settle(self, key: Any, batch: "_Batch", seen: int) -> None:
        # Siblings may arrive a turn of the loop apart: the batch leaves when a whole turn brought no new parent.
        if len(batch.parents) > seen:
            asyncio.get_running_loop().call_soon(self._settle, key, batch, len(batch.parents))
            return
        del self._waiting[key]
        task = asyncio.get_running_loop().create_task(batch.run(self))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    def close(self) -> None:
        """Cancel what is still running, after a time-out, and free what was read."""
        for task in tuple(self._running):
            task.cancel()
        self.related.close()


class _Batch:
    __slots__ = ("arguments", "function", "futures", "parents")

    def __init__(self, function: BatchFunction, arguments: Mapping[str, Any]) -> None:
        self.function, self.arguments = function, arguments
        self.parents: list[Any] = []
        self.futures: list[asyncio.Future[Any]] = []

    def add(self, parent: Any) -> asyncio.Future[Any]:
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self.parents.append(parent)
        self.futures.append(future)
        return future

    async def run(self, ctx: ReadContext) -> None:
        try:
            results = await self.function(ctx, self.parents, **self.arguments)
            if len(results) != len(self.parents):
                name = getattr(self.function, "__qualname__", self.function)
                raise RuntimeError(f"{name} gave {len(results)} results for {len(self.parents)} parents")
        except asyncio.CancelledError:
            for future in self.futures:
                future.cancel()
            raise
        except Exception as error:
            results = [error] * len(self.parents)
        for future, result in zip(self.futures, results, strict=True):
            if future.done():
                continue
            if isinstance(result, BaseException):
                future.set_exception(result)
            else:
                future.set_result(result)


def _frozen(value: Any) -> Any:
    if isinstance(value, Mapping):
        return tuple((key, _frozen(part)) for key, part in value.items())
    if isinstance(value, list | tuple):
        return tuple(_frozen(part) for part in value)
    return value
