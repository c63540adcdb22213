"""Events in variables: a value that cannot be read is the problem of its event, not of the whole batch.

GraphQL refuses a document whose variables it cannot coerce. So a malformed time or member look-up of an event is marked here,
passes coercion as it is, and becomes the problem of its event. Literals in the document itself are still refused as a whole.
"""

from collections.abc import Mapping
from typing import Any

from graphql import GraphQLError

from headless.engine.values.limits import LIST_MOST
from headless.resolvers.reading.malformed import Malformed
from headless.schema.base.scalars import read_instant
from headless.services.kernel.lookups import COLUMNS, IDENTITY


def marked(variables: Mapping[str, Any]) -> dict[str, Any]:
    """Return the variables with malformed values of their events marked."""
    return {name: _marked(value) for name, value in variables.items()}


def _marked(value: Any) -> Any:
    if isinstance(value, dict) and isinstance(value.get("events"), list) and len(value["events"]) <= LIST_MOST:
        return {**value, "events": [_event(event) for event in value["events"]]}
    if isinstance(value, list) and len(value) <= LIST_MOST:
        return [_event(event) for event in value]
    return _event(value)


def _event(given: Any) -> Any:
    if not isinstance(given, dict) or "type" not in given or "data" not in given:
        return given
    event = dict(given)
    if isinstance(event.get("occurredAt"), str):
        try:
            read_instant(event["occurredAt"])
        except GraphQLError as fault:
            event["occurredAt"] = Malformed("{fault}", fault=fault.message)
    member = event.get("member")
    if isinstance(member, dict) and len(member) != 1 and not set(member) - {*COLUMNS, IDENTITY}:
        named = tuple(member) or "nothing"
        event["member"] = {
            "id": Malformed(
                "name the member by exactly one of {known}; given was {named}", known=(*COLUMNS, IDENTITY), named=named
            )
        }
    return event
