"""Finding members by what callers know of them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from headless.errors import Invalid
from headless.ids import Prefix, decode
from headless.models.base.reads import Read, read_all
from headless.models.base.session import Session
from headless.models.tables.members.members import Match, members_by

COLUMNS: Mapping[str, str] = {
    "id": "id",
    "number": "number",
    "externalId": "external_id",
    "phone": "phone",
    "email": "email",
}
PERSONAL = ("phone", "email")


@dataclass(frozen=True, slots=True)
class Lookup:
    """One way to name a member: kind is id, number, externalId, phone or email."""

    kind: str
    value: str

    @classmethod
    def of(cls, given: Mapping[str, str]) -> "Lookup":
        """Make one from {kind: value}. Raise Invalid if it is not exactly one known kind."""
        if len(given) != 1 or next(iter(given)) not in COLUMNS:
            raise Invalid(
                f"name the member by exactly one of {', '.join(COLUMNS)}; given was {', '.join(given) or 'nothing'}",
                code="INVALID_LOOKUP",
            )
        kind, value = next(iter(given.items()))
        return cls(kind, normalised(kind, str(value)))

    def __str__(self) -> str:
        return f"{self.kind} {self.value!r}" if self.kind not in PERSONAL else f"this {self.kind}"


def normalised(kind: str, value: str) -> str:
    """Return a value as it is stored.

    An e-mail is in lower case, a phone number without blanks, dashes, dots and brackets; the others are trimmed.
    """
    text = value.strip()
    if kind == "email":
        return text.lower()
    if kind == "phone":
        return "".join(letter for letter in text if letter.isdigit() or letter == "+")
    return text


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
        keys = {key: lookup for lookup in asked if (key := _key(lookup)) is not None}
        if keys:
            query = members_by(session, merchant_id, COLUMNS[kind], list(keys))
            yield query.into(partial(_take, keys, members))


def _take(keys: Mapping[Any, Lookup], members: dict[Lookup, int], matches: list[Match]) -> None:
    for match in matches:
        members[keys[match.key]] = match.id if match.merged_into is None else match.merged_into


def column_of(lookup: Lookup) -> tuple[str, int | str | None]:
    """Return the column of the member's that a look-up asks, and its value, None if no member can have it."""
    return COLUMNS[lookup.kind], _key(lookup)


def _key(lookup: Lookup) -> int | str | None:
    if lookup.kind != "id":
        return lookup.value
    try:
        return decode(Prefix.MEMBER, lookup.value)
    except Invalid:
        return None
