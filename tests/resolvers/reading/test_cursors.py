"""Cursors belong to one list and cannot be changed."""

import base64
from collections.abc import AsyncIterator

import pytest

from tests.web.shop import Shop, open_shop

PAGE = """query($first: Int, $after: String, $where: Condition) {
  members(first: $first, after: $after, where: $where) {
    totalCount pageInfo { hasNextPage hasPreviousPage endCursor } edges { cursor node { number } } } }"""


@pytest.fixture
async def people(database_url: str) -> AsyncIterator[Shop]:
    """A served shop with three members."""
    create = "mutation($n: String!) { memberCreate(input: {number: $n}) { userErrors { message } } }"
    async with open_shop(database_url) as shop:
        for number in ("1", "2", "3"):
            assert [] == (await shop.ask(create, {"n": number}))["memberCreate"]["userErrors"]
        yield shop


async def test_pages_follow_one_another_without_gaps(people: Shop) -> None:
    numbers, after = [], None
    for more in (True, True, False):
        page = (await people.ask(PAGE, {"first": 1, "after": after}))["members"]
        numbers += [edge["node"]["number"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]

        assert (3, more) == (page["totalCount"], page["pageInfo"]["hasNextPage"])

    assert ["1", "2", "3"] == sorted(numbers)


async def test_a_changed_cursor_is_refused(people: Shop) -> None:
    cursor = (await people.ask(PAGE, {"first": 1}))["members"]["edges"][0]["cursor"]
    raw = bytearray(base64.urlsafe_b64decode(cursor + "=="))
    raw[-2] ^= 1
    changed = base64.urlsafe_b64encode(raw).decode().rstrip("=")

    for wrong in (changed, cursor[:-1], "", "x", "é", cursor + "AAAA"):
        assert [("INVALID_CURSOR", ["members"])] == await people.errors(PAGE, {"after": wrong})


async def test_a_cursor_of_another_filter_is_refused(people: Shop) -> None:
    cursor = (await people.ask(PAGE, {"first": 1}))["members"]["edges"][0]["cursor"]
    where = {"test": {"metric": "orders", "op": "GTE", "value": 0}}

    assert [("INVALID_CURSOR", ["members"])] == await people.errors(PAGE, {"after": cursor, "where": where})
