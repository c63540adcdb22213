"""What each limit of headless/engine/values/limits.py is about, for the page that shows them."""

from collections.abc import Mapping, Sequence

Row = tuple[str, str, str, int]
"""The name of a limit, what it limits, the unit shown, and what the number is divided by for it.

A limit that is not in force has no row on the page.
"""

GROUPS: Mapping[str, Sequence[Row]] = {
    "Requests": (
        ("HEAD_BYTES", "first line and headers of a request", "bytes", 1),
        ("HEADERS_MOST", "headers of a request", "", 1),
        ("REQUEST_SECONDS", "time for a request to arrive, and for its answer to be read", "seconds", 1),
        ("BODY_BYTES", "body of a request", "bytes", 1),
        ("JSON_DEPTH", "nested objects and lists of a JSON value", "levels", 1),
        ("QUERY_CHARACTERS", "text of a GraphQL document", "characters", 1),
        ("QUERY_TOKENS", "tokens of a GraphQL document", "", 1),
        ("QUERY_OPERATIONS", "operations of a GraphQL document", "", 1),
        ("QUERY_FRAGMENTS", "fragments of a GraphQL document", "", 1),
        ("QUERY_WRITTEN", "fields that a GraphQL document writes, and literals", "", 1),
        ("QUERY_TOGETHER", "fields of all operations of a document, fragments counted wherever they are used", "", 1),
        ("LITERAL_DIGITS", "digits of a number in a GraphQL document", "", 1),
        ("LIST_MOST", "items of one list that is given, in a variable or a literal", "", 1),
        ("LISTS_MOST", "items of all lists that variables hold", "", 1),
        ("DOCUMENTS_BYTES", "memory of the documents that a process remembers, estimated", "bytes", 1),
        ("SQL_BYTES", "memory of the statements of one kind that a process remembers", "bytes", 1),
        ("QUERY_DEPTH", "nested selections in an operation", "levels", 1),
        ("QUERY_FIELDS", "fields in an operation, fragments counted wherever they are used", "", 1),
        ("QUERY_ALIASES", "aliases in an operation", "", 1),
        ("JSON_DEPTH", "nested levels of a JSON input", "levels", 1),
        ("QUERY_COST", "cost of an operation; `extensions.cost` says what an answer cost", "", 1),
        ("QUERY_SECONDS", "time an operation may take", "seconds", 1),
        ("SUBSCRIPTIONS_PER_CONNECTION", "operations at once on one WebSocket", "", 1),
        ("PAGE_DEFAULT", "rows of a page where neither `first` nor `last` is given", "", 1),
        ("PAGE_MOST", "rows of a page", "", 1),
        ("NODES_MOST", "ids in one `nodes`", "", 1),
        ("BATCH_EVENTS", "events in one `eventsRecord` or one body of `POST /events`", "", 1),
        ("BACKTEST_CHANGES", "changes that one `backtestStart` tries together", "", 1),
    ),
    "Events and members": (
        ("AHEAD_US", "how far ahead of the merchant's clock an event may lie", "hours", 3_600_000_000),
        ("GUEST_EVENTS", "events that wait under one identifier of a guest", "", 1),
        ("METADATA_BYTES", "attributes of a member", "bytes", 1),
        ("TEXT_CHARACTERS", "a reason that a decision keeps; what is longer is cut", "characters", 1),
        ("CODE_CHARACTERS", "code of anything that is saved: an asset kind, a track, a tier, a tag, …", "characters", 1),
        ("NAME_CHARACTERS", "its name", "characters", 1),
        ("AMOUNT_UNITS", "an amount, in the asset's smallest unit", "", 1),
        ("ACCOUNT_UNITS", "what rules may bring one account to, in the asset's smallest unit", "", 1),
    ),
    "Rules": (
        ("EFFECTS_PER_RULE", "effects of one rule for one event", "", 1),
        ("DERIVED_DEPTH", "events derived from one another", "levels", 1),
        ("MEMORY_BYTES", "memory of a rule instance, and of a plugin, for each member", "bytes", 1),
        ("DECISION_BYTES", "document of the decisions on one event", "bytes", 1),
        ("KEY_CHARACTERS", "a key given as `once`", "characters", 1),
        ("SETTINGS_BYTES", "settings of one instance", "bytes", 1),
        ("COUPONS_PER_EFFECT", "coupons that one effect may issue", "", 1),
        ("USES_PER_GRANT", "uses of a benefit that one effect may grant", "", 1),
        ("NUMBER_DIGITS", "digits of a number in an effect", "", 1),
        ("NUMBER_DECIMALS", "decimals of a number in an effect", "", 1),
        ("PAST_EVENTS", "earlier events that a rule may ask for", "", 1),
        ("RETRY_ATTEMPTS", "attempts to settle what a failed rule left out", "", 1),
        ("RULE_FAILURES_BEFORE_PAUSE", "failures before a rule is paused", "", 1),
        ("RULE_BUDGET_MS", "time that one call of a rule should take", "ms", 1),
        ("RULE_SLOW_BEFORE_PAUSE", "calls over that time before a rule is paused", "", 1),
        ("QUIET_US", "quiet time after which the count of failures and slow calls restarts", "hours", 3_600_000_000),
    ),
    "Integrations": (
        ("INTEGRATION_SECONDS", "time that a webhook, an action or an observer may take", "seconds", 1),
        ("INTEGRATION_BODY_BYTES", "body of an inbound webhook", "bytes", 1),
        ("INTEGRATION_FAILURES_BEFORE_PAUSE", "failures before an observer is paused", "", 1),
        ("WEBHOOK_REFUSALS_A_MINUTE", "refused calls of webhooks from one address, before it has to wait", "a minute", 1),
        ("WRONG_CODES_A_MINUTE", "wrong codes of members named by one token, before it has to wait", "a minute", 1),
    ),
    "Outgoing webhooks": (
        ("WEBHOOK_ENDPOINTS", "endpoints that a merchant has in use", "", 1),
        ("WEBHOOK_SECONDS", "time that an endpoint has to answer", "seconds", 1),
        ("WEBHOOK_ANSWER_BYTES", "how much of its answer is read", "bytes", 1),
        ("WEBHOOK_AT_ONCE", "deliveries at once to one endpoint, from one process", "", 1),
        ("WEBHOOK_FAILURES_BEFORE_REST", "failures in a row before an endpoint rests", "", 1),
        ("WEBHOOK_TRIED_DAYS", "how long a delivery is tried", "days", 1),
        ("WEBHOOK_KEPT_DAYS", "how long deliveries are kept", "days", 1),
        ("WEBHOOK_OLD_SECRET_HOURS", "how long an old secret signs next to the new one", "hours", 1),
    ),
    "Coupons and stock": (
        ("COUPONS_PER_REQUEST", "coupons issued by one request", "", 1),
        ("STOCK_UNITS", "units of one stock", "", 1),
    ),
    "Conditions": (
        ("CONDITION_DEPTH", "nested nodes of a condition", "levels", 1),
        ("CONDITION_NODES", "nodes of a condition", "", 1),
        ("CONDITION_LIST", "values of one `IN`", "", 1),
        ("CONDITION_TEXT", "a text compared with", "characters", 1),
        ("THRESHOLD_DIGITS", "digits of a number compared with, before the point", "", 1),
        ("THRESHOLD_DECIMALS", "digits after the point", "", 1),
    ),
}  # fmt: skip
