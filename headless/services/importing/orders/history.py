"""Settling events of the past, as if the system had been there: the path of live intake, with all facts loaded at once."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from headless.engine.member.records import EventRecord
from headless.engine.member.state import MemberState
from headless.engine.rewards.rewards import codes_at
from headless.engine.settlement.outcomes.results import Result
from headless.engine.settlement.settle import Settler
from headless.models.base.reads import read_all
from headless.models.tables.members.rule_histories import marks_by_member
from headless.services.intake.events import recorded_at
from headless.services.intake.merged_members import check_merges
from headless.services.settling.decision_loop import Batch, until_enough
from headless.services.settling.facts import deferred_reads, load_facts
from headless.services.settling.loading import Wanted, load_states
from headless.services.settling.reward_facts import known_left, prefetch
from headless.services.settling.writing import write


async def settle_history(batch: Batch, records: Sequence[EventRecord], fresh: Collection[int]) -> list[Result]:
    """Settle events that are given in order of time, and write them. fresh: members that this transaction made.

    Each is recorded when it happened, but never before the time its member's clock has reached. Clock work that falls due
    in between is done at its own time.

    Raises:
        MergedMeanwhile: a member was merged into another one before it was locked. Begin again.
    """
    wanted, members = Wanted(), {record.member_id for record in records}

    async def attempt() -> list[Result]:
        return await _settle(batch, [replace(record) for record in records], fresh, wanted)

    return await until_enough(wanted, members, len(records), attempt)


async def _settle(batch: Batch, records: Sequence[EventRecord], fresh: Collection[int], wanted: Wanted) -> list[Result]:
    kernel, session, program = batch.kernel, batch.session, batch.program
    members = {record.member_id for record in records}
    states = await load_states(session, program, members, now=batch.now, lock=True, lots=True)
    await check_merges(session, program.merchant_id, records, states)
    await _load_rest(batch, states, records, fresh)
    judge = kernel.programs.judge_of(program)
    settler = Settler(program, states, kernel.ids.new, history=True, judge=judge)
    settler.journal.rewards.left.update(await known_left(session, program, wanted.rewards))
    settler.journal.shared.left.update(wanted.shared)
    results = []
    for record in records:
        record.recorded_at = recorded_at(batch, [states[record.member_id]], record)
        results.append(settler.settle(record))
    settler.finish()
    await write(session, program, states, settler.journal, batch.now, kernel.ids.new, observed=False)
    return results


async def _load_rest(
    batch: Batch, states: dict[int, MemberState], records: Sequence[EventRecord], fresh: Collection[int]
) -> None:
    """Load all else that a decision may ask for. What is missing then does not exist.

    Only a stock may turn out to be short, or be asked for.
    """
    session, program = batch.session, batch.program
    known = [id_ for id_ in states if id_ not in fresh]
    wanted = Wanted(past=set(program.past_types))
    prefetch(wanted.rewards, program, [record for record in records if codes_at(program, record)])
    await load_facts(session, program, {id_: states[id_] for id_ in known}, wanted)
    await read_all(session, deferred_reads(session, program, states, records))
    for member_id, marks in (await marks_by_member(session, program.merchant_id, known)).items():
        states[member_id].facts.marks.update((mark, True) for mark in marks)
    for state in states.values():
        state.facts.complete = True
