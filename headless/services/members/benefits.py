"""Benefits: what members are entitled to, and its use."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from headless.engine.conditions.parsing import parse_condition, to_json
from headless.engine.values.calendar import parse_window
from headless.engine.values.problems import Problem
from headless.engine.values.spelling import spelled
from headless.messages import Message
from headless.models.tables.rewards.benefits import Benefit, use_of_event
from headless.services.configuration.naming import code_and_name, names_of
from headless.services.configuration.offers.coupon_kinds import attributes_of
from headless.services.configuration.offers.price_terms import member_price_document
from headless.services.configuration.offers.stocks import set_stock, whole
from headless.services.configuration.saving import Desk, given_at, save, stop
from headless.services.intake.mutations import perform
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.outcomes import Saved
from headless.services.kernel.principals import Principal

UNSUPPORTED = ("opensAt", "closesAt", "earlyAccess", "price")
PERIODS = ("month", "quarter", "year", "1d")


@dataclass(frozen=True, slots=True)
class Used:
    """What a use did, or why it did nothing."""

    member_id: int | None = None
    problem: Problem | None = None
    use_id: int | None = None
    benefit_id: int | None = None


async def save_benefit(
    kernel: Kernel, principal: Principal, document: Mapping[str, Any], expected_version: int | None = None
) -> Saved:
    """Save a benefit under its code."""

    async def work(desk: Desk) -> Saved:
        code, name = code_and_name(document)
        for unsupported in UNSUPPORTED:
            if document.get(unsupported):
                message = Message(
                    "{unsupported} is not supported by this version; leave it out", unsupported=unsupported
                )
                raise stop("UNSUPPORTED", message, unsupported)
        draft = await desk.draft(Benefit, code, expected_version)
        stored = await _stored(desk, document, code, name)
        await set_stock(desk, f"benefit:{code}", stored["stock"])
        return await desk.write(draft, stored)

    return await save(kernel, principal, work)


async def _stored(desk: Desk, document: Mapping[str, Any], code: str, name: str) -> dict[str, Any]:
    program = await desk.kernel.programs.of(desk.session, desk.merchant)
    condition = document.get("condition")
    if condition is not None:
        with given_at("condition"):
            condition = to_json(parse_condition(condition, program.metrics, program))
    gives = None if document.get("gives") is None else spelled(str(document["gives"]))
    if gives is not None and gives not in program.coupon_kinds:
        known = tuple(sorted(program.coupon_kinds))
        raise stop(
            "UNKNOWN_COUPON_KIND",
            Message("the coupon kind {gives!r} does not exist; there are: {known}", gives=gives, known=known),
            "gives",
        )
    return {
        "code": code,
        "name": name,
        "names": names_of(document),
        "value": str(document["value"]),
        "condition": condition,
        "quota": whole(document.get("quota"), "quota", 1),
        "quotaPeriod": _period(document),
        "stock": whole(document.get("stock"), "stock"),
        "gives": gives,
        "attributes": attributes_of(document),
        "memberPrice": member_price_document(document),
    }


def _period(document: Mapping[str, Any]) -> str | None:
    period = document.get("quotaPeriod")
    if period is None:
        return None
    if document.get("quota") is None:
        raise stop(
            "QUOTA_MISSING", Message("quotaPeriod says how often a quota is filled again; give quota, too"), "quota"
        )
    if period not in PERIODS:
        message = Message(
            "quotaPeriod is {period!r}; give month, quarter or year of the calendar, or 1d for each day", period=period
        )
        raise stop("INVALID_PERIOD", message, "quotaPeriod")
    return str(parse_window(period))


async def use_benefit(kernel: Kernel, principal: Principal, lookup: Lookup, benefit: str, key: str) -> Used:
    """Use a benefit once. A repeated key is answered as the first time."""
    done = await perform(kernel, principal, "benefit.used", {"benefit": benefit}, key, lookup=lookup)
    async with kernel.db.read() as session:
        program = await kernel.programs.get(session, principal.merchant_id)
        use_id = await use_of_event(session, principal.merchant_id, done.event_id) if done.event_id else None
    used = program.benefits.get(benefit)
    return Used(done.member_id, done.problem, use_id, used.id if used else None)
