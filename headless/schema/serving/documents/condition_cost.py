"""What a condition, a search and a sort cost the database, which looks at every member for them.

One variable may be used by each field of a document, and hold as much as a body does: so what is looked at is counted for all of
them together.
"""

from collections.abc import Mapping
from typing import Any

from graphql import FieldNode, ListValueNode, NullValueNode, ObjectValueNode, VariableNode

from headless.engine.values.limits import (
    CONDITIONS_TOGETHER,
    COST_OF_SEARCH,
    COST_OF_SORT,
    COST_OF_TEST,
    COST_OF_TEXT_TEST,
    QUERY_COST,
)
from headless.errors import Refused
from headless.messages import Message

WHERE, SEARCH, ORDER = "where", "search", "orderBy"
ARGUMENTS = (WHERE, SEARCH, ORDER)
BELOW = ("all", "any", "not")
TEXTS = ("CONTAINS", "attribute")
"""What is looked for in each member's document, without an index."""


class Parts:
    """How many parts of conditions may still be looked at for one request."""

    __slots__ = ("left",)

    def __init__(self, most: int = CONDITIONS_TOGETHER) -> None:
        self.left = most

    def take(self, count: int) -> None:
        """Take some. Raise Refused if there are not as many."""
        self.left -= count
        if self.left < 0:
            message = Message(
                "the conditions of this query have more than {most} parts: use fewer, or ask for less at once",
                most=CONDITIONS_TOGETHER,
            )
            raise Refused(message, code="QUERY_TOO_LARGE", data={"most": CONDITIONS_TOGETHER})


def database_cost(node: FieldNode, variables: Mapping[str, Any], parts: Parts) -> int:
    """Return what the arguments of a field cost the database. Raise Refused if their conditions have too many parts."""
    cost = 0
    for argument in node.arguments or ():
        name, value = argument.name.value, given(argument.value, variables)
        if value is None or name not in ARGUMENTS:
            continue
        cost += {SEARCH: COST_OF_SEARCH, ORDER: COST_OF_SORT}.get(name) or condition_cost(value, variables, parts)
    return cost


def condition_cost(value: Any, variables: Mapping[str, Any], parts: Parts) -> int:
    """Return what the tests of a condition cost, as it is written or sent. Nothing is counted beyond what may be spent.

    Raise Refused if it has too many parts.
    """
    cost, waiting = 0, [value]
    while waiting and cost <= QUERY_COST:
        part = given(waiting.pop(), variables)
        if isinstance(part, list):
            parts.take(len(part))
            waiting += part
            continue
        parts.take(1)
        if not isinstance(part, dict):
            continue
        if part.get("test") is not None:
            cost += test_cost(given(part["test"], variables), variables)
        waiting += [part[name] for name in BELOW if name in part]
    return cost


def test_cost(test: Any, variables: Mapping[str, Any]) -> int:
    """Return what one test costs: more if it looks for a text in every member."""
    if not isinstance(test, dict):
        return COST_OF_TEST
    named = (given(test.get(name), variables) for name in ("op", "metric"))
    return COST_OF_TEXT_TEST if any(name in TEXTS for name in named if isinstance(name, str)) else COST_OF_TEST


def given(value: Any, variables: Mapping[str, Any]) -> Any:
    """Return what a literal or a variable holds, one level deep."""
    if isinstance(value, VariableNode):
        return variables.get(value.name.value)
    if isinstance(value, ObjectValueNode):
        return {field.name.value: field.value for field in value.fields}
    if isinstance(value, ListValueNode):
        return list(value.values)
    if isinstance(value, NullValueNode):
        return None
    return getattr(value, "value", value)
