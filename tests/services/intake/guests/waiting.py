"""What tests of guests ask of a shop."""

from typing import Any

from headless.services.intake.retention import guests_of
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.outcomes import Performed, Recorded
from headless.services.members.members import create_member, update_member
from tests.services.shop import Shop

PHONE = "+44 20 7946 0958"
ANN = Lookup("phone", PHONE)
NUMBER = Lookup("number", "m1")


def code_of(answer: Recorded | Performed) -> str:
    return "" if answer.problem is None else answer.problem.code


async def waiting(shop: Shop) -> int:
    return (await guests_of(shop.kernel, shop.owner.slug)).events


async def join(shop: Shop, *proven: str, **fields: Any) -> Performed:
    given = {"number": "m1", "phone": PHONE, **fields}
    return await create_member(shop.kernel, shop.owner, {**given, "proven": list(proven)})


async def prove(shop: Shop, *proven: str, member: Lookup = NUMBER, key: str | None = None, **fields: Any) -> Performed:
    return await update_member(shop.kernel, shop.owner, member, {**fields, "proven": list(proven)}, key)


async def events(shop: Shop, *types: str) -> list[tuple[str, str, int]]:
    """Events of these types: their numbers, states and members."""
    places = ", ".join(f"'{type_}'" for type_ in types)
    sql = f"SELECT type, external_id, status FROM event WHERE type IN ({places}) ORDER BY id"
    async with shop.kernel.db.read() as session:
        return [(row[0], row[1], row[2]) for row in await session.fetch(sql)]


async def run(shop: Shop, sql: str) -> Any:
    async with shop.kernel.db.read() as session:
        return await session.fetch_value(sql)
