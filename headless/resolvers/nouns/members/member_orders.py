"""The order of a list of members, as callers give it."""

from collections.abc import Mapping
from typing import Any

from headless.engine.conditions.conditions import Test, parse_condition, scopes_used
from headless.errors import Invalid
from headless.messages import Message
from headless.models.conditions.conditions import untracked_keys
from headless.models.conditions.member_order import COLUMNS, Order, is_sortable
from headless.resolvers.reading.context import ReadContext
from headless.services.kernel.scopes import PII


def order_of(ctx: ReadContext, order_by: Mapping[str, Any]) -> Order:
    """Return the order that a caller asks for.

    Raise Invalid for what members cannot be sorted by, and Denied for what the token may not see.
    """
    by, descending = order_by["by"], bool(order_by.get("descending"))
    narrowed = {name: order_by[name] for name in ("window", "args") if order_by.get(name) is not None}
    if by in COLUMNS:
        if narrowed:
            raise Invalid(
                Message("orderBy: {by} takes no window and no args; leave them out", by=by), code="NOT_SORTABLE"
            )
        if by == "name":
            ctx.require(PII)
        return Order(by, descending)
    return Order(_metric(ctx, by, narrowed), descending)


def _metric(ctx: ReadContext, by: str, narrowed: Mapping[str, Any]) -> Test:
    program = ctx.program
    if by not in program.metrics:
        known = tuple(COLUMNS)
        raise Invalid(
            Message("orderBy: {by!r} is neither a metric nor one of {known}", by=by, known=known), code="NOT_SORTABLE"
        )
    try:
        test = parse_condition({"test": {"metric": by, "op": "EXISTS", **narrowed}}, program.metrics, program)
    except Invalid as fault:
        # the caller gave no condition: what is wrong stands in window or args
        wrong, path = fault.message.parameters.get("message", fault.message), list(fault.data.get("path", ()))[1:]
        message = Message("orderBy.{place}: {wrong}", place=".".join(map(str, path)), wrong=wrong)
        raise Invalid(message, code=fault.code, data={**fault.data, "path": ["orderBy", *path]}) from None
    assert isinstance(test, Test)
    for scope in sorted(scopes_used(test)):
        ctx.require(scope)
    if not is_sortable(test, program):
        raise Invalid(
            Message("orderBy: members cannot be sorted by {by}; choose a metric that is a number", by=by),
            code="NOT_SORTABLE",
        )
    if untracked_keys(test, program.tracked):
        message = Message(
            "orderBy: {by} is not counted with this window and args; use it in a tag's condition, then it is", by=by
        )
        raise Invalid(message, code="NOT_SORTABLE")
    return test
