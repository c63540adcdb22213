"""Whatever has an id of its own, and how it is found by it."""

from collections.abc import Mapping, Sequence
from typing import Any

import strawberry

from headless.engine.limits import NODES_MOST
from headless.errors import Invalid, InvalidId
from headless.ids import Prefix, decode, decode_pair, prefix_of
from headless.resolvers.context import BatchFunction, ReadContext
from headless.schema.fields import interface_type, value

PAIRS = frozenset({Prefix.ASSET, Prefix.MEMBER_BENEFIT})


@interface_type
class Node:
    """Whatever can be found by its id."""

    id: strawberry.ID = value("Opaque and stable; sorts by age.", public=True)


class NodeLoaders:
    """Finds rows by outside id; each kind of thing has a loader `(ctx, numbers) -> rows or None`, by its prefix."""

    def __init__(self, loaders: Mapping[str, tuple[BatchFunction, str | None]]) -> None:
        self._loaders = loaders

    async def find(self, ctx: ReadContext, ids: Sequence[str]) -> list[Any]:
        """The rows of these ids in order, None where this merchant has no such thing or the token may not see it.

        Errors: Invalid with code INVALID_PAGE for too many, InvalidId for what is no id.
        """
        if len(ids) > NODES_MOST:
            raise Invalid(f"{len(ids)} ids at once: give at most {NODES_MOST}", code="INVALID_PAGE")
        found: list[Any] = [None] * len(ids)
        places: dict[str, list[int]] = {}
        for place, text in enumerate(ids):
            places.setdefault(prefix_of(text), []).append(place)
        for prefix, listed in places.items():
            if prefix not in self._loaders:
                raise InvalidId(f"{ids[listed[0]][:40]!r} begins with {prefix[:20]!r}, which nothing here does")
            loader, scope = self._loaders[prefix]
            if scope is not None:
                ctx.require(scope)
            numbers = [number_of(prefix, ids[place]) for place in listed]
            for place, row in zip(listed, await loader(ctx, numbers), strict=True):
                found[place] = row
        return found


def number_of(prefix: str, text: str) -> int | tuple[int, int]:
    """The number, or pair of numbers, of an outside id. Errors: InvalidId."""
    return decode_pair(prefix, text) if prefix in PAIRS else decode(prefix, text)
