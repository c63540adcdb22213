"""Why an event was not settled: a value, not an exception, because its neighbours in the batch go on."""

from collections.abc import Mapping
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
    "TRANSFER_LIMIT_EXCEEDED": Message("more of the asset than may be transferred on one day"),
    "REVERSAL_TOO_LARGE": Message("more than is left of the entry"),
    "RESTORE_TOO_LARGE": Message("more than the refund gives back of the asset, or than the order has left of it"),
    "BELOW_TENDERS": Message("less than the assets with which the order was paid; refund first"),
}
"""What is said of problems whose messages tell amounts that members have, to those who may not read them."""


def without_amounts(problem: Problem) -> Problem:
    """Return a problem for those who may not read what members have: the same code, without amounts."""
    told = _TELLS_AMOUNTS.get(problem.code)
    return problem if told is None else replace(problem, message=told, form="Problem", data={})


def without_uses(problem: Problem) -> Problem:
    """Return a problem for those who may not read what members use: the same code, without how often and until when."""
    if problem.code != "QUOTA_USED":
        return problem
    return replace(problem, message=Message("the benefit was used as often as it may be"), form="Problem", data={})
