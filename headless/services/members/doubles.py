"""Members whose identifiers are one and the same to those who look them up, but are stored in several forms."""

from collections.abc import Sequence
from dataclasses import dataclass

from headless.ids import Prefix, encode
from headless.models.tables.members.doubles.identifiers import KINDS, OddIdentifier, holders_of, odd_identifiers
from headless.services.kernel.kernel import Kernel


@dataclass(frozen=True, slots=True)
class Double:
    """An identifier that several members have. holders: each member and the form by which it is found, the oldest first."""

    kind: str
    key: str
    holders: Sequence[tuple[int, str]]


async def find_doubles(kernel: Kernel, merchant_slug: str) -> list[Double]:
    """Return the identifiers that collide. Raise NotFound if the merchant does not exist."""
    async with kernel.db.read() as session:
        merchant = await kernel.programs.by_slug(session, merchant_slug)
        _, odd = await odd_identifiers(session, merchant.id, merchant.country)
        groups: dict[tuple[str, str], set[tuple[int, str]]] = {}
        for one in odd:
            groups.setdefault((one.column, one.key), set()).add((one.member_id, one.stored))
        for column in KINDS:
            keys = [key for of, key in groups if of == column]
            for holder in await holders_of(session, merchant.id, column, keys):
                groups[column, holder.value].add((holder.id, holder.value))
    return [Double(KINDS[column], key, sorted(holders)) for (column, key), holders in sorted(groups.items())]


def described(double: Double) -> list[dict[str, str]]:
    """Return a line for each member of a double."""
    return [
        {"identifier": double.kind, "value": double.key, "member": encode(Prefix.MEMBER, id_), "foundBy": stored}
        for id_, stored in double.holders
    ]


def collided(odd: Sequence[OddIdentifier]) -> int:
    """Return how many members have an identifier that collides."""
    return len({one.member_id for one in odd})
