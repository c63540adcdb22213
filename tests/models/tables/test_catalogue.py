"""The tables in the database are those of the classes, and every key begins with the merchant."""

from headless.models.database.database import Database
from headless.models.tables.catalogue import TABLES, column_types
from tests.models.inspect import tables

ON_SQLITE = {"bigint": "integer", "int": "integer", "smallint": "integer", "bool": "integer", "jsonb": "text"}
ON_POSTGRES = {"int": "integer", "bool": "boolean"}

UNIQUE: dict[str, set[tuple[str, ...]]] = {
    "merchant": {("slug",), ("oidc_issuer", "oidc_audience")},
    "member": {("merchant_id", name) for name in ("number", "external_id", "phone_key", "email")},
    "member_identity": {("merchant_id", "system", "value")},
    "event": {("merchant_id", "source", "external_id")},
    "guest_event": {("merchant_id", "source", "external_id"), ("merchant_id", "type", "subject")},
    "entry": {("merchant_id", "id")},
    "asset_kind": {("merchant_id", "code", "version")},
    "tier_track": {("merchant_id", "code", "version")},
    "tag": {("merchant_id", "code", "version")},
    "partner": {("merchant_id", "code", "version")},
    "rule_instance": {("merchant_id", "code", "version")},
    "plugin_version": {("merchant_id", "code", "version")},
    "tier": {("merchant_id", "track_id", "code")},
    "standing": {("merchant_id", "id")},
    "member_tag": {("merchant_id", "member_id", "tag_id")},
    "token": {("merchant_id", "hash")},
    "coupon_kind": {("merchant_id", "code", "version")},
    "coupon_batch": {("merchant_id", "idempotency_key")},
    "bulk_job": {("merchant_id", "idempotency_key")},
    "coupon": {("merchant_id", "code"), ("merchant_id", "kind_id", "serial")},
    "card_kind": {("merchant_id", "code", "version")},
    "card_batch": {("merchant_id", "idempotency_key")},
    "card": {("merchant_id", "number")},
    "card_move": {("merchant_id", "idempotency_key")},
    "benefit": {("merchant_id", "code", "version")},
    "benefit_use": {("merchant_id", "benefit_id", "serial")},
}
# Each such row would lock the merchant's own row on PostgreSQL; they are only made with a row that refers to a member.
OF_PARENTS = {"lot_move", "hold_lot"}
# Each such row would ask PostgreSQL for its member; they are only made with an event, which refers to the member.
OF_EVENTS = {"event_personal", "decision", "entry", "lot", "daily_total", "mark", "webhook_delivery"}
# The member 0 stands for all of them.
OF_ALL = {"budget_spent"}
# The merchant 0 stands for none: addresses have limits before it is known who asks.
OF_NO_MERCHANT = {"allowance"}
INDEXES: dict[str, set[tuple[str, ...]]] = {
    "member": {("merchant_id", "due_at", "id")},
    "event": {("merchant_id", "type", "subject"), ("merchant_id", "member_id", "recorded_at", "id")}
    | {("merchant_id", "type", "refers"), ("merchant_id", "status", "id"), ("merchant_id", "id")},
    "audit_record": {("merchant_id", "noun", "id")},
    "event_problem": {("merchant_id", "cause_id")},
    "other_fact": {("merchant_id", "event_id")},
    "guest_event": {("merchant_id", "digest"), ("merchant_id", "received_at")},
    "entry": {("merchant_id", "event_id"), ("merchant_id", "reverses")},
    "lot": {("merchant_id", "member_id", "kind_id")},
    "hold": {("merchant_id", "member_id"), ("merchant_id", "order_ref")},
    "member_code": {("merchant_id", "expires_at"), ("merchant_id", "member_id")},
    "member_tier": {("merchant_id", "track_id", "tier_id", "member_id")},
    "member_tag": {("merchant_id", "tag_id", "member_id"), ("merchant_id", "member_id", "tag_id", "id")},
    "rule_retry": {("merchant_id", "due_at")},
    "outbox": {("merchant_id", "id")},
    "sweep": {("merchant_id", "id")},
    "bulk_job": {("merchant_id", "id")},
    "coupon": {("merchant_id", "member_id", "id"), ("merchant_id", "batch_id")}
    | {("merchant_id", name) for name in ("event_id", "used_event_id", "revoked_event_id")},
    "card": {("merchant_id", "member_id", "id"), ("merchant_id", "batch_id")},
    "card_move": {("merchant_id", "card_id", "id"), ("merchant_id", "member_id"), ("merchant_id", "event_id")},
    "benefit_grant": {("merchant_id", "member_id", "benefit_id"), ("merchant_id", "event_id")}
    | {("merchant_id", "revoked_event_id")},
    "benefit_use": {("merchant_id", "member_id", "benefit_id", "id"), ("merchant_id", "event_id")}
    | {("merchant_id", "reversed_event_id")},
    "stock_take": {("merchant_id", "event_id"), ("merchant_id", "member_id")},
    "webhook_delivery": {("merchant_id", "endpoint_id", "due_at", "position"), ("merchant_id", "endpoint_id", "id")}
    | {("merchant_id", "member_id", "endpoint_id", "position"), ("merchant_id", "member_id")},
}


async def test_classes_and_database_know_the_same_columns(database: Database) -> None:
    names = ON_SQLITE if database.dialect == "sqlite" else ON_POSTGRES
    expected = {name: {column: names.get(kind, kind) for column, kind in column_types(name).items()} for name in TABLES}

    async with database.read() as session:
        found = await tables(session)
    actual = {name: {column: kind for column, (kind, _) in table.columns.items()} for name, table in found.items()}

    assert expected == actual


async def test_classes_and_database_agree_on_what_may_be_missing(database: Database) -> None:
    expected = {name: _required(name) for name in TABLES}

    async with database.read() as session:
        found = await tables(session)
    actual = {
        name: {column for column, (_, required) in table.columns.items() if required} for name, table in found.items()
    }

    assert expected == actual


async def test_every_key_and_unique_index_begins_with_the_merchant(database: Database) -> None:
    async with database.read() as session:
        found = await tables(session)

    strays = {
        (name, key)
        for name, table in found.items()
        for key in {table.primary_key, *table.unique}
        if name != "merchant" and key[0] != "merchant_id"
    }
    assert set() == strays


async def test_primary_keys_are_those_that_the_classes_name(database: Database) -> None:
    async with database.read() as session:
        found = await tables(session)

    assert {name: model.keys for name, model in TABLES.items()} == {name: t.primary_key for name, t in found.items()}


async def test_every_promised_unique_index_is_there_and_no_other(database: Database) -> None:
    async with database.read() as session:
        found = await tables(session)

    assert {name: table.unique for name, table in found.items() if table.unique} == UNIQUE


async def test_every_promised_index_is_there(database: Database) -> None:
    async with database.read() as session:
        found = await tables(session)

    missing = {(name, index) for name, indexes in INDEXES.items() for index in indexes - found[name].indexes}
    assert set() == missing


async def test_what_belongs_to_a_member_refers_to_one(database: Database) -> None:
    async with database.read() as session:
        found = await tables(session)

    owned = {name for name, table in found.items() if "member_id" in table.columns}
    owned -= OF_ALL | (OF_EVENTS if database.dialect == "postgres" else set())
    target = ("member", ("merchant_id", "member_id"))
    assert owned == {name for name, table in found.items() if target in table.references}


async def test_what_belongs_to_no_member_refers_to_its_merchant(database: Database) -> None:
    async with database.read() as session:
        found = await tables(session)

    owned = {name for name, table in found.items() if "member_id" not in table.columns} - {"merchant"}
    owned -= OF_NO_MERCHANT
    refer = {name for name, table in found.items() if ("merchant", ("merchant_id",)) in table.references}
    assert (set() if database.dialect == "sqlite" else OF_PARENTS) == owned - refer


def _required(name: str) -> set[str]:
    meta = TABLES[name]._meta
    return {column for field, column in meta.fields_db_projection.items() if not meta.fields_map[field].null}
