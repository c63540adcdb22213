"""What a token may not see is null with an error that says so. The rest of the answer stands."""

from datetime import date
from typing import Any

from tests.resolvers.reader import Reader, label
from tests.services.shop import Shop


async def test_personal_fields_are_null_one_by_one_and_the_member_still_arrives(shop: Shop, reader: Reader) -> None:
    await shop.member(name="Ada", email="ada@example.com")
    query = '{ member(by: {number: "m1"}) { number name email birthday status } }'

    response = await reader.answer(query, scopes={"members:read"})

    empty = {"number": "m1", "name": None, "email": None, "birthday": None, "status": "ACTIVE"}
    assert empty == response["data"]["member"]
    told = [(error["path"][-1], error["extensions"]["requiredScope"]) for error in response["errors"]]
    assert sorted(told) == [("birthday", "members:pii"), ("email", "members:pii"), ("name", "members:pii")]
    assert {"members:read"} == set(response["errors"][0]["extensions"]["grantedScopes"])


async def test_looking_up_by_phone_or_mail_needs_the_scope(shop: Shop, reader: Reader) -> None:
    await shop.member(email="ada@example.com")

    assert ["FORBIDDEN"] == await reader.errors(
        '{ member(by: {email: "ada@example.com"}) { id } }', scopes={"members:read"}
    )
    assert (await reader.ask('{ member(by: {email: "Ada@Example.com"}) { number } }'))["member"] == {"number": "m1"}
    assert (await reader.ask('{ member(by: {number: "nobody"}) { id } }'))["member"] is None


async def test_a_metric_needs_its_scope(shop: Shop, reader: Reader) -> None:
    await shop.member(birthday=date(1990, 2, 28).toordinal())
    query = '{ member(by: {number: "m1"}) { orders: metric(name: "orders") birthday: metric(name: "birthday_in") } }'

    response = await reader.answer(query, scopes={"members:read"})

    assert {"orders": 0, "birthday": None} == response["data"]["member"]
    assert ["members:pii"] == [error["extensions"]["requiredScope"] for error in response["errors"]]


async def test_a_clause_keeps_the_values_to_itself_that_the_token_may_not_see(shop: Shop, reader: Reader) -> None:
    await shop.member(birthday=date(1990, 2, 28).toordinal())
    await label(shop, "soon", {"test": {"metric": "birthday_in", "op": "LTE", "value": 3}})
    query = '{ member(by: {number: "m1"}) { explain(what: {tag: "soon"}) { text clause { met value remaining } } } }'

    everything = (await reader.ask(query))["member"]["explain"]
    less = (await reader.ask(query, scopes={"members:read", "tags:read"}))["member"]["explain"]

    assert {"met": False, "value": 272, "remaining": "269"} == everything["clause"]
    assert {"met": False, "value": None, "remaining": None} == less["clause"]
    assert "272" in everything["text"]
    assert "272" not in less["text"]


async def test_each_thing_is_found_by_its_id_and_strangers_are_not(shop: Shop, reader: Reader) -> None:
    from headless.clock import FixedClock

    await shop.rule("points_per_spend")
    await label(shop, "loyal", {"test": {"metric": "orders", "op": "GTE", "value": 1}})
    await shop.ladder({"code": "base", "name": "Base", "rank": 1}, default=True)
    await shop.order(await shop.member(), "120")
    ids = await known_ids(reader)
    query = "query Nodes($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"

    found = (await reader.ask(query, ids=ids))["nodes"]

    assert ["Member", "Asset", "Entry", "TierStanding", "MemberTag", "Event"] == [each["__typename"] for each in found]
    assert ids == [each["id"] for each in found]
    assert isinstance(shop.clock, FixedClock)
    other = Reader(reader.api, await Shop.open(shop.kernel, shop.clock, "coffee"))
    assert [None] * 6 == (await other.ask(query, ids=ids))["nodes"]


async def known_ids(reader: Reader) -> list[Any]:
    found = await reader.of_member(
        """id asset(kind: "points") { id entries { edges { node { id } } } } standings { id } tags { id }
           events { edges { node { id } } }"""
    )
    asset = found["asset"]
    return [
        found["id"],
        asset["id"],
        asset["entries"]["edges"][0]["node"]["id"],
        found["standings"][0]["id"],
        found["tags"][0]["id"],
        found["events"]["edges"][0]["node"]["id"],
    ]


async def test_nobody_is_me_without_a_members_token(shop: Shop, reader: Reader) -> None:
    assert {"me": None} == await reader.ask("{ me { id } }", scopes=set())
