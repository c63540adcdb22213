"""Events: what one did, and why."""

TEXTS = {
    "event": "{day} {event}",
    "deferred": "{event}，等待{refers}到达",
    "failed": "{event}，处理失败：{problem}",
    "failed_emit": "由它触发的事件处理失败：{problem}",
    "no_rule": "没有规则响应",
    "deferred_order": "{event}，等待原订单{refers}到达",
    "told": "{head}。{said}",
    "rule": "{rule}：{why}",
    "between": "；",
    "and_then": "。{more}",
}
