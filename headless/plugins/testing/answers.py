"""What a shop for tests answers besides what rules said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quoted order.

    left: to pay after member prices, coupons and tenders. coupons: the codes that it uses. usable: codes that could be used.
    pay_with: the most that may be used of each asset kind. earns: what it would do, as (kind, code, before, after). code,
    message: why it would not be taken.
    """

    left: Decimal
    coupons: Sequence[str]
    usable: Sequence[str]
    pay_with: Mapping[str, Decimal]
    earns: Sequence[tuple[str, str, Any, Any]]
    code: str | None = None
    message: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of a plugin's action or webhook.

    status: DONE, REFUSED, INVALID or CONFLICT of an action, and TAKEN, REJECTED or FAILED of a webhook. result: what the action
    gives. code, message: why it was not done.
    """

    status: str
    result: Any = None
    code: str | None = None
    message: str | None = None
