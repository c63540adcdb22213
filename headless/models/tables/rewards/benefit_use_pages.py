"""Uses of benefits as they are read: pages and counts of members, and by id."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from headless.engine.member.entitlements import Use
from headless.models.base.mapping import columns
from headless.models.base.pages import PageRange, keyset, numbered
from headless.models.base.session import Session
from headless.models.tables.rewards.benefits import USES

_COLUMNS = columns(USES)


class EntitlementKeys(NamedTuple):
    """Members and benefits: the uses of every pair of them are read."""

    member_ids: Sequence[int]
    benefit_ids: Sequence[int]


async def page_of_uses(session: Session, merchant_id: int, keys: EntitlementKeys, page: PageRange) -> list[Use]:
    """Return one page of each entitlement's uses, newest first."""
    place = keyset(page, ["id"], 4)
    sql = numbered(
        _COLUMNS, ["member_id", "benefit_id"], place.order, f"{_of_keys(session)} AND {place.beyond}", page.limit
    )
    return USES.records(await session.fetch(sql, merchant_id, *keys, *place.values))


async def count_uses(session: Session, merchant_id: int, keys: EntitlementKeys) -> dict[tuple[int, int], int]:
    """Return how often members used benefits, by member and benefit."""
    sql = f"SELECT member_id, benefit_id, count(*) AS number FROM {_of_keys(session)} GROUP BY member_id, benefit_id"
    rows = await session.fetch(sql, merchant_id, *keys)
    return {(row["member_id"], row["benefit_id"]): row["number"] for row in rows}


async def uses_by_id(session: Session, merchant_id: int, ids: Collection[int]) -> dict[int, Use]:
    """Return uses by id."""
    sql = f"SELECT {_COLUMNS} FROM benefit_use WHERE merchant_id = $1 AND {session.any_of('id', 2)}"
    return {use.id: use for use in USES.records(await session.fetch(sql, merchant_id, sorted(set(ids))))}


def _of_keys(session: Session) -> str:
    members, benefits = session.any_of("member_id", 2), session.any_of("benefit_id", 3)
    return f"benefit_use WHERE merchant_id = $1 AND {members} AND {benefits}"
