"""Decisions as they are kept: one compact document per event, short keys, no text that can be made from code and parameters.

Each item: ``i`` instance id, ``v`` its settings version, ``p`` plugin version (absent: as the package), and one of ``e``
effects, ``s`` why it did not fire, ``x`` how it failed; ``n`` the code that the sender is told of it; ``c`` a code where it
neither fired nor was skipped (paused, withheld, too_deep, the reasons of its limits, lines_scaled, order_amended,
coupons_saved, coupon_unused, order_differs), or where its effects were not done (refused), with its parameters ``k``; ``due``
what an amended order is due: rows of rule instance, kind, lines, units due, units posted more; ``f`` the rule's choices
(`FirstOf`): which list stood for each, of how many, and what the one before it lacked; ``l`` what it saw left of stocks and
budgets, by the name of the fact; ``r`` what rankings showed it, by what was asked.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from headless.engine.declarations.effects import (
    Boost,
    Cap,
    Effect,
    Emit,
    Enter,
    Grant,
    Issue,
    Redeem,
    Refuse,
    Remember,
    Tag,
    Take,
    Transfer,
    Undo,
    Untag,
)
from headless.engine.evaluation.runner import Answered, Pick
from headless.engine.evaluation.stages import Proposal, Proposed, factor
from headless.engine.program.program import Program
from headless.engine.program.rule_instances import Instance
from headless.engine.settlement.outcomes.results import Document
from headless.engine.texts.told import as_document
from headless.engine.values.amounts import text_of
from headless.engine.values.limits import TEXT_CHARACTERS

NOTICE_CHARACTERS = 64
REFUSED = "refused"
SHOWN = "r"
_KEPT_AS_SAID = frozenset({Boost, Cap, Refuse})


def document(program: Program, proposal: Proposal) -> Document:
    """Return what every rule said about one event, in order."""
    if not proposal.said:
        return []
    items: dict[int, list[Proposed]] = {}
    for item in proposal.items:
        items.setdefault(item.instance.id, []).append(item)
    lines: Document = []
    for said in proposal.said:
        instance = said.instance
        line = base(instance)
        if said.shown:
            line[SHOWN] = dict(said.shown)
        if said.left:
            line["l"] = dict(said.left)
        if said.paused:
            line["c"] = "paused"
        elif said.barred is not None:
            line["c"] = said.barred.code
            if said.barred.params:
                line["k"] = dict(said.barred.params)
        elif said.failure is not None:
            line["x"] = said.failure
        elif said.skip is not None:
            line["s"] = as_document(said.skip, TEXT_CHARACTERS)
            if said.notice:
                line["n"] = said.notice[:NOTICE_CHARACTERS]
        else:
            kept = [_item_json(program, item) for item in items.get(instance.id, ())]
            kept += [
                _said_json(program, instance, effect, proposal)
                for effect in said.effects
                if type(effect) in _KEPT_AS_SAID
            ]
            line["e"] = kept
            if not kept:
                line["c"] = "given_before" if said.effects else "nothing"
        if said.picks:
            line["f"] = [[pick.place, pick.of, as_document(pick.lacked, TEXT_CHARACTERS)] for pick in said.picks]
        lines.append(line)
    return lines


def picks_of(line: Mapping[str, Any]) -> tuple[Pick, ...]:
    """Return the choices that were made, from what was kept of a decision."""
    return tuple(Pick(place, of) for place, of, _ in line.get("f", ()))


def answered(line: Mapping[str, Any]) -> Answered:
    """Return what is known of a rule's answer, from what was kept of a decision."""
    return Answered(line.get("s"), picks_of(line), line.get("l", {}))


def not_done(lines: Document) -> Document:
    """Return the decisions of an event that was refused: what its rules gave was not done, their refusals stand."""
    return [{**line, "c": REFUSED} if _gives(line) else line for line in lines]


def _gives(line: Mapping[str, Any]) -> bool:
    return any(effect.get("effect") != Refuse.__name__ for effect in line.get("e", ()))


def base(instance: Instance) -> dict[str, Any]:
    """Return the head of a decision: which instance, plugin and settings version."""
    return {"i": instance.id, "v": instance.version, "p": instance.plugin_version}


def _item_json(program: Program, item: Proposed) -> dict[str, Any]:
    effect = item.effect
    kept: dict[str, Any] = {"effect": type(effect).__name__}
    asset = getattr(effect, "asset", None)
    if asset is not None:
        kind = program.kinds.get(asset)
        kept["asset"] = asset
        kept["amount"] = text_of(item.units, kind.decimals) if kind else "0"
        if item.times is not None and item.times != 1:
            kept["times"] = _number(item.times)
        if item.capped:
            kept["capped"] = True
        if item.withheld:
            kept["withheld"] = True
        if isinstance(effect, Transfer):
            kept["to"] = effect.to
    else:
        kept.update(_details(effect))
    if effect.why:
        kept["why"] = as_document(effect.why, TEXT_CHARACTERS)
    return kept


def _details(effect: Effect) -> dict[str, Any]:
    if isinstance(effect, Tag):
        return {"tag": effect.tag, **({"until": effect.until.isoformat()} if effect.until else {})}
    if isinstance(effect, Untag):
        return {"tag": effect.tag}
    if isinstance(effect, Enter):
        until = {"until": effect.until.isoformat()} if effect.until else {}
        return {"track": effect.track, "tier": effect.tier, **until}
    if isinstance(effect, Remember):
        return {"values": dict(effect.values), **({"shared": True} if effect.shared else {})}
    if isinstance(effect, Emit):
        return {"type": effect.type, **({"member": effect.member, "key": effect.key} if effect.member else {})}
    return _reward_details(effect)


def _reward_details(effect: Effect) -> dict[str, Any]:
    if isinstance(effect, Issue):
        return {"coupon": effect.coupon, "count": effect.count}
    if isinstance(effect, Redeem):
        return {"code": effect.code}
    if isinstance(effect, Grant):
        until = {"until": effect.until.isoformat()} if effect.until else {}
        return {"benefit": effect.benefit, "uses": effect.uses, **until}
    if isinstance(effect, Take):
        return {"stock": effect.stock, "count": effect.count}
    if isinstance(effect, Undo):
        return {"event": effect.event, **({} if effect.owed else {"owed": False})}
    return {}


def _said_json(program: Program, instance: Instance, effect: Effect, proposal: Proposal) -> dict[str, Any]:
    if isinstance(effect, Boost):
        kept = _boost_json(program, instance, effect, proposal)
    elif isinstance(effect, Cap):
        kept = _cap_json(effect)
    else:
        assert isinstance(effect, Refuse)
        message = as_document(effect.message, TEXT_CHARACTERS)
        kept = {"effect": "Refuse", "code": effect.code, "message": message}
        if effect.data:
            kept["data"] = dict(effect.data)
    if effect.why:
        kept["why"] = as_document(effect.why, TEXT_CHARACTERS)
    return kept


def _cap_json(effect: Cap) -> dict[str, Any]:
    kept: dict[str, Any] = {"effect": "Cap", "asset": effect.asset, "most": str(effect.most), "of": effect.of}
    kept |= {name: str(bound) for name in ("least", "step") if (bound := getattr(effect, name))}
    if effect.not_with:
        kept["notWith"] = effect.not_with if effect.not_with is True else list(effect.not_with)
    return kept


def _boost_json(program: Program, instance: Instance, effect: Boost, proposal: Proposal) -> dict[str, Any]:
    boosts, stacking = proposal.boosts[effect.asset], program.kinds[effect.asset].stacking
    kept: dict[str, Any] = {
        "effect": "Boost", "asset": effect.asset, "times": _number(Decimal(effect.times)), "stacking": stacking,
    }  # fmt: skip
    if len(boosts) > 1:
        if effect.group:
            kept["group"] = effect.group[:TEXT_CHARACTERS]
        kept["combined"] = _number(factor(program, effect.asset, boosts))
        if stacking == "MAX" and _highest(boosts, effect.group) != (instance.id, effect):
            kept["applied"] = False
    return kept


def _highest(boosts: list[tuple[Instance, Boost]], group: str) -> tuple[int, Boost]:
    """Return the first of a group's highest boosts: the one that applies if the kind's stacking is MAX."""
    instance, boost = max((pair for pair in boosts if pair[1].group == group), key=lambda pair: pair[1].times)
    return instance.id, boost


def _number(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
