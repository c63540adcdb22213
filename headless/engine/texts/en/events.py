"""Events: what one did, and why."""

TEXTS = {
    "event": "{event} on {day}",
    "deferred": "{event} is waiting for {refers}",
    "failed": "{event} failed: {problem}",
    "failed_emit": "An event that it caused failed: {problem}",
    "no_rule": "no rule listens to it",
}
