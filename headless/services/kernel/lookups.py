"""Finding members by what callers know of them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from headless.errors import Invalid
from headless.ids import Prefix, decode
from headless.models.base.session import Session
from headless.services.kernel.reads import Read, read_all

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
        """From {kind: value}. Errors: Invalid where it is not exactly one known kind."""
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
    """E-mail in lower case; phone without blanks, dashes, dots and brackets; the others as they stand, trimmed."""
    text = value.strip()
    if kind == "email":
        return text.lower()
    if kind == "phone":
        return "".join(letter for letter in text if letter.isdigit() or letter == "+")
    return text


async def find_member(session: Session, merchant_id: int, lookup: Lookup) -> int | None:
    """The id of the member, of the survivor where members were merged; None if there is none."""
    return (await find_members(session, merchant_id, [lookup])).get(lookup)


async def find_members(session: Session, merchant_id: int, lookups: Iterable[Lookup]) -> dict[Lookup, int]:
    """The members of many look-ups, one query per kind of look-up."""
    found: dict[Lookup, int] = {}
    await read_all(session, member_reads(session, merchant_id, lookups, found))
    return found


def member_reads(
    session: Session, merchant_id: int, lookups: Iterable[Lookup], found: dict[Lookup, int]
) -> Iterator[Read]:
    """Queries that put the members of look-ups into `found`, one per kind of look-up."""
    by_kind: dict[str, list[Lookup]] = {}
    for lookup in lookups:
        by_kind.setdefault(lookup.kind, []).append(lookup)
    for kind, asked in by_kind.items():
        column = COLUMNS[kind]
        keys = {key: lookup for lookup in asked if (key := _key(lookup)) is not None}
        if keys:
            sql = f"SELECT {column}, id, merged_into FROM member WHERE merchant_id = $1 AND {session.any_of(column, 2)}"
            yield Read(sql, (merchant_id, list(keys)), partial(_take, keys, found))


def _take(keys: Mapping[Any, Lookup], found: dict[Lookup, int], rows: list[Any]) -> None:
    for key, id_, merged_into in rows:
        found[keys[key]] = id_ if merged_into is None else merged_into


def column_of(lookup: Lookup) -> tuple[str, int | str | None]:
    """The column of the member's that a look-up asks, and what must stand there; None where nothing can."""
    return COLUMNS[lookup.kind], _key(lookup)


def _key(lookup: Lookup) -> int | str | None:
    if lookup.kind != "id":
        return lookup.value
    try:
        return decode(Prefix.MEMBER, lookup.value)
    except Invalid:
        return None
