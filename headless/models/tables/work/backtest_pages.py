"""The members that back-tests affect, page by page."""

from collections.abc import Collection
from typing import NamedTuple

from headless.models.base.mapping import columns
from headless.models.base.pages import PageRange, keyset, numbered
from headless.models.base.session import Session


class AffectedMember(NamedTuple):
    """A member whom a back-test affects. `document` is JSON text."""

    backtest_id: int
    member_id: int
    document: str


async def page_of_affected(
    session: Session, merchant_id: int, backtest_ids: Collection[int], direction: int | None, page: PageRange
) -> list[AffectedMember]:
    """Return one page of each back-test's members in one direction (None: all), oldest member first."""
    keys = keyset(page, ["member_id"], 3, newest_first=False)
    source = f"{_affected(session, direction)} AND {keys.beyond}"
    sql = numbered(columns(AffectedMember), ["backtest_id"], keys.order, source, page.limit)
    rows = await session.fetch(sql, merchant_id, sorted(set(backtest_ids)), *keys.values)
    return [AffectedMember._make(row) for row in rows]


async def count_affected(
    session: Session, merchant_id: int, backtest_ids: Collection[int], direction: int | None
) -> dict[int, int]:
    """Return how many members in one direction (None: all) each back-test affects."""
    sql = f"SELECT backtest_id, count(*) AS number FROM {_affected(session, direction)} GROUP BY backtest_id"
    rows = await session.fetch(sql, merchant_id, sorted(set(backtest_ids)))
    return {row["backtest_id"]: row["number"] for row in rows}


def _affected(session: Session, direction: int | None) -> str:
    only = "" if direction is None else f" AND direction = {int(direction)}"
    return f"backtest_member WHERE merchant_id = $1 AND {session.any_of('backtest_id', 2)}{only}"
