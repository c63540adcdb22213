"""Events: what one did, and why."""

TEXTS = {
    "event": "{day} {event}",
    "deferred": "{event}，等待{refers}",
    "failed": "{event}，处理失败：{problem}",
    "failed_emit": "由它触发的事件处理失败：{problem}",
    "no_rule": "没有规则响应",
}
