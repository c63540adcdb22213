"""Benefits: what members are entitled to, its use, and what is said of a use later."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from headless.engine.program.offer_documents import benefit as read_benefit
from headless.engine.values.problems import Problem, invalid
from headless.errors import Invalid
from headless.ids import Prefix, decode, encode
from headless.messages import Message
from headless.models.tables.rewards.benefits import Benefit, UseOwner, owner_of_use, use_of_event
from headless.services.configuration.naming import code_and_name
from headless.services.configuration.offers.stocks import set_shared_stock
from headless.services.configuration.saving import Desk, Draft, Work, save
from headless.services.intake.mutations import perform
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.outcomes import Saved
from headless.services.kernel.principals import Principal
from headless.services.members.benefit_documents import stored_document


@dataclass(frozen=True, slots=True)
class Used:
    """What a use did, or why it did nothing."""

    member_id: int | None = None
    problem: Problem | None = None
    use_id: int | None = None
    benefit_id: int | None = None


def benefit_work(document: Mapping[str, Any], expected_version: int | None = None) -> Work:
    """Return the work that writes the next version of a benefit. The work raises Stop or Invalid."""

    async def work(desk: Desk) -> Saved:
        code, _ = code_and_name(document)
        draft = await desk.draft(Benefit, code, expected_version)
        stored = await benefit_document(desk, draft, document)
        program = await desk.kernel.programs.of(desk.session, desk.merchant)
        benefit = read_benefit(draft.id, draft.version, stored, program.metrics, decimals=desk.merchant.decimals)
        before = program.benefits.get(code)
        kept = {benefit.share_name(part.share): part.count for part in benefit.set_aside}
        given_up = [before.share_name(part.share) for part in before.set_aside] if before is not None else []
        await set_shared_stock(desk, benefit.stock_name, benefit.stock, kept, given_up)
        return await desk.write(draft, stored)

    return work


async def benefit_document(desk: Desk, draft: Draft, document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the benefit as it is stored. Raise Stop or Invalid if something in it cannot be used."""
    program = await desk.kernel.programs.of(desk.session, desk.merchant)
    return stored_document(program, document, *code_and_name(document))


async def save_benefit(
    kernel: Kernel, principal: Principal, document: Mapping[str, Any], expected_version: int | None = None
) -> Saved:
    """Save a benefit under its code."""
    return await save(kernel, principal, benefit_work(document, expected_version))


async def use_benefit(kernel: Kernel, principal: Principal, lookup: Lookup, benefit: str, key: str) -> Used:
    """Use a benefit once, and pay its price. A repeated key is answered as the first time."""
    data = {"benefit": benefit}
    if principal.partner_id is not None:
        async with kernel.db.read() as session:
            sight = (await kernel.programs.get(session, principal.merchant_id)).sight_of(principal.partner_id)
        data |= {} if sight is None else {"funding": sight.source}
    done = await perform(kernel, principal, "benefit.used", data, key, lookup=lookup)
    async with kernel.db.read() as session:
        program = await kernel.programs.get(session, principal.merchant_id)
        use_id = await use_of_event(session, principal.merchant_id, done.event_id) if done.event_id else None
    used = program.benefits.get(benefit)
    return Used(done.member_id, done.problem, use_id, used.id if used else None)


async def reverse_use(kernel: Kernel, principal: Principal, use: str, reason: str, key: str) -> Used:
    """Take a use back, with everything that it cost and gave. A repeated key is answered as the first time."""
    return await _say(kernel, principal, "benefit.reversed", use, {"reason": reason}, key)


async def fulfil_use(kernel: Kernel, principal: Principal, use: str, reference: str | None, key: str) -> Used:
    """Note that another system has delivered what a use was to bring. reference: what that system calls it."""
    return await _say(kernel, principal, "benefit.fulfilled", use, {"reference": reference}, key)


async def fail_use(
    kernel: Kernel, principal: Principal, use: str, reason: str, reference: str | None, key: str
) -> Used:
    """Note that what a use was to bring cannot be delivered: its price and all else goes back."""
    return await _say(kernel, principal, "benefit.failed", use, {"reason": reason, "reference": reference}, key)


async def _say(kernel: Kernel, principal: Principal, type_: str, use: str, said: Mapping[str, Any], key: str) -> Used:
    owner = await _owner(kernel, principal, use)
    if owner is None:
        return Used(problem=invalid("UNKNOWN_USE", Message("there is no use {use}", use=use[:60]), "use"))
    data = {"use": use, "event": encode(Prefix.EVENT, owner.event_id), **said}
    done = await perform(kernel, principal, type_, data, key, member_id=owner.member_id)
    return Used(done.member_id, done.problem, decode(Prefix.BENEFIT_USE, use), owner.benefit_id)


async def _owner(kernel: Kernel, principal: Principal, use: str) -> UseOwner | None:
    try:
        use_id = decode(Prefix.BENEFIT_USE, use)
    except Invalid:
        return None
    async with kernel.db.read() as session:
        return await owner_of_use(session, principal.merchant_id, use_id)
