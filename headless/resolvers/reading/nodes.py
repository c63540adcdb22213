"""Nodes: rows that have an id of their own, found by it."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from headless.engine.values.limits import NODES_MOST
from headless.errors import Invalid, InvalidId
from headless.ids import Prefix, decode, decode_pair, prefix_of
from headless.messages import Message
from headless.resolvers.reading.context import BatchFunction, ReadContext

NO_OWNERS: Mapping[type, Callable[[Any], int | None]] = MappingProxyType({})
PAIRS = frozenset({Prefix.ASSET, Prefix.MEMBER_BENEFIT})


class Loader(NamedTuple):
    """What loads a kind of thing by id, the scope that takes, and which tokens besides the merchant's own may."""

    function: BatchFunction
    scope: str | None
    for_member: bool = False
    for_partner: bool = False


class NodeLoaders:
    """The loaders of rows by outside id: one for each kind of thing, `(ctx, numbers) -> rows or None`, by its prefix.

    owners: the member whom a row belongs to, for each class of rows that belong to members.
    """

    def __init__(
        self, loaders: Mapping[str, Loader], owners: Mapping[type, Callable[[Any], int | None]] = NO_OWNERS
    ) -> None:
        self._loaders, self._owners = loaders, owners

    def is_own(self, row: Any, member_id: int) -> bool:
        """Return True unless a row belongs to another member, or to a member that is not known yet."""
        owner = self._owners.get(type(row))
        return owner is None or owner(row) == member_id

    async def find(self, ctx: ReadContext, ids: Sequence[str]) -> list[Any]:
        """Return the rows of these ids in order: None if this merchant has no such thing, an error if it is no id.

        Raise Invalid with code INVALID_PAGE for too many.
        """
        if len(ids) > NODES_MOST:
            raise Invalid(
                Message("{count} ids at once: give at most {nodes_most}", count=len(ids), nodes_most=NODES_MOST),
                code="INVALID_PAGE",
            )
        nodes: list[Any] = [None] * len(ids)
        places: dict[str, list[tuple[int, Any]]] = {}
        for place, text in enumerate(ids):
            try:
                prefix = self._known(prefix_of(text), text)
                number = number_of(prefix, text)
            except InvalidId as error:
                nodes[place] = error
            else:
                places.setdefault(prefix, []).append((place, number))
        for prefix, listed in places.items():
            rows = await self._load(ctx, self._loaders[prefix], [number for _, number in listed])
            for (place, _), row in zip(listed, rows, strict=True):
                nodes[place] = row
        return nodes

    async def _load(self, ctx: ReadContext, loader: Loader, numbers: Sequence[Any]) -> Sequence[Any]:
        """Return the rows that a token may see. For a member's or a partner's, what it may not see is as if it were not there."""
        if ctx.principal.member_id is not None:
            return await self._own(ctx, loader, numbers, ctx.principal.member_id)
        if loader.scope is not None:
            ctx.require(loader.scope)
        is_open = loader.for_partner or ctx.sight is None
        return ctx.own(await loader.function(ctx, numbers)) if is_open else [None] * len(numbers)

    async def _own(self, ctx: ReadContext, loader: Loader, numbers: Sequence[Any], member_id: int) -> Sequence[Any]:
        """Return the rows of one member. Ids that name another are not looked for: how long that takes would tell of it."""
        asked = [number for number in numbers if not isinstance(number, tuple) or number[0] == member_id]
        if not loader.for_member or not asked:
            return [None] * len(numbers)
        rows = dict(zip(asked, ctx.own(await loader.function(ctx, asked)), strict=True))
        return [rows.get(number) for number in numbers]

    async def rows(self, ctx: ReadContext, prefix: Prefix, numbers: Sequence[Any]) -> Mapping[Any, Any]:
        """Return the rows of one kind by their numbers. The field that asks checks the scope."""
        wanted = list(dict.fromkeys(numbers))
        rows = await self._loaders[prefix].function(ctx, wanted) if wanted else []
        return dict(zip(wanted, rows, strict=True))

    def _known(self, prefix: str, text: str) -> str:
        if prefix not in self._loaders:
            raise InvalidId(
                Message(
                    "{text!r} begins with {prefix!r}: no id does; copy the id as it was given",
                    text=text[:40],
                    prefix=prefix[:20],
                )
            )
        return prefix


def number_of(prefix: str, text: str) -> int | tuple[int, int]:
    """Return the number, or pair of numbers, of an outside id. Raise InvalidId if it is none of this kind."""
    return decode_pair(prefix, text) if prefix in PAIRS else decode(prefix, text)


def loaded(prefix: Prefix, key_of: Callable[[Any], Any]) -> BatchFunction:
    """Return a batch function that loads what each row's key names (None: nothing)."""

    async def load(ctx: ReadContext, rows: Sequence[Any]) -> list[Any]:
        keys = [key_of(row) for row in rows]
        known = await ctx.nodes.rows(ctx, prefix, [key for key in keys if key is not None])
        return [known.get(key) for key in keys]

    return load


async def node(ctx: ReadContext, parents: Sequence[None], id: str) -> list[Any]:  # noqa: A002 - the argument's name
    """Return one thing by its id."""
    (row,) = await ctx.nodes.find(ctx, [id])
    return [row] * len(parents)


async def nodes(ctx: ReadContext, parents: Sequence[None], ids: Sequence[str]) -> list[list[Any]]:
    """Return things by their ids, in order."""
    return [await ctx.nodes.find(ctx, ids)] * len(parents)
