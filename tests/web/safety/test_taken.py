"""TAKEN tells who is a member: it leaves a trace each time, and a token is not told often."""

import logging

import pytest

from headless.engine.values.limits import TAKEN_A_MINUTE
from tests.kit.series import series_of, value
from tests.web.shop import Shop

CREATE = "mutation($f: MemberCreateInput!) { memberCreate(input: $f) { member { id } userErrors { code } } }"
UPDATE = """mutation($f: MemberUpdateInput!) { memberUpdate(input: $f) { userErrors { code } } }"""
ANN = {
    "number": "1",
    "email": "ann@example.com",
    "phone": "+442071838750",
    "identities": [{"system": "chat", "id": "a"}],
}


@pytest.fixture
async def writer(shop: Shop) -> str:
    """The secret of a token that saves members, and may not look them up by what is personal."""
    await shop.ask(CREATE, {"f": ANN})
    await shop.ask(CREATE, {"f": {"number": "2"}})
    return await shop.token("members:read", "members:write")


async def probe(shop: Shop, secret: str, **fields: object) -> str:
    """Return the code of an attempt to save a member."""
    errors = (await shop.ask(CREATE, {"f": fields}, secret))["memberCreate"]["userErrors"]
    return str(errors[0]["code"]) if errors else ""


async def test_a_token_that_tries_out_who_is_a_member_has_to_wait(shop: Shop, writer: str) -> None:
    told = [await probe(shop, writer, email="ann@example.com") for _ in range(TAKEN_A_MINUTE)]
    refused = await probe(shop, writer, number="3", phone="+442071838751")
    by_update = await shop.ask(UPDATE, {"f": {"member": {"number": "2"}, "number": "1"}}, writer)
    other = await probe(shop, await shop.token("members:read", "members:write"), email="ann@example.com")
    shop.clock.set(shop.clock.now_us() + 61_000_000)
    later = await probe(shop, writer, number="4")

    assert {"TAKEN"} == set(told)
    assert "TOO_MANY_TAKEN" == refused
    assert {"memberUpdate": {"userErrors": [{"code": "TOO_MANY_TAKEN"}]}} == by_update
    assert 3 == (await shop.ask("{ members { totalCount } }"))["members"]["totalCount"]
    assert ("TAKEN", "") == (other, later)


async def test_what_needs_no_look_up_is_not_refused(shop: Shop, writer: str) -> None:
    for _ in range(TAKEN_A_MINUTE):
        await probe(shop, writer, number="1")
    renamed = await shop.ask(UPDATE, {"f": {"member": {"number": "2"}, "name": "Ben"}}, writer)

    assert {"memberUpdate": {"userErrors": []}} == renamed


async def test_who_may_look_members_up_is_traced_alone(shop: Shop, writer: str) -> None:
    told = [await probe(shop, shop.secret, number="1") for _ in range(TAKEN_A_MINUTE + 5)]

    assert {"TAKEN"} == set(told)


async def test_each_leaves_a_trace_without_what_was_tried(
    shop: Shop, writer: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="headless"):
        await probe(shop, writer, email="ann@example.com")
        await probe(shop, writer, phone="+44 20 7183 8750")
        await probe(shop, writer, identities=[{"system": "chat", "id": "a"}])
        await shop.send(UPDATE, {"f": {"member": {"number": "2"}, "number": "1"}}, writer)
    lines = [vars(record) for record in caplog.records if record.getMessage() == "identifier taken"]
    series = series_of((await shop.client.get("/metrics")).text)

    assert ["email", "phone", "identities", "number"] == [line["identifier"] for line in lines]
    assert {"corner-shop"} == {line["merchant"] for line in lines}
    assert all(line["token"].startswith("tok_") for line in lines)
    assert "ann@example.com" not in str(lines)
    assert "7183" not in str(lines)
    assert 1 == value(series, "headless_taken_total", identifier="email")


async def test_what_a_token_makes_shares_its_count(shop: Shop, writer: str) -> None:
    make = """mutation { tokenCreate(input: {name: "child", scopes: ["members:read", "members:write", "tokens:manage"]}) {
      secret userErrors { code } } }"""
    maker = await shop.token("members:read", "members:write", "tokens:manage")
    child = (await shop.ask(make, secret=maker))["tokenCreate"]["secret"]
    grandchild = (await shop.ask(make, secret=child))["tokenCreate"]["secret"]
    for number in range(TAKEN_A_MINUTE):
        await probe(shop, (maker, child)[number % 2], email="ann@example.com")

    assert ["TOO_MANY_TAKEN"] * 3 == [
        await probe(shop, secret, email="ann@example.com") for secret in (maker, child, grandchild)
    ]
    assert "TAKEN" == await probe(shop, writer, email="ann@example.com")
