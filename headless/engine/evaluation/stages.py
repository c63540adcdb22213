"""From what the rules say to what will be posted: gate, earn, boost, cap. Exact all the way, rounded once at the end."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Context, Decimal, Inexact, InvalidOperation

from headless.engine.declarations.effects import Boost, Cap, Earn, Effect, Reclaim, Refuse, Spend, Transfer
from headless.engine.evaluation.runner import Said
from headless.engine.program.program import Program
from headless.engine.program.rule_instances import Instance
from headless.engine.values.limits import AMOUNT_UNITS

ONE = Decimal(1)
_ABOUT_OTHERS = frozenset({Refuse, Boost, Cap})
"""What is not posted itself, but decides on what is."""
_MOVEMENTS = frozenset({Earn, Reclaim, Spend, Transfer})
EXACT = Context(prec=100_000, traps=[Inexact, InvalidOperation])
"""Products of many factors stay exact; the runner has bounded the digits of each."""


@dataclass(slots=True)
class Proposed:
    """One effect of one rule, with its amount after boosts and caps. `units` is set by rounding."""

    instance: Instance
    effect: Effect
    amount: Decimal | None = None
    units: int = 0
    times: Decimal | None = None
    capped: bool = False
    withheld: bool = False


@dataclass(slots=True)
class Proposal:
    """What one event would do by the rules: everything said, effects to post, pay caps, and why it is refused, if it is.

    withheld: kinds whose boosts or caps are not known. uncapped: those among them whose caps are not known.
    """

    said: list[Said] = field(default_factory=list)
    items: list[Proposed] = field(default_factory=list)
    boosts: dict[str, list[tuple[Instance, Boost]]] = field(default_factory=dict)
    pay_caps: dict[str, list[tuple[Instance, Cap]]] = field(default_factory=dict)
    refusal: tuple[Instance, Refuse] | None = None
    withheld: set[str] = field(default_factory=set)
    uncapped: dict[str, Instance] = field(default_factory=dict)
    failed_gate: Instance | None = None


def factor(program: Program, asset: str, boosts: list[tuple[Instance, Boost]]) -> Decimal:
    """Return how much an asset's earnings are multiplied: within a group by the kind's stacking, groups by one another."""
    if len(boosts) == 1:
        return Decimal(boosts[0][1].times)
    return combined(program.kinds[asset].stacking, [(boost.group, Decimal(boost.times)) for _, boost in boosts])


def combined(stacking: str, boosts: Iterable[tuple[str, Decimal]]) -> Decimal:
    """Return the factor of boosts, given as (group, times), under a stacking policy."""
    groups: dict[str, list[Decimal]] = {}
    for group, times in boosts:
        groups.setdefault(group, []).append(times)
    result = ONE
    for factors in groups.values():
        result = EXACT.multiply(result, _combined(stacking, factors))
    return result


def _combined(stacking: str, factors: list[Decimal]) -> Decimal:
    if stacking == "MAX":
        return max(factors)
    result = ONE
    for times in factors:
        result = EXACT.add(result, EXACT.subtract(times, ONE)) if stacking == "ADD" else EXACT.multiply(result, times)
    return max(result, Decimal(0))


def propose(program: Program, said: list[Said], request: bool, given: Callable[[Instance, str], bool]) -> Proposal:
    """Combine what the rules said, in their order. `given` returns True if a once-key was used before."""
    proposal = Proposal(said)
    caps: list[Cap] = []
    now_given: set[tuple[int, str]] = set()
    for answer in said:
        if answer.failure is not None:
            _note_failure(proposal, answer.instance, request)
            continue
        instance = answer.instance
        for effect in answer.effects:
            if type(effect) in _ABOUT_OTHERS:
                _sort_in(proposal, caps, instance, effect)
            elif effect.once is None or _is_first(instance, effect.once, given, now_given):
                amount = Decimal(effect.amount) if type(effect) in _MOVEMENTS else None  # type: ignore[attr-defined]
                proposal.items.append(Proposed(instance, effect, amount))
    if proposal.boosts:
        _boost(program, proposal)
    for cap in caps:
        _cap(proposal, cap)
    _round(program, proposal)
    return proposal


def _note_failure(proposal: Proposal, instance: Instance, request: bool) -> None:
    stage = instance.declared.stage if instance.declared else "earn"
    if stage in ("boost", "cap"):
        proposal.withheld |= instance.assets
    if stage == "cap":
        for asset in instance.assets:
            proposal.uncapped.setdefault(asset, instance)
    if stage == "gate" and request and proposal.failed_gate is None:
        proposal.failed_gate = instance


def _is_first(
    instance: Instance, once: str, given: Callable[[Instance, str], bool], now_given: set[tuple[int, str]]
) -> bool:
    mark = (instance.id, once)
    if mark in now_given or given(instance, once):
        return False
    now_given.add(mark)
    return True


def _sort_in(proposal: Proposal, caps: list[Cap], instance: Instance, effect: Effect) -> None:
    if isinstance(effect, Refuse):
        if proposal.refusal is None:
            proposal.refusal = (instance, effect)
    elif isinstance(effect, Boost):
        proposal.boosts.setdefault(effect.asset, []).append((instance, effect))
    elif isinstance(effect, Cap):
        if effect.of == "earn":
            caps.append(effect)
        else:
            proposal.pay_caps.setdefault(effect.asset, []).append((instance, effect))


def _boost(program: Program, proposal: Proposal) -> None:
    factors: Mapping[str, Decimal] = {
        asset: factor(program, asset, boosts) for asset, boosts in proposal.boosts.items() if asset in program.kinds
    }
    for item in proposal.items:
        effect = item.effect
        if isinstance(effect, Reclaim) or (isinstance(effect, Earn) and effect.boostable):
            times = factors.get(effect.asset)
            if times is not None and item.amount is not None:
                item.amount = EXACT.multiply(item.amount, times)
                item.times = times


def _cap(proposal: Proposal, cap: Cap) -> None:
    earned = [item for item in proposal.items if isinstance(item.effect, Earn) and item.effect.asset == cap.asset]
    over = Decimal(0)
    for item in earned:
        over = EXACT.add(over, item.amount or Decimal(0))
    over = EXACT.subtract(over, Decimal(cap.most))
    for item in reversed(earned):
        if over <= 0:
            break
        amount = item.amount or Decimal(0)
        part = min(over, amount)
        item.amount = EXACT.subtract(amount, part)
        item.capped = True
        over = EXACT.subtract(over, part)


def _round(program: Program, proposal: Proposal) -> None:
    withheld, too_large = proposal.withheld, set()
    for item in proposal.items:
        if item.amount is None:
            continue
        asset: str = item.effect.asset  # type: ignore[attr-defined]  # what has an amount has an asset
        kind = program.kinds[asset]
        item.units = int(EXACT.scaleb(item.amount, kind.decimals) if kind.decimals else item.amount)
        item.withheld = asset in withheld
        if item.units > AMOUNT_UNITS:
            too_large.add(item.instance.id)
    if too_large:
        failure = f"Illegal: an amount is over {AMOUNT_UNITS} units after boosts"
        proposal.said = [
            replace(said, effects=(), failure=failure) if said.instance.id in too_large else said
            for said in proposal.said
        ]
        proposal.items = [item for item in proposal.items if item.instance.id not in too_large]
