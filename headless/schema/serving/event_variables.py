"""Events in variables: what cannot be read in one of them is that event's problem, not the whole batch's.

GraphQL refuses a document whose variables it cannot coerce. So a malformed time or member look-up of an event is marked here,
passes coercion as it is, and becomes the problem of its event. Literals in the document itself are still refused as a whole.
"""

from collections.abc import Mapping
from typing import Any

from graphql import GraphQLError

from headless.resolvers.reading.malformed import Malformed
from headless.schema.base.scalars import read_instant
from headless.services.kernel.lookups import COLUMNS


def marked(variables: Mapping[str, Any]) -> dict[str, Any]:
    """The variables with what is malformed in their events marked."""
    return {name: _marked(value) for name, value in variables.items()}


def _marked(value: Any) -> Any:
    if isinstance(value, dict) and isinstance(value.get("events"), list):
        return {**value, "events": [_event(each) for each in value["events"]]}
    if isinstance(value, list):
        return [_event(each) for each in value]
    return _event(value)


def _event(given: Any) -> Any:
    if not isinstance(given, dict) or "type" not in given or "data" not in given:
        return given
    found = dict(given)
    if isinstance(found.get("occurredAt"), str):
        try:
            read_instant(found["occurredAt"])
        except GraphQLError as fault:
            found["occurredAt"] = Malformed(fault.message)
    member = found.get("member")
    if isinstance(member, dict) and len(member) != 1 and not set(member) - set(COLUMNS):
        named = ", ".join(member) or "nothing"
        found["member"] = {
            "id": Malformed(f"name the member by exactly one of {', '.join(COLUMNS)}; given was {named}")
        }
    return found
