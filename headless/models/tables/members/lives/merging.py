"""What becomes of the rows of a member who is merged into another one, table by table."""

from collections.abc import Collection, Mapping, Sequence
from enum import Enum
from types import MappingProxyType
from typing import NamedTuple

from headless.engine.metrics.events import REFERRAL
from headless.models.base.held_keys import TAKEN
from headless.models.base.mapping import columns, first_values, reader
from headless.models.base.session import Session


class Fate(Enum):
    """What a merge does with a table's rows of the member who is merged.

    MOVES: they are the survivor's from now on. JOINS: they are added to the survivor's. GOES: the engine has made the survivor's
    of them, and they are deleted. STAYS: they say what was on the member's own accounts, ladders and tags then.
    """

    MOVES = "moves"
    JOINS = "joins"
    GOES = "goes"
    STAYS = "stays"


FATES: Mapping[str, Fate] = MappingProxyType({
    "member_identity": Fate.MOVES,
    "member_code": Fate.MOVES,
    "event": Fate.MOVES,
    "event_personal": Fate.MOVES,
    "event_problem": Fate.MOVES,
    "decision": Fate.MOVES,
    "account": Fate.STAYS,
    "entry": Fate.STAYS,
    "lot": Fate.MOVES,
    "hold": Fate.MOVES,
    "daily_total": Fate.JOINS,
    "stored_metric": Fate.GOES,
    "ranking_place": Fate.GOES,
    "standing": Fate.STAYS,
    "member_tier": Fate.GOES,
    "member_tag": Fate.STAYS,
    "rule_state": Fate.GOES,
    "mark": Fate.JOINS,
    "other_fact": Fate.STAYS,
    "rule_retry": Fate.MOVES,
    "action_run": Fate.MOVES,
    "coupon": Fate.MOVES,
    "benefit_grant": Fate.MOVES,
    "benefit_use": Fate.MOVES,
    "benefit_seen": Fate.JOINS,
    "stock_take": Fate.MOVES,
    "backtest_member": Fate.STAYS,
    "webhook_delivery": Fate.MOVES,
    "budget_spent": Fate.JOINS,
    "card": Fate.MOVES,
    "card_move": Fate.MOVES,
})  # fmt: skip
"""What a merge does with each table that has a member's rows. Lots and holds keep their ids, and with them what names them."""


class MergedProfile(NamedTuple):
    """What is known of a member who takes part in a merge. attributes: JSON text."""

    id: int
    number: str | None
    external_id: str | None
    phone: str | None
    phone_key: str | None
    email: str | None
    name: str | None
    birthday_on: int | None
    gender: str | None
    source: str | None
    attributes: str
    joined_at: int
    joined_on: int


class Referred(NamedTuple):
    """A referral of a person by a member."""

    id: int
    member_id: int
    subject: str


_JOINS = (
    """INSERT INTO daily_total (merchant_id, member_id, key, day, count, amount, less)
SELECT merchant_id, $3, key, day, count, amount, less FROM daily_total WHERE merchant_id = $1 AND member_id = $2
ON CONFLICT (merchant_id, member_id, key, day) DO UPDATE SET count = daily_total.count + excluded.count,
amount = daily_total.amount + excluded.amount, less = daily_total.less + excluded.less""",
    """INSERT INTO mark (merchant_id, member_id, rule_id, key, event_id)
SELECT merchant_id, $3, rule_id, key, event_id FROM mark WHERE merchant_id = $1 AND member_id = $2
ON CONFLICT (merchant_id, member_id, rule_id, key) DO NOTHING""",
    """INSERT INTO benefit_seen (merchant_id, member_id, benefit_id, seen_at)
SELECT merchant_id, $3, benefit_id, seen_at FROM benefit_seen WHERE merchant_id = $1 AND member_id = $2
ON CONFLICT (merchant_id, member_id, benefit_id) DO NOTHING""",
)
_EVENTS = """UPDATE event SET origin_member_id = COALESCE(origin_member_id, member_id), member_id = $3
WHERE merchant_id = $1 AND member_id = $2"""
_ALIAS = "UPDATE member SET merged_into = $3, due_at = NULL WHERE merchant_id = $1 AND (id = $2 OR merged_into = $2)"
_JOINED = "UPDATE member SET joined_at = $3, joined_on = $4 WHERE merchant_id = $1 AND id = $2"
_SURVIVORS = "SELECT id, merged_into FROM member WHERE merchant_id = $1 AND merged_into IS NOT NULL AND "
_ALIASES = "SELECT id, merged_into FROM member WHERE merchant_id = $1 AND "
_ORIGIN = "SELECT COALESCE(origin_member_id, member_id) FROM event WHERE merchant_id = $1 AND id = $2"
_COUNTS = {
    "events": "SELECT count(*) FROM event WHERE merchant_id = $1 AND member_id = $2",
    "coupons": "SELECT count(*) FROM coupon WHERE merchant_id = $1 AND member_id = $2 AND status = 0",
    "grants": """SELECT count(*) FROM benefit_grant
WHERE merchant_id = $1 AND member_id = $2 AND revoked_at IS NULL AND used < uses""",
    "holds": "SELECT count(*) FROM hold WHERE merchant_id = $1 AND member_id = $2 AND status = 0",
    "retries": "SELECT count(*) FROM rule_retry WHERE merchant_id = $1 AND member_id = $2 AND state <> 1",
}
_RELEASES = ("number", "external_id", "email", "phone_key")


async def merge_rows(session: Session, merchant_id: int, loser_id: int, survivor_id: int) -> None:
    """Let the rows of one member be those of another one, as `FATES` says. The member is an alias from now on."""
    ids = merchant_id, loser_id, survivor_id
    await session.execute(_EVENTS, *ids)
    for statement in _JOINS:
        await session.execute(statement, *ids)
    for table, fate in FATES.items():
        if fate is Fate.MOVES and table != "event":
            sql = f"UPDATE {table} SET member_id = $3 WHERE merchant_id = $1 AND member_id = $2"
            await session.execute(sql, *ids)
        elif fate in (Fate.JOINS, Fate.GOES):
            await session.execute(
                f"DELETE FROM {table} WHERE merchant_id = $1 AND member_id = $2", merchant_id, loser_id
            )
    await session.execute(_ALIAS, *ids)


async def merged_profiles(session: Session, merchant_id: int, member_ids: Sequence[int]) -> dict[int, MergedProfile]:
    """Return what is known of members, by id."""
    sql = f"SELECT {columns(MergedProfile)} FROM member WHERE merchant_id = $1 AND {session.any_of('id', 2)}"
    return {profile.id: profile for profile in reader(MergedProfile)(await session.fetch(sql, merchant_id, member_ids))}


async def set_joined(session: Session, merchant_id: int, member_id: int, joined_at: int, joined_on: int) -> None:
    """Write when a member joined."""
    await session.execute(_JOINED, merchant_id, member_id, joined_at, joined_on)


async def survivors_of(session: Session, merchant_id: int, member_ids: Collection[int]) -> dict[int, int]:
    """Return the survivors of those of these members who were merged, by the member's own id."""
    rows = await session.fetch(_SURVIVORS + session.any_of("id", 2), merchant_id, sorted(member_ids))
    return {row["id"]: row["merged_into"] for row in rows}


async def aliases_of(session: Session, merchant_id: int, member_ids: Collection[int]) -> dict[int, int]:
    """Return the members who were merged into these, each with its survivor."""
    rows = await session.fetch(_ALIASES + session.any_of("merged_into", 2), merchant_id, sorted(member_ids))
    return {row["id"]: row["merged_into"] for row in rows}


async def decided_for(session: Session, merchant_id: int, event_id: int) -> int:
    """Return the member in whose history an event was decided, which may have been merged since."""
    return int(await session.fetch_value(_ORIGIN, merchant_id, event_id))


async def rows_to_merge(session: Session, merchant_id: int, member_id: int) -> dict[str, int]:
    """Return how much of a member a merge would take along."""
    return {name: int(await session.fetch_value(sql, merchant_id, member_id)) for name, sql in _COUNTS.items()}


async def release_from_aliases(
    session: Session, merchant_id: int, member_id: int, profile: Mapping[str, object]
) -> None:
    """Let a member take back an identifier that a member who was merged into it still has."""
    for column in _RELEASES:
        if profile.get(column) is not None:
            twin = (
                "phone = NULL, phone_key = NULL"
                if column == "phone_key"
                else f"{column} = NULL, {column}_folded = NULL"
            )
            sql = f"UPDATE member SET {twin} WHERE merchant_id = $1 AND merged_into = $2 AND {column} = $3"
            await session.execute(sql, merchant_id, member_id, profile[column])


async def referrals_of_all(session: Session, merchant_id: int, subjects: Sequence[str]) -> list[Referred]:
    """Return the referrals of persons that count, the first one first. subjects: their public ids."""
    sql = f"""SELECT {columns(Referred)} FROM event WHERE merchant_id = $1 AND type = '{REFERRAL}'
AND {session.any_of("subject", 2)} AND {TAKEN} ORDER BY id"""
    return reader(Referred)(await session.fetch(sql, merchant_id, subjects))


async def rename_subject(session: Session, merchant_id: int, event_id: int, subject: str) -> None:
    """Write the business key that an event has from now on."""
    await session.execute(
        "UPDATE event SET subject = $3 WHERE merchant_id = $1 AND id = $2", merchant_id, event_id, subject
    )


async def alias_ids(session: Session, merchant_id: int, member_id: int) -> list[int]:
    """Return the members who were merged into one, oldest first."""
    sql = "SELECT id FROM member WHERE merchant_id = $1 AND merged_into = $2 ORDER BY id"
    return first_values(await session.fetch(sql, merchant_id, member_id))
