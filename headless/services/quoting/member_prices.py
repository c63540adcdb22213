"""The benefits that make prices, and the goods of a shelf."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from headless.engine.evaluation.judge import Judge
from headless.engine.handlers.couponing import basket_of
from headless.engine.member.state import MemberState
from headless.engine.pricing.baskets import Basket
from headless.engine.program.offers import Benefit
from headless.engine.program.program import Program
from headless.engine.values.limits import SHELF_ITEMS
from headless.errors import Invalid
from headless.messages import Message
from headless.models.base.session import Session
from headless.services.members.entitlements import entitlements
from headless.services.quoting.drafts import read_draft


def benefits_of_prices(program: Program) -> list[Benefit]:
    """Return the benefits that make prices, oldest first."""
    made = (benefit for benefit in program.benefits.values() if benefit.member_price is not None)
    return sorted(made, key=lambda benefit: benefit.id)


async def usable_prices(
    session: Session, program: Program, judge: Judge, states: Mapping[int, MemberState], now: int
) -> dict[int, list[Benefit]]:
    """Return the benefits that make prices and that each member may use now, oldest first."""
    listed = benefits_of_prices(program)
    stands = await entitlements(session, program, judge, states, listed, now)
    return {id_: [one for one in listed if stands[id_, one.id].status == "AVAILABLE"] for id_ in states}


def read_shelf(program: Program, items: Sequence[Mapping[str, Any]]) -> list[Basket]:
    """Return goods as orders of one line each. Raise Invalid for goods that cannot be read, or for too many."""
    if not 1 <= len(items) <= SHELF_ITEMS:
        message = Message(
            "{count} items are asked for; give 1 to {most}, in several requests if need be",
            count=len(items),
            most=SHELF_ITEMS,
        )
        raise Invalid(message, code="TOO_MANY_ITEMS", data={"path": ["items"]})
    total = sum((Decimal(item["amount"]) for item in items), Decimal(0))
    data = read_draft(program, {"total": f"{max(total, Decimal(0)):f}", "items": list(items)}).data
    return [Basket((line,)) for line in basket_of(data, program.decimals).lines]
