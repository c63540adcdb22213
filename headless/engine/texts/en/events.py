"""Events: what one did, and why."""

TEXTS = {
    "event": "{event} on {day}",
    "deferred": "{event} is waiting for {refers}",
    "no_rule": "no rule listens to it",
}
