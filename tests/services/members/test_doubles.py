"""A populated shop in which phones and e-mails collide is carried over: it loses no one, and lists them."""

from typing import Any

from headless.models.base.session import Session
from headless.models.tables.members.doubles.identifiers import normalise_identifiers, odd_identifiers
from headless.models.tables.members.members import NewMember, add_members
from headless.services.configuration.merchants import change_country
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.member_finder import find_members
from headless.services.members.doubles import find_doubles
from tests.services.shop import Shop

STORED: dict[int, dict[str, Any]] = {
    1: {"phone": "+4402079460958", "email": "stra\u00dfe@x.org"},
    2: {"phone": "+442079460958", "email": "strasse@x.org"},
    3: {"phone": "+44002079460958", "external_id": "Jose\u0301"},
    4: {"phone": "02079460959", "external_id": "Jos\u00e9"},
    5: {"phone": "+4402079460960", "email": "jos\u0065\u0301@x.org"},
    6: {"number": "47\u200b11"},
}


async def _populate(session: Session, merchant_id: int) -> None:
    names = ("number", "external_id", "phone", "email")
    await add_members(
        session,
        merchant_id,
        [
            NewMember(
                id_, *(given.get(name) for name in names), None, None, None, None, 0, 1, {}, 0, "00" * 16, 0,
                given.get("phone"),
            )
            for id_, given in STORED.items()
        ],
    )  # fmt: skip


async def test_identifiers_that_are_unique_get_one_form_and_the_others_are_found_by_theirs(shop: Shop) -> None:
    merchant_id = shop.owner.merchant_id
    async with shop.kernel.db.transaction() as session:
        await _populate(session, merchant_id)
        await normalise_identifiers(session, merchant_id, None)

    by_stored = {Lookup(kind, given[column]): id_ for id_, given in STORED.items() for kind, column in (
        ("number", "number"), ("externalId", "external_id"), ("phone", "phone"), ("email", "email"),
    ) if column in given}  # fmt: skip
    normal = {
        Lookup("phone", "+44 20 7946 0958"): 2, Lookup("phone", "+44 (0)20 7946 0960"): 5, Lookup("number", "4711"): 6,
        Lookup("email", "Jos\u00e9@X.org"): 5, Lookup("email", "STRASSE@x.org"): 2, Lookup("externalId", "Jos\u00e9"): 4,
    }  # fmt: skip
    async with shop.kernel.db.read() as session:
        assert by_stored | normal == await find_members(session, merchant_id, [*by_stored, *normal], None)
    doubles = {
        (double.kind, tuple(id_ for id_, _ in double.holders)) for double in await find_doubles(shop.kernel, "tea")
    }
    assert {("phone", (1, 2)), ("email", (1, 2)), ("externalId", (3, 4))} == doubles


async def test_a_country_gives_national_numbers_their_form(shop: Shop) -> None:
    merchant_id = shop.owner.merchant_id
    async with shop.kernel.db.transaction() as session:
        await _populate(session, merchant_id)

    odd = await change_country(shop.kernel, "tea", "GB")

    assert {1, 3} <= {one.member_id for one in odd}
    async with shop.kernel.db.read() as session:
        asked = [Lookup("phone", "020 7946 0959"), Lookup("phone", "+44 20 7946 0959")]
        assert dict.fromkeys(asked, 4) == await find_members(session, merchant_id, asked, "GB")
        free, _ = await odd_identifiers(session, merchant_id, "GB")
    assert [] == free
