"""How much of each asset a member may pay an order with, and what limits it."""

from decimal import Decimal
from fractions import Fraction
from typing import Literal, NamedTuple

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.evaluation.stages import Proposal
from headless.engine.ledger.ledger import Ledger
from headless.engine.member.state import MemberState
from headless.engine.member.status import MemberStatus
from headless.engine.values.amounts import MOST_UNITS, floor_units, from_units

Limit = Literal["BALANCE", "RULE", "ORDER", "FROZEN", "RULE_FAILED"]
"""What limits an amount: what the member has, a rule, what the order costs, that the member is frozen, or a failed rule."""


class PayOption(NamedTuple):
    """The most that a member may use of an asset kind for an order, in units, and what that is worth in units of money.

    limit: what limits it. rule: the name of the rule, if it is one. have: what the member could spend without an order, in units.
    """

    kind: AssetKind
    most: int
    worth: int
    limit: Limit
    have: int
    rule: str | None = None


def pay_options(ledger: Ledger, proposal: Proposal, order: str, payable: int, decimals: int) -> list[PayOption]:
    """Return the options for an order of `payable` units of money, of each asset kind that is worth money."""
    kinds = ledger.state.program.kinds.values()
    return [
        _option(ledger, proposal, order, kind, payable, decimals)
        for kind in sorted(kinds, key=lambda kind: kind.id)
        if kind.money_worth is not None
    ]


def _option(ledger: Ledger, proposal: Proposal, order: str, kind: AssetKind, payable: int, decimals: int) -> PayOption:
    have = ledger.spendable(kind)
    limits: list[tuple[int, Limit, str | None]] = [
        (have, "BALANCE", None),
        _bound(ledger.state, proposal, order, kind),
        (_covering(kind, payable, decimals), "ORDER", None),
    ]
    most, limit, rule = min(limits, key=lambda bound: bound[0])
    return PayOption(kind, most, _worth(kind, most, decimals), limit, have, rule)


def _bound(state: MemberState, proposal: Proposal, order: str, kind: AssetKind) -> tuple[int, Limit, str | None]:
    """Return what a member's status and the rules let through, with what bounds it."""
    if state.status == MemberStatus.FROZEN:
        return 0, "FROZEN", None
    if kind.money:
        return MOST_UNITS, "BALANCE", None
    failed = proposal.uncapped.get(kind.code)
    if failed is not None:
        return 0, "RULE_FAILED", failed.rule
    cap = proposal.pay_caps.get(kind.code)
    if cap is None:
        return MOST_UNITS, "BALANCE", None
    left = floor_units(cap[1], kind.decimals) - state.facts.used_under(order, kind.id)
    return max(0, left), "RULE", cap[0].name


def _covering(kind: AssetKind, payable: int, decimals: int) -> int:
    """Return the most units of a kind that are worth no more than an amount of money."""
    assert kind.money_worth is not None
    money = Fraction(payable, 10**decimals)
    return int(money / Fraction(kind.money_worth) * 10**kind.decimals)


def _worth(kind: AssetKind, units: int, decimals: int) -> int:
    """Return what units of a kind are worth, in whole units of money."""
    assert kind.money_worth is not None
    return floor_units(from_units(units, kind.decimals) * Decimal(kind.money_worth), decimals)
