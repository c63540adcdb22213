"""The entries against partners' contra accounts: what they gave, and what was taken back of it."""

import json
from collections.abc import AsyncIterator, Collection
from typing import Any, NamedTuple

from headless.engine.member.records import Entry
from headless.engine.program import partners
from headless.models.base.mapping import columns, reader
from headless.models.base.pages import PageRange, during, keyset
from headless.models.base.session import Session
from headless.models.tables.ledger.entries import ENTRIES

OF_PARTNERS = "substr(e.contra, 1, 8) = 'partner:'"
"""What the index of these entries is for."""
CHUNK = 5_000


class PartnerFilter(NamedTuple):
    """Entries against an account, recorded from `since` to before `until`. kind_ids: of these asset kinds alone, None: of all."""

    account: str
    since: int | None = None
    until: int | None = None
    kind_ids: Collection[int] | None = None


class BookedEntry(NamedTuple):
    """An entry against a partner's account. member_id: whose it is now, after merges. terms: JSON text."""

    id: int
    member_id: int
    kind_id: int
    type: int
    amount: int
    contra: str
    reason: str
    recorded_at: int
    event_id: int
    external_id: str
    reverses: int | None
    terms: str | None

    @property
    def spent_on(self) -> int | None:
        """The day on which it was spent of a budget, None if it was of none."""
        return None if self.terms is None else partners.spent_on(json.loads(self.terms))


_OWNED = {"member_id": "COALESCE(m.merged_into, m.id)"}
_FROM = "FROM entry e JOIN member m ON m.merchant_id = e.merchant_id AND m.id = e.member_id"
_BOOKED = f"""SELECT {columns(BookedEntry, "e", external_id="v.external_id", **_OWNED)} {_FROM}
JOIN event v ON v.merchant_id = e.merchant_id AND v.id = e.event_id WHERE e.merchant_id = $1 AND {OF_PARTNERS}"""


async def page_of_partner_entries(
    session: Session, merchant_id: int, chosen: PartnerFilter, page: PageRange
) -> list[Entry]:
    """Return one page of the entries against a partner's account, newest first, those of merged members as the survivors'."""
    where, values = _chosen(session, chosen)
    keys = keyset(page, ["e.id"], 2 + len(values))
    sql = f"""SELECT {columns(ENTRIES, "e", **_OWNED)} {_FROM} WHERE e.merchant_id = $1 AND {where} AND {keys.beyond}
ORDER BY {keys.order} LIMIT {page.limit + 1}"""
    return ENTRIES.records(await session.fetch(sql, merchant_id, *values, *keys.values))


async def count_partner_entries(session: Session, merchant_id: int, chosen: PartnerFilter) -> int:
    """Return how many entries there are against a partner's account."""
    where, values = _chosen(session, chosen)
    sql = f"SELECT count(*) FROM entry e WHERE e.merchant_id = $1 AND {where}"
    return int(await session.fetch_value(sql, merchant_id, *values))


async def booked_entries(
    session: Session, merchant_id: int, after_id: int, limit: int, chosen: PartnerFilter | None = None
) -> list[BookedEntry]:
    """Return entries against the accounts of all partners, or of one, with ids above another, in their order."""
    where, values = ("TRUE", list[Any]()) if chosen is None else _chosen(session, chosen)
    sql = f"{_BOOKED} AND {where} AND e.id > ${2 + len(values)} ORDER BY e.id LIMIT {limit}"
    return reader(BookedEntry)(await session.fetch(sql, merchant_id, *values, after_id))


async def all_booked(
    session: Session, merchant_id: int, chosen: PartnerFilter | None = None
) -> AsyncIterator[BookedEntry]:
    """Yield all entries against the accounts of all partners, or of one, in the order of their ids."""
    after_id = 0
    while entries := await booked_entries(session, merchant_id, after_id, CHUNK, chosen):
        for entry in entries:
            yield entry
        after_id = entries[-1].id


def _chosen(session: Session, chosen: PartnerFilter) -> tuple[str, list[Any]]:
    """Return the condition of a filter, and its parameters from $2 on."""
    where, values = f"{OF_PARTNERS} AND e.contra = $2", list[Any]([chosen.account])
    if chosen.kind_ids is not None:
        values.append(sorted(chosen.kind_ids))
        where += f" AND {session.any_of('e.kind_id', 1 + len(values))}"
    period, moments = during("e.recorded_at", chosen.since, chosen.until, 2 + len(values))
    return where + period, [*values, *moments]
