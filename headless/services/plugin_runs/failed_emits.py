"""Events that rules emitted and that were not even accepted: kept as failed, so that their causes can tell of them."""

from collections.abc import Mapping
from typing import Any

from headless.engine.member.journal import EventProblem
from headless.engine.member.provenance import cause_of
from headless.engine.member.records import EventRecord, EventStatus
from headless.engine.program.program import Program
from headless.engine.values.problems import Problem
from headless.errors import Invalid
from headless.ids import Prefix, encode
from headless.logs import get_logger
from headless.models.base.session import Session, Write
from headless.models.tables.events.event_keys import free_subjects
from headless.models.tables.events.event_problems import PROBLEMS, is_kept
from headless.models.tables.events.events import EVENTS
from headless.models.tables.events.outbox import failure_message, insert_messages
from headless.models.tables.members.lives.erasing import erased_members
from headless.plugins.contract.payloads import json_name, member_lookups, model_of
from headless.services.intake.acceptance import EventInput
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.member_finder import find_member, find_members
from headless.services.settling import webhooks

log = get_logger(__name__)


async def is_kept_as_failed(session: Session, merchant_id: int, given: EventInput) -> bool:
    """Return True if an emitted event is kept as failed."""
    cause_id = cause_of(given.source or "", given.external_id or "")
    return cause_id is not None and await is_kept(session, merchant_id, cause_id, given.external_id or "")


async def keep_failed(kernel: Kernel, session: Session, program: Program, given: EventInput, problem: Problem) -> None:
    """Keep an emitted event that was not settled, unless it is for no member at all."""
    cause_id = cause_of(given.source or "", given.external_id or "")
    member_id = None
    if given.member is not None:
        member_id = await find_member(session, program.merchant_id, given.member, program.country)
    if cause_id is None or member_id is None:
        log.warning("an emitted event is for no member", key=given.external_id, type=given.type, error=problem.message)
        return
    merchant = await kernel.programs.merchant(session, program.merchant_id)
    erased = await erased_members(session, program.merchant_id, [member_id])
    shown = {} if erased else await _shown(session, program, given)
    event = _record(kernel.ids.new(), program, given, member_id, kernel.now(merchant), shown)
    await session.write_all([
        EVENTS.insert(program.merchant_id, [(event, 1)]),
        PROBLEMS.insert(program.merchant_id, [EventProblem.of(event, problem, cause_id)]),
        await _told(kernel, session, program, event),
    ])  # fmt: skip
    await free_subjects(session, program.merchant_id, [(cause_id, encode(Prefix.MEMBER, member_id))])


async def _told(kernel: Kernel, session: Session, program: Program, event: EventRecord) -> Write:
    if webhooks.takes_failures(program):
        return await webhooks.deliveries(session, program, [event], kernel.clock.now_us(), kernel.ids.new)
    return insert_messages(program.merchant_id, [failure_message(kernel.ids.new(), event)], event.recorded_at)


def _record(
    id_: int, program: Program, given: EventInput, member_id: int, now: int, shown: Mapping[str, Any]
) -> EventRecord:
    occurred_at = now if given.occurred_at is None else given.occurred_at
    return EventRecord(
        id_, given.type, given.source or "", given.external_id or "", member_id, occurred_at, now,
        program.zone.day_of(occurred_at), None, shown, status=EventStatus.FAILED,
    )  # fmt: skip


async def _shown(session: Session, program: Program, given: EventInput) -> Mapping[str, Any]:
    """Return the payload without fields that are personal: they are kept with events that are accepted alone.

    Other members stand in it by their ids. One that is not known is left out.
    """
    type_ = program.event_types.get(given.type)
    if type_ is None or not isinstance(given.data, Mapping):
        return {}
    model = model_of(type_)
    hidden = {
        name for field in (*model.personal_fields, *model.member_fields) for name in (field, json_name(model, field))
    }
    shown = {name: value for name, value in given.data.items() if name not in hidden}
    try:
        named = {name: Lookup.of(lookup) for name, lookup in member_lookups(model, given.data, given.type).items()}
    except Invalid:
        return shown
    known = await find_members(session, program.merchant_id, named.values(), program.country)
    return {
        **shown,
        **{name: encode(Prefix.MEMBER, known[lookup]) for name, lookup in named.items() if lookup in known},
    }
