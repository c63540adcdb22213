"""What all ways of paying with an asset share: what is there, how much one order may take, and the holds that are named."""

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.evaluation.stages import Proposal
from headless.engine.member.orders.order_changes import NO_ORDER
from headless.engine.member.records import Hold, HoldStatus
from headless.engine.program.glossary import Glossary
from headless.engine.rewards.redemptions import Bound, Limit, Redemption, redemption_of
from headless.engine.texts.languages import LANGUAGES
from headless.engine.texts.names import called
from headless.engine.texts.reasons import reason_text
from headless.engine.texts.told import Told, as_document
from headless.engine.turn import Turn
from headless.engine.values.amounts import from_units, text_of
from headless.engine.values.problems import Problem, invalid, refused
from headless.errors import Invalid
from headless.ids import decode
from headless.messages import Message

NOT_WITH_COUPONS = "NOT_WITH_COUPONS"
NO_SPENDING = Message("the member is frozen; nothing can be spent until that is lifted")


def insufficient(kind: AssetKind, available: int, required: int) -> Problem:
    """Return the typed refusal of a spending that is not covered. Amounts are in units."""
    have, need = text_of(available, kind.decimals), text_of(required, kind.decimals)
    message = Message(
        "{need} {kind} are needed, {have} can be spent", need=Decimal(need), kind=called(kind), have=Decimal(have)
    )
    return refused(
        "INSUFFICIENT_BALANCE", message, "InsufficientBalance", available=have, required=need, asset=kind.code
    )


def unknown_kind(turn: Turn, code: str, *path: str) -> Problem:
    """Return the refusal of an asset kind that the merchant does not have."""
    known = sorted(turn.program.kinds)
    return invalid(
        "UNKNOWN_ASSET_KIND",
        Message("the asset kind {code!r} does not exist; there are: {known}", code=code, known=known),
        *path,
    )


def over_cap(
    turn: Turn, proposal: Proposal, order: str | None, kind: AssetKind, adding: int, coupons: Collection[str] = ()
) -> Problem | None:
    """Return the refusal if an order could not use `adding` units more of a kind by what the rules allow.

    coupons: the kinds of the coupons that it uses. If a rule that may cap the kind has failed, nothing is let through.
    """
    if order is None or kind.money:
        return None
    failed = proposal.uncapped.get(kind.code)
    if failed is not None:
        return refused("RULE_FAILED", _unknown(failed.rule, order), "Refused", rule=failed.rule, data=None)
    redemption = redemption_of(proposal, kind, coupons)
    if redemption is None:
        return None
    used = turn.state.facts.used_under(order, kind.id)
    bound = redemption.against(used + adding)
    return None if bound is None else _beyond(turn, redemption, bound, order, kind, (used, adding))


_CODES: Mapping[Bound, str] = MappingProxyType({
    "RULE": "CAP_EXCEEDED", "COUPONS": NOT_WITH_COUPONS, "LEAST": "BELOW_LEAST", "STEP": "NOT_IN_STEPS",
})  # fmt: skip


def _beyond(
    turn: Turn, redemption: Redemption, bound: Bound, order: str, kind: AssetKind, units: tuple[int, int]
) -> Problem:
    """Return the typed refusal of a use that a limit does not allow, with the most that it allows. units: used, and more."""
    limit, decimals = redemption.limit(bound), kind.decimals
    most = text_of(redemption.best, decimals)
    told = {
        "text": Decimal(most), "kind": called(kind), "order": order, "total": from_units(sum(units), decimals),
        "bound": from_units(limit.units, decimals), "left": from_units(max(0, redemption.best - units[0]), decimals),
    }  # fmt: skip
    if bound == "COUPONS":
        kinds = [called(turn.program.coupon_kinds[code]) for code in limit.coupons]
        message = Message(
            "{kind} cannot be used together with {coupons}; leave one of them out", kind=called(kind), coupons=kinds
        )
    elif bound == "LEAST":
        message = Message(
            "of {kind}, {bound} or more are used for an order, not {total}; use more of it, or none", **told
        )
    elif bound == "STEP":
        message = _in_steps(told)
    else:
        message = _at_most(told if not limit.cap.why else {**told, "said_why": _reason(turn, limit)})
    data = {"most": most, "asset": kind.code, "rule": limit.instance.rule, "coupons": list(limit.coupons)}
    return refused(_CODES[bound], message, "CapExceeded", **{key: part for key, part in data.items() if part})


def _unknown(rule: str, order: str) -> Message:
    if order == NO_ORDER:
        return Message(
            "the rule {rule} failed, so what may be used for this order is not known; try again later", rule=rule
        )
    return Message(
        "the rule {rule} failed, so what may be used for order {order} is not known; try again later",
        rule=rule,
        order=order,
    )


def _in_steps(told: Mapping[str, Any]) -> Message:
    if told["order"] == NO_ORDER:
        return Message(
            "{kind} is used in multiples of {bound}, not {total}; at most {text} may be used for this order", **told
        )
    return Message(
        "{kind} is used in multiples of {bound}, not {total}; at most {text} may be used for order {order}", **told
    )


def _at_most(told: Mapping[str, Any]) -> Message:
    if told["order"] == NO_ORDER and "said_why" in told:
        return Message("at most {text} {kind} may be used for this order ({said_why}); {left} are left of that", **told)
    if told["order"] == NO_ORDER:
        return Message("at most {text} {kind} may be used for this order; {left} are left of that", **told)
    if "said_why" in told:
        return Message(
            "at most {text} {kind} may be used for order {order} ({said_why}); {left} are left of that", **told
        )
    return Message("at most {text} {kind} may be used for order {order}; {left} are left of that", **told)


def _reason(turn: Turn, limit: Limit) -> Told:
    """Return why a rule limits what may be used, in every language."""
    why = as_document(limit.cap.why)
    return Told({lang: reason_text(why, Glossary.of(turn.program, lang)) for lang in LANGUAGES})


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


def tenders_worth(kinds: Mapping[str, AssetKind], tenders: Iterable[Any]) -> Decimal:
    """Return what amounts of assets are worth in money together, those of unknown kinds left out."""
    values = [money_value(kinds[said.asset], said.amount) for said in tenders if said.asset in kinds]
    return sum(values, Decimal(0))


def find_hold(turn: Turn, kind: AssetKind | None, text: str, units: int | None, *path: str) -> Hold | Problem:
    """Return the open hold that a text names, of that kind and with that much left, or why there is none."""
    try:
        id_ = decode("hold", text)
    except Invalid as fault:
        return invalid("UNKNOWN_HOLD", fault.message, *path)
    for account in list(turn.state.accounts.values()):
        hold = turn.state.holds(account.kind_id).get(id_)
        if hold is not None:
            return _unfit(turn, hold, kind, text, units, *path) or hold
    return refused(
        "HOLD_NOT_OPEN", Message("there is no open hold {text}; it was settled, timed out or never existed", text=text)
    )


def _unfit(turn: Turn, hold: Hold, kind: AssetKind | None, text: str, units: int | None, *path: str) -> Problem | None:
    if kind is not None and hold.kind_id != kind.id:
        return invalid("WRONG_HOLD", Message("hold {text} is not of {kind}", text=text, kind=called(kind)), *path)
    if units is not None and units > hold.open_amount:
        return insufficient(turn.program.kind_by_id[hold.kind_id], hold.open_amount, units)
    return None


def release(turn: Turn, hold: Hold, units: int, status: HoldStatus = HoldStatus.SETTLED) -> None:
    """Release a part of a hold. Lots that had ended meanwhile expire at once, after this event.

    Their key names the hold's end. If a hold is given back piece by piece, each piece's key names its event.
    """
    ended = turn.ledger.release(hold, units, turn.cause("hold released"), status)
    piece = f"{hold.id}:{hold.expires_at}" if status is HoldStatus.EXPIRED else f"{hold.id}:{turn.event.id}"
    turn.freed = [*turn.freed, *((lot, piece) for lot in ended)]
