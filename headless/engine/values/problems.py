"""Why an event was not settled: a value, not an exception, because its neighbours in the batch go on."""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from headless.messages import Message

Outcome = Literal["RECORDED", "DUPLICATE", "DEFERRED", "CONFLICT", "INVALID", "REFUSED", "SKIPPED", "SIMULATED"]


@dataclass(frozen=True, slots=True)
class Problem:
    """What stands against an event. `form` names the typed shape that callers get, and `data` holds its fields."""

    outcome: Outcome
    code: str
    message: Message
    form: str = "Problem"
    data: Mapping[str, Any] = field(default_factory=dict)
    path: tuple[str, ...] = ()


def invalid(code: str, message: Message, *path: str) -> Problem:
    """Return the problem of an event that cannot be taken as it is."""
    return Problem("INVALID", code, message, path=path)


def refused(code: str, message: Message, form: str = "Problem", **data: Any) -> Problem:
    """Return the problem of an event that asks for what is not possible now."""
    return Problem("REFUSED", code, message, form, data)


_TELLS_AMOUNTS = {
    "INSUFFICIENT_BALANCE": Message("too little of the asset can be spent"),
    "CAP_EXCEEDED": Message("more of the asset than may be used for the order"),
    "BELOW_LEAST": Message("less of the asset than is used for an order"),
    "NOT_IN_STEPS": Message("the asset is used in other steps for an order"),
    "TRANSFER_LIMIT_EXCEEDED": Message("more of the asset than may be transferred on one day"),
    "REVERSAL_TOO_LARGE": Message("more than is left of the entry"),
    "RESTORE_TOO_LARGE": Message("more than the refund gives back of the asset, or than the order has left of it"),
    "CARD_SPENT": Message("more than is left of the card; refund less"),
    "CARD_HELD": Message("a part of the card is held; release or capture that first"),
    "BELOW_TENDERS": Message("less than the assets with which the order was paid; refund first"),
}
"""What is said of problems whose messages tell amounts that members have, to those who may not read them."""
_TELLS_USES = {"QUOTA_USED": Message("the benefit was used as often as it may be")}
"""The same of how often members used benefits, and until when they may not."""


def as_told(problem: Problem, allows: Callable[[str], bool], kinds: Container[str] | None = None) -> Problem:
    """Return a problem for a reader: the same code, without what the reader may not know.

    allows: checks the scopes of the reader. kinds: the asset kinds whose amounts a partner's token may read, None: all.
    """
    amounts = allows("assets:read") and (kinds is None or problem.data.get("asset") in kinds)
    plain = None if amounts else _TELLS_AMOUNTS.get(problem.code)
    if plain is None and not allows("benefits:read"):
        plain = _TELLS_USES.get(problem.code)
    return problem if plain is None else replace(problem, message=plain, form="Problem", data={})
