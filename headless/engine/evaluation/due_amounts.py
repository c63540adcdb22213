"""What an event is due by the rules, by what it is kept under: the amounts of a decision without the rest of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from headless.engine.declarations.effects import Earn
from headless.engine.evaluation.needs import reads_own
from headless.engine.evaluation.stages import Proposal
from headless.engine.member.coupons import Coupon
from headless.engine.member.records import EventRecord, GroupKey
from headless.engine.program.program import Program
from headless.engine.program.rule_instances import Instance


class Due(NamedTuple):
    """What a rule gives under a key. units: of the kind. instance: in the version of then."""

    instance: Instance
    effect: Earn
    units: int


class RatingRequest(NamedTuple):
    """What is to be rated: an event that was settled or is about to be, with its data or with other ones.

    data: JSON. coupons: those that the data name. before: what this very batch has settled of the member.
    """

    event_id: int
    data: Mapping[str, Any]
    coupons: tuple[Coupon, ...] = ()
    before: tuple[EventRecord, ...] = ()


@dataclass(slots=True)
class Rating:
    """What an event earns, by key.

    problem: why it would not be taken at all. unknown: rules that cannot be asked again, for they read tables without history,
    have failed, are paused, or their plugin is gone. uncertain: kinds whose boosts or caps are among these,
    so that nothing is known of their amounts. proposal: all that the rules said.
    """

    due: dict[GroupKey, Due] = field(default_factory=dict)
    problem: str | None = None
    unknown: frozenset[int] = frozenset()
    uncertain: frozenset[str] = frozenset()
    proposal: Proposal | None = None

    def knows(self, key: GroupKey) -> bool:
        """Return True if what is due under a key is known. Otherwise the amount stays in proportion."""
        return self.problem is None and key.rule_id not in self.unknown and key.asset not in self.uncertain


def rating_of(program: Program, type_: str, at: int, proposal: Proposal) -> Rating:
    """Return what a proposal gives for an event of a type and time.

    Effects with a `once` are left out: what they gave stands, and none is given again.
    """
    rating = _unknown(program, type_, at, proposal)
    rating.proposal = proposal
    for item in proposal.items:
        effect = item.effect
        if type(effect) is not Earn or item.withheld or effect.once is not None:
            continue
        key = GroupKey(item.instance.id, effect.asset, tuple(effect.lines))
        known = rating.due.get(key)
        rating.due[key] = Due(item.instance, effect, item.units + (known.units if known else 0))
    return rating


def _unknown(program: Program, type_: str, at: int, proposal: Proposal) -> Rating:
    """Return a rating that names what cannot be asked about an event of that type and time."""
    asked = [versions.at(at) for versions in program.rules]
    silent = [
        instance
        for instance in asked
        if instance.declared is None or (type_ in instance.declared.on and reads_own(instance))
    ]
    silent += [said.instance for said in proposal.said if said.failure is not None]
    shaping = [one for one in silent if one.declared is not None and one.declared.stage in ("boost", "cap")]
    return Rating(
        unknown=frozenset(instance.id for instance in silent),
        uncertain=frozenset(asset for instance in shaping for asset in instance.assets),
    )
