"""What holds over a whole merchant, table by table: identities are unique, and no row points nowhere."""

from typing import NamedTuple

from headless.models.base.held_keys import TAKEN
from headless.models.base.mapping import reader
from headless.models.base.session import Session

MOST = 100


class Link(NamedTuple):
    """A column that names a row of another table. area: what `headless verify` calls a row that has it."""

    area: str
    table: str
    column: str
    parent: str


class Repeated(NamedTuple):
    """What two events or more bear that one alone may: `scope` is a source or a type, `name` the id within it."""

    scope: str
    name: str
    events: int


LINKS = (
    Link("lot move", "lot_move", "lot_id", "lot"),
    Link("lot move", "lot_move", "entry_id", "entry"),
    Link("reservation", "hold_lot", "hold_id", "hold"),
    Link("reservation", "hold_lot", "lot_id", "lot"),
    Link("entry", "entry", "event_id", "event"),
    Link("lot", "lot", "event_id", "event"),
    Link("hold", "hold", "event_id", "event"),
    Link("decision", "decision", "event_id", "event"),
    Link("personal fields", "event_personal", "event_id", "event"),
    Link("problem", "event_problem", "event_id", "event"),
    Link("problem", "event_problem", "cause_id", "event"),
    Link("mark", "mark", "event_id", "event"),
    Link("facts of others", "other_fact", "event_id", "event"),
    Link("event", "event", "root_id", "event"),
    Link("coupon", "coupon", "event_id", "event"),
    Link("coupon", "coupon", "used_event_id", "event"),
    Link("coupon", "coupon", "revoked_event_id", "event"),
    Link("coupon", "coupon", "batch_id", "coupon_batch"),
    Link("card", "card", "batch_id", "card_batch"),
    Link("card", "card", "replaced_by", "card"),
    Link("card move", "card_move", "card_id", "card"),
    Link("card move", "card_move", "event_id", "event"),
    Link("card move", "card_move", "entry_id", "entry"),
    Link("grant", "benefit_grant", "event_id", "event"),
    Link("use", "benefit_use", "event_id", "event"),
    Link("use", "benefit_use", "grant_id", "benefit_grant"),
    Link("use", "benefit_use", "coupon_id", "coupon"),
    Link("use", "benefit_use", "entry_id", "entry"),
    Link("use", "benefit_use", "reversed_event_id", "event"),
    Link("take", "stock_take", "event_id", "event"),
    Link("delivery", "webhook_delivery", "event_id", "event"),
    Link("decision", "decision", "member_id", "member"),
    Link("entry", "entry", "member_id", "member"),
    Link("lot", "lot", "member_id", "member"),
    Link("mark", "mark", "member_id", "member"),
    Link("facts of others", "other_fact", "member_id", "member"),
    Link("personal fields", "event_personal", "member_id", "member"),
    Link("total", "daily_total", "member_id", "member"),
    Link("delivery", "webhook_delivery", "member_id", "member"),
)


async def repeated_identities(session: Session, merchant_id: int) -> list[Repeated]:
    """Return the external ids that several events of one source bear, refused and failed events left out."""
    sql = f"""SELECT source, external_id, count(*) FROM event WHERE merchant_id = $1 AND {TAKEN}
GROUP BY source, external_id HAVING count(*) > 1 ORDER BY source, external_id LIMIT {MOST}"""
    return reader(Repeated)(await session.fetch(sql, merchant_id))


async def repeated_subjects(session: Session, merchant_id: int, type_: str) -> list[Repeated]:
    """Return the business keys that several events of a type bear, refused and failed events left out."""
    sql = f"""SELECT type, subject, count(*) FROM event WHERE merchant_id = $1 AND {TAKEN} AND type = $2
AND subject IS NOT NULL GROUP BY type, subject HAVING count(*) > 1 ORDER BY subject LIMIT {MOST}"""
    return reader(Repeated)(await session.fetch(sql, merchant_id, type_))


async def missing_parents(session: Session, merchant_id: int, link: Link) -> list[int]:
    """Return the ids that rows name in the link's column and that the parent's table does not have."""
    sql = f"""SELECT c.{link.column} AS parent_id FROM {link.table} c LEFT JOIN {link.parent} p
ON p.merchant_id = c.merchant_id AND p.id = c.{link.column}
WHERE c.merchant_id = $1 AND c.{link.column} IS NOT NULL AND p.id IS NULL ORDER BY 1 LIMIT {MOST}"""
    return [row["parent_id"] for row in await session.fetch(sql, merchant_id)]
