"""What may not be in the tables is refused by the database itself, whichever code writes."""

from typing import Any

import pytest

from headless.errors import IntegrityViolation, UniqueViolation
from headless.models.base.row import Row
from headless.models.database.database import Database
from headless.models.tables.catalogue import TABLES
from tests.models.rows import DEFAULTS, add, add_member
from tests.models.tables.test_catalogue import OF_ALL, OF_EVENTS, OF_NO_MERCHANT, OF_PARENTS

BROKEN_CHECKS: list[tuple[str, dict[str, Any]]] = [
    ("merchant", {"id": 2, "slug": "other", "decimals": -1}),
    ("merchant", {"id": 2, "slug": "other", "claim_for": 0}),
    ("member", {"id": 2, "status": 4}),
    ("event", {"status": 4}),
    ("event", {"depth": -1}),
    ("account", {"debt": -1}),
    ("account", {"held": -1}),
    ("account", {"pending": -1}),
    ("account", {"expired": -1}),
    ("account", {"version": -1}),
    ("entry", {"version": 0}),
    ("entry", {"type": 6}),
    ("lot", {"held": -1}),
    ("lot", {"remaining": 3, "held": 4}),
    ("lot", {"granted": 5, "remaining": 6}),
    ("hold", {"amount": 5, "captured": 3, "released": 3}),
    ("hold", {"captured": -1}),
    ("hold", {"released": -1}),
    ("hold", {"status": 3}),
    ("hold_lot", {"amount": -1}),
    ("member_tag", {"origin": 3}),
    ("rule_retry", {"attempts": -1}),
    ("outbox", {"attempts": -1}),
    ("asset_kind", {"version": 0}),
    ("personal_read", {"members": 0}),
    ("card", {"status": 6}),
    ("card", {"status": 3, "balance": -1}),
    ("card", {"status": 3, "balance": 5, "bonus": 6}),
    ("card", {"balance": 5}),
    ("card", {"member_id": None}),
    ("card", {"status": 1}),
    ("card", {"status": 4}),
    ("card", {"wrong_pins": -1}),
    ("card_batch", {"count": 0}),
    ("card_move", {"type": 9}),
    ("bulk_job", {"status": 5}),
    ("bulk_job", {"done": -1}),
    ("bulk_job", {"skipped": -1}),
    ("bulk_job", {"attempts": -1}),
]
TWINS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("merchant", {}, {"id": 2}),
    ("member", {"number": "7"}, {"id": 3, "number": "7"}),
    ("member", {"external_id": "7"}, {"id": 3, "external_id": "7"}),
    ("member", {"phone": "7", "phone_key": "7"}, {"id": 3, "phone": "+7", "phone_key": "7"}),
    ("member", {"email": "7"}, {"id": 3, "email": "7"}),
    ("event", {"status": 0}, {"id": 2, "status": 1}),
    ("guest_event", {}, {"id": 2, "subject": "o2"}),
    ("guest_event", {}, {"id": 2, "external_id": "2"}),
    ("entry", {}, {"version": 2}),
    ("asset_kind", {}, {"id": 2}),
    ("tier_track", {}, {"id": 2}),
    ("tag", {}, {"id": 2}),
    ("rule_instance", {}, {"id": 2}),
    ("tier", {}, {"id": 2}),
    ("standing", {}, {"seq": 2}),
    ("member_tag", {}, {"id": 2}),
    ("token", {}, {"id": 2}),
    ("personal_read", {}, {"since": 1}),
    ("card", {}, {"id": 2}),
    ("card_batch", {}, {"id": 2}),
    ("card_move", {"idempotency_key": "k"}, {"id": 2, "idempotency_key": "k"}),
    ("bulk_job", {}, {"id": 2}),
]
NO_TWINS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("member", {"id": 2}, {"id": 3}),
    ("event", {"status": 2}, {"id": 2, "status": 0}),
    ("event", {"status": 2}, {"id": 2, "status": 2}),
    ("event", {"status": 3}, {"id": 2, "status": 1}),
    ("event", {"status": 3}, {"id": 2, "status": 3}),
    ("member_tag", {"removed_at": 5}, {"id": 2}),
    ("rule_instance", {}, {"version": 2}),
]
OWNED = sorted(name for name in TABLES.keys() - OF_ALL if "member_id" in DEFAULTS[name])
BY_MERCHANT = sorted(set(TABLES) - OF_NO_MERCHANT - {"merchant"})


@pytest.mark.parametrize(("table", "values"), BROKEN_CHECKS, ids=lambda value: str(value))
async def test_a_row_that_breaks_a_check_is_refused(database: Database, table: str, values: dict[str, Any]) -> None:
    async with database.transaction() as session:
        await add_member(session)

    with pytest.raises(IntegrityViolation):
        async with database.transaction() as session:
            await add(session, table, **values)


@pytest.mark.parametrize(("table", "first", "second"), TWINS, ids=lambda value: str(value))
async def test_a_second_row_with_the_same_identity_is_refused(
    database: Database, table: str, first: dict[str, Any], second: dict[str, Any]
) -> None:
    async with database.transaction() as session:
        await _add_first(session, table, first)

    with pytest.raises(UniqueViolation):
        async with database.transaction() as session:
            await add(session, table, **second)


@pytest.mark.parametrize(("table", "first", "second"), NO_TWINS, ids=lambda value: str(value))
async def test_an_identity_that_is_free_may_be_taken_again(
    database: Database, table: str, first: dict[str, Any], second: dict[str, Any]
) -> None:
    async with database.transaction() as session:
        await _add_first(session, table, first)

    async with database.transaction() as session:
        await add(session, table, **second)


@pytest.mark.parametrize("table", OWNED)
async def test_a_row_of_nobody_is_refused(database: Database, table: str) -> None:
    if database.dialect == "postgres" and table in OF_EVENTS:
        return
    async with database.transaction() as session:
        await add_member(session)

    with pytest.raises(IntegrityViolation):
        async with database.transaction() as session:
            await add(session, table, member_id=404)


@pytest.mark.parametrize("table", BY_MERCHANT)
async def test_a_row_of_no_merchant_is_refused(database: Database, table: str) -> None:
    if database.dialect == "postgres" and table in OF_PARENTS | OF_EVENTS:
        return
    async with database.transaction() as session:
        await add_member(session)

    with pytest.raises(IntegrityViolation):
        async with database.transaction() as session:
            await add(session, table, merchant_id=404)


async def test_sqlite_takes_no_fraction_where_an_amount_belongs(database: Database) -> None:
    if database.dialect != "sqlite":
        return
    async with database.transaction() as session:
        await add_member(session)

    with pytest.raises(IntegrityViolation):
        async with database.transaction() as session:
            await add(session, "account", balance=0.5)


async def test_rows_are_read_through_their_classes_but_never_saved_there(database: Database) -> None:
    async with database.transaction() as session:
        await add_member(session, phone="7")

    async with database.read():
        member = await TABLES["member"].get(merchant_id=1, id=1)
        await _refuses_to_save(member)


async def _refuses_to_save(row: Row) -> None:
    for call in (row.save, row.delete):
        with pytest.raises(Exception, match="rows of member are"):
            await call()


async def _add_first(session: Any, table: str, values: dict[str, Any]) -> None:
    if table == "merchant":
        await add(session, "merchant", **values)
        return
    await add_member(session)
    await add(session, table, **({"id": 2} if table == "member" else {}) | values)
