"""Actions of plugins: run within a time budget, once under their key. A repeated key is answered as the first time."""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from headless.engine.member.status import MemberStatus
from headless.engine.program.active_declarations import Active
from headless.engine.values.limits import INTEGRATION_SECONDS, METADATA_BYTES
from headless.engine.values.problems import Problem, invalid, refused
from headless.engine.values.text_safety import is_speakable
from headless.errors import Invalid
from headless.ids import Prefix, encode
from headless.messages import Message
from headless.models.base.mapping import compact
from headless.models.tables.configuration.merchants import MerchantRow
from headless.models.tables.events.outbox import erase_again
from headless.models.tables.members.lives.merging import alias_ids
from headless.models.tables.members.members import load_members
from headless.models.tables.work.actions import RunKey, begin_run, end_run, known_run, lease_run
from headless.plugins.contract.contents import contents_of
from headless.plugins.contract.field_types import shape_of
from headless.plugins.contract.integrations import Rejected
from headless.plugins.contract.payloads import attribute_name, member_lookups, parse_input
from headless.plugins.contract.served.outputs import document_of
from headless.services.intake.senders import naming_problem
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.keys import read_key
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.member_finder import find_member, find_members
from headless.services.kernel.principals import Principal
from headless.services.kernel.time_budgets import within
from headless.services.plugin_runs.integrations import Doing, told
from headless.services.plugin_runs.plugin_health import note_strike
from headless.services.work.queues import ACTIONS


@dataclass(frozen=True, slots=True)
class Acted:
    """What an action answered, or why it did not."""

    result: Any = None
    member_id: int | None = None
    problem: Problem | None = None


async def run_action(
    kernel: Kernel, principal: Principal, plugin: str, action: str, lookup: Lookup | None, given: Any, key: str
) -> Acted:
    """Run a plugin's action. A failed one leaves its key free, so that the caller can try again."""
    if principal.event_types is not None:
        message = Message("an action may record events of any type, and this token only some; use another token")
        return Acted(problem=refused("FORBIDDEN_EVENT_TYPE", message))
    async with kernel.db.read() as session:
        merchant = await kernel.programs.merchant(session, principal.merchant_id)
        program = await kernel.programs.of(session, merchant)
        member_id = principal.member_id
        if lookup is not None and member_id is None:
            member_id = await find_member(session, merchant.id, lookup, merchant.country)
            if member_id is None:
                return Acted(
                    problem=invalid(
                        "UNKNOWN_MEMBER", Message("there is no member with {lookup}", lookup=lookup.told), "member"
                    )
                )
    active = program.actions.get((plugin, action))
    if active is None:
        known = tuple(sorted(f"{owner}/{name}" for owner, name in program.actions))
        message = Message(
            "no enabled plugin has the action {plugin}/{action}; there are: {known}",
            plugin=plugin,
            action=action,
            known=known,
        )
        return Acted(problem=invalid("UNKNOWN_ACTION", message, "action"))
    principal.require(active.declared.scope)
    checked_key = read_key(key)
    if isinstance(checked_key, Problem):
        return Acted(problem=checked_key)
    try:
        named = await _named(kernel, principal, merchant, active, given)
        if isinstance(named, Problem):
            return Acted(problem=named)
        parsed = parse_input(active.declared.input, named, action, program.money)
    except Invalid as fault:
        path = tuple(str(part) for part in fault.data.get("path", ()))
        return Acted(problem=Problem("INVALID", fault.code, fault.message, path=("input", *path)))
    run_key = RunKey(merchant.id, plugin, action, checked_key)
    # Earlier versions kept the hash of what was sent, as it was sent.
    contents = contents_of(parsed), given
    hashes = tuple(_hash([id_, said]) for id_ in await _names(kernel, merchant.id, member_id) for said in contents)
    before = await _begin(kernel, run_key, hashes, member_id)
    if before is not None:
        return before
    return await _run(kernel, merchant, active, parsed, member_id, run_key)


async def _named(kernel: Kernel, principal: Principal, merchant: MerchantRow, active: Active, given: Any) -> Any:
    """Return the input with the ids of the members that it names, or a problem if one may not be named or is not there."""
    model = active.declared.input
    if not model.member_fields:
        return given
    lookups = {name: Lookup.of(said) for name, said in member_lookups(model, given, active.id).items()}
    problem = naming_problem(principal, lookups)
    if problem is not None:
        return replace(problem, path=("input", *problem.path[1:]))
    async with kernel.db.read() as session:
        ids = await find_members(session, merchant.id, lookups.values(), merchant.country)
    members = model.member_fields
    known = {name: value for name, value in given.items() if attribute_name(model, name) not in members}
    for name, lookup in lookups.items():
        if lookup not in ids:
            message = Message("there is no member with {lookup}", lookup=lookup.told)
            return invalid("UNKNOWN_MEMBER", message, "input", name)
        known[name] = encode(Prefix.MEMBER, ids[lookup])
    return known


async def _names(kernel: Kernel, merchant_id: int, member_id: int | None) -> list[int | None]:
    """Return the member, and those who were merged into it: what they asked for stands under their ids."""
    if member_id is None:
        return [None]
    async with kernel.db.read() as session:
        return [member_id, *await alias_ids(session, merchant_id, member_id)]


async def _begin(kernel: Kernel, key: RunKey, hashes: tuple[str, ...], member_id: int | None) -> Acted | None:
    """Claim the key, or answer what is known under it. hashes: the one to keep, and those that count as the same."""
    now = kernel.clock.now_us()
    async with kernel.db.transaction() as session:
        # Locked, so that a member who is being erased is erased before or after.
        locked = await load_members(session, key.merchant_id, [member_id] if member_id is not None else [], lock=True)
        if any(member.status == MemberStatus.ERASED for member in locked):
            message = Message("the member is erased; nothing can be done for it")
            return Acted(None, member_id, invalid("MEMBER_ERASED", message, "member"))
        if await begin_run(session, key, hashes[0], member_id, ACTIONS.ends_at(now), now):
            return None
        known = await known_run(session, key)
        if known.content_hash not in hashes:
            message = Message("this idempotencyKey was used for another member or input: take a new one")
            return Acted(problem=Problem("CONFLICT", "KEY_CONFLICT", message, "KeyConflict", path=("idempotencyKey",)))
        if known.result is not None:
            return Acted(json.loads(known.result), member_id)
        if known.leased_until is not None and known.leased_until > now:
            return Acted(
                problem=refused("ACTION_RUNNING", Message("the first request with this key is still being worked on"))
            )
        await lease_run(session, key, ACTIONS.ends_at(now))
        return None


async def _run(
    kernel: Kernel, merchant: MerchantRow, active: Active, parsed: Any, member_id: int | None, key: RunKey
) -> Acted:
    do = Doing(kernel, merchant, active.plugin, active.settings, member_id)
    member = None if member_id is None else encode(Prefix.MEMBER, member_id)
    what = Message("the action {action} of the plugin {plugin}", action=active.id, plugin=active.plugin)
    try:
        answer = await within(INTEGRATION_SECONDS, active.declared.run(parsed, member, do), what)
        text = _checked(answer, active.declared.output)
    except Rejected as refusal:
        await _end(kernel, merchant, key, member, None)
        return Acted(None, member_id, refused(refusal.code, Message.plain(refusal.message)))
    except Exception as fault:
        await note_strike(kernel, merchant, active.plugin, f"action:{active.id}", told(fault))
        await _end(kernel, merchant, key, member, None)
        return Acted(
            None, member_id, refused("ACTION_FAILED", Message("{what} failed; try again with the same key", what=what))
        )
    await _end(kernel, merchant, key, member, text)
    return Acted(json.loads(text), member_id)


async def _end(kernel: Kernel, merchant: MerchantRow, key: RunKey, member: str | None, result: str | None) -> None:
    """Note the result. If the member was erased meanwhile, nothing is kept of it, and the plugin is asked once more."""
    done_at = None if result is None else kernel.clock.now_us()
    async with kernel.db.transaction() as session:
        is_late = (await known_run(session, key)).of_erased
        await end_run(session, key, "null" if is_late and result is not None else result, done_at)
        if is_late and member is not None:
            await session.write(erase_again(kernel.ids.new(), merchant.id, key.plugin, member, kernel.now(merchant)))


def _checked(answer: Any, output: Any) -> str:
    untyped = None if answer is None or output is not None else dict(answer)
    document = untyped if output is None else document_of(shape_of(output), answer)
    text = json.dumps(document, separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=_plain)
    if not is_speakable(text):
        raise ValueError("the answer holds half a character, which no text may")
    if len(text) > METADATA_BYTES:
        raise ValueError(f"the answer has {len(text)} characters, at most {METADATA_BYTES} are kept")
    return text


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"the answer holds {type(value).__name__}, which JSON does not know")


def _hash(content: Any) -> str:
    return hashlib.blake2b(compact(content).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
