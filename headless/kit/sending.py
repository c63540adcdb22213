"""What a test lets happen in a shop: members join, events are sent, jobs run, members are erased."""

from collections.abc import Mapping
from typing import Any

from headless.engine.declarations.rules import EventType
from headless.engine.program.program import Program
from headless.engine.settlement.settle import Settler
from headless.errors import Invalid
from headless.ids import Prefix, encode
from headless.kit.listening import Heard
from headless.kit.world import World
from headless.models.base.session import Session
from headless.models.tables.members.members import add_members
from headless.plugins.conformance.outcomes import Said, said_of
from headless.services.intake.acceptance import EventInput
from headless.services.intake.events import record_events
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.outcomes import Recorded
from headless.services.kernel.principals import Principal, of_member
from headless.services.lives.erasing import erase_member
from headless.services.members.members import checked, new_member
from headless.services.settling.decision_loop import Batch, decide
from headless.services.settling.loading import Wanted
from headless.services.settling.writing import write
from headless.services.verifying.replaying import differences
from headless.services.verifying.verifying import verify as verified

Json = Mapping[str, Any]
SOURCE = "test"


async def join(world: World, at: int, birthday: int | None, attributes: Json | None) -> int:
    """Add a member who joined at a moment, and return the id. No rule hears of it. Raise Invalid for what cannot be."""
    await world.move(at)
    fields = {"birthday": birthday, "attributes": dict(attributes or {})}
    problem = checked(fields, world.now)
    if problem is not None:
        raise Invalid(problem.message, code=problem.code)
    program, id_ = await world.program(), world.kernel.ids.new()
    async with world.kernel.db.transaction() as session:
        member = new_member(program, id_, fields, at, at, world.now)
        await add_members(session, world.merchant.id, [member])
        await _judge(world, session, program, id_)
    return id_


async def _judge(world: World, session: Session, program: Program, member_id: int) -> None:
    """Give a member the tiers, tags and stored values that it has from the beginning."""

    async def work(settler: Settler) -> None:
        settler.recheck(member_id, world.now)
        settler.finish()
        new_id, now = world.kernel.ids.new, world.now
        await write(session, program, settler.states, settler.journal, now, new_id, clock_us=now)

    batch = Batch(world.kernel, session, world.merchant, program, world.now)
    await decide(batch, [member_id], Wanted(lots={member_id}), work, history=True)


async def send(world: World, member_id: int, type_: EventType, at: int | None, external_id: str, data: Json) -> Said:
    """Send one event, as the one who sends such events does. Raise Invalid for what can never be an event."""
    if at is not None:
        await world.move(at)
    principal, source, internal = _sender(world, type_, member_id, at)
    given = EventInput(
        type_.name, data, None, source, external_id, at, member_id=member_id, actor=SOURCE
    )  # fmt: skip
    recorded = (await record_events(world.kernel, principal, [given], internal=internal))[0]
    heard = next(reversed(world.ear.heard.values()), None)
    if recorded.outcome == "INVALID" and heard is None and recorded.problem is not None:
        problem = recorded.problem
        raise Invalid(problem.message, code=problem.code, data={"path": list(problem.path)})
    await world.tell_others()
    return _said(recorded) if heard is None else _told(heard)


def _sender(world: World, type_: EventType, member_id: int, at: int | None) -> tuple[Principal, str | None, bool]:
    """Return who sends an event, under which source, and True if it is the system itself."""
    if "merchant" in type_.sent_by:
        return world.principal, SOURCE, False
    if "member" in type_.sent_by and (at is None or at >= world.now):
        return of_member(world.merchant.id, world.merchant.slug, member_id), None, False
    return world.principal, "member" if "member" in type_.sent_by else None, True


async def run_job(world: World, id_: str, at: int | None) -> list[Said]:
    """Run a job once, and return what its events said."""
    if at is not None:
        await world.move(at)
    await world.catch_up()
    world.ear.heard.clear()
    await world.run_job(id_)
    said = [_told(heard) for heard in world.ear.heard.values() if _is_of_job(heard, id_)]
    await world.tell_others()
    return said


def _is_of_job(heard: Heard, id_: str) -> bool:
    source, external_id = heard.record.source, heard.record.external_id
    return source == "engine" and external_id.startswith("job:") and external_id.split(":")[1].endswith(f".{id_}")


def _told(heard: Heard) -> Said:
    event = encode(Prefix.EVENT, heard.record.id)
    return said_of(heard.program, event, heard.result, heard.said, heard.entries)


def _said(recorded: Recorded) -> Said:
    """Return the outcome of an event on which no rule was asked: it was there before, or it is another one under its name."""
    problem = recorded.problem
    event = "" if recorded.event_id is None else encode(Prefix.EVENT, recorded.event_id)
    changes = tuple((change.kind, change.code, change.before, change.after) for change in recorded.changes)
    if problem is None:
        return Said(event, recorded.outcome, changes=changes)
    return Said(event, recorded.outcome, problem.code, str(problem.message), problem.data, changes=changes)


async def erase(world: World, member_id: int) -> None:
    """Erase a member, and let plugins erase it. Raise Invalid if it cannot be."""
    lookup = Lookup("id", encode(Prefix.MEMBER, member_id))
    done = await erase_member(world.kernel, world.principal, lookup)
    if done.problem is not None:
        raise Invalid(done.problem.message, code=done.problem.code)
    await world.work()


async def verify(world: World) -> list[str]:
    """Return every drift of what is stored, and every difference of what would be decided now."""
    await world.catch_up()
    listed = [str(drift) for drift in await verified(world.kernel)]
    return listed + [str(difference) async for difference in differences(world.kernel, world.merchant)]
