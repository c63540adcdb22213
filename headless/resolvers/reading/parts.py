"""What belongs to members, read beside them: a page with tier, holdings and tags is one statement, whatever it shows.

A part is rows of one table that belong to a member. A batch function says which parts it reads, and then takes them from
the context; the executor knows from the plan what a whole page will read, and has it read together with the members.

    TIERS = Part("tiers", "x.track_id, x.tier_id", "member_tier x")

    @reads(lambda ctx, **_: (TIERS,))
    async def tier(ctx, members, track=None):
        found = await ctx.parts.of([member.id for member in members], TIERS)
        ...found[member.id]...                  # the rows as lists, in no order
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

import orjson

from headless.config import Dialect
from headless.models.base.session import Session

OpenSession = Callable[[], AbstractAsyncContextManager[Session]]
F = TypeVar("F", bound=Callable[..., Any])
_READS, _SELECTS, _DRAWS = "__reads__", "__selects_members__", "__draws__"
NONE = "[]"
_PLACE = re.compile(r"\$(\d+)")


class Part(NamedTuple):
    """Rows that belong to a member `m`: the columns to take, and FROM what; `$1` … are the part's own parameters.

    Without a source it is the member's own row.
    """

    name: str
    columns: str
    source: str
    where: str = ""
    values: tuple[Any, ...] = ()
    grouped: str = ""
    owner: str = "x.merchant_id = m.merchant_id AND x.member_id = m.id"

    def __hash__(self) -> int:
        # enough to tell them apart, and looked up often
        return hash((self.name, self.values))


Reading = Callable[..., Sequence[Part]]
"""The parts that a batch function reads, by context and arguments."""


def reads(reading: Reading) -> Callable[[F], F]:
    """Says which parts a batch function reads, and that it asks the database for nothing else as a rule."""

    def decorate(function: F) -> F:
        setattr(function, _READS, reading)
        return function

    return decorate


def selecting(function: F) -> F:
    """Says of a batch function that it finds members: it takes `parts` and `columns`, to be read beside them."""
    setattr(function, _SELECTS, True)
    return function


class Undrawn(Exception):
    """A field cannot be drawn from the rows alone: its batch function answers."""


def drawn(drawing: Callable[..., Any]) -> Callable[[F], F]:
    """Says of a batch function of members how its field is drawn; see `drawing`."""

    def decorate(function: F) -> F:
        setattr(function, _DRAWS, drawing)
        return function

    return decorate


def drawing_of(function: Any) -> Callable[..., Any] | None:
    """What `drawn` said of a function."""
    found: Callable[..., Any] | None = getattr(function, _DRAWS, None)
    return found


def reading_of(function: Any) -> Reading | None:
    """What `reads` said of a function."""
    found: Reading | None = getattr(function, _READS, None)
    return found


def selects_members(function: Any) -> bool:
    """Whether `selecting` was said of a function."""
    return getattr(function, _SELECTS, False)


class Parts:
    """The parts that were read in one operation, by part and member."""

    def __init__(self, read: OpenSession, merchant_id: int) -> None:
        self._open: OpenSession | None = read
        self._merchant_id = merchant_id
        self._read: dict[Part, dict[int, list[Any]]] = {}

    def forget(self) -> None:
        """Read anew what is asked for next: something was written."""
        self._read.clear()

    def close(self) -> None:
        """Nothing is read any more. What was read is let go of at once, and not when garbage is looked for."""
        self._open = None
        self._read.clear()

    async def of(self, ids: Collection[int], part: Part) -> Mapping[int, list[Any]]:
        """A part's rows by member; of those without any an empty list."""
        await self.load(ids, (part,))
        return self.known(part)

    async def load(self, ids: Collection[int], parts: Iterable[Part]) -> None:
        """Read what of these is not there yet, in one statement."""
        missing = dict[Part, None]()
        wanted = set[int]()
        for part in parts:
            known = self._read.get(part)
            lacking = ids if known is None else [id_ for id_ in ids if id_ not in known]
            if lacking:
                missing[part] = None
                wanted.update(lacking)
        if not missing:
            return
        assert self._open is not None, "the operation has ended"
        async with self._open() as session:
            columns, values = selected(session, missing, [self._merchant_id, sorted(wanted)])
            sql = f"SELECT m.id{columns} FROM member m WHERE m.merchant_id = $1 AND {session.any_of('m.id', 2)}"
            rows = await session.fetch(sql, *values)
        for part in missing:
            self._read.setdefault(part, {}).update((id_, []) for id_ in wanted)
        self.keep(missing, rows, 0, 1)

    def keep(self, parts: Iterable[Part], rows: Sequence[Any], id_at: int, first_at: int) -> None:
        """Take in what was read beside members: the member's id stands at `id_at`, the parts from `first_at` on."""
        ids, listed, count = [row[id_at] for row in rows], list(parts), len(rows)
        # one document of all: each call of the reader costs as much as reading a small one
        texts = [row[at] or NONE for at in range(first_at, first_at + len(listed)) for row in rows]
        found = orjson.loads(f"[{','.join(texts)}]")
        for at, part in enumerate(listed):
            own = zip(ids, found[at * count : (at + 1) * count], strict=True)
            self._read.setdefault(part, {}).update(own)

    def known(self, part: Part) -> Mapping[int, list[Any]]:
        """A part's rows by member, as far as they were read."""
        return self._read.get(part, {})


def selected(session: Session, parts: Iterable[Part], values: list[Any]) -> tuple[str, list[Any]]:
    """The columns that read parts of a member `m`, and the statement's parameters with theirs behind."""
    listed, columns = list(values), ""
    for part in parts:
        columns += _column(
            session.dialect, part.columns, part.source, part.owner, part.where, part.grouped, len(listed)
        )
        listed += part.values
    return columns, listed


@lru_cache(maxsize=1024)
def _column(dialect: Dialect, columns: str, source: str, owner: str, where: str, grouped: str, behind: int) -> str:
    """A part as one more column, its own parameters behind so many others."""
    sqlite = dialect == "sqlite"
    rows, array = ("json_group_array", "json_array") if sqlite else ("json_agg", "json_build_array")
    if not source:
        return f", {array}({array}({columns}))"
    rest = f"FROM {source} WHERE {owner} {where}"
    if grouped:
        rest = f"FROM (SELECT {grouped} {rest}) x"
    return _PLACE.sub(lambda found: f"${int(found[1]) + behind}", f", (SELECT {rows}({array}({columns})) {rest})")
