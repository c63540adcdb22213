"""What was changed of members by hand: the ledger knows it, so that the trail reads it there."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from headless.engine.member.records import EventStatus
from headless.models.base.mapping import columns, reader
from headless.models.base.pages import PageRange, keyset
from headless.models.base.session import Session
from headless.models.tables.audit.records import AuditFilter, conditions

NOUNS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "Asset": (
        "asset.granted", "asset.held", "asset.spent", "asset.transferred", "checkout.held", "checkout.released",
        "entry.reversed", "hold.settled",
    ),
    "Benefit": ("benefit.failed", "benefit.fulfilled", "benefit.reversed", "benefit.used"),
    "Coupon": ("coupon.issued", "coupon.revoked"),
    "Member": ("member.erased", "member.merged", "member.updated"),
    "Tag": ("tag.assigned", "tag.removed"),
})  # fmt: skip
"""The events that are asked for outright, by what they change. Those of rules, members, jobs and imports are left out."""
_SAYS = """(type <> 'member.updated' OR data LIKE '%"status":%')"""
"""Of a profile, the status alone is told: what else changes is personal, and stays with the event."""
_HAND = "(actor LIKE '% (tok\\_%' ESCAPE '\\' OR actor LIKE 'command line%')"


class HandRow(NamedTuple):
    """An event by hand. data: its payload as JSON text."""

    id: int
    recorded_at: int
    actor: str
    type: str
    member_id: int
    data: str


async def page_by_hand(session: Session, merchant_id: int, chosen: AuditFilter, page: PageRange) -> list[HandRow]:
    """Return one page of the events by hand, newest first."""
    where, values = _chosen(chosen)
    keys = keyset(page, ["id"], 2 + len(values))
    sql = f"SELECT {columns(HandRow)} {where} AND {keys.beyond} ORDER BY {keys.order} LIMIT {page.limit + 1}"
    return reader(HandRow)(await session.fetch(sql, merchant_id, *values, *keys.values))


async def count_by_hand(session: Session, merchant_id: int, chosen: AuditFilter) -> int:
    """Return how many events by hand there are."""
    where, values = _chosen(chosen)
    return int(await session.fetch_value(f"SELECT count(*) {where}", merchant_id, *values))


async def by_hand_of_ids(session: Session, merchant_id: int, ids: Sequence[int]) -> list[HandRow]:
    """Return the events by hand of these ids."""
    where, _ = _chosen(AuditFilter())
    sql = f"SELECT {columns(HandRow)} {where} AND {session.any_of('id', 2)}"
    return reader(HandRow)(await session.fetch(sql, merchant_id, ids))


def has_events(chosen: AuditFilter) -> bool:
    """Return True if events by hand are about what is chosen."""
    return chosen.noun is None or chosen.noun in NOUNS


def _chosen(chosen: AuditFilter) -> tuple[str, list[object]]:
    """Return the source of the rows with its conditions, and their parameters from $2 on."""
    types = [type_ for noun, listed in NOUNS.items() if chosen.noun in (None, noun) for type_ in listed]
    where, values = conditions(chosen, "recorded_at")
    listed = ", ".join(f"'{type_}'" for type_ in types) or "NULL"
    return (
        f"""FROM event WHERE merchant_id = $1 AND source = 'mutation' AND status = {EventStatus.RECORDED:d}
AND type IN ({listed}) AND {_SAYS} AND {_HAND}{where}""",
        values,
    )
