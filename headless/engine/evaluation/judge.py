"""Conditions and needs of a program, compiled once, and judged for one member on one day.

What decides tags and tiers is watched: its outcome is kept with the member, with the day on which it may change, and judged
again only when that day has come or a total, a balance, a tag or a tier that it reads was touched.
"""

from collections.abc import Callable, Iterator
from typing import Any

from headless.engine.conditions.clauses import Clause, Fill, filler, to_json
from headless.engine.conditions.conditions import Condition, compile_condition, tests_of
from headless.engine.conditions.forecasts import forecast
from headless.engine.evaluation.need_forecasts import NextChange, next_change_of
from headless.engine.evaluation.needs import Needs, needs_of
from headless.engine.member.judged import Judged
from headless.engine.member.state import STORED, TAG, TIER, MemberState
from headless.engine.metrics.measure import Forecast, Outlook
from headless.engine.program.active_declarations import Active
from headless.engine.program.program import Program
from headless.engine.program.rule_instances import Instance
from headless.engine.program.tag_kinds import TagKind
from headless.engine.program.tracks import Tier, Track

Predicate = Callable[[MemberState, int], bool]


class Judge:
    """Judges conditions. The same tree gives the answer, its explanation and the day on which it may change.

    rankings: the program's rankings made ready, None if they were not asked for yet.
    """

    __slots__ = (
        "_fillers",
        "_forecasts",
        "_heard",
        "_moves",
        "_needs",
        "_places",
        "_predicates",
        "_readers",
        "_tag_places",
        "_tags",
        "_touching",
        "_watched",
        "_ways_up",
        "program",
        "rankings",
    )

    def __init__(self, program: Program) -> None:
        self.program = program
        self.rankings: tuple[Any, ...] | None = None
        # By identity, and the conditions kept alive by the program: hashing a tree costs more than judging it.
        self._predicates: dict[int, Predicate] = {}
        self._fillers: dict[int, Fill] = {}
        self._forecasts: dict[int, Forecast] = {}
        self._needs: dict[int, Needs] = {}
        self._moves: dict[int, tuple[Instance | Active, NextChange]] = {}
        watched = {id(condition): condition for condition in _deciding(program)}
        self._places = {key: place for place, key in enumerate(watched)}
        self._tags = tuple((tag, self._places[id(tag.condition)]) for tag in program.conditional_tags)
        self._tag_places = tuple(place for _, place in self._tags)
        self._ways_up = {
            track.id: {
                tier_id: tuple(self._places[id(condition)] for condition in conditions if condition is not None)
                for tier_id, conditions in track.ways_up.items()
            }
            for track in program.tracks.values()
            if track.kind == "EARNED" and track.rule is None
        }
        self._watched = tuple(forecast(condition, program) for condition in watched.values())
        readers: dict[str, set[int]] = {}
        for place, condition in enumerate(watched.values()):
            for test in tests_of(condition):
                readers.setdefault(test.query.source, set()).add(place)
        self._touching: dict[frozenset[str], frozenset[int]] = {}
        self._readers = {source: tuple(sorted(places)) for source, places in readers.items()}
        # Tags, tiers and stored metrics have ends of their own, whether a condition reads them or not.
        self._heard = frozenset({*readers, TAG, TIER, STORED})

    def met(self, condition: Condition | None, state: MemberState, today: int) -> bool:
        """Return True if the condition holds, or if there is none."""
        if condition is None:
            return True
        place = self._places.get(id(condition))
        if place is not None and (state.judged.outlooks is None or today >= state.judged.on):
            return self.outlooks(state, today)[place].now
        predicate = self._predicates.get(id(condition))
        if predicate is None:
            predicate = self._predicates[id(condition)] = compile_condition(condition, self.program)
        return predicate(state, today)

    def outlooks(self, state: MemberState, today: int) -> list[Outlook]:
        """Return how everything watched comes out on a day. Set `judged.moved` if anything came out differently."""
        judged, touched = state.judged, state.totals.touched
        outlooks = judged.outlooks
        if outlooks is None or judged.by is not self:
            outlooks = judged.outlooks = [watch(state, today) for watch in self._watched]
            judged.by, judged.moved, judged.due_known = self, True, False
            judged.changes_on = _soonest(outlooks)
        elif (judged.changes_on is not None and judged.changes_on <= today) or not touched.isdisjoint(self._heard):
            self._judge_again(state, judged, today, outlooks)
            judged.due_known = False
        elif not touched:
            return outlooks
        touched.clear()
        judged.on = today
        return outlooks

    def _judge_again(self, state: MemberState, judged: Judged, today: int, outlooks: list[Outlook]) -> None:
        """Judge what reads anything that was touched, and what may have changed by the day."""
        places = self._reading(frozenset(state.totals.touched))
        if judged.changes_on is not None and judged.changes_on <= today:
            places = places.union([at for at, (_, day) in enumerate(outlooks) if day is not None and day <= today])
        if not places:
            return
        watched, moved = self._watched, judged.moved
        for place in places:
            fresh = watched[place](state, today)
            moved = moved or fresh[0] is not outlooks[place][0]
            outlooks[place] = fresh
        judged.moved, judged.changes_on = moved, _soonest(outlooks)

    def _reading(self, sources: frozenset[str]) -> frozenset[int]:
        """Return the places of what reads any of these."""
        places = self._touching.get(sources)
        if places is None:
            places = frozenset(place for source in sources for place in self._readers.get(source, ()))
            self._touching[sources] = places
        return places

    def highest(self, track: Track, state: MemberState, today: int) -> Tier | None:
        """Return the highest tier of a watched track whose condition holds."""
        outlooks, places = self.outlooks(state, today), self._places
        for tier in reversed(track.tiers):
            if tier.condition is None or outlooks[places[id(tier.condition)]][0]:
                return tier
        return None

    def tag_verdicts(self, state: MemberState, today: int) -> list[tuple[TagKind, bool]]:
        """Return every conditional tag, and whether its condition holds."""
        if today < state.judged.on:
            return [(tag, self.met(tag.condition, state, today)) for tag, _ in self._tags]
        outlooks = self.outlooks(state, today)
        return [(tag, outlooks[place][0]) for tag, place in self._tags]

    def next_change(self, state: MemberState, outlooks: list[Outlook]) -> int | None:
        """Return the soonest later day on which a tag or the way up on a track could differ with no further event.

        outlooks: the member's, brought up to date.
        """
        if state.judged.changes_on is None:
            return None
        places = self._tag_places
        for track_id, ways_up in self._ways_up.items():
            standing = state.standings.get(track_id)
            places += ways_up.get(standing.tier_id if standing is not None else None, ())
        return min([day for place in places if (day := outlooks[place][1]) is not None], default=None)

    def filled(self, condition: Condition | None, state: MemberState, today: int) -> dict[str, Any] | None:
        """Return the condition with the member's values, as stored with a standing."""
        return None if condition is None else to_json(self.clause(condition, state, today))

    def clause(self, condition: Condition, state: MemberState, today: int) -> Clause:
        """Return the condition with the member's values. It must be one of the program's."""
        fill = self._fillers.get(id(condition))
        if fill is None:
            fill = self._fillers[id(condition)] = filler(condition, self.program)
        return fill(state, today)

    def changes_on(self, condition: Condition | None, state: MemberState, today: int) -> int | None:
        """Return the soonest later day on which the result could differ with no further event."""
        if condition is None:
            return None
        place = self._places.get(id(condition))
        if place is not None:
            return self.outlooks(state, max(today, state.judged.on))[place].changes_on
        foresee = self._forecasts.get(id(condition))
        if foresee is None:
            foresee = self._forecasts[id(condition)] = forecast(condition, self.program)
        return foresee(state, today).changes_on

    def moves_on(self, asked: Instance | Active, state: MemberState, today: int) -> int | None:
        """Return the soonest later day on which a declared fact could differ with no further event. Raise Invalid if unknown."""
        known = self._moves.get(id(asked))
        if known is None or known[0] is not asked:
            known = self._moves[id(asked)] = (asked, next_change_of(self.program, asked))
        return known[1](state, today)

    def needs(self, instance: Instance | Active) -> Needs:
        """Return the facts that an instance declared, made ready. Raise Invalid if its settings name what does not exist."""
        needs = self._needs.get(id(instance))
        if needs is None or needs.instance is not instance:
            needs = self._needs[id(instance)] = needs_of(self.program, instance)
        return needs


def _deciding(program: Program) -> Iterator[Condition]:
    """Yield the conditions that put tags on and off, and members on tiers."""
    for tag in program.tags.values():
        if tag.condition is not None:
            yield tag.condition
    for track in program.tracks.values():
        if track.kind == "EARNED" and track.rule is None:
            for tier in track.tiers:
                yield from (condition for condition in (tier.condition, tier.keeps) if condition is not None)


def _soonest(outlooks: list[Outlook]) -> int | None:
    """Return the first day on which any of them may change."""
    return min([day for _, day in outlooks if day is not None], default=None)
