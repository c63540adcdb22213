"""From what the rules say to what will be posted: gate, earn, boost, cap; exact all the way, rounded once at the end."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from headless.engine.effects import Boost, Cap, Earn, Effect, Reclaim, Refuse
from headless.engine.program import Instance, Program
from headless.engine.runner import Said


@dataclass(slots=True)
class Proposed:
    """One effect of one rule, with its amount after boosts and caps; `units` is set by rounding."""

    instance: Instance
    effect: Effect
    amount: Fraction | None = None
    units: int = 0
    times: Fraction | None = None
    capped: bool = False
    withheld: bool = False


@dataclass(slots=True)
class Proposal:
    """What one event would do by the rules: everything said, effects to post, pay caps, and why it is refused, if it is."""

    said: list[Said] = field(default_factory=list)
    items: list[Proposed] = field(default_factory=list)
    boosts: dict[str, list[tuple[Instance, Boost]]] = field(default_factory=dict)
    pay_caps: dict[str, tuple[Instance, Decimal]] = field(default_factory=dict)
    refusal: tuple[Instance, Refuse] | None = None
    withheld: set[str] = field(default_factory=set)
    failed_gate: Instance | None = None


def factor(program: Program, asset: str, boosts: list[tuple[Instance, Boost]]) -> Fraction:
    """How much an asset's earnings are multiplied: combined within a group by the kind's stacking, groups multiplied."""
    groups: dict[str, list[Fraction]] = {}
    for _, boost in boosts:
        groups.setdefault(boost.group, []).append(Fraction(boost.times))
    stacking = program.kinds[asset].stacking
    result = Fraction(1)
    for factors in groups.values():
        if stacking == "MAX":
            result *= max(factors)
        elif stacking == "ADD":
            result *= 1 + sum((each - 1 for each in factors), Fraction(0))
        else:
            for each in factors:
                result *= each
    return max(result, Fraction(0))


def propose(program: Program, said: list[Said], request: bool, given: Callable[[Instance, str], bool]) -> Proposal:
    """Combine what the rules said, in their order. `given` tells whether a once-key was used before."""
    proposal = Proposal(said)
    caps: list[tuple[Instance, Cap]] = []
    for each in said:
        declared = each.instance.declared
        stage = declared.stage if declared else "earn"
        if each.failure is not None:
            if stage in ("boost", "cap"):
                proposal.withheld |= each.instance.assets
            elif stage == "gate" and request and proposal.failed_gate is None:
                proposal.failed_gate = each.instance
            continue
        for effect in each.effects:
            _sort_in(proposal, caps, each.instance, effect, given)
    _boost(program, proposal)
    _cap(proposal, caps)
    _round(program, proposal)
    return proposal


def _sort_in(
    proposal: Proposal,
    caps: list[tuple[Instance, Cap]],
    instance: Instance,
    effect: Effect,
    given: Callable[[Instance, str], bool],
) -> None:
    if isinstance(effect, Refuse):
        if proposal.refusal is None:
            proposal.refusal = (instance, effect)
    elif isinstance(effect, Boost):
        proposal.boosts.setdefault(effect.asset, []).append((instance, effect))
    elif isinstance(effect, Cap):
        if effect.of == "earn":
            caps.append((instance, effect))
            return
        most = Decimal(effect.most)
        lowest = proposal.pay_caps.get(effect.asset)
        if lowest is None or most < lowest[1]:
            proposal.pay_caps[effect.asset] = (instance, most)
    elif effect.once is None or not given(instance, effect.once):
        asset = getattr(effect, "asset", None)
        amount = Fraction(getattr(effect, "amount", 0)) if asset is not None else None
        proposal.items.append(Proposed(instance, effect, amount, withheld=asset in proposal.withheld))


def _boost(program: Program, proposal: Proposal) -> None:
    factors: Mapping[str, Fraction] = {
        asset: factor(program, asset, boosts) for asset, boosts in proposal.boosts.items() if asset in program.kinds
    }
    for item in proposal.items:
        effect = item.effect
        if isinstance(effect, Reclaim) or (isinstance(effect, Earn) and effect.boostable):
            times = factors.get(effect.asset)
            if times is not None and item.amount is not None:
                item.amount *= times
                item.times = times
        if isinstance(effect, Earn | Reclaim):
            item.withheld = effect.asset in proposal.withheld


def _cap(proposal: Proposal, caps: list[tuple[Instance, Cap]]) -> None:
    for _, cap in caps:
        earned = [item for item in proposal.items if isinstance(item.effect, Earn) and item.effect.asset == cap.asset]
        over = sum((item.amount or Fraction(0) for item in earned), Fraction(0)) - Fraction(cap.most)
        for item in reversed(earned):
            if over <= 0:
                break
            part = min(over, item.amount or Fraction(0))
            item.amount = (item.amount or Fraction(0)) - part
            item.capped = True
            over -= part


def _round(program: Program, proposal: Proposal) -> None:
    for item in proposal.items:
        if item.amount is not None:
            kind = program.kinds.get(getattr(item.effect, "asset", ""))
            item.units = int(item.amount * 10**kind.decimals) if kind else 0
