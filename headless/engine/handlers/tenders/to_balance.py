"""Refunds to a balance: the money that would go back outside becomes stored value of the member, as if it were paid in."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.handlers.paying import tenders_worth, unknown_kind
from headless.engine.handlers.tenders.restoring import restored_parts, tenders_of
from headless.engine.ledger.lots import MEMBER_MONEY
from headless.engine.member.records import EntryType, OriginFacts
from headless.engine.member.status import MemberStatus
from headless.engine.program.partners import LEAD as PARTNER
from headless.engine.program.program import Program
from headless.engine.texts.names import called
from headless.engine.turn import Turn
from headless.engine.values.amounts import from_units, text_of, to_units
from headless.engine.values.problems import Problem, invalid, refused
from headless.messages import Message, Money

TO_BALANCE = "refund to balance"


def balance_part(turn: Turn, total: int) -> tuple[AssetKind, int] | Problem | None:
    """Return the stored value that a refund of a known order gives, or why it cannot. None: it goes to no balance.

    total: of the order, in units of money.
    """
    data, origin = turn.event.data, turn.origin
    if data.to is None:
        return None
    kind = turn.kind(data.to)
    problem = _unfit(turn, kind)
    if problem is not None or kind is None or origin is None:
        return problem
    program = turn.program
    before, after, money = money_back(program, origin, data, total)
    if data.restore is not None:
        asked = to_units(data.amount - tenders_worth(program.kinds, data.restore), program.decimals, exact=False)
        if asked > money - before:
            return _more_than_money(turn, asked, max(0, money - before))
    return kind, to_units(from_units(after - before, program.decimals), kind.decimals)


def money_back(program: Program, origin: OriginFacts, refund: Any, total: int) -> tuple[int, int, int]:
    """Return what refunds give back in money before a refund and with it, and what was paid in money, in units of money.

    What is refunded and what is restored of tenders differ by that. A tender may be worth more than the part that is refunded
    when its next unit is due: then the money waits until the refunds have caught up.
    """
    taken: dict[int, int] = {}
    before = after = refunded = 0
    money = total - _worth(program, origin, {entry.id: -entry.amount for entry in tenders_of(origin)})
    for data in (*origin.refunds, refund):
        refunded += to_units(data.amount, program.decimals)
        for entry, units in restored_parts(program, origin, taken, data, refunded, total):
            taken[entry.id] = taken.get(entry.id, 0) + units
        before, after = after, max(after, min(money, refunded - _worth(program, origin, taken)))
    return before, after, money


def give_balance(turn: Turn, part: tuple[AssetKind, int]) -> None:
    """Give stored value for a refund."""
    kind, units = part
    if units > 0:
        turn.ledger.earn(kind, units, turn.cause(TO_BALANCE), type_=EntryType.GRANT, funding=MEMBER_MONEY)


def _worth(program: Program, origin: OriginFacts, units: dict[int, int]) -> int:
    """Return what units of tenders are worth together, in whole units of money."""
    worth = Fraction(0)
    for entry in tenders_of(origin):
        kind = program.kind_by_id[entry.kind_id]
        if kind.money_worth is not None:
            worth += Fraction(units.get(entry.id, 0), 10**kind.decimals) * Fraction(Decimal(kind.money_worth))
    return int(worth * 10**program.decimals)


def _unfit(turn: Turn, kind: AssetKind | None) -> Problem | None:
    """Return why a refund cannot go to a balance of a kind, None if it can."""
    code = turn.event.data.to
    if kind is None:
        return unknown_kind(turn, code, "data", "to")
    if not kind.money:
        message = Message(
            "{kind} is no money, so no money can be refunded to it; name a kind that is", kind=called(kind)
        )
        return invalid("NOT_MONEY", message, "data", "to")
    if turn.origin is None:
        message = Message("a refund to a balance names its order; give the orderId, or leave to out")
        return invalid("ORDER_MISSING", message, "data", "to")
    if turn.event.source.startswith(PARTNER):
        message = Message("a partner cannot refund to balances, which the merchant owes; leave to out")
        return refused("NOT_FOR_PARTNERS", message)
    if turn.state.status >= MemberStatus.CLOSED:
        status = turn.state.status.name
        message = Message("the member is {lower}; refund the money outside, and leave to out", lower=status.lower())
        return refused(f"MEMBER_{status}", message)
    return None


def _more_than_money(turn: Turn, asked: int, left: int) -> Problem:
    program = turn.program
    text = text_of(left, program.decimals)
    message = Message(
        "of order {order_id} {left} that was paid in money is left to refund, not {amount}; restore its tenders for the rest",
        order_id=turn.event.data.order_id,
        left=Money(text, program.currency),
        amount=Money(text_of(asked, program.decimals), program.currency),
    )
    return refused("REFUND_TOO_LARGE", message, "Problem", left=text)
