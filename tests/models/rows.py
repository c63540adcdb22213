"""Rows for tests: say what matters, the rest is filled in."""

from collections.abc import Mapping
from typing import Any

from headless.models.base.session import Session

VERSIONED = {"merchant_id": 1, "id": 1, "version": 1, "code": "x", "document": "{}", "saved_at": 0, "saved_by": "test"}
OWNED = {"merchant_id": 1, "member_id": 1}

DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    "merchant": {"id": 1, "slug": "tea", "name": "Tea", "currency": "GBP", "decimals": 2, "time_zone": "UTC"}
    | {"created_at": 0},
    "member": {"merchant_id": 1, "id": 1, "joined_at": 0, "joined_on": 1, "clock_at": 0, "created_at": 0},
    "event": OWNED
    | {"id": 1, "type": "order.paid", "source": "shop", "external_id": "1", "occurred_at": 0, "recorded_at": 0}
    | {"occurred_on": 1, "content_hash": "0", "data": "{}"},
    "event_personal": {**OWNED, "event_id": 1, "fields": "{}"},
    "event_problem": {**OWNED, "event_id": 1, "noted_at": 0, "problem": "{}"},
    "decision": {**OWNED, "event_id": 1, "document": "{}"},
    "account": {**OWNED, "kind_id": 1},
    "entry": {**OWNED, "kind_id": 1, "version": 1, "id": 1, "type": 0, "amount": 5, "balance_after": 5}
    | {"contra": "issue:house", "event_id": 1, "occurred_at": 0, "recorded_at": 0},
    "lot": {**OWNED, "id": 1, "kind_id": 1, "entry_id": 1, "event_id": 1, "funding": "house"}
    | {"granted": 5, "remaining": 5, "starts_at": 0, "earned_at": 0},
    "lot_move": {"merchant_id": 1, "entry_id": 1, "lot_id": 1, "amount": 5},
    "hold": {**OWNED, "id": 1, "kind_id": 1, "amount": 5, "event_id": 1, "created_at": 0, "expires_at": 9},
    "hold_lot": {"merchant_id": 1, "hold_id": 1, "lot_id": 1, "amount": 5},
    "daily_total": {**OWNED, "key": "order", "day": 1},
    "stored_metric": {**OWNED, "metric": "score", "computed_at": 0},
    "ranking_place": {
        **OWNED,
        "ranking": "r",
        "period": 0,
        "minus": -1,
        "minus_nano": 0,
        "since_at": 0,
        "joined_on": 1,
    },
    "asset_kind": VERSIONED,
    "tier_track": VERSIONED,
    "tag": VERSIONED,
    "rule_instance": VERSIONED,
    "tier": {"merchant_id": 1, "id": 1, "track_id": 1, "code": "gold", "name": "Gold", "rank": 1},
    "standing": {**OWNED, "track_id": 1, "seq": 1, "id": 1, "since_at": 0, "code": "qualified", "recorded_at": 0},
    "member_tier": {**OWNED, "track_id": 1, "standing_id": 1, "seq": 1, "since_at": 0},
    "member_tag": {**OWNED, "id": 1, "tag_id": 1, "author": "test", "origin": 0, "since_at": 0},
    "guest": {"merchant_id": 1, "digest": "d", "seen_at": 0},
    "guest_event": {
        "merchant_id": 1,
        "id": 1,
        "digest": "d",
        "type": "order.paid",
        "source": "till",
        "external_id": "1",
        "subject": "o1",
        "refers": None,
        "occurred_at": 0,
        "sent_at": None,
        "received_at": 0,
        "actor": None,
        "data": "{}",
    },
    "guest_claim": {"merchant_id": 1, "claimed_by": 1, "event_id": 2},
    "member_code": {**OWNED, "code": "0123456789", "expires_at": 1},
    "member_identity": {**OWNED, "system": "wechat", "value": "oABC"},
    "rule_state": {**OWNED, "scope": "rule:1", "document": "{}"},
    "mark": {**OWNED, "rule_id": 1, "key": "gold", "event_id": 1},
    "other_fact": {**OWNED, "event_id": 1, "facts": "{}"},
    "rule_retry": {**OWNED, "event_id": 1, "rule_id": 1, "due_at": 0, "document": "{}"},
    "token": {"merchant_id": 1, "id": 1, "name": "shop", "hash": "h", "last_four": "abcd", "scopes": "[]"}
    | {"created_at": 0},
    "partner": VERSIONED,
    "budget_spent": {
        "merchant_id": 1,
        "member_id": 0,
        "partner_id": 1,
        "kind_id": 1,
        "period": 1,
        "starts_on": 1,
        "spent": 5,
    },
    "rule_use": {
        "merchant_id": 1,
        "rule_id": 1,
        "what": "",
        "period": "MONTH",
        "starts_on": 1,
        "used": 5,
    },
    "allowance": {"merchant_id": 1, "bearer": "token:1", "spent_until": 0, "day": 0, "day_spent": 0},
    "audit_record": {"merchant_id": 1, "id": 1, "at": 0, "actor": "owner", "action": "created", "noun": "Tag"},
    "personal_read": {"merchant_id": 1, "actor": "owner", "since": 0, "members": 5},
    "trusted_document": {"merchant_id": 1, "code": "home", "text": "{viewer{id}}", "added_at": 0},
    "sweep": {"merchant_id": 1, "id": 1, "reason": "tag", "document": "{}", "created_at": 0},
    "tracked_key": {"merchant_id": 1, "key": "event:checkin", "since_at": 0},
    "coupon_kind": VERSIONED,
    "coupon_batch": {"merchant_id": 1, "id": 1, "idempotency_key": "k", "content_hash": "0", "kind_id": 1, "count": 1}
    | {"issued_at": 0, "issued_by": "test"},
    "coupon": {**OWNED, "id": 1, "kind_id": 1, "code": "C0DE", "issued_at": 0},
    "card_kind": VERSIONED,
    "card_batch": {"merchant_id": 1, "id": 1, "idempotency_key": "k", "content_hash": "0", "kind_id": 1, "count": 1}
    | {"issued_at": 0, "issued_by": "test"},
    "card": {
        **OWNED,
        "id": 1,
        "kind_id": 1,
        "number": "4000000000000006",
        "pin_digest": "d",
        "status": 2,
        "issued_at": 0,
    },
    "card_move": {**OWNED, "id": 1, "card_id": 1, "type": 0, "at": 0, "actor": "test"},
    "benefit": VERSIONED,
    "benefit_grant": {**OWNED, "id": 1, "benefit_id": 1, "uses": 1, "granted_at": 0, "event_id": 1},
    "benefit_use": {**OWNED, "id": 1, "benefit_id": 1, "event_id": 1, "used_at": 0, "used_on": 1, "used_by": "test"},
    "benefit_seen": {**OWNED, "benefit_id": 1, "seen_at": 0},
    "stock": {"merchant_id": 1, "name": "coupon:tea", "total": 5},
    "shared_budget": {"merchant_id": 1, "name": "budget:pool", "period": 1, "starts_on": 1, "taken": 5},
    "stock_take": {**OWNED, "id": 1, "stock": "coupon:tea", "count": 1, "event_id": 1},
    "plugin_version": VERSIONED,
    "plugin_health": {"merchant_id": 1, "plugin": "quiz", "part": "rule:1", "since_at": 0, "last_at": 0},
    "action_run": {"merchant_id": 1, "plugin": "quiz", "action": "start", "run_key": "1", "content_hash": "0"}
    | {"created_at": 0},
    "schedule": {"merchant_id": 1, "code": "job:tea.brew", "due_at": 0, "day": 1},
    "bulk_job": {"merchant_id": 1, "id": 1, "idempotency_key": "k", "content_hash": "0", "kind_id": 1, "document": "{}"}
    | {"created_at": 0, "created_by": "test"},
    "backtest": {"merchant_id": 1, "id": 1, "document": "{}", "created_at": 0, "created_by": "test"},
    "backtest_member": {**OWNED, "backtest_id": 1, "direction": 1, "document": "{}"},
    "webhook_endpoint": {"merchant_id": 1, "id": 1, "url": "https://shop.example", "topics": "[]", "state": 0}
    | {"secret": "whsec_", "token_id": 0, "failures": 0, "version": 1, "created_at": 0},
    "webhook_delivery": {
        **OWNED,
        "id": 1,
        "endpoint_id": 1,
        "event_id": 1,
        "topic": "order.paid",
        "position": 1,
        "state": 0,
    }
    | {"created_at": 0, "queued_at": 0, "due_at": 0, "attempts": 0},
    "outbox": {"merchant_id": 1, "id": 1, "topic": "tier.changed", "document": "{}", "created_at": 0},
}


async def add(session: Session, table: str, **values: Any) -> None:
    """Insert one row; what is not given is as in DEFAULTS."""
    row = {**DEFAULTS[table], **values}
    await session.insert(table, tuple(row), [tuple(row.values())])


async def add_member(session: Session, member_id: int = 1, **values: Any) -> None:
    """Insert a member of merchant 1, and the merchant if it is the first."""
    if not await session.fetch_value("SELECT count(*) FROM merchant"):
        await add(session, "merchant")
    await add(session, "member", id=member_id, **values)
