"""Which benefits members have seen, so that what is new to them can be told from the rest."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from tortoise import fields

from headless.models.base.mapping import columns, reader
from headless.models.base.row import Row
from headless.models.base.session import Session


class BenefitSeen(Row):
    """When a member last saw that a benefit can be used."""

    keys = ("merchant_id", "member_id", "benefit_id")
    merchant_id = fields.BigIntField()
    member_id = fields.BigIntField(primary_key=True, generated=False)
    benefit_id = fields.BigIntField()
    seen_at = fields.BigIntField()

    class Meta:
        table = "benefit_seen"


class Seen(NamedTuple):
    """That a member saw a benefit."""

    member_id: int
    benefit_id: int
    seen_at: int


async def seen_by(session: Session, merchant_id: int, member_ids: Collection[int]) -> dict[tuple[int, int], int]:
    """Return when members saw benefits, by member and benefit."""
    sql = f"SELECT {columns(Seen)} FROM benefit_seen WHERE merchant_id = $1 AND {session.any_of('member_id', 2)}"
    rows = reader(Seen)(await session.fetch(sql, merchant_id, sorted(member_ids)))
    return {(seen.member_id, seen.benefit_id): seen.seen_at for seen in rows}


async def mark_seen(session: Session, merchant_id: int, seen: Iterable[Seen]) -> None:
    """Note that members have seen benefits. Of the same one the last counts."""
    rows = {(merchant_id, mark.member_id, mark.benefit_id): (merchant_id, *mark) for mark in seen}
    if rows:
        listed = [rows[key] for key in sorted(rows)]
        await session.upsert("benefit_seen", BenefitSeen.keys, (*BenefitSeen.keys, "seen_at"), listed)
