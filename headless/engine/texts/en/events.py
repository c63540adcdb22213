"""Events: what one did, and why."""

TEXTS = {
    "event": "{event} on {day}",
    "deferred": "{event} is waiting for the earlier event {refers}",
    "failed": "{event} failed: {problem}",
    "failed_emit": "An event that it caused failed: {problem}",
    "no_rule": "no rule listens to it",
    "deferred_order": "{event} is waiting for the order {refers}",
    "told": "{head}. {said}",
    "rule": "{rule}: {why}",
    "between": "; ",
    "and_then": ". {more}",
}
