"""Events: what one did, and why."""

TEXTS = {
    "event": "{day} {event}",
    "deferred": "{event}，等待{refers}",
    "no_rule": "没有规则响应",
}
