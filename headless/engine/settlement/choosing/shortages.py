"""What stands against what rules propose: more than the member has, than a stock has left, or than an account can count."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.declarations.effects import Earn, Emit, Enter, Reclaim, Remember, Spend, Tag, Transfer, Undo, Untag
from headless.engine.evaluation.others.views import NotAtHand
from headless.engine.evaluation.runner import describe
from headless.engine.evaluation.stages import Proposal, Proposed
from headless.engine.handlers.paying import insufficient
from headless.engine.handlers.transfers.gifts import ungivable
from headless.engine.member.status import MemberStatus
from headless.engine.rewards import rewards, undoing
from headless.engine.turn import Checked, Turn
from headless.engine.values.limits import ACCOUNT_UNITS
from headless.engine.values.problems import Problem

_FITTING = frozenset({Earn, Reclaim, Tag, Untag, Enter, Remember, Emit})
"""What needs nothing of the member, but for room in an account."""
_LARGE_UNITS = 10**9
"""Smaller amounts do not fill an account in any number of events that will ever happen."""


class Lack(NamedTuple):
    """An effect that cannot be settled, and why. problem: the refusal of a request, None if that is no reason to refuse one.

    failed: it is not known here if it can be settled, so that the rule is tried again later.
    """

    item: Proposed
    why: str
    problem: Problem | None = None
    failed: bool = False


def short_of(turn: Turn, proposal: Proposal, checked: Checked) -> Problem | None:
    """Return the typed refusal of a request whose rules would use or spend what is not there.

    A fact is never refused for that: there the rule loses its effects, and says so. checked: what the event itself uses.
    """
    if not _can_lack(proposal):
        return None
    for lack in lacks(turn, proposal, checked):
        if turn.request and lack.problem is not None:
            return lack.problem
    return None


def lacks(turn: Turn, proposal: Proposal, checked: Checked) -> Iterator[Lack]:
    """Yield what stands against a proposal, one after the other. Going on leaves the rule of the last one out."""
    while (lack := _first_lack(turn, proposal, checked)) is not None:
        yield lack
        if lack.failed:
            rewards.fail(proposal, lack.item.instance.id, lack.why)
            continue
        rewards.leave_out(proposal, {lack.item.instance.id: lack.why})


def _can_lack(proposal: Proposal) -> bool:
    return any([type(item.effect) not in _FITTING or item.units > _LARGE_UNITS for item in proposal.items])  # noqa: C419


def _first_lack(turn: Turn, proposal: Proposal, checked: Checked) -> Lack | None:
    lack = rewards.first_lack(turn, proposal, checked)
    if lack is not None:
        item, problem = lack
        return Lack(item, problem.message, problem)
    return _beyond_counting(turn, proposal) or _overspent(turn, proposal, checked)


def _overspent(turn: Turn, proposal: Proposal, checked: Checked) -> Lack | None:
    wanted, given = dict(checked.spends), dict[str, int]()
    for item in proposal.items:
        lack = _unreachable(turn, item) if isinstance(item.effect, Undo) else None
        if lack is not None:
            return lack
        kind = turn.kind(item.effect.asset) if isinstance(item.effect, Spend | Transfer) else None
        if kind is None or item.withheld:
            continue
        wanted[kind.code] = wanted.get(kind.code, 0) + item.units
        if isinstance(item.effect, Transfer):
            given[kind.code] = given.get(kind.code, 0) + item.units
        try:
            problem = _uncovered(turn, item, kind, wanted[kind.code], given.get(kind.code, 0))
        except NotAtHand as fault:
            return Lack(item, describe(fault), failed=True)
        if problem is not None:
            return Lack(item, problem.message, problem)
        if turn.state.status == MemberStatus.FROZEN:
            return Lack(item, "the member is frozen")
    return None


def _unreachable(turn: Turn, item: Proposed) -> Lack | None:
    """Return a lack if what is to be undone was given to a member who is not here."""
    effect = item.effect
    if not isinstance(effect, Undo) or turn.state.facts.complete:
        return None
    try:
        undoing.meet_receivers(turn, item.instance, effect.event)
    except NotAtHand as fault:
        return Lack(item, describe(fault), failed=True)
    return None


def _uncovered(turn: Turn, item: Proposed, kind: AssetKind, wanted: int, given: int) -> Problem | None:
    """Return why a spending or a gift cannot be. wanted: what is taken of the kind up to it. given: what of that are gifts."""
    if isinstance(item.effect, Transfer):
        return ungivable(turn, item, kind, wanted, given)
    spendable = turn.ledger.spendable(kind)
    return insufficient(kind, spendable, wanted) if wanted > spendable else None


def _beyond_counting(turn: Turn, proposal: Proposal) -> Lack | None:
    """Return the first effect that would bring an account beyond what is counted."""
    wanted: dict[int, int] = {}
    for item in proposal.items if any(item.units > _LARGE_UNITS for item in proposal.items) else ():
        effect: Any = item.effect
        kind = turn.kind(effect.asset) if isinstance(effect, Earn | Reclaim) else None
        if kind is None:
            continue
        account = turn.state.account(kind.id)
        wanted[kind.id] = wanted.get(kind.id, 0) + item.units
        if max(account.earned, account.debt, abs(account.balance)) + wanted[kind.id] > ACCOUNT_UNITS:
            return Lack(item, f"the member's {kind.code} would be over {ACCOUNT_UNITS} units")
    return None
