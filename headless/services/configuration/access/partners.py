"""Partners as configuration: third parties, what their tokens may touch, and how much they may give."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from headless.engine.program.program import Program
from headless.engine.values.amounts import text_of, to_units
from headless.engine.values.spelling import spelled
from headless.errors import Invalid
from headless.messages import Message
from headless.models.tables.configuration.partners import Partner
from headless.services.configuration.naming import code_and_name
from headless.services.configuration.saving import Desk, Work, save, stop
from headless.services.intake.senders import MUTATIONS
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.outcomes import Saved
from headless.services.kernel.principals import Principal

LIST_MOST = 100
PARTNER = "partner"
_CODES = {"assetKinds": "UNKNOWN_ASSET_KIND", "eventTypes": "UNKNOWN_EVENT_TYPE", "tags": "UNKNOWN_TAG"}


def partner_work(document: Mapping[str, Any], expected_version: int | None = None) -> Work:
    """Return the work that writes the next version of a partner. The work raises Stop."""

    async def work(desk: Desk) -> Saved:
        code, name = code_and_name(document)
        draft = await desk.draft(Partner, code, expected_version)
        program = await desk.kernel.programs.of(desk.session, desk.merchant)
        kinds = _listed(document, "assetKinds", lambda kind: _wrong_kind(program, kind))
        next_document = {
            "code": code,
            "name": name,
            "assetKinds": kinds,
            "eventTypes": _listed(document, "eventTypes", lambda type_: _wrong_type(program, type_)),
            "tags": _listed(document, "tags", lambda tag: _wrong_tag(program, tag)),
            "budgets": _budgets(program, kinds, document.get("budgets") or ()),
        }
        return await desk.write(draft, next_document)

    return work


async def save_partner(
    kernel: Kernel, principal: Principal, document: Mapping[str, Any], expected_version: int | None = None
) -> Saved:
    """Save a partner under its code, whole: what is left out of it, its tokens may not touch."""
    return await save(kernel, principal, partner_work(document, expected_version))


def _listed(document: Mapping[str, Any], name: str, check: Callable[[str], Message | None]) -> list[str]:
    codes = list(dict.fromkeys(spelled(str(code)) for code in document.get(name) or ()))
    _check_count(name, len(codes))
    for place, code in enumerate(codes):
        wrong = check(code)
        if wrong is not None:
            raise stop(_CODES[name], wrong, name, str(place))
    return codes


def _check_count(name: str, count: int) -> None:
    if count > LIST_MOST:
        message = Message("{name} has {count}; give {most} at most", name=name, count=count, most=LIST_MOST)
        raise stop("TOO_MANY", message, name)


def _wrong_kind(program: Program, code: str) -> Message | None:
    if code in program.kinds:
        return None
    return Message("there is no asset kind {code!r}; there are: {known}", code=code, known=sorted(program.kinds))


def _wrong_tag(program: Program, code: str) -> Message | None:
    if code in program.tags:
        return None
    return Message("the tag {tag!r} does not exist; save it with tagSave first", tag=code)


def _wrong_type(program: Program, name: str) -> Message | None:
    type_ = program.event_types.get(name)
    if type_ is not None and (PARTNER in type_.sent_by or name in MUTATIONS):
        return None
    known = sorted(one.name for one in program.event_types.values() if PARTNER in one.sent_by)
    return Message("there is no event type {name!r} that partners may send; there are: {known}", name=name, known=known)


def _budgets(program: Program, kinds: Sequence[str], given: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    _check_count("budgets", len(given))
    budgets = [_budget(program, kinds, budget, str(place)) for place, budget in enumerate(given)]
    known = set()
    for place, budget in enumerate(budgets):
        key = budget["kind"], budget["period"], budget["perMember"]
        if key in known:
            message = Message("there is another budget of this kind and period; give one of each")
            raise stop("TWO_BUDGETS", message, "budgets", str(place))
        known.add(key)
    return budgets


def _budget(program: Program, kinds: Sequence[str], given: Mapping[str, Any], place: str) -> dict[str, Any]:
    code = spelled(str(given["kind"]))
    if code not in kinds:
        message = Message(
            "the budget is of {code!r}, which is not among assetKinds: {known}", code=code, known=list(kinds)
        )
        raise stop("UNKNOWN_ASSET_KIND", message, "budgets", place, "kind")
    decimals = program.kinds[code].decimals
    try:
        units = to_units(str(given["amount"]), decimals)
    except Invalid as fault:
        raise stop(fault.code, fault.message, "budgets", place, "amount") from None
    if units < 0:
        message = Message("the budget is {amount}; give 0 or more", amount=given["amount"])
        raise stop("INVALID_AMOUNT", message, "budgets", place, "amount")
    is_each = bool(given.get("perMember"))
    return {"kind": code, "amount": text_of(units, decimals), "period": given["period"], "perMember": is_each}
