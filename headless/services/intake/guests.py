"""Events of guests: what names its member by an identifier that no member has may be kept until that person joins."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any

from headless.engine.member.orders.order_changes import MOVED, waits_for
from headless.engine.member.records import EventRecord
from headless.engine.values.limits import GUEST_EVENTS
from headless.engine.values.problems import Problem, invalid
from headless.errors import StorageBusy
from headless.messages import Message
from headless.models.tables.events.event_keys import owners_of
from headless.models.tables.events.guest_events import (
    GuestEvent,
    bring_under,
    guest_event_counts,
    guest_events_under,
    insert_guest_events,
    lock_guests,
)
from headless.plugins.contract.payloads import attribute_name, model_of
from headless.services.intake.acceptance import Candidate, Key, Request, accept, json_text
from headless.services.intake.duplicate_detection import load_identities
from headless.services.intake.guest_keys import GuestKeys, guest_keys
from headless.services.intake.retention import kept_since
from headless.services.intake.waiting_guests import GUEST, WaitingGuests, load_waiting, origin_of, waits_for_guest
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.member_finder import find_members
from headless.services.kernel.outcomes import Recorded
from headless.services.settling.decision_loop import Batch

Settle = Callable[[Batch, Sequence[Candidate]], Awaitable[list[Recorded]]]


@dataclass(frozen=True, slots=True)
class Guest:
    """An event of a guest, accepted but for its member. lookup: by what it names the guest, None if its order does.

    sent_at: when it happened, if its sender said so. data: as it was sent, in JSON. problem: the answer if it cannot wait.
    """

    position: int
    lookup: Lookup | None
    record: EventRecord
    sent_at: int | None
    data: str
    problem: Problem | None = None


async def settle_with_guests(batch: Batch, candidates: Sequence[Candidate], settle: Settle) -> list[Recorded]:
    """Settle accepted events by `settle`, and keep those of guests if the merchant wants that."""
    keys = guest_keys(batch.kernel, batch.merchant)
    if keys is None:
        return await settle(batch, candidates)
    guests, answers = await _guests(batch, [candidate for candidate in candidates if _may_wait(candidate)])
    sent = [candidate for candidate in candidates if candidate.record is not None and not candidate.internal]
    waiting = await load_waiting(batch, _records(sent))
    for candidate in sent:
        assert candidate.record is not None
        lookup, timed = candidate.given.member, candidate.given.occurred_at is not None
        answer = waiting.same(candidate.record, keys.digests(lookup) if lookup is not None else [], timed=timed)
        if answer is not None:
            answers[candidate.position], candidate.record = answer, None
    settled = await settle(batch, candidates)
    answers |= await keep_guests(batch, keys, guests)
    pairs = zip(candidates, settled, strict=True)
    return [answers.get(candidate.position, answer) for candidate, answer in pairs]


def _records(candidates: Iterable[Candidate]) -> list[EventRecord]:
    return [candidate.record for candidate in candidates if candidate.record is not None]


def _may_wait(candidate: Candidate) -> bool:
    """Return True if nothing stands against an event but that its member is not known."""
    type_, problem, named = candidate.type, candidate.problem, candidate.given.member
    if (
        type_ is None
        or problem is None
        or candidate.internal
        or type_.request
        or candidate.principal.member_id is not None
    ):
        return False
    if named is None:
        return problem.code == "MEMBER_MISSING" and waits_for(type_) is not None
    return problem.code == "UNKNOWN_MEMBER" and problem.path == ("member",) and named.kind != "id"


async def _guests(batch: Batch, candidates: Sequence[Candidate]) -> tuple[list[Guest], dict[int, Recorded]]:
    """Return the events that may wait, and what is answered to those that could not be taken for any member."""
    if not candidates:
        return [], {}
    requests = [
        Request(candidate.principal, [replace(candidate.given, member=None, member_id=GUEST)])
        for candidate in candidates
    ]
    accepted = await accept(batch.kernel, batch.session, batch.program, requests, batch.now, known={})
    guests, answers = [], {}
    for candidate, taken in zip(candidates, accepted, strict=True):
        record, given = taken.record, candidate.given
        if record is None:
            answers[candidate.position] = Recorded("INVALID", problem=taken.problem)
        elif record.personal is None and not getattr(record.data, "pay_with", None):
            data = json_text(_referring(taken, record))
            guests.append(Guest(candidate.position, given.member, record, given.occurred_at, data, candidate.problem))
    return guests, answers


def _referring(candidate: Candidate, record: EventRecord) -> Any:
    """Return what was sent, with the members that it names by their ids."""
    if not candidate.references:
        return candidate.given.data
    assert candidate.type is not None
    model, data = model_of(candidate.type), dict(candidate.given.data)
    for name in candidate.references:
        data.pop(attribute_name(model, name) or name, None)
        data[name] = record.json[name]
    return data


async def keep_guests(batch: Batch, keys: GuestKeys, guests: Sequence[Guest]) -> dict[int, Recorded]:
    """Keep the events of guests, and return the answers by position.

    Raises:
        StorageBusy: A member has taken one of the identifiers in the meantime. The transaction has to begin again.
    """
    if not guests:
        return {}
    digests = {guest.lookup: keys.digests(guest.lookup) for guest in guests if guest.lookup is not None}
    if not batch.simulate:
        await _lock(batch, digests)
        await _bring_under_present_key(batch, keys, digests)
    return await _Keeping.answers(batch, digests, guests, keys.mark)


async def _lock(batch: Batch, digests: Mapping[Lookup, list[str]]) -> None:
    session, merchant, now = batch.session, batch.merchant, batch.kernel.now(batch.merchant)
    await lock_guests(session, merchant.id, [digest for forms in digests.values() for digest in forms[-1:]], now)
    if await find_members(session, merchant.id, digests, merchant.country):
        raise StorageBusy(Message("a member has taken the identifier of a guest in the meantime; begin again"))


async def _bring_under_present_key(batch: Batch, keys: GuestKeys, digests: Mapping[Lookup, list[str]]) -> None:
    """Keep what waits under the hashes of old keys under the present one from now on."""
    present = {older: forms[-1] for lookup, forms in digests.items() for older in keys.older(lookup)}
    if present:
        under = await guest_events_under(batch.session, batch.merchant.id, sorted(present))
        await bring_under(batch.session, batch.merchant.id, under, present, keys.mark)


class _Keeping:
    """What is known while events of guests are kept, one after another."""

    def __init__(
        self, batch: Batch, waiting: WaitingGuests, counts: dict[str, int], owned: set[Key], mark: str | None
    ) -> None:
        self._batch, self._waiting, self._counts, self._owned, self._mark = batch, waiting, counts, owned, mark
        self._kept: list[GuestEvent] = []
        self._now = batch.kernel.now(batch.merchant)

    @classmethod
    async def answers(
        cls, batch: Batch, digests: Mapping[Lookup, list[str]], guests: Sequence[Guest], mark: str | None
    ) -> dict[int, Recorded]:
        """Keep events, and return the answers by position.

        digests: of each identifier, the present form last. mark: of the key with which that is made.
        """
        session, program, records = batch.session, batch.program, [guest.record for guest in guests]
        known, waiting = await load_identities(session, program, records), await load_waiting(batch, records)
        under = sorted({*(digest for forms in digests.values() for digest in forms), *waiting.digests})
        since = kept_since(batch.merchant, batch.kernel.now(batch.merchant))
        counts = await guest_event_counts(session, program.merchant_id, under, since) if under else {}
        keeping = cls(batch, waiting, counts, await _owned(batch, records), mark)
        answers = {}
        for guest in sorted(guests, key=attrgetter("record.occurred_at", "position")):
            earlier = known.same(guest.record, timed=guest.sent_at is not None)
            forms = [] if guest.lookup is None else digests[guest.lookup]
            answers[guest.position] = earlier or keeping._answer(guest, forms)
        if keeping._kept and not batch.simulate:
            await insert_guest_events(session, program.merchant_id, keeping._kept)
        return answers

    def _answer(self, guest: Guest, named: Sequence[str]) -> Recorded:
        record, origin = guest.record, origin_of(self._batch.program, guest.record)
        of_origin = None if origin is None else self._waiting.of_subject(origin)
        if of_origin is not None and (guest.lookup is None or of_origin.digest in named):
            named = [of_origin.digest]
        if not named or origin in self._owned:
            return Recorded("INVALID", problem=guest.problem)
        earlier, digest = self._waiting.same(record, named, timed=guest.sent_at is not None), named[-1]
        if earlier is not None:
            return earlier
        problem = self._problem(record, digest, of_origin)
        if problem is not None:
            return Recorded("INVALID", problem=problem)
        self._keep(guest, digest, self._mark if of_origin is None else of_origin.key_mark)
        assert self._batch.merchant.claim_for is not None
        return Recorded("DEFERRED", problem=waits_for_guest(self._batch.merchant.claim_for))

    def _problem(self, record: EventRecord, digest: str, of_origin: GuestEvent | None) -> Problem | None:
        type_ = self._batch.program.event_types[record.type]
        if of_origin is not None and of_origin.digest != digest:
            noun = type_.origin_noun
            message = Message(
                "{noun} {refers} waits for another guest; name that one, or none", noun=noun, refers=record.refers
            )
            return invalid(f"{noun.upper()}_OF_ANOTHER_MEMBER", message, "member")
        if record.type == MOVED and of_origin is None:
            return invalid(
                "UNKNOWN_ORDER",
                Message("order {refers} is not known; send it first, then move it", refers=record.refers),
                "data",
                "orderId",
            )
        if self._counts.get(digest, 0) >= GUEST_EVENTS:
            message = Message(
                "{guest_events} events wait under this identifier already; it does not look like one of a person",
                guest_events=GUEST_EVENTS,
            )
            return invalid("TOO_MANY_GUEST_EVENTS", message, "member")
        return None

    def _keep(self, guest: Guest, digest: str, mark: str | None) -> None:
        record = guest.record
        kept = GuestEvent(
            record.id, digest, record.type, record.source, record.external_id, record.subject, record.refers,
            record.occurred_at, guest.sent_at, self._now, record.actor, guest.data, mark,
        )  # fmt: skip
        self._counts[digest] = self._counts.get(digest, 0) + 1
        self._waiting.add(kept)
        self._kept.append(kept)


async def _owned(batch: Batch, records: Iterable[EventRecord]) -> set[Key]:
    """Return those orders and payments, to which events refer, that members have."""
    owned: set[Key] = set()
    origins = {origin for record in records if (origin := origin_of(batch.program, record)) is not None}
    for type_ in sorted({type_ for type_, _ in origins}):
        keys = [key for name, key in origins if name == type_]
        owned |= {(type_, key) for key in await owners_of(batch.session, batch.merchant.id, type_, keys)}
    return owned
