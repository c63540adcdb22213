"""How much of each asset a member may pay an order with, and what limits it."""

from collections.abc import Collection
from decimal import Decimal
from fractions import Fraction
from typing import Literal, NamedTuple

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.evaluation.stages import Proposal
from headless.engine.handlers.checkouts.kept import holds_for
from headless.engine.ledger.ledger import Ledger
from headless.engine.member.state import MemberState
from headless.engine.member.status import MemberStatus
from headless.engine.program.rule_instances import Instance
from headless.engine.rewards.redemptions import Bound, redemption_of
from headless.engine.rewards.redemptions import Limit as RuleLimit
from headless.engine.values.amounts import floor_units, from_units

Limit = Literal["BALANCE", "ORDER", "FROZEN", "RULE_FAILED"] | Bound
"""What limits an amount: what the member has, the order, that the member is frozen, a rule that failed, or a rule's limit."""


class PayOption(NamedTuple):
    """The most that a member may use of an asset kind for an order, in units, and what that is worth in units of money.

    limit: what limits it. have: what the member could spend without an order, in units. said: the rule's limit, if it is one.
    used: how many units are used under the order already. failed: the rule that cannot be asked.
    """

    kind: AssetKind
    most: int
    worth: int
    limit: Limit
    have: int
    said: RuleLimit | None = None
    used: int = 0
    failed: Instance | None = None


class Payable(NamedTuple):
    """What is to be paid: under which order, in units of money, with coupons of which kinds."""

    order: str
    units: int
    coupons: Collection[str] = ()


def pay_options(ledger: Ledger, proposal: Proposal, payable: Payable, decimals: int) -> list[PayOption]:
    """Return the options for what is to be paid, of each asset kind that is worth money. decimals: the currency's."""
    kinds = sorted(ledger.state.program.kinds.values(), key=lambda kind: kind.id)
    return [_option(ledger, proposal, payable, kind, decimals) for kind in kinds if kind.money_worth is not None]


def _option(ledger: Ledger, proposal: Proposal, payable: Payable, kind: AssetKind, decimals: int) -> PayOption:
    holds = [hold for hold in holds_for(ledger.state, payable.order) if hold.kind_id == kind.id]
    kept = sum(hold.open_amount for hold in holds)
    have, needed = ledger.spendable(kind, holds), _covering(kind, payable.units, decimals)
    option = PayOption(kind, have, 0, "BALANCE", have) if have <= needed else PayOption(kind, needed, 0, "ORDER", have)
    option = _bounded(ledger.state, proposal, payable, option, kept)
    return option._replace(worth=_worth(kind, option.most, decimals))


def _bounded(state: MemberState, proposal: Proposal, payable: Payable, option: PayOption, kept: int) -> PayOption:
    """Return an option within what a member's status and the rules let through. kept: what a checkout holds for the order."""
    kind = option.kind
    if state.status == MemberStatus.FROZEN:
        return option._replace(most=0, limit="FROZEN")
    if kind.money:
        return option
    failed = proposal.uncapped.get(kind.code)
    if failed is not None:
        return option._replace(most=0, limit="RULE_FAILED", failed=failed)
    redemption = redemption_of(proposal, kind, payable.coupons)
    if redemption is None:
        return option
    used = state.facts.used_under(payable.order, kind.id) - kept
    total, bound = redemption.within(used + option.most)
    if bound is None:
        return option
    return option._replace(most=max(0, total - used), limit=bound, said=redemption.limit(bound), used=used)


def _covering(kind: AssetKind, payable: int, decimals: int) -> int:
    """Return the most units of a kind that are worth no more than an amount of money."""
    assert kind.money_worth is not None
    money = Fraction(payable, 10**decimals)
    return int(money / Fraction(kind.money_worth) * 10**kind.decimals)


def _worth(kind: AssetKind, units: int, decimals: int) -> int:
    """Return what units of a kind are worth, in whole units of money."""
    assert kind.money_worth is not None
    return floor_units(from_units(units, kind.decimals) * Decimal(kind.money_worth), decimals)
