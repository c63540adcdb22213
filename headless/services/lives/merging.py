"""Merging two members: one transaction with a receipt, after which the one is a name of the other."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from headless.engine.handlers.merging.absorbing import barrier
from headless.engine.handlers.merging.merges import MEMBER_MERGED
from headless.engine.values.problems import Problem, invalid
from headless.errors import Denied, StorageBusy
from headless.ids import Prefix, decode, encode
from headless.messages import Message
from headless.models.base.session import Session
from headless.models.tables.configuration.merchants import MerchantRow
from headless.models.tables.events.event_queries import recorded_events
from headless.models.tables.events.events import event_under_key
from headless.models.tables.ledger.budgets import unite_spent
from headless.models.tables.members.lives.merging import (
    merge_rows,
    merged_profiles,
    referrals_of_all,
    rename_subject,
)
from headless.models.tables.members.members import LoadedMember, load_members
from headless.services.intake.acceptance import EventInput
from headless.services.intake.mutations import settle_own
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.keys import key_conflict, read_key
from headless.services.kernel.lookups import Lookup, keys_of
from headless.services.kernel.member_finder import find_match
from headless.services.kernel.outcomes import Performed
from headless.services.kernel.principals import Principal
from headless.services.lives.merge_profiles import Takeover, takeover, write_takeover
from headless.services.settling.decision_loop import Batch
from headless.services.settling.writing import free_keys
from headless.services.work.retrying import retrying

ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Pair:
    """The members that a request names. loser_id: as it is named, even if it is part of another one already.

    source_id, target_id: whom the two look-ups find.
    """

    loser_id: int
    source_id: int
    target_id: int


async def merge_members(
    kernel: Kernel, principal: Principal, source: Lookup, target: Lookup, key: str | None
) -> Performed:
    """Merge the member `source` into `target`, who has everything of both from then on.

    Raises:
        Denied: the token stands for a partner or a member, who see only what is theirs.
    """
    if principal.partner_id is not None or principal.member_id is not None:
        raise Denied(
            Message("members are merged by the merchant's own tokens alone; use one of those"), code="FORBIDDEN"
        )
    checked_key = None if key is None else read_key(key)
    if isinstance(checked_key, Problem):
        return Performed(problem=checked_key)

    async def transaction() -> Performed:
        async with kernel.db.transaction() as session:
            return await _merge(kernel, session, principal, (source, target), checked_key)

    return await retrying(transaction, ATTEMPTS)


async def _merge(
    kernel: Kernel, session: Session, principal: Principal, lookups: tuple[Lookup, Lookup], key: str | None
) -> Performed:
    merchant = await kernel.programs.merchant(session, principal.merchant_id)
    content_hash = _hash(lookups, merchant.country)
    pair = await pair_of(session, merchant, *lookups)
    repeated = None if key is None else await _repeated(session, merchant.id, key, content_hash, pair)
    if repeated is not None:
        return repeated
    if isinstance(pair, Problem):
        return Performed(problem=pair)
    problem = await _lock(session, merchant.id, pair)
    if problem is not None:
        return Performed(pair.target_id, problem)
    program = await kernel.programs.of(session, merchant)
    taken = await takeover_of(session, merchant.id, pair)
    batch = Batch(kernel, session, merchant, program, kernel.now(merchant))
    recorded = await settle_own(batch, principal, receipt_of(principal, pair, taken, key), content_hash)
    if recorded.problem is not None:
        raise StorageBusy(
            Message("the members changed while they were merged: {problem}", problem=recorded.problem.message)
        )
    await write_takeover(session, merchant.id, taken)
    await unite_spent(session, merchant.id, pair.source_id, pair.target_id)
    await merge_rows(session, merchant.id, pair.source_id, pair.target_id)
    await _count_referrals_once(batch, pair)
    return Performed(pair.target_id, None, recorded.event_id)


async def pair_of(session: Session, merchant: MerchantRow, source: Lookup, target: Lookup) -> Pair | Problem:
    """Return the members that two look-ups name, or why they cannot be merged."""
    named = []
    for lookup, path in ((source, "from"), (target, "into")):
        match = await find_match(session, merchant.id, lookup, merchant.country)
        if match is None:
            return invalid(
                "UNKNOWN_MEMBER",
                Message("there is no member with {lookup}; check who is meant", lookup=lookup.told),
                path,
            )
        named.append(match)
    loser, survivor = named
    return Pair(loser.id, loser.merged_into or loser.id, survivor.merged_into or survivor.id)


async def _lock(session: Session, merchant_id: int, pair: Pair) -> Problem | None:
    """Lock both members in order of their ids, and return what stands against merging them."""
    if pair.source_id == pair.target_id:
        return invalid("SAME_MEMBER", Message("both look-ups name one member; name two"), "from")
    loaded = await load_members(session, merchant_id, sorted((pair.source_id, pair.target_id)), lock=True)
    if any(member.merged_into is not None for member in loaded):
        raise StorageBusy(Message("one of the members is being merged into another; try again"))
    return problem_between(pair, loaded)


def problem_between(pair: Pair, loaded: Sequence[LoadedMember]) -> Problem | None:
    """Return what stands against merging members, as they are loaded."""
    by_id = {member.id: member for member in loaded}
    return barrier(by_id[pair.target_id], by_id.get(pair.source_id))


async def takeover_of(session: Session, merchant_id: int, pair: Pair) -> Takeover:
    """Return what the survivor takes over of the other member's profile."""
    profiles = await merged_profiles(session, merchant_id, [pair.source_id, pair.target_id])
    return takeover(profiles[pair.target_id], profiles[pair.source_id])


def receipt_of(principal: Principal, pair: Pair, taken: Takeover, key: str | None) -> EventInput:
    """Return the receipt of a merge, as it is recorded."""
    data = {"merged": encode(Prefix.MEMBER, pair.source_id), **taken.to_json()}
    return EventInput(
        MEMBER_MERGED, data, None, "mutation", key, member_id=pair.target_id, actor=principal.actor
    )  # fmt: skip


async def _repeated(
    session: Session, merchant_id: int, key: str, content_hash: str, pair: Pair | Problem
) -> Performed | None:
    """Return the answer to a request whose key was used before, None if it was not.

    A request is the same if it names the members as before, or if it names the one that was merged then, and its survivor.
    """
    earlier = await event_under_key(session, merchant_id, key)
    if earlier is None:
        return None
    done = Performed(earlier.member_id, None, earlier.id)
    if earlier.content_hash == content_hash:
        return done
    if isinstance(pair, Pair) and pair.target_id == earlier.member_id:
        ((event, _),) = await recorded_events(session, merchant_id, [earlier.id])
        if event.type == MEMBER_MERGED and decode(Prefix.MEMBER, event.json["merged"]) == pair.loser_id:
            return done
    return Performed(problem=key_conflict(key))


def _hash(lookups: Sequence[Lookup], country: str | None) -> str:
    """Return what distinguishes two requests under one key: how the members are named."""
    text = json.dumps([MEMBER_MERGED, *([lookup.kind, keys_of(lookup, country)] for lookup in lookups)])
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


async def _count_referrals_once(batch: Batch, pair: Pair) -> None:
    """Let a person who was two members be referred once, by another one. Members whose referrals end are told."""
    session, merchant_id = batch.session, batch.merchant.id
    names = {id_: encode(Prefix.MEMBER, id_) for id_ in (pair.source_id, pair.target_id)}
    referred = await referrals_of_all(session, merchant_id, sorted(names.values()))
    others = [one for one in referred if one.member_id != pair.target_id]
    void = [(one.id, one.subject) for one in referred if one not in others[:1]]
    if void:
        await free_keys(session, merchant_id, void, batch.now, batch.kernel.ids.new)
    for one in others[:1]:
        await rename_subject(session, merchant_id, one.id, names[pair.target_id])
