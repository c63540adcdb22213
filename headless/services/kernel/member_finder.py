"""Finding members by look-ups, many with one query per kind."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from headless.models.base.reads import Read, read_all
from headless.models.base.session import Session
from headless.models.tables.members.members import Match, members_by, members_by_identity
from headless.services.kernel.lookups import COLUMNS, Lookup, key_of


async def find_member(session: Session, merchant_id: int, lookup: Lookup) -> int | None:
    """Return the id of the member, or of the survivor if members were merged, None if there is none."""
    return (await find_members(session, merchant_id, [lookup])).get(lookup)


async def find_members(session: Session, merchant_id: int, lookups: Iterable[Lookup]) -> dict[Lookup, int]:
    """Return the members of many look-ups, with one query per kind of look-up."""
    members: dict[Lookup, int] = {}
    await read_all(session, member_reads(session, merchant_id, lookups, members))
    return members


def member_reads(
    session: Session, merchant_id: int, lookups: Iterable[Lookup], members: dict[Lookup, int]
) -> Iterator[Read]:
    """Yield the queries that put the members of look-ups into `members`, one per kind of look-up."""
    by_kind: dict[str, list[Lookup]] = {}
    for lookup in lookups:
        by_kind.setdefault(lookup.kind, []).append(lookup)
    for kind, asked in by_kind.items():
        keys = {key: lookup for lookup in asked if (key := key_of(lookup)) is not None}
        if keys:
            system = asked[0].system
            query = (
                members_by(session, merchant_id, COLUMNS[kind], list(keys))
                if system is None
                else members_by_identity(session, merchant_id, system, [str(key) for key in keys])
            )
            yield query.into(partial(_take, keys, members))


def _take(keys: Mapping[Any, Lookup], members: dict[Lookup, int], matches: list[Match]) -> None:
    for match in matches:
        members[keys[match.key]] = match.id if match.merged_into is None else match.merged_into
