"""Personal data read by tokens: one row for each actor, counted by all processes together until it is noted or an hour old."""

from tortoise import fields

from headless.models.base.row import Row
from headless.models.base.session import Session


class PersonalRead(Row):
    """Members whose personal data an actor has read since a moment, and who are in no audit record yet."""

    keys = ("merchant_id", "actor")
    merchant_id = fields.BigIntField(primary_key=True, generated=False)
    actor = fields.TextField()
    since = fields.BigIntField()
    members = fields.BigIntField()

    class Meta:
        table = "personal_read"


_COUNT = """INSERT INTO personal_read (merchant_id, actor, since, members)
SELECT m.id, $2::text, $3::bigint, $4::bigint FROM merchant m WHERE m.id = $1
ON CONFLICT (merchant_id, actor) DO UPDATE SET
  members = CASE WHEN personal_read.since < $5::bigint THEN 0 ELSE personal_read.members END + excluded.members,
  since = CASE WHEN personal_read.since < $5::bigint THEN excluded.since ELSE personal_read.since END
RETURNING members"""
_BEFORE = "merchant_id = $1 AND since < $2"


async def count_reads(session: Session, merchant_id: int, actor: str, members: int, now: int, until: int) -> int:
    """Add members that an actor has read, and return how many they are now. A count that began before `until` begins again.

    The row is locked until the transaction ends. The answer is 0 if the merchant is gone.
    """
    row = await session.fetch_one(_COUNT, merchant_id, actor, now, members, until)
    return 0 if row is None else int(row["members"])


async def delete_count(session: Session, merchant_id: int, actor: str) -> None:
    """Forget what an actor has read."""
    await PersonalRead.of(session, merchant_id).filter(actor=actor).delete()


async def has_counts_before(session: Session, merchant_id: int, until: int) -> bool:
    """Return True if some count began before a moment."""
    return (
        await session.fetch_one(f"SELECT since FROM personal_read WHERE {_BEFORE} LIMIT 1", merchant_id, until)
        is not None
    )


async def delete_counts_before(session: Session, merchant_id: int, until: int, most: int) -> int:
    """Forget counts that began before a moment and that no process adds to now, at most so many, and return their number."""
    sql = f"""DELETE FROM personal_read WHERE merchant_id = $1 AND actor IN (
  SELECT actor FROM personal_read WHERE {_BEFORE} LIMIT {most} FOR UPDATE SKIP LOCKED)"""
    return await session.execute(sql, merchant_id, until)
