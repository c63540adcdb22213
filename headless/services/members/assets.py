"""Granting, spending, holding and reversing by hand."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from headless.engine.handlers.admission import CLOSED_MEMBER
from headless.engine.program.sights import Sight
from headless.engine.values.problems import Problem, invalid
from headless.errors import Invalid
from headless.ids import Prefix, decode
from headless.messages import Message
from headless.models.base.session import Session
from headless.models.tables.events.event_queries import recorded_events
from headless.models.tables.ledger.entries import Entry
from headless.models.tables.ledger.holds import Hold
from headless.models.tables.ledger.owners import Owner, owner_of
from headless.services.intake.mutations import perform
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.outcomes import Performed, Transferred
from headless.services.kernel.principals import Principal


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else format(amount, "f")


async def grant(
    kernel: Kernel,
    principal: Principal,
    lookup: Lookup,
    *,
    kind: str,
    amount: Decimal,
    reason: str,
    key: str,
    expires_at: int | None = None,
) -> Performed:
    """Give an amount, as a lot paid for by the house, or by the partner whose token asks."""
    data = {"kind": kind, "amount": _text(amount), "reason": reason, "expiresAt": expires_at}
    if principal.partner_id is not None:
        data["funding"] = await _account(kernel, principal)
    return await perform(kernel, principal, "asset.granted", data, key, lookup=lookup)


async def _account(kernel: Kernel, principal: Principal) -> str | None:
    async with kernel.db.read() as session:
        sight = await _sight(kernel, session, principal)
    return None if sight is None else sight.source


async def _sight(kernel: Kernel, session: Session, principal: Principal) -> Sight | None:
    """Return what a partner may touch, None for all others, for whom nothing is read."""
    if principal.partner_id is None:
        return None
    return (await kernel.programs.get(session, principal.merchant_id)).sight_of(principal.partner_id)


async def spend(
    kernel: Kernel,
    principal: Principal,
    lookup: Lookup,
    *,
    kind: str,
    amount: Decimal,
    reason: str,
    key: str,
    payable: Decimal | None = None,
    order: str | None = None,
) -> Performed:
    """Spend an amount, all or nothing. Under an order, whose amount is `payable`, the spend cap limits it."""
    data = {"kind": kind, "amount": _text(amount), "reason": reason, "payable": _text(payable), "order": order}
    return await perform(kernel, principal, "asset.spent", data, key, lookup=lookup)


async def hold(
    kernel: Kernel,
    principal: Principal,
    lookup: Lookup,
    *,
    kind: str,
    amount: Decimal,
    reason: str,
    key: str,
    payable: Decimal | None = None,
    order: str | None = None,
    until: int | None = None,
) -> Performed:
    """Reserve an amount until it is captured or released, or until the hold ends."""
    data = {
        "kind": kind, "amount": _text(amount), "reason": reason, "payable": _text(payable), "order": order, "until": until,
    }  # fmt: skip
    return await perform(kernel, principal, "asset.held", data, key, lookup=lookup)


async def transfer(
    kernel: Kernel,
    principal: Principal,
    lookup: Lookup,
    to: Mapping[str, Any],
    *,
    kind: str,
    amount: Decimal,
    reason: str,
    key: str,
) -> Transferred:
    """Transfer an amount to another member, all or nothing. Lots keep their origin, funding and expiry.

    to: how the other member is named, as `Lookup.of` reads it.
    """
    data = {"kind": kind, "amount": _text(amount), "to": dict(to), "reason": reason}
    done = await perform(kernel, principal, "asset.transferred", data, key, lookup=lookup)
    if done.problem is not None or done.event_id is None:
        return Transferred(done, problem=_of_giver(done.problem))
    async with kernel.db.read() as session:
        ((event, _),) = await recorded_events(session, principal.merchant_id, [done.event_id])
    return Transferred(done, decode(Prefix.MEMBER, event.json["to"]))


def _of_giver(problem: Problem | None) -> Problem | None:
    """Return a problem in the words of the input, which calls the member `from`."""
    if problem is None or not (problem.path == ("member",) or (problem.code in CLOSED_MEMBER and not problem.path)):
        return problem
    return replace(problem, path=("from",))


async def capture(kernel: Kernel, principal: Principal, hold_text: str, amount: Decimal | None, key: str) -> Performed:
    """Spend a hold, in part or whole, and release what is not captured."""
    return await _settle(kernel, principal, hold_text, "capture", amount, key)


async def release(kernel: Kernel, principal: Principal, hold_text: str, amount: Decimal | None, key: str) -> Performed:
    """Give a hold back, whole or in part. The rest stays held."""
    return await _settle(kernel, principal, hold_text, "release", amount, key)


async def _settle(
    kernel: Kernel, principal: Principal, hold_text: str, action: str, amount: Decimal | None, key: str
) -> Performed:
    owner = await _owner(kernel, principal, Hold, Prefix.HOLD, hold_text)
    if owner is None:
        return Performed(
            problem=invalid("UNKNOWN_HOLD", Message("there is no hold {hold}", hold=hold_text[:60]), "hold")
        )
    data = {"hold": hold_text, "action": action, "amount": _text(amount)}
    done = await perform(kernel, principal, "hold.settled", data, key, member_id=owner.member_id)
    done.hold_id, done.kind_id = decode(Prefix.HOLD, hold_text), owner.kind_id
    return done


async def reverse(
    kernel: Kernel, principal: Principal, entry_text: str, amount: Decimal | None, reason: str, key: str
) -> Performed:
    """Reverse an entry, in part or whole. What was given is taken back, and what was spent goes back to its lots."""
    owner = await _owner(kernel, principal, Entry, Prefix.ENTRY, entry_text)
    if owner is None:
        return Performed(
            problem=invalid("UNKNOWN_ENTRY", Message("there is no entry {entry}", entry=entry_text[:60]), "entry")
        )
    data = {"entry": entry_text, "amount": _text(amount), "reason": reason}
    done = await perform(kernel, principal, "entry.reversed", data, key, member_id=owner.member_id)
    done.kind_id = owner.kind_id
    return done


async def _owner(
    kernel: Kernel, principal: Principal, model: type[Hold] | type[Entry], prefix: Prefix, text: str
) -> Owner | None:
    try:
        id_ = decode(prefix, text)
    except Invalid:
        return None
    async with kernel.db.read() as session:
        sight = await _sight(kernel, session, principal)
        source = None if sight is None else sight.source
        owner = await owner_of(session, model, principal.merchant_id, id_, source)
    # a partner settles and reverses its own, of the kinds that it may touch
    return None if sight is not None and (owner is None or owner.kind_id not in sight.kind_ids) else owner
