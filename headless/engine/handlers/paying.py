"""Checks that all ways of paying with an asset share: what is there, and how much one order may take."""

from decimal import Decimal

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.evaluation.stages import Proposal
from headless.engine.turn import Turn
from headless.engine.values.amounts import floor_units, text_of
from headless.engine.values.problems import Problem, invalid, refused

NO_SPENDING = "the member is frozen; nothing can be spent until that is lifted"


def insufficient(kind: AssetKind, available: int, required: int) -> Problem:
    """Return the typed refusal of a spending that is not covered. Amounts are in units."""
    have, need = text_of(available, kind.decimals), text_of(required, kind.decimals)
    message = f"{need} {kind.code} are needed, {have} can be spent"
    return refused(
        "INSUFFICIENT_BALANCE", message, "InsufficientBalance", available=have, required=need, asset=kind.code
    )


def unknown_kind(turn: Turn, code: str, *path: str) -> Problem:
    """Return the refusal of an asset kind that the merchant does not have."""
    known = ", ".join(sorted(turn.program.kinds)) or "none"
    return invalid("UNKNOWN_ASSET_KIND", f"the asset kind {code!r} does not exist; there are: {known}", *path)


def over_cap(turn: Turn, proposal: Proposal, order: str | None, kind: AssetKind, adding: int) -> Problem | None:
    """Return the refusal if `adding` units more of a kind under an order would pass what a rule allows.

    If a rule that may cap the kind has failed, nothing is let through.
    """
    if order is None or kind.money:
        return None
    failed = proposal.uncapped.get(kind.code)
    if failed is not None:
        message = f"the rule {failed.rule} failed, so what may be used for order {order} is not known; try again later"
        return refused("RULE_FAILED", message, "Refused", rule=failed.rule, data=None)
    cap = proposal.pay_caps.get(kind.code)
    if cap is None:
        return None
    most = floor_units(cap[1], kind.decimals)
    used = turn.state.facts.used_under(order, kind.id)
    if used + adding <= most:
        return None
    text = text_of(most, kind.decimals)
    left = text_of(max(0, most - used), kind.decimals)
    message = f"at most {text} {kind.code} may be used for order {order}; {left} are left of that"
    return refused("CAP_EXCEEDED", message, "CapExceeded", most=text, asset=kind.code, rule=cap[0].rule)


def use_under(turn: Turn, order: str | None, kind: AssetKind, units: int) -> None:
    """Remember that an order has used `units` more of a kind in this batch.

    What was not loaded stays so: who asks for it loads it and decides again, and then it is here from the start.
    """
    uses = turn.state.facts.order_uses
    if order is not None and (turn.state.facts.complete or (order, kind.id) in uses):
        uses[order, kind.id] = uses.get((order, kind.id), 0) + units


def money_value(kind: AssetKind, amount: Decimal) -> Decimal:
    """Return what an amount of a kind is worth in money."""
    return amount * (kind.money_worth or Decimal(0))
