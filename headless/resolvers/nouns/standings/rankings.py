"""Rankings of members: their lists, page by page, and the places of members."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from headless.engine.evaluation.need_scopes import scopes_of_needs
from headless.engine.program.active_declarations import Active
from headless.engine.program.rankings.lists import SINGLE, code_of, last_day_of, period_before, period_of, window_of
from headless.errors import Invalid
from headless.messages import Message
from headless.models.tables.members.member_reads import MemberRow
from headless.models.tables.members.rankings import places as stored
from headless.models.tables.members.rankings.places import ListKey, StoredPlace
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.cursors import Page

FIELD = "Ranking.places"
_FAR = date.max.toordinal() - 400


@dataclass(frozen=True, slots=True)
class RankingRow:
    """One list of a ranking: the key under which it is stored, and its first and last day, if it has them."""

    ranking: Active
    key: ListKey
    first_day: int | None
    last_day: int | None


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place as it is shown."""

    member_id: int
    rank: int
    value: Decimal
    since: int


async def ranking(
    ctx: ReadContext, parents: Sequence[None], name: str, on: date | None = None, previous: bool | None = None
) -> list[RankingRow | None]:
    """Return the list of a ranking on a day or now, or the one before, None if there is no such ranking."""
    return [_row(ctx, name, on, bool(previous))] * len(parents)


async def place(
    ctx: ReadContext, members: Sequence[MemberRow], ranking: str, on: date | None = None, previous: bool | None = None
) -> list[PlaceRow | None]:
    """Return each member's place in a list, None for members who are not in it, and if there is no such ranking."""
    listed = _row(ctx, ranking, on, bool(previous))
    if listed is None:
        return [None] * len(members)
    ids = [member.id for member in members]
    async with ctx.read() as session:
        ranks = await stored.ranks_of(session, ctx.merchant_id, listed.key, ids)
        rows = await stored.places_of(session, ctx.merchant_id, listed.key, list(ranks))
    shown = {row.member_id: _shown(row, ranks[row.member_id]) for row in rows}
    return [shown.get(id_) for id_ in ids]


async def places(ctx: ReadContext, rows: Sequence[RankingRow], **page: Any) -> list[Page]:
    """Return a page of each list."""
    return [await _page(ctx, row, page) for row in rows]


async def count(ctx: ReadContext, rows: Sequence[RankingRow]) -> list[int]:
    """Return how many places of each list are taken."""
    async with ctx.read() as session:
        return [await stored.count_places(session, ctx.merchant_id, row.key) for row in rows]


async def _page(ctx: ReadContext, row: RankingRow, arguments: Mapping[str, Any]) -> Page:
    part = ctx.slice(FIELD, [row.key.ranking, row.key.period], **arguments)
    async with ctx.read() as session:
        wanted = part.range
        if wanted.backward and wanted.key is None:
            # What lies beyond the last place is no part of the list.
            beyond = await stored.place_after(session, ctx.merchant_id, row.key)
            wanted = wanted._replace(key=None if beyond is None else _key(beyond))
        rows = await stored.page_of_places(session, ctx.merchant_id, row.key, wanted)
        ends = [place.member_id for place in (rows[:1], rows[-1:])[wanted.backward]]
        ranks = await stored.ranks_of(session, ctx.merchant_id, row.key._replace(most=stored.ALL), ends)
    first = ranks.get(ends[0], 1) if ends else 1
    numbered = list(enumerate(reversed(rows) if wanted.backward else rows, first))
    within = [(rank, place) for rank, place in numbered if rank <= row.key.most]
    if wanted.backward:
        within.reverse()
    return part.page(
        within, lambda pair: _key(pair[1]), counted=(count, row, {}), node=lambda pair: _shown(pair[1], pair[0])
    )


def _key(place: StoredPlace) -> tuple[Any, ...]:
    return place.minus, place.minus_nano, place.since_at, place.joined_on, place.member_id


def _shown(place: StoredPlace, rank: int) -> PlaceRow:
    return PlaceRow(place.member_id, rank, stored.value_of(place), place.since_at)


def _row(ctx: ReadContext, name: str, on: date | None, previous: bool) -> RankingRow | None:
    """Return a list. What members are ranked by needs its own scopes, too."""
    active = ctx.program.rankings.get(name)
    if active is None:
        return None
    for scope in sorted(scopes_of_needs(ctx.program.metrics, active)):
        ctx.require(scope)
    window, day = window_of(active), ctx.today if on is None else min(on.toordinal(), _FAR)
    period = period_before(window, day) if previous else period_of(window, day)
    if period is None or (on is not None and period == SINGLE):
        raise Invalid(
            Message("{name} has one list that goes on: leave out on and previous", name=name), code="NO_SUCH_WINDOW"
        )
    key = ListKey(code_of(active), period, active.declared.most)
    if period == SINGLE:
        return RankingRow(active, key, None, None)
    return RankingRow(active, key, period, last_day_of(window, period, _FAR + 400))
