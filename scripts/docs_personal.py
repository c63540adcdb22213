"""What each table keeps of persons, for the page that says so. A test holds it against the tables and against what is erased."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Kept(NamedTuple):
    """Columns of a table that say something of a person, and what erasing the member does to them."""

    columns: Sequence[str]
    what: str
    erased: str


CLEARED, DELETED, BLANKED, KEPT = "cleared", "rows deleted", "known texts blanked", "kept"
PERSONAL: Mapping[str, Sequence[Kept]] = {
    "member": (
        Kept(
            (
                "number", "external_id", "phone", "phone_key", "email", "name", "gender", "birthday_on", "source", "attributes",
                "number_folded", "external_id_folded", "name_folded", "email_folded",
            ),
            "the profile, and how it is searched",
            CLEARED,
        ),
        Kept(("salt",), "the key of the digests of events that hold personal fields", CLEARED),
    ),
    "member_identity": (Kept(("system", "value"), "accounts in other systems", DELETED),),
    "member_code": (Kept(("code",), "the code that a member shows at the till, for a minute", DELETED),),
    "event": (
        Kept(
            ("data", "external_id", "subject", "refers"),
            "what was sent: orders, numbers, and fields that are not marked personal. Other members are named by id",
            "reasons and what rules told: known texts blanked; facts are kept",
        ),
        Kept(("content_hash",), "a digest of what was sent, keyed if it holds personal fields", "of no use without `salt`"),
        Kept(("actor",), "who sent it: a token, or the member by id", KEPT),
    ),
    "event_personal": (Kept(("fields",), "the fields of events that are marked personal", DELETED),),
    "event_problem": (Kept(("problem",), "why an event failed", BLANKED),),
    "decision": (Kept(("document",), "what rules decided and why", BLANKED),),
    "standing": (Kept(("params", "clause"), "why a tier was reached, with the values at that time", BLANKED),),
    "rule_state": (Kept(("document",), "what rules remember", BLANKED),),
    "rule_retry": (Kept(("document",), "a rule's work that is tried again", "dropped"),),
    "other_fact": (
        Kept(("facts",), "what rules found of a member when they decided on another one's event, such as a gift", BLANKED),
    ),
    "mark": (Kept(("key",), "what rules gave once", KEPT),),
    "entry": (
        Kept(("reason",), "why an amount was booked, in the words of a hand or a rule", BLANKED),
        Kept(("contra",), "the partner, or the event, on the other side", KEPT),
    ),
    "hold": (Kept(("reason", "order_ref"), "why an amount is held, and for which order", "reasons blanked; order numbers kept"),),
    "member_tag": (Kept(("reason", "author"), "why a tag was put on, and which token did it", "reasons blanked"),),
    "coupon": (Kept(("code", "order_ref"), "a member's coupons, and where they were used", KEPT),),
    "coupon_batch": (Kept(("idempotency_key", "issued_by"), "how and by which token coupons were given out", KEPT),),
    "bulk_job": (
        Kept(
            ("document", "error", "idempotency_key", "created_by"), "to whom coupons were given at once, and by which token", KEPT
        ),
    ),
    "card": (
        Kept(("number", "order_ref"), "a member's cards, and the orders that sold them", KEPT),
        Kept(("reason",), "why a card is blocked", BLANKED),
    ),
    "card_batch": (Kept(("idempotency_key", "issued_by"), "how and by which token cards were issued", KEPT),),
    "card_move": (
        Kept(("actor", "order_ref", "idempotency_key"), "what was done with a member's cards, and by which token", KEPT),
        Kept(("reason",), "why it was done", BLANKED),
    ),
    "benefit_use": (
        Kept(("used_by",), "which token used a benefit", KEPT),
        Kept(("reference",), "what a delivering system calls it, such as the number of a parcel", CLEARED),
    ),
    "benefit_seen": (Kept((), "which benefits a member has seen, and when", DELETED),),
    "daily_total": (Kept(("key",), "what was counted per day: orders, sums, categories", KEPT),),
    "stored_metric": (Kept(("metric", "text"), "metrics of plugins", KEPT),),
    "ranking_place": (Kept(("ranking",), "a member's values in rankings of plugins", DELETED),),
    "action_run": (
        Kept(("result", "content_hash", "run_key"), "what an action of a plugin answered", "results and digests removed"),
    ),
    "outbox": (Kept(("document",), "messages on their way to rules, observers and plugins", "dropped"),),
    "backtest_member": (Kept(("document",), "what a back-test found of a member", DELETED),),
    "backtest": (Kept(("document", "results", "error", "created_by"), "a change that was tried, and its sums", KEPT),),
    "guest": (
        Kept(("digest",), "a keyed hash of a phone number or the like that no member has yet", "deleted with the identifiers"),
    ),
    "guest_event": (
        Kept(
            ("digest", "data", "external_id", "subject", "refers", "actor"),
            "events of guests, under that hash",
            "deleted with the identifiers",
        ),
    ),
    "webhook_delivery": (
        Kept(("topic", "error"), "what was told to other systems, by id; the texts are made when they are sent", KEPT),
    ),
    "audit_record": (
        Kept(("actor", "code", "before", "after"), "who changed what; members by id, values of a profile never", KEPT),
    ),
    "personal_read": (Kept(("actor",), "the personal data of how many members a token read within the hour", KEPT),),
    "allowance": (
        Kept(("bearer",), "how much was asked lately: tokens and members by id, addresses by a keyed digest", KEPT),
    ),
    "plugin_health": (Kept(("error",), "the last error of a plugin's code, which may quote what it was given", BLANKED),),
    "token": (Kept(("name",), "the names of tokens, which may be those of staff", KEPT),),
}  # fmt: skip
"""Tables in which something of a person may stand, in the order of the page."""
IMPERSONAL: Mapping[str, Sequence[str]] = {
    "merchant": ("slug", "name", "currency", "time_zone", "country", "member_may", "oidc_issuer", "oidc_audience", "oidc_claim",
                 "oidc_lookup", "oidc_jwks", "claim_key", "rate_limit"),
    "event": ("type", "source"),
    "entry": ("funding", "terms"),
    "lot": ("funding",),
    "standing": ("code",),
    "rule_state": ("scope",),
    "action_run": ("plugin", "action"),
    "coupon_batch": ("content_hash",),
    "bulk_job": ("content_hash",),
    "card": ("pin_digest",),
    "card_batch": ("content_hash",),
    "card_move": ("content_hash",),
    "card_kind": ("code", "document", "saved_by"),
    "outbox": ("topic",),
    "guest_event": ("type", "source", "key_mark"),
    "audit_record": ("action", "noun"),
    "plugin_health": ("plugin", "part"),
    "token": ("hash", "last_four", "scopes", "sources", "event_types", "rate_limits"),
    "webhook_delivery": ("traceparent",),
    "stock_take": ("stock",),
    "benefit_use": ("share",),
    "stock": ("name",),
    "rule_use": ("what", "period"),
    "shared_budget": ("name",),
    "asset_kind": ("code", "document", "saved_by"),
    "tier_track": ("code", "document", "saved_by"),
    "tier": ("code", "name"),
    "tag": ("code", "document", "saved_by"),
    "rule_instance": ("code", "document", "saved_by"),
    "plugin_version": ("code", "document", "saved_by"),
    "coupon_kind": ("code", "document", "saved_by"),
    "benefit": ("code", "document", "saved_by"),
    "partner": ("code", "document", "saved_by"),
    "trusted_document": ("code", "text"),
    "sweep": ("reason", "document"),
    "tracked_key": ("key",),
    "schedule": ("code", "document", "borders"),
    "webhook_endpoint": ("url", "topics", "query", "secret", "old_secret", "problem"),
}  # fmt: skip
"""Columns of texts that say nothing of a person: configuration, codes, and names of the merchant's own things."""
