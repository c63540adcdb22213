"""Uses of benefits as they are read: pages and counts of members and of all, and by id."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from headless.engine.member.entitlements import Fulfilment, Use
from headless.models.base.mapping import columns
from headless.models.base.pages import PageRange, keyset, numbered
from headless.models.base.session import Session
from headless.models.tables.rewards.benefits import USES

_COLUMNS = columns(USES)
_STATES = {
    "REQUESTED": f"fulfilment = {Fulfilment.REQUESTED:d} AND reversed_at IS NULL",
    "FULFILLED": f"(fulfilment = {Fulfilment.FULFILLED:d} OR fulfilment IS NULL) AND reversed_at IS NULL",
    "FAILED": f"fulfilment = {Fulfilment.FAILED:d}",
}
"""Uses by how far their fulfilment is. What failed went back, and anything else that went back is in no state."""


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


async def page_of_all_uses(
    session: Session, merchant_id: int, states: Sequence[str] | None, page: PageRange
) -> list[Use]:
    """Return one page of a merchant's uses by how far their fulfilment is (None: any), oldest first."""
    place = keyset(page, ["id"], 2, newest_first=False)
    sql = f"""SELECT {_COLUMNS} FROM benefit_use WHERE merchant_id = $1 AND {_in_states(states)} AND {place.beyond}
ORDER BY {place.order} LIMIT {page.limit + 1}"""
    return USES.records(await session.fetch(sql, merchant_id, *place.values))


async def count_all_uses(session: Session, merchant_id: int, states: Sequence[str] | None) -> int:
    """Return how many uses a merchant has by how far their fulfilment is."""
    sql = f"SELECT count(*) FROM benefit_use WHERE merchant_id = $1 AND {_in_states(states)}"
    return int(await session.fetch_value(sql, merchant_id))


def _in_states(states: Sequence[str] | None) -> str:
    """Return the condition that uses are in some states and were not taken back.

    The states are numbers of ours, so they are part of the text: the index of what is requested answers alone.
    """
    asked = [f"({_STATES[state]})" for state in sorted(_STATES if states is None else set(states))]
    return f"({' OR '.join(asked)})" if asked else "FALSE"


async def uses_by_id(session: Session, merchant_id: int, ids: Collection[int]) -> dict[int, Use]:
    """Return uses by id."""
    sql = f"SELECT {_COLUMNS} FROM benefit_use WHERE merchant_id = $1 AND {session.any_of('id', 2)}"
    return {use.id: use for use in USES.records(await session.fetch(sql, merchant_id, sorted(set(ids))))}


def _of_keys(session: Session) -> str:
    members, benefits = session.any_of("member_id", 2), session.any_of("benefit_id", 3)
    return f"benefit_use WHERE merchant_id = $1 AND {members} AND {benefits}"
