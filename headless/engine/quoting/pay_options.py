"""How much of each asset a member may pay an order with, and what limits it."""

from collections.abc import Collection
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Literal, NamedTuple

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.evaluation.stages import Proposal
from headless.engine.handlers.checkouts.kept import holds_for
from headless.engine.ledger.ledger import Ledger
from headless.engine.member.state import MemberState
from headless.engine.member.status import MemberStatus
from headless.engine.program.rule_instances import Instance
from headless.engine.rewards.redemptions import Bound, Redemption, redemption_of
from headless.engine.rewards.redemptions import Limit as RuleLimit
from headless.engine.values.amounts import floor_units, from_units

Limit = Literal["BALANCE", "ORDER", "GOODS", "FROZEN", "RULE_FAILED", "WORTH"] | Bound
"""What limits an amount: what the member has, the order, that the member is frozen, a rule that failed, or a rule's limit.

GOODS: the order sells cards, too. WORTH: more would be worth no more, because money has no smaller unit.
"""


class PayOption(NamedTuple):
    """The most that a member may use of an asset kind for an order, in units, and what that is worth in units of money.

    limit: what limits it. have: what the member could spend without an order, in units. said: the rule's limit, if it is one.
    used: how many units are used under the order already. failed: the rule that cannot be asked. could: how many could be used if
    it did not matter what they are worth.
    """

    kind: AssetKind
    most: int
    worth: int
    limit: Limit
    have: int
    said: RuleLimit | None = None
    used: int = 0
    failed: Instance | None = None
    could: int = 0


class Payable(NamedTuple):
    """What assets may pay: of which order, in units of money, with coupons of which kinds. sells_cards: not for all of it."""

    order: str
    units: int
    coupons: Collection[str] = ()
    sells_cards: bool = False


def pay_options(ledger: Ledger, proposal: Proposal, payable: Payable, decimals: int) -> list[PayOption]:
    """Return the options for what is to be paid, of each asset kind that is worth money. decimals: the currency's."""
    kinds = sorted(ledger.state.program.kinds.values(), key=lambda kind: kind.id)
    return [_option(ledger, proposal, payable, kind, decimals) for kind in kinds if kind.money_worth is not None]


def _option(ledger: Ledger, proposal: Proposal, payable: Payable, kind: AssetKind, decimals: int) -> PayOption:
    holds = [hold for hold in holds_for(ledger.state, payable.order) if hold.kind_id == kind.id]
    kept = sum(hold.open_amount for hold in holds)
    have, needed = ledger.spendable(kind, holds), _covering(kind, payable.units, decimals)
    enough: Limit = "GOODS" if payable.sells_cards else "ORDER"
    option = PayOption(kind, have, 0, "BALANCE", have) if have <= needed else PayOption(kind, needed, 0, enough, have)
    redemption = None if kind.money else redemption_of(proposal, kind, payable.coupons)
    used = 0 if redemption is None else ledger.state.facts.used_under(payable.order, kind.id) - kept
    option = _bounded(ledger.state, proposal, option, redemption, used)
    return _without_waste(option, redemption, used, decimals)


def _bounded(
    state: MemberState, proposal: Proposal, option: PayOption, redemption: Redemption | None, used: int
) -> PayOption:
    """Return an option within what a member's status and the rules let through. used: units under the order already."""
    kind = option.kind
    if state.status == MemberStatus.FROZEN:
        return option._replace(most=0, limit="FROZEN")
    failed = None if kind.money else proposal.uncapped.get(kind.code)
    if failed is not None:
        return option._replace(most=0, limit="RULE_FAILED", failed=failed)
    if redemption is None:
        return option
    total, bound = redemption.within(used + option.most)
    if bound is None:
        return option
    return option._replace(most=max(0, total - used), limit=bound, said=redemption.limit(bound), used=used)


def _without_waste(option: PayOption, redemption: Redemption | None, used: int, decimals: int) -> PayOption:
    """Return an option with what it is worth, and no more units than are needed for that within the rules' least and step."""
    worth = _worth(option.kind, option.most, decimals)
    units = min(option.most, _fewest(option.kind, worth, redemption, used, decimals))
    if units == option.most:
        return option._replace(worth=worth)
    return PayOption(option.kind, units, worth, "WORTH", option.have, could=option.most)


def _fewest(kind: AssetKind, worth: int, redemption: Redemption | None, used: int, decimals: int) -> int:
    """Return the fewest units that are worth so many whole units of money, and that the rules take."""
    if worth <= 0:
        return 0
    assert kind.money_worth is not None
    units = ceil(Fraction(worth, 10**decimals) / Fraction(kind.money_worth) * 10**kind.decimals)
    return units if redemption is None else redemption.at_least(used + units) - used


def _covering(kind: AssetKind, payable: int, decimals: int) -> int:
    """Return the most units of a kind that are worth no more than an amount of money."""
    assert kind.money_worth is not None
    money = Fraction(payable, 10**decimals)
    return int(money / Fraction(kind.money_worth) * 10**kind.decimals)


def _worth(kind: AssetKind, units: int, decimals: int) -> int:
    """Return what units of a kind are worth, in whole units of money."""
    assert kind.money_worth is not None
    return floor_units(from_units(units, kind.decimals) * Decimal(kind.money_worth), decimals)
