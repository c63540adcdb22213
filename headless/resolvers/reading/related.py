"""Related rows: what belongs to members, read in the statement that finds them, so that a page is one statement.

A batch function declares which relations it reads, and then takes their rows from the context. The executor knows from the
plan what a whole page will read, and has it read together with the members.

    @reads(lambda ctx, **_: (HELD_TIERS,))
    async def tier(ctx, members, track=None):
        held = await ctx.related.of([member.id for member in members], HELD_TIERS)
        ...held[member.id]...                  # the rows as lists, in no order

A batch function may also declare a fast path (see `headless.resolvers.executing.fast_path`):

    @fast_path(fast_tier)
    @reads(...)
    async def tier(ctx, members, track=None): ...
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, TypeVar

from headless.models.base.relations import RelatedLists, Relation
from headless.models.base.session import Session
from headless.models.tables.members.member_reads import MemberRow, read_related

OpenSession = Callable[[], AbstractAsyncContextManager[Session]]
F = TypeVar("F", bound=Callable[..., Any])
_READS, _FINDS_OWNERS, _FAST_PATH = "__reads__", "__finds_owners__", "__fast_path__"
OWNERS = frozenset({MemberRow})
"""The classes of rows that relations belong to."""

Reads = Callable[..., Sequence[Relation]]
"""The relations that a batch function reads, by context and arguments."""


def reads(relations: Reads) -> Callable[[F], F]:
    """Declare which relations a batch function reads. As a rule it asks the database for nothing else."""

    def decorate(function: F) -> F:
        setattr(function, _READS, relations)
        return function

    return decorate


def finds_owners(function: F) -> F:
    """Declare that a batch function finds members: it takes `relations` and `columns`, to be read with them."""
    setattr(function, _FINDS_OWNERS, True)
    return function


class NoFastPath(Exception):
    """The fast path cannot answer, so the batch function does. `reason` is what the counter names."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def fast_path(compiled: Callable[..., Any]) -> Callable[[F], F]:
    """Declare the fast path of a batch function of members."""

    def decorate(function: F) -> F:
        setattr(function, _FAST_PATH, compiled)
        return function

    return decorate


def fast_path_of(function: Any) -> Callable[..., Any] | None:
    """Return what `fast_path` declared for a function."""
    compiled: Callable[..., Any] | None = getattr(function, _FAST_PATH, None)
    return compiled


def reads_of(function: Any) -> Reads | None:
    """Return what `reads` declared for a function."""
    relations: Reads | None = getattr(function, _READS, None)
    return relations


def does_find_owners(function: Any) -> bool:
    """Return True if `finds_owners` was declared for a function."""
    return getattr(function, _FINDS_OWNERS, False)


def owner_ids(rows: Iterable[Any]) -> set[int]:
    """Return the ids of the members that rows are or belong to."""
    ids: set[Any] = {row.id if type(row) is MemberRow else getattr(row, "member_id", None) for row in rows}
    ids.discard(None)
    return ids


class RelatedRows:
    """The rows read in one operation, by relation and member."""

    def __init__(self, read: OpenSession, merchant_id: int) -> None:
        self._open: OpenSession | None = read
        self._merchant_id = merchant_id
        self._read: dict[Relation, dict[int, list[Any]]] = {}

    def forget(self) -> None:
        """Forget what was read: something was written."""
        self._read.clear()

    def close(self) -> None:
        """Read nothing more, and free what was read at once instead of leaving it to the garbage collector."""
        self._open = None
        self._read.clear()

    async def of(self, ids: Collection[int], relation: Relation) -> Mapping[int, list[Any]]:
        """Return a relation's rows by member, for members without any an empty list."""
        await self.load(ids, (relation,))
        return self.known(relation)

    async def load(self, ids: Collection[int], relations: Iterable[Relation]) -> None:
        """Read what is missing of these relations, in one statement."""
        missing = dict[Relation, None]()
        wanted = set[int]()
        for relation in relations:
            known = self._read.get(relation)
            lacking = ids if known is None else [id_ for id_ in ids if id_ not in known]
            if lacking:
                missing[relation] = None
                wanted.update(lacking)
        if not missing:
            return
        assert self._open is not None, "the operation has ended"
        async with self._open() as session:
            related = await read_related(session, self._merchant_id, sorted(wanted), list(missing))
        for relation in missing:
            self._read.setdefault(relation, {}).update((id_, []) for id_ in wanted)
        self.keep(related)

    def keep(self, related: RelatedLists) -> None:
        """Keep rows that were read."""
        for relation, by_member in related:
            self._read.setdefault(relation, {}).update(by_member)

    def known(self, relation: Relation) -> Mapping[int, list[Any]]:
        """Return a relation's rows by member, as far as they were read."""
        return self._read.get(relation, {})
