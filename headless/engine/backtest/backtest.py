"""A candidate compared with what is live, over recorded histories: who would gain, who would lose, and what it would cost.

Both programs are folded from empty memory over a member's whole history with their newest rules; what they do is compared
between two moments. Pure, and by member: any number of processes may each take a share.
"""

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from headless.engine.backtest.folding import Outcome, fold, read_all
from headless.engine.backtest.gains import GAINED, LOST, Difference, difference
from headless.engine.backtest.histories import Story
from headless.engine.backtest.jobs import JobPlan, JobPlans, plans_of
from headless.engine.backtest.rating import Rater
from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.declarations.leaderboards import Places, Rank
from headless.engine.declarations.rules import Own, TierRule
from headless.engine.evaluation.judge import Judge
from headless.engine.program.active_declarations import Active
from headless.engine.program.program import Program
from headless.engine.program.rule_instances import Instance, Versions
from headless.engine.standings.tier_votes import votes

REMINDERS = ("asset.expiring", "tier.expiring")
Sums = tuple[int, int, int, int]
"""Received by what is live and by the candidate, and of that expired, foreseen included; units."""


@dataclass(slots=True)
class Portion:
    """What a share of the members adds up to.

    moves: members by (track, live tier, candidate's tier). failed: rules that failed, by name.
    """

    members: int = 0
    events: int = 0
    gained: int = 0
    lost: int = 0
    totals: dict[str, Sums] = field(default_factory=dict)
    moves: Counter[tuple[str, str | None, str | None]] = field(default_factory=Counter)
    rewards: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    tags: Counter[tuple[str, bool]] = field(default_factory=Counter)
    failed: dict[str, tuple[int, str]] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)

    def add(self, other: "Portion") -> None:
        """Take in another share, except its differences, which are written apart."""
        self.members += other.members
        self.events += other.events
        self.gained += other.gained
        self.lost += other.lost
        self.moves += other.moves
        self.tags += other.tags
        for code, sums in other.totals.items():
            mine = self.totals.get(code, (0, 0, 0, 0))
            self.totals[code] = (mine[0] + sums[0], mine[1] + sums[1], mine[2] + sums[2], mine[3] + sums[3])
        for key, (before, after) in other.rewards.items():
            known = self.rewards.get(key, (0, 0))
            self.rewards[key] = (known[0] + before, known[1] + after)
        for name, (times, error) in other.failed.items():
            self.failed[name] = (self.failed.get(name, (0, ""))[0] + times, error)


class Bench:
    """Both programs, ready to fold members. since, until: microseconds. What was recorded before `until` counts.

    left_out: what could not be folded, by name; of a job among it only what it has recorded is there.
    """

    def __init__(
        self, live: Program, candidate: Program, since: int, until: int, gain_tags: Iterable[str] = ()
    ) -> None:
        self._judges = Judge(runnable(live)), Judge(runnable(candidate))
        plans = [plans_of(judge.program) for judge in self._judges]
        unknown = {name for side in plans for name, plan in side.items() if plan is None}
        self.left_out = tuple(sorted({*left_out(live), *left_out(candidate), *unknown}))
        self._jobs = _jobs(plans, unknown)
        self._since, self._until, self._gain_tags = since, until, frozenset(gain_tags)
        self._last_day = live.zone.day_of(max(until - 1, 0))

    def kind(self, code: str) -> AssetKind | None:
        """Return an asset kind as the candidate has it."""
        return self._judges[1].program.kinds.get(code)

    def scopes(self) -> Mapping[str, Sequence[str]]:
        """Return the scopes of the metrics that only the candidate has, by name."""
        live, candidate = (judge.program.metrics for judge in self._judges)
        return {name: sorted(spec.scopes) for name, spec in candidate.items() if name not in live}

    def fold(self, stories: Iterable[Story]) -> Portion:
        """Fold members, and compare."""
        portion = Portion()
        for story in stories:
            self._member(portion, story)
        return portion

    def _member(self, portion: Portion, story: Story) -> None:
        # Event types are the registry's, the same for both: payloads are built once.
        reads = read_all(self._judges[0].program, story.inputs)
        sides = zip(self._judges, self._jobs, strict=True)
        live, candidate = (
            fold(judge, story, reads, self._since, self._until, Rater(judge, story), jobs) for judge, jobs in sides
        )
        portion.members += 1
        portion.events += len(reads)
        _sum(portion, live, candidate)
        gain = difference(live, candidate, self._judges, self._last_day, self._gain_tags)
        if gain is not None:
            portion.gained += gain.direction == GAINED
            portion.lost += gain.direction == LOST
            portion.differences.append(gain)
            for change in gain.changes:
                if change["kind"] == "TIER":
                    portion.moves[change["code"], change["before"], change["after"]] += 1
                elif change["kind"] == "TAG":
                    portion.tags[change["code"], change["after"] is not None] += 1


def _jobs(plans: Sequence[Mapping[str, JobPlan | None]], unknown: Container[str]) -> tuple[JobPlans, ...]:
    """Return what each side runs: jobs of which both sides are known."""
    sides = [{name: plan for name, plan in side.items() if plan is not None and name not in unknown} for side in plans]
    remade = frozenset(name for side in sides for name in side)
    return tuple(JobPlans(tuple(side.values()), remade) for side in sides)


def _sum(portion: Portion, live: Outcome, candidate: Outcome) -> None:
    for code in {*live.received, *candidate.received, *live.expired, *candidate.expired}:
        mine = portion.totals.get(code, (0, 0, 0, 0))
        portion.totals[code] = (
            mine[0] + live.received[code], mine[1] + candidate.received[code],
            mine[2] + live.expired[code], mine[3] + candidate.expired[code],
        )  # fmt: skip
    for kind, before, after in (
        ("COUPON", live.coupons, candidate.coupons), ("BENEFIT", live.benefits, candidate.benefits),
    ):  # fmt: skip
        for code in {*before, *after}:
            known = portion.rewards.get((kind, code), (0, 0))
            portion.rewards[kind, code] = (known[0] + before[code], known[1] + after[code])
    for name, (times, error) in candidate.failed.items():
        portion.failed[name] = (portion.failed.get(name, (0, ""))[0] + times, error)


# ── programs that need nothing but a history


def runnable(program: Program) -> Program:
    """Return the program with its newest rules in force at all times, and without what reads a plugin's own tables.

    Its events are not read: members are reminded only if a rule, a total, a metric or a vote may stand on it.
    """
    rules = tuple(
        Versions([replace(versions.latest, saved_at=0)]) for versions in program.rules if not _owns(versions.latest)
    )
    computed = tuple(active for active in program.computed if not _owns(active))
    voters = {code: active for code, active in program.voters.items() if not _owns(active)}
    narrowed = replace(program, rules=rules, computed=computed, voters=voters, rankings={})
    return replace(narrowed, reminds=bool(computed or voters) or any(_matters(narrowed, type_) for type_ in REMINDERS))


def _matters(program: Program, type_: str) -> bool:
    return type_ in program.listeners or type_ in program.counted_types or type_ in program.past_types


def left_out(program: Program) -> list[str]:
    """Return the names of what cannot be folded: it reads a plugin's own tables, without history, or stands on
    a ranking of all members."""
    rules = (versions.latest for versions in program.rules)
    asked: list[Instance | Active] = [*rules, *program.computed, *program.voters.values()]
    return [f"{declared.plugin}.{_id(declared)}" for declared in asked if _owns(declared) or _ranks(declared)]


def _ranks(asked: Instance | Active) -> bool:
    return isinstance(asked, Active) and isinstance(asked.declared, TierRule) and not votes(asked)


def _owns(asked: Instance | Active) -> bool:
    declared = asked.declared
    return declared is not None and any(isinstance(need, Own | Rank | Places) for need in declared.needs.values())


def _id(asked: Instance | Active) -> str:
    return asked.rule if isinstance(asked, Instance) else asked.id
