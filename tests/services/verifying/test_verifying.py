"""What is stored follows from its history. What does not is named."""

import asyncio
from collections.abc import Mapping

import pytest

from headless.ids import encode
from headless.plugins.loading.registry import Registry
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.member_finder import find_member
from headless.services.verifying.verifying import Drift, verify
from tests.models.tables.test_catalogue import OF_EVENTS
from tests.services.busy import StampPlugin, open_busy
from tests.services.shop import Shop


@pytest.fixture(scope="module")
def registry() -> Registry:
    return Registry.load(entry_points=(), more={"stamp_card": StampPlugin()})


@pytest.fixture
async def busy(shop: Shop) -> Lookup:
    """A member to whom everything has happened, and an open hold."""
    return await open_busy(shop)


async def drifts(shop: Shop) -> list[str]:
    """What verify finds, as `area what`, ids left out."""
    return [f"{each.area} {each.what}" for each in await verify(shop.kernel, "tea")]


async def alter(shop: Shop, *statements: str) -> None:
    async with shop.kernel.db.transaction() as session:
        for statement in statements:
            await session.execute(statement)


async def test_a_busy_shop_has_no_drift(shop: Shop, busy: Lookup) -> None:
    assert [] == await verify(shop.kernel)


async def test_everything_happened_in_the_busy_shop(shop: Shop, busy: Lookup) -> None:
    async with shop.kernel.db.read() as session:
        counts = {}
        for table in (
            "entry",
            "lot",
            "hold",
            "standing",
            "member_tag",
            "rule_state",
            "mark",
            "daily_total",
            "decision",
        ):
            counts[table] = await session.fetch_value(f"SELECT count(*) FROM {table}")
        rows = await session.fetch("SELECT type, count(*) FROM entry GROUP BY type ORDER BY type")

    assert all(counts.values()), counts
    assert [0, 1, 2, 3, 4] == [row[0] for row in rows]


ALTERATIONS: Mapping[str, tuple[str, str]] = {
    "a balance": ("UPDATE account SET balance = balance + 1", "account points balance"),
    "what was earned": ("UPDATE account SET earned = earned + 1", "account points earned"),
    "what was spent": ("UPDATE account SET spent = spent - 1", "account balance spent"),
    "what expired": ("UPDATE account SET expired = expired + 1", "account points expired"),
    "a debt": ("UPDATE account SET debt = debt + 1", "account points debt"),
    "what is held": ("UPDATE account SET held = held + 1", "account balance held"),
    "what is pending": ("UPDATE account SET pending = pending + 1", "account points pending"),
    "an account's version": ("UPDATE account SET version = version + 1", "account points version"),
    "an account": ("DELETE FROM account", "account points"),
    "an entry's amount": ("UPDATE entry SET amount = amount + 1 WHERE type = 0", "entry points #1 balance_after"),
    "an entry's place": ("UPDATE entry SET version = version + 100 WHERE version = 3", "entry points version"),
    "an entry's rule": ("UPDATE entry SET rule_id = NULL WHERE type = 0", "points_per_spend EARN 150 points entries"),
    "a reversal": ("UPDATE entry SET amount = amount - 200 WHERE type = 4 AND reverses IS NOT NULL", "reversed by"),
    "a lot's rest": ("UPDATE lot SET remaining = remaining - 1 WHERE remaining > held", " remaining"),
    "a lot's hold": ("UPDATE lot SET held = held - 1 WHERE held > 0", " held"),
    "a lot's funding": ("UPDATE lot SET funding = 'a stranger'", " funding"),
    "a lot's expiry": ("UPDATE lot SET expires_at = 1", " expires_at"),
    "a lot": ("DELETE FROM lot WHERE id = (SELECT min(id) FROM lot)", "lot move of lot"),
    "what expired of a lot": ("UPDATE lot SET expired = expired + 1", " expired"),
    "whose lot it is": ("UPDATE lot SET origin_entry_id = 404", " origin_entry_id"),
    "a lot move": ("UPDATE lot_move SET amount = amount + 1", " remaining"),
    "a capture": ("UPDATE hold SET captured = captured - 1 WHERE captured > 0", " captured"),
    "a reservation": ("UPDATE hold_lot SET amount = amount + 1", " reserved"),
    "a hold's status": ("UPDATE hold SET status = 1", " status"),
    "a number of orders": ("UPDATE daily_total SET count = count + 1 WHERE key = 'order'", "total order 2026-05-01"),
    "a day's spend": ("UPDATE daily_total SET amount = amount + 1 WHERE key = 'order'", "total order in all"),
    "a category": ("UPDATE daily_total SET less = less + 1 WHERE key = 'order|category=tea'", "total order|category=tea"),
    "a number of events": ("UPDATE daily_total SET count = 9 WHERE key = 'event:checkin'", "total event:checkin"),
    "what was earned in a day": ("DELETE FROM daily_total WHERE key = 'asset:points'", "total asset:points"),
    "a tier": ("UPDATE member_tier SET tier_id = 7", "tier main tier_id"),
    "a tier's rank": ("UPDATE member_tier SET rank = 7", "tier main rank"),
    "a tier that is gone": ("DELETE FROM member_tier", "tier main"),
    "a standing": ("DELETE FROM standing WHERE seq = 1", "standing main seq"),
    "a standing's event": ("UPDATE standing SET event_id = 7", "standing main #1 event 7"),
    "a tag by hand": ("UPDATE member_tag SET origin = 1 WHERE origin = 0", "tag vip set by hand in event"),
    "a tag taken off": ("UPDATE member_tag SET removed_by_hand = NOT removed_by_hand", "tag tea taken off by hand at"),
    "when a tag was taken off": ("UPDATE member_tag SET removed_at = NULL WHERE removed_by_hand", "taken off by hand at"),
    "a rule's memory": ("UPDATE rule_state SET document = '{\"stamps\":99}'", "memory rule:"),
    "a plugin's memory": ("DELETE FROM rule_state WHERE scope = 'plugin:stamp_card'", "memory plugin:stamp_card"),
    "the next work": ("UPDATE member SET due_at = NULL", "clock due_at"),
    "a member's clock": ("UPDATE member SET clock_at = joined_at", "clock clock_at"),
    "an event's day": ("UPDATE event SET occurred_on = occurred_on + 1 WHERE type = 'checkin'", "event checkin e"),
    "an event's status": ("UPDATE event SET status = 1 WHERE type = 'topup.paid'", " entries"),
    "an event": ("DELETE FROM event WHERE type = 'order.paid'", "decision of event"),
}  # fmt: skip


@pytest.mark.parametrize("what", ALTERATIONS)
async def test_an_alteration_behind_our_back_is_named(shop: Shop, busy: Lookup, what: str) -> None:
    statement, named = ALTERATIONS[what]
    await alter(shop, statement)

    found = await drifts(shop)

    assert [each for each in found if named in each], found


@pytest.mark.parametrize("dialect", ["postgres"])
@pytest.mark.parametrize("table", sorted(OF_EVENTS))
async def test_a_row_without_its_member_is_named(shop: Shop, busy: Lookup, table: str) -> None:
    """PostgreSQL does not check that the members of these rows exist."""
    if table == "event_personal":
        await alter(
            shop,
            "INSERT INTO event_personal (merchant_id, event_id, member_id, fields) "
            "SELECT merchant_id, id, member_id, '{}' FROM event LIMIT 1",
        )
    if table == "webhook_delivery":
        await alter(
            shop,
            "INSERT INTO webhook_endpoint (merchant_id, id, url, topics, state, secret, token_id, version, created_at) "
            "SELECT id, 1, 'https://example.com', '[]', 0, 'whsec_x', 1, 1, 0 FROM merchant",
            "INSERT INTO webhook_delivery (merchant_id, id, endpoint_id, member_id, event_id, topic, position, state, "
            "created_at, queued_at, due_at, attempts) "
            "SELECT merchant_id, 1, 1, member_id, id, 'order.paid', 1, 0, 0, 0, 0, 0 FROM event LIMIT 1",
        )
    await alter(shop, f"UPDATE {table} SET member_id = 404 WHERE member_id = (SELECT min(member_id) FROM {table})")

    found = await drifts(shop)

    assert [each for each in found if "of member 404" in each], found


async def test_an_identity_that_occurs_twice_is_named(shop: Shop, busy: Lookup) -> None:
    double = "UPDATE event SET source = 'shop', external_id = 'x', subject = 'o1' WHERE type = 'order.paid'"
    await alter(shop, "DROP INDEX event_identity", double)
    try:
        found = await drifts(shop)
    finally:
        await alter(
            shop,
            "UPDATE event SET external_id = CAST(id AS TEXT)",
            "CREATE UNIQUE INDEX event_identity ON event (merchant_id, source, external_id) WHERE status < 2",
        )

    assert {"event identity shop 'x'", "event order.paid 'o1'"} <= set(found)


async def test_a_tag_worn_twice_is_named(shop: Shop, busy: Lookup) -> None:
    again = """INSERT INTO member_tag (merchant_id, id, member_id, tag_id, author, origin, since_at)
SELECT merchant_id, id + 1, member_id, tag_id, author, 1, since_at FROM member_tag WHERE removed_at IS NULL"""
    index = (
        "CREATE UNIQUE INDEX member_tag_current ON member_tag (merchant_id, member_id, tag_id) WHERE removed_at IS NULL"
    )
    await alter(shop, "DROP INDEX member_tag_current", again)
    try:
        found = await drifts(shop)
    finally:
        await alter(shop, "DELETE FROM member_tag", index)

    assert "tag vip current rows" in found


async def test_an_entry_posted_twice_is_named(shop: Shop, busy: Lookup) -> None:
    columns = """member_id, kind_id, type, contra, funding, event_id, rule_id, rule_version, reason, occurred_at,
  recorded_at, expires_at, reverses, terms, amount"""
    again = f"""INSERT INTO entry (merchant_id, id, version, balance_after, {columns})
SELECT merchant_id, id + 1, version + 500, balance_after, {columns} FROM entry WHERE type = 0"""
    await alter(shop, again)

    found = await drifts(shop)

    assert [each for each in found if "order.paid of points_per_spend EARN 150 points entries" in each], found


async def test_a_drift_says_who_what_and_how(shop: Shop) -> None:
    member = await shop.member()
    await shop.grant(member, "points", "5")
    await alter(shop, "UPDATE account SET balance = 6")
    async with shop.kernel.db.read() as session:
        id_ = await find_member(session, shop.owner.merchant_id, member, None)
    assert id_ is not None

    found = await verify(shop.kernel)

    assert [Drift("account", "points balance", 5, 6, id_)] == found
    assert f"{encode('mem', id_)} account points balance: expected 5, found 6" == str(found[0])


async def test_what_is_still_to_be_judged_is_no_drift(shop: Shop, busy: Lookup) -> None:
    statement = """INSERT INTO sweep (merchant_id, id, reason, document, after_id, status, created_at)
VALUES (1, 1, 'test', '{"review":[]}', 0, 0, 0)"""
    await alter(shop, statement, "UPDATE member SET due_at = NULL")

    assert [] == await verify(shop.kernel)


async def test_verify_takes_one_merchant_or_all(shop: Shop) -> None:
    other = await Shop.open(shop.kernel, shop.clock, "coffee")
    member = await other.member()
    await other.grant(member, "points", "5")
    await alter(shop, "UPDATE account SET earned = 6")

    assert [] == await verify(shop.kernel, "tea")
    assert ["points earned"] == [each.what for each in await verify(shop.kernel, "coffee")]
    assert ["points earned"] == [each.what for each in await verify(shop.kernel)]


async def test_writers_in_between_do_not_look_like_drift(shop: Shop) -> None:
    await shop.rule("points_per_spend")
    members = [await shop.member(f"m{number}") for number in range(3)]

    async def write() -> None:
        for number in range(12):
            await shop.order(members[number % 3], "10")

    async def look() -> list[Drift]:
        return [drift for _ in range(6) for drift in await verify(shop.kernel)]

    _, _, found = await asyncio.gather(write(), write(), look())

    assert [] == found
