"""Whatever has an id of its own, found by it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from headless.engine.values.limits import NODES_MOST
from headless.errors import Invalid, InvalidId
from headless.ids import Prefix, decode, decode_pair, prefix_of
from headless.resolvers.reading.context import BatchFunction, ReadContext

PAIRS = frozenset({Prefix.ASSET, Prefix.MEMBER_BENEFIT})


class NodeLoaders:
    """Finds rows by outside id; each kind of thing has a loader `(ctx, numbers) -> rows or None`, by its prefix."""

    def __init__(self, loaders: Mapping[str, tuple[BatchFunction, str | None]]) -> None:
        self._loaders = loaders

    async def find(self, ctx: ReadContext, ids: Sequence[str]) -> list[Any]:
        """The rows of these ids in order: None where this merchant has no such thing, an error where it is no id.

        Errors: Invalid with code INVALID_PAGE for too many.
        """
        if len(ids) > NODES_MOST:
            raise Invalid(f"{len(ids)} ids at once: give at most {NODES_MOST}", code="INVALID_PAGE")
        found: list[Any] = [None] * len(ids)
        places: dict[str, list[tuple[int, Any]]] = {}
        for place, text in enumerate(ids):
            try:
                prefix = self._known(prefix_of(text), text)
                number = number_of(prefix, text)
            except InvalidId as error:
                found[place] = error
            else:
                places.setdefault(prefix, []).append((place, number))
        for prefix, listed in places.items():
            loader, scope = self._loaders[prefix]
            if scope is not None:
                ctx.require(scope)
            rows = await loader(ctx, [number for _, number in listed])
            for (place, _), row in zip(listed, rows, strict=True):
                found[place] = row
        return found

    async def rows(self, ctx: ReadContext, prefix: Prefix, numbers: Sequence[Any]) -> Mapping[Any, Any]:
        """The rows of one kind by their numbers; the scope is the asking field's affair."""
        wanted = list(dict.fromkeys(numbers))
        found = await self._loaders[prefix][0](ctx, wanted) if wanted else []
        return dict(zip(wanted, found, strict=True))

    def _known(self, prefix: str, text: str) -> str:
        if prefix not in self._loaders:
            raise InvalidId(f"{text[:40]!r} begins with {prefix[:20]!r}: no id does; copy the id as it was given")
        return prefix


def number_of(prefix: str, text: str) -> int | tuple[int, int]:
    """The number, or pair of numbers, of an outside id. Errors: InvalidId."""
    return decode_pair(prefix, text) if prefix in PAIRS else decode(prefix, text)


def loaded(prefix: Prefix, key_of: Callable[[Any], Any]) -> BatchFunction:
    """A batch function: what each row's key (None: nothing) names."""

    async def load(ctx: ReadContext, rows: Sequence[Any]) -> list[Any]:
        keys = [key_of(row) for row in rows]
        found = await ctx.nodes.rows(ctx, prefix, [key for key in keys if key is not None])
        return [found.get(key) for key in keys]

    return load


async def node(ctx: ReadContext, parents: Sequence[None], id: str) -> list[Any]:  # noqa: A002 - the argument's name
    """Root: one thing by its id."""
    found = await ctx.nodes.find(ctx, [id])
    return found * len(parents)


async def nodes(ctx: ReadContext, parents: Sequence[None], ids: Sequence[str]) -> list[list[Any]]:
    """Root: things by their ids, in order."""
    return [await ctx.nodes.find(ctx, ids)] * len(parents)
