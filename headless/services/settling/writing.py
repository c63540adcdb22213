"""Writing what a run of the engine has done: bulk inserts and updates, a constant number of statements."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from headless.engine.member.journal import Emitted, Journal
from headless.engine.member.records import EventRecord, EventStatus, Standing
from headless.engine.member.state import MemberState
from headless.engine.member.status import MemberStatus
from headless.engine.metrics.events import REFERRAL, VOIDED
from headless.engine.program.program import Program
from headless.ids import Prefix, encode
from headless.models.base.session import Session, Write
from headless.models.tables.events.decisions import DECISIONS
from headless.models.tables.events.event_keys import Freed, free_subjects
from headless.models.tables.events.event_problems import PROBLEMS
from headless.models.tables.events.events import EVENT_STATES, EVENTS, insert_personal
from headless.models.tables.events.outbox import failure_message, insert_messages
from headless.models.tables.ledger.accounts import ACCOUNTS
from headless.models.tables.ledger.entries import ENTRIES
from headless.models.tables.ledger.holds import HOLD_AMOUNTS, HOLDS, upsert_reserved
from headless.models.tables.ledger.lots import LOT_AMOUNTS, LOTS, insert_moves
from headless.models.tables.members.lives.identities import StoredIdentity, replace_identities
from headless.models.tables.members.lives.merging import release_from_aliases
from headless.models.tables.members.lives.other_facts import insert_others
from headless.models.tables.members.members import update_clocks, update_profile
from headless.models.tables.members.metrics import STORED, StoredValue
from headless.models.tables.members.rule_memory import insert_marks, upsert_memory
from headless.models.tables.members.standings import MEMBER_TIERS, STANDINGS
from headless.models.tables.members.tags import MEMBER_TAGS, TAG_ENDS
from headless.models.tables.members.totals import add_totals
from headless.models.tables.work.retries import insert_retries
from headless.services.kernel.strikes import write_strikes
from headless.services.settling import webhooks
from headless.services.settling.budget_claims import write_budgets
from headless.services.settling.limit_claims import write_uses
from headless.services.settling.metric_values import stored_columns
from headless.services.settling.rankings.boards import write_places
from headless.services.settling.reward_writing import write_rewards

States = Mapping[int, MemberState]


async def write(
    session: Session,
    program: Program,
    states: States,
    journal: Journal,
    now: int,
    new_id: Callable[[], int],
    **told: Any,
) -> None:
    """Write a batch, claims on stocks, codes and budgets last.

    Raises:
        FactsMissing: a claim came too late; nothing is kept then.
    """
    if program.rankings:
        await write_places(session, program.merchant_id, states)
    if not journal.rewards and not journal.budgets and not journal.shared:
        await _write(session, program, states, journal, now, new_id, **told)
        return
    async with session.savepoint():
        await _write(session, program, states, journal, now, new_id, **told)
        await write_rewards(session, program, journal.rewards, now)
        await write_budgets(session, program, journal.budgets)
        await write_uses(session, program, journal.shared)


async def _write(
    session: Session,
    program: Program,
    states: States,
    journal: Journal,
    now: int,
    new_id: Callable[[], int],
    *,
    observed: bool = True,
    clock_us: int | None = None,
) -> None:
    """Write a batch, shared rows last. The caller has locked the members' rows.

    observed: plugins and webhooks are told of it. clock_us: the machine's time, if `now` is another.
    """
    merchant = program.merchant_id
    writes = [
        *_events(program, states, journal),
        DECISIONS.insert(merchant, journal.decisions),
        *_problems(program, journal, now, new_id, observed=observed),
        *_ledger(merchant, states, journal),
        *_standings(program, journal),
        *_tags(merchant, journal),
        *_members(merchant, states),
        *_memory(merchant, states, journal),
        STORED.upsert(merchant, _stored(program, states, now)),
        *_later(merchant, journal, now, new_id),
    ]
    if observed and program.observers:
        writes.append(_observed(program, journal, now, new_id))
    if observed and program.webhooks:
        writes.append(await webhooks.deliveries(session, program, _told(journal), clock_us or now, new_id))
    for state in states.values():
        if state.unsaved.profile:
            await release_from_aliases(session, merchant, state.id, state.unsaved.profile)
    await session.write_all(writes)
    await _write_identities(session, merchant, states)
    if journal.freed:
        await free_keys(session, merchant, journal.freed, now, new_id)
    if journal.strikes or journal.faults:
        await write_strikes(session, merchant, journal, now)


async def free_keys(
    session: Session, merchant: int, freed: Sequence[tuple[int, str]], now: int, new_id: Callable[[], int]
) -> None:
    """Free the business keys of what came to nothing. Members whose referrals it was are told, so that they count no more."""
    void = [event for event in await free_subjects(session, merchant, freed) if event.type == REFERRAL]
    news = [(new_id(), "emit", _message(_voided(event))) for event in void]
    if news:
        await session.write_all([insert_messages(merchant, news, now)])


def _voided(event: Freed) -> Emitted:
    data = {"referred": event.subject, "referral": encode(Prefix.EVENT, event.id)}
    member = encode(Prefix.MEMBER, event.member_id)
    return Emitted(f"{event.id}/0/void", VOIDED, member, data, event.occurred_at, event.id)


def _events(program: Program, states: States, journal: Journal) -> Iterator[Write]:
    merchant = program.merchant_id
    yield EVENTS.insert(merchant, [(event, _version(program, event.type)) for event in journal.events])
    yield insert_personal(
        merchant, [event for event in journal.events if event.personal and not _is_erased(states, event)]
    )
    if journal.settled:
        new = {event.id for event in journal.events}
        yield EVENT_STATES.update(merchant, [event for event in journal.settled if event.id not in new])


def _is_erased(states: States, event: EventRecord) -> bool:
    """Return True if nothing personal may be kept of an event any more."""
    state = states.get(event.member_id)
    return state is not None and state.status is MemberStatus.ERASED


def _problems(
    program: Program, journal: Journal, now: int, new_id: Callable[[], int], *, observed: bool
) -> Iterator[Write]:
    """Yield the writes of why events were refused or failed. Failures that no webhook takes yet wait for one."""
    if not journal.problems:
        return
    yield PROBLEMS.insert(program.merchant_id, journal.problems)
    if observed and webhooks.takes_failures(program):
        return
    failed = (event for event in _told(journal) if event.status is EventStatus.FAILED)
    messages = [failure_message(new_id(), event) for event in failed]
    yield insert_messages(program.merchant_id, messages, now)


def _version(program: Program, type_: str) -> int:
    known = program.event_types.get(type_)
    return known.version if known else 1


def _ledger(merchant: int, states: States, journal: Journal) -> Iterator[Write]:
    # Most events touch few of these tables, and a write costs a little even if it is empty.
    if journal.entries:
        yield ENTRIES.insert(merchant, journal.entries)
        yield LOTS.insert(merchant, journal.lots)
        yield insert_moves(merchant, journal.moves)
    if journal.changed_lots:
        yield LOT_AMOUNTS.update(merchant, journal.changed_lots.values())
    if journal.holds or journal.changed_holds:
        yield HOLDS.insert(merchant, journal.holds)
        yield HOLD_AMOUNTS.update(merchant, journal.changed_holds.values())
        yield upsert_reserved(merchant, [*journal.holds, *journal.changed_holds.values()])
    accounts = [
        (account, state.id) for state in states.values() for account in state.accounts.values() if account.version
    ]
    yield ACCOUNTS.upsert(merchant, accounts)


def _standings(program: Program, journal: Journal) -> Iterator[Write]:
    if not journal.standings:
        return
    yield STANDINGS.insert(program.merchant_id, journal.standings)
    newest = {(standing.member_id, standing.track_id): standing for standing in journal.standings}
    ranked = [(standing, _rank(program, standing)) for standing in newest.values()]
    yield MEMBER_TIERS.upsert(program.merchant_id, ranked)


def _rank(program: Program, standing: Standing) -> int | None:
    tier = program.track_by_id[standing.track_id].by_id.get(standing.tier_id or 0)
    return tier.rank if tier else None


def _tags(merchant: int, journal: Journal) -> Iterator[Write]:
    if journal.changed_tags:
        yield TAG_ENDS.update(merchant, journal.changed_tags.values())
    if journal.tags:
        yield MEMBER_TAGS.insert(merchant, journal.tags)


def _members(merchant: int, states: States) -> Iterator[Write]:
    yield update_clocks(merchant, states.values())
    for state in states.values():
        if state.unsaved.profile:
            yield update_profile(merchant, state.id, state.unsaved.profile)
    yield add_totals(merchant, [(state.id, state.totals.deltas) for state in states.values()])


async def _write_identities(session: Session, merchant: int, states: States) -> None:
    replaced = {
        state.id: [
            StoredIdentity(state.id, identity["system"], identity["id"]) for identity in state.unsaved.identities
        ]
        for state in states.values()
        if state.unsaved.identities is not None
    }
    if replaced:
        await replace_identities(session, merchant, replaced)


def _memory(merchant: int, states: States, journal: Journal) -> Iterator[Write]:
    changed = [(state.id, scope, state.memory[scope]) for state in states.values() for scope in state.unsaved.memory]
    if changed:
        yield upsert_memory(merchant, changed)
    if journal.marks:
        yield insert_marks(merchant, journal.marks)
    if journal.others:
        yield insert_others(merchant, journal.others)


def _stored(program: Program, states: States, now: int) -> Iterator[StoredValue]:
    for state in states.values():
        for name in state.unsaved.stored:
            day = state.stored_due.get(name)
            due_at = None if day is None else program.zone.start_of(day)
            yield StoredValue(state.id, name, *stored_columns(state.stored[name]), now, due_at)


def _later(merchant: int, journal: Journal, now: int, new_id: Callable[[], int]) -> Iterator[Write]:
    if journal.retries:
        yield insert_retries(merchant, journal.retries)
    if journal.emitted:
        messages = [(new_id(), "emit", _message(emitted)) for emitted in journal.emitted]
        yield insert_messages(merchant, messages, now)


def _message(emitted: Emitted) -> dict[str, object]:
    return {
        "key": emitted.key, "type": emitted.type, "member": emitted.member_ref, "data": emitted.data,
        "occurredAt": emitted.occurred_at,
    }  # fmt: skip


def _observed(program: Program, journal: Journal, now: int, new_id: Callable[[], int]) -> Write:
    """Return the write that tells the plugins that observe of each settled event, once it is committed."""
    messages = [
        (new_id(), f"observe:{plugin}", {"event": event.id, "member": event.member_id})
        for event in _told(journal)
        if event.status is EventStatus.RECORDED
        for plugin in program.observers
    ]
    return insert_messages(program.merchant_id, messages, now)


def _told(journal: Journal) -> list[EventRecord]:
    """Return what the run tells others of, each event once: one that waited within the run comes after what it waited for."""
    if not journal.settled:
        return journal.events
    waited = {event.id for event in journal.settled}
    return [*(event for event in journal.events if event.id not in waited), *journal.settled]
