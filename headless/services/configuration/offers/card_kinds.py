"""Card kinds: what is sold as gift cards, discount cards and cards of counted uses."""

from collections.abc import Mapping
from typing import Any

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.program.cards.documents import card_kind
from headless.engine.program.cards.kinds import CARD_TYPES
from headless.engine.program.program import Program
from headless.engine.values.amounts import to_units
from headless.engine.values.limits import AMOUNT_UNITS
from headless.engine.values.spelling import spelled
from headless.messages import Message
from headless.models.tables.cards.cards import CardKind
from headless.services.configuration.naming import code_and_name, names_of
from headless.services.configuration.offers.coupon_lives import coupon_life_document
from headless.services.configuration.offers.price_terms import amount_text
from headless.services.configuration.saving import Desk, given_at, save, stop
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.outcomes import Saved
from headless.services.kernel.principals import Principal

_KEPT = ("type", "asset", "tag")
"""What cards that were issued stand on, so that it stays as it was first saved."""


async def save_card_kind(
    kernel: Kernel, principal: Principal, document: Mapping[str, Any], expected_version: int | None = None
) -> Saved:
    """Save a card kind under its code. Cards that were activated before keep their end."""

    async def work(desk: Desk) -> Saved:
        program = await desk.kernel.programs.of(desk.session, desk.merchant)
        code, name = code_and_name(document)
        draft = await desk.draft(CardKind, code, expected_version)
        stored = {
            "code": code,
            "name": name,
            "names": names_of(document),
            **_terms(program, document),
            **_life(document),
        }
        for part in _KEPT:
            if draft.before is not None and draft.before.get(part) != stored.get(part):
                message = Message(
                    "{name} is {before} and cannot change once a kind is there; save another kind",
                    name=part,
                    before=draft.before.get(part) or Message("not set"),
                )
                raise stop("FIXED", message, part)
        card_kind(draft.id, draft.version, stored)
        return await desk.write(draft, stored)

    return await save(kernel, principal, work)


def _terms(program: Program, given: Mapping[str, Any]) -> dict[str, Any]:
    type_ = str(given["type"])
    if type_ not in CARD_TYPES:
        raise stop("INVALID_TYPE", Message("type is {type}; give one of {known}", type=type_, known=CARD_TYPES), "type")
    terms: dict[str, Any] = {"type": type_, "earns": bool(given.get("earns")), "topUp": bool(given.get("topUp"))}
    return terms | (_tag(program, given) if type_ == "DISCOUNT" else _value(program, type_, given))


def _tag(program: Program, given: Mapping[str, Any]) -> dict[str, Any]:
    for name in ("asset", "amount", "least", "most", "topUp"):
        if given.get(name):
            message = Message("a DISCOUNT card holds no amount, so it takes no {name}; leave it out", name=name)
            raise stop("INVALID_CARD_KIND", message, name)
    tag = None if given.get("tag") is None else spelled(str(given["tag"]))
    if tag is None or tag not in program.tags:
        message = Message(
            "a DISCOUNT card gives a tag while it is a member's; name one in tag that was saved with tagSave"
        )
        raise stop("UNKNOWN_TAG", message, "tag")
    return {"tag": tag}


def _value(program: Program, type_: str, given: Mapping[str, Any]) -> dict[str, Any]:
    if given.get("tag") is not None:
        raise stop("INVALID_CARD_KIND", Message("only a DISCOUNT card gives a tag; leave it out"), "tag")
    kind = _asset(program, type_, given)
    amounts = {name: _units(kind, given, name) for name in ("amount", "least", "most")}
    if amounts["amount"] is not None and (amounts["least"], amounts["most"]) != (None, None):
        message = Message(
            "least and most are for cards whose amount is said when they are activated; leave them or amount out"
        )
        raise stop("INVALID_CARD_KIND", message, "amount")
    least, most = amounts["least"], amounts["most"]
    if least is not None and most is not None and least > most:
        raise stop("INVALID_CARD_KIND", Message("least is more than most; change one of them"), "least")
    return {"asset": kind.code, **{name: units for name, units in amounts.items() if units is not None}}


def _asset(program: Program, type_: str, given: Mapping[str, Any]) -> AssetKind:
    code = None if given.get("asset") is None else spelled(str(given["asset"]))
    kind = None if code is None else program.kinds.get(code)
    if kind is None:
        known = sorted(program.kinds)
        raise stop(
            "UNKNOWN_ASSET_KIND",
            Message("the asset kind {code!r} does not exist; there are: {known}", code=code or "", known=known),
            "asset",
        )
    if type_ == "STORED_VALUE" and not kind.money:
        message = Message("a STORED_VALUE card holds money, and {kind} is none; name a kind that is", kind=kind.code)
        raise stop("INVALID_CARD_KIND", message, "asset")
    if type_ == "COUNTED" and (kind.money or kind.decimals):
        message = Message("a COUNTED card holds whole uses; name an asset kind that is no money and has no decimals")
        raise stop("INVALID_CARD_KIND", message, "asset")
    return kind


def _units(kind: AssetKind, given: Mapping[str, Any], name: str) -> int | None:
    text = amount_text(given.get(name), name)
    if text is None:
        return None
    with given_at(name):
        units = to_units(text, kind.decimals)
    if units > AMOUNT_UNITS:
        raise stop("INVALID_AMOUNT", Message("{name} is too large", name=name), name)
    return units


def _life(given: Mapping[str, Any]) -> dict[str, Any]:
    life = coupon_life_document(
        {"validity": given.get("validity"), "expiresOn": given.get("expiresOn"), "comesBack": False}
    )
    return {name: life[name] for name in ("validity", "expiresOn") if life.get(name) is not None}
