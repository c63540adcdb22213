"""Finding members by look-ups, many with one query per kind."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

from headless.models.base.reads import Read, Select, read_all
from headless.models.base.session import Session
from headless.models.tables.members.members import Match, members_by, members_by_code, members_by_identity
from headless.services.kernel.lookups import CODE, COLUMNS, Lookup, keys_of


async def find_member(session: Session, merchant_id: int, lookup: Lookup, country: str | None) -> int | None:
    """Return the id of the member, or of the survivor if members were merged, None if there is none."""
    return (await find_members(session, merchant_id, [lookup], country)).get(lookup)


async def find_match(session: Session, merchant_id: int, lookup: Lookup, country: str | None) -> Match | None:
    """Return the member that a look-up names, a merged one as it is, None if there is none."""
    asked = keys_of(lookup, country)
    if not asked:
        return None
    query = _selected(session, merchant_id, lookup, asked, lookup.at or 0)
    by_key: dict[int | str, Match] = {}
    await read_all(session, [query.into(lambda matches: by_key.update((match.key, match) for match in matches))])
    match = next((by_key[key] for key in asked if key in by_key), None)
    _note_guess(lookup, match is not None)
    return match


async def find_members(
    session: Session, merchant_id: int, lookups: Iterable[Lookup], country: str | None
) -> dict[Lookup, int]:
    """Return the members of many look-ups, with one query per kind of look-up. country: the merchant's."""
    members: dict[Lookup, int] = {}
    await read_all(session, member_reads(session, merchant_id, lookups, members, country))
    return members


def member_reads(
    session: Session,
    merchant_id: int,
    lookups: Iterable[Lookup],
    members: dict[Lookup, int],
    country: str | None,
) -> Iterator[Read]:
    """Yield the queries that put the members of look-ups into `members`, one per kind of look-up."""
    by_kind: dict[str, dict[Lookup, tuple[int | str, ...]]] = {}
    for lookup in lookups:
        keys = keys_of(lookup, country)
        if keys:
            by_kind.setdefault(lookup.kind, {})[lookup] = keys
    for keyed in by_kind.values():
        asked = list(dict.fromkeys(key for keys in keyed.values() for key in keys))
        at = max(lookup.at or 0 for lookup in keyed)
        yield _selected(session, merchant_id, next(iter(keyed)), asked, at).into(partial(_take, keyed, members))


def _selected(
    session: Session, merchant_id: int, lookup: Lookup, asked: Sequence[int | str], at: int
) -> Select[list[Match]]:
    """Select the members of keys that are of the kind of one look-up. at: when codes have to be valid."""
    if lookup.kind == CODE:
        return members_by_code(session, merchant_id, [str(key) for key in asked], at)
    if lookup.system is not None:
        return members_by_identity(session, merchant_id, lookup.system, [str(key) for key in asked])
    return members_by(session, merchant_id, COLUMNS[lookup.kind], asked)


def _take(keyed: Mapping[Lookup, tuple[int | str, ...]], members: dict[Lookup, int], matches: list[Match]) -> None:
    owners = {match.key: match.id if match.merged_into is None else match.merged_into for match in matches}
    for lookup, keys in keyed.items():
        owner = next((owners[key] for key in keys if key in owners), None)
        if owner is not None:
            members[lookup] = owner
        _note_guess(lookup, owner is not None)


def _note_guess(lookup: Lookup, is_right: bool) -> None:
    if lookup.guess is not None:
        (lookup.guess.right if is_right else lookup.guess.wrong)()
