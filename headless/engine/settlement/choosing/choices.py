"""Choices of rules: of the lists that a `FirstOf` holds, the first one that can be settled whole stands for it.

What lacks is found as it is when the proposal is settled, boosts, caps and the other rules included. A rule that cannot be
settled for another reason is left out, and does not stand in the way of those after it.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from headless.engine.declarations.effects import Effect, FirstOf
from headless.engine.evaluation.runner import Pick, Said
from headless.engine.evaluation.stages import Proposal, Proposed
from headless.engine.settlement.choosing.shortages import lacks
from headless.engine.turn import Checked, Turn

Place = tuple[int, int]
"""A choice of a run: which of the answers, and which of its effects."""
Picks = dict[Place, Pick]


def settle_choices(
    turn: Turn, checked: Checked, said: Sequence[Said], combine: Callable[[list[Said]], Proposal]
) -> Proposal:
    """Return the proposal in which every choice is made.

    Args:
        turn: The settlement.
        checked: What the event itself uses.
        said: What the rules said.
        combine: Makes a proposal of answers without choices.
    """
    picks = {
        (number, place): Pick(0, len(effect.choices))
        for number, answer in enumerate(said)
        for place, effect in enumerate(answer.effects)
        if isinstance(effect, FirstOf)
    }
    while picks:
        lacking = _next(turn, checked, said, picks, combine)
        if lacking is None:
            break
        place, pick = lacking
        picks[place] = pick
    return combine(_chosen(said, picks))


def _next(
    turn: Turn, checked: Checked, said: Sequence[Said], picks: Picks, combine: Callable[[list[Said]], Proposal]
) -> tuple[Place, Pick] | None:
    """Return a choice of which the list that stands for it cannot be settled, with its next list. None if none is left."""
    for lack in lacks(turn, combine(_chosen(said, picks)), checked):
        place = None if lack.failed else _place_of(lack.item, said, picks)
        if place is not None and picks[place].place + 1 < picks[place].of:
            return place, Pick(picks[place].place + 1, picks[place].of, lack.why)
        if turn.request and lack.problem is not None:
            return None
    return None


def _place_of(item: Proposed, said: Sequence[Said], picks: Picks) -> Place | None:
    for (number, place), pick in picks.items():
        answer = said[number]
        if answer.instance.id == item.instance.id and any(
            effect is item.effect for effect in _choice(answer.effects[place], pick)
        ):
            return number, place
    return None


def _choice(effect: Effect, pick: Pick) -> Sequence[Effect]:
    return effect.choices[pick.place] if isinstance(effect, FirstOf) else (effect,)


def _chosen(said: Sequence[Said], picks: Picks) -> list[Said]:
    """Return the answers with the list that stands for each choice in its place."""
    numbers = {number for number, _ in picks}
    return [
        expanded(answer, [pick for (at, _), pick in picks.items() if at == number]) if number in numbers else answer
        for number, answer in enumerate(said)
    ]


def expanded(said: Said, picks: Sequence[Pick]) -> Said:
    """Return an answer with the list that was picked in the place of each choice, as far as there are picks and lists."""
    effects: list[Effect] = []
    left = list(picks)
    taken: list[Pick] = []
    for effect in said.effects:
        if not isinstance(effect, FirstOf) or not left:
            effects.append(effect)
            continue
        pick = left.pop(0)
        if pick.place < len(effect.choices):
            effects += effect.choices[pick.place]
            taken.append(pick)
        else:
            effects.append(effect)
    return replace(said, effects=tuple(effects), picks=tuple(taken))
