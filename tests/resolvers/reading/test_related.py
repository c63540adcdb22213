"""A member's page is one statement: what belongs to members is read with them, and nothing that was not asked for."""

from decimal import Decimal

import pytest

from headless.clock import SystemClock
from headless.services.configuration.tier_tracks import save_tier_track
from headless.services.kernel.kernel import build_kernel
from headless.services.members.assets import grant
from tests.resolvers.nouns.test_member_page import furnish, people
from tests.resolvers.reader import Reader, Statements
from tests.services.shop import Shop

DAY_US = 86_400_000_000
PAGE = """query MemberPage($number: String!) {
  member(by: { number: $number }) {
    name
    tier { code name attributes }
    tierProgress { next { name } fraction text keepUntil }
    assets { kind { code name decimals } available pending held debt worth expiring { on amount } }
    tags { tag { name } expiresAt }
  }
}"""
LIST = """{ members(first: 50) { edges { node {
  number tier { code name } assets { kind { code name } available pending } tags { tag { code name } } } } } }"""


@pytest.fixture
async def furnished(shop: Shop) -> Shop:
    await furnish(shop)
    await people(shop, range(6))
    return shop


async def test_the_page_and_the_list_are_one_statement_each(
    furnished: Shop, reader: Reader, statements: Statements
) -> None:
    for query, variables in ((PAGE, {"number": "m1"}), (LIST, {})):
        first = await reader.ask(query, **variables)
        statements.take()

        assert first == await reader.ask(query, **variables)
        assert 1 == statements.take()


async def test_only_the_columns_asked_for_are_read(furnished: Shop, reader: Reader, statements: Statements) -> None:
    await reader.ask(LIST)
    (sql,) = statements.sent[-1:]

    assert "m.number" in sql
    for column in ("m.phone", "m.email", "m.attributes", "m.birthday_on", "x.key", "FROM lot x"):
        assert column not in sql


async def test_a_page_under_two_names_shows_both_members(furnished: Shop, reader: Reader) -> None:
    data = await reader.ask(
        '{ a: member(by: {number: "m1"}) { number assets { available } } b: member(by: {number: "m2"}) '
        "{ number tier { code } tierProgress { fraction } } }"
    )

    assert ["m1", "m2"] == [data["a"]["number"], data["b"]["number"]]
    assert "silver" == data["b"]["tier"]["code"]


async def test_what_another_process_configured_is_seen_at_once(furnished: Shop, reader: Reader) -> None:
    query = '{ member(by: {number: "m1"}) { tier { name } } }'
    await reader.ask(query)
    here = furnished.kernel
    elsewhere = build_kernel(here.db, here.registry, here.clock, here.settings, SystemClock())
    tiers = [
        {"code": "silver", "name": "Argent", "rank": 1,
         "condition": {"test": {"metric": "orders", "op": "GTE", "value": 1}}},
    ]  # fmt: skip
    saved = await save_tier_track(
        elsewhere, furnished.owner, {"code": "main", "name": "Main", "kind": "EARNED", "default": True, "tiers": tiers}
    )

    assert saved.problem is None
    assert {"member": {"tier": {"name": "Argent"}}} == await reader.ask(query)


async def test_points_that_have_come_or_gone_since_the_clock_s_work_are_right(furnished: Shop, reader: Reader) -> None:
    now = furnished.clock.now_us()
    lookup = await furnished.member("late", name="Late")
    await grant(
        furnished.kernel, furnished.owner, lookup, kind="points", amount=Decimal(50), reason="gift", key="g1",
        expires_at=now + DAY_US,
    )  # fmt: skip
    before = await reader.of_member('asset(kind: "points") { available expiring { amount } }', "late")
    furnished.clock.advance(2 * DAY_US)

    after = await reader.of_member('asset(kind: "points") { available expiring { amount } }', "late")

    assert {"available": "50", "expiring": [{"amount": "50"}]} == before["asset"]
    assert {"available": "0", "expiring": []} == after["asset"]


async def test_a_relation_needs_its_own_scope(furnished: Shop, reader: Reader, statements: Statements) -> None:
    answer = await reader.answer(PAGE, number="m1", scopes={"members:read"})

    assert {"FORBIDDEN"} == {error["extensions"]["code"] for error in answer["errors"]}
    assert answer["data"]["member"]["assets"] is None
    assert not any("FROM account x" in sql for sql in statements.sent)
