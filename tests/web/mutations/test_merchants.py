"""The merchant's own settings, as its back office changes them."""

from typing import Any

import pytest

from headless.services.configuration.merchants import create_merchant
from headless.services.configuration.tokens import create_token
from tests.web.shop import Shop

SAVE = """mutation($input: MerchantSaveInput!) { merchantSave(input: $input) {
  merchant { name country memberMay version oidc { issuer audience claim lookup jwks } } userErrors { code path } } }"""
OIDC = {"issuer": "https://login.shop.example/", "audience": "app-1", "claim": "sub", "lookup": "identity:Shop App"}


async def save(shop: Shop, secret: str | None = None, **changes: Any) -> Any:
    return (await shop.ask(SAVE, {"input": changes}, secret))["merchantSave"]


async def test_members_may_claim_what_is_free_until_the_merchant_says_otherwise(shop: Shop) -> None:
    before = (await shop.ask("{ merchant { memberMay version oidc { issuer } } }"))["merchant"]
    after = await save(shop, memberMay=["REDEEM", "SPEND", "SPEND"])
    nothing = await save(shop, memberMay=[])

    assert {"memberMay": ["CLAIM"], "version": 1, "oidc": None} == before
    assert ["SPEND", "REDEEM"] == after["merchant"]["memberMay"]
    assert [] == nothing["merchant"]["memberMay"]


async def test_what_is_left_out_stays_and_null_takes_away(shop: Shop) -> None:
    await save(shop, name="Corner & Co", country="GB", oidc=OIDC)
    left = (await save(shop, memberMay=["HOLD"]))["merchant"]
    gone = (await save(shop, country=None, oidc=None, name=None))["merchant"]

    stored = {**OIDC, "lookup": "identity:Shop App", "jwks": None}
    assert ("Corner & Co", "GB", stored, 3) == (left["name"], left["country"], left["oidc"], left["version"])
    assert ("Corner & Co", None, None, ["HOLD"]) == (gone["name"], gone["country"], gone["oidc"], gone["memberMay"])


async def test_a_change_over_a_newer_one_is_refused(shop: Shop) -> None:
    await save(shop, name="First", expectedVersion=1)
    late = await save(shop, name="Second", expectedVersion=1)

    assert [{"code": "STALE_VERSION", "path": ["expectedVersion"]}] == late["userErrors"]
    assert "First" == late["merchant"]["name"]


@pytest.mark.parametrize(
    ("changes", "code", "path"),
    [
        ({"name": "  "}, "EMPTY", ["name"]),
        ({"country": "Atlantis"}, "INVALID_COUNTRY", ["country"]),
        ({"oidc": {**OIDC, "issuer": "http://login.shop.example"}}, "INVALID_ISSUER", ["oidc", "issuer"]),
        ({"oidc": {**OIDC, "issuer": "https://me:pass@login.example"}}, "INVALID_ISSUER", ["oidc", "issuer"]),
        ({"oidc": {**OIDC, "issuer": "https://login.example/#x"}}, "INVALID_ISSUER", ["oidc", "issuer"]),
        ({"oidc": {**OIDC, "issuer": "http://localhost:9000"}}, "INVALID_ISSUER", ["oidc", "issuer"]),
        ({"oidc": {**OIDC, "issuer": "https://["}}, "INVALID_ISSUER", ["oidc", "issuer"]),
        ({"oidc": {**OIDC, "jwks": "file:///etc/keys"}}, "INVALID_ISSUER", ["oidc", "jwks"]),
        ({"oidc": {**OIDC, "lookup": "name"}}, "INVALID_LOOKUP", ["oidc", "lookup"]),
        ({"oidc": {**OIDC, "lookup": "identity:"}}, "INVALID_LOOKUP", ["oidc", "lookup"]),
        ({"oidc": {**OIDC, "claim": ""}}, "EMPTY", ["oidc", "claim"]),
    ],
)
async def test_settings_that_cannot_be_used_are_named(shop: Shop, changes: Any, code: str, path: list[str]) -> None:
    refused = await save(shop, **changes)

    assert [{"code": code, "path": path}] == refused["userErrors"]
    assert 1 == refused["merchant"]["version"]


async def test_an_issuer_is_named_by_tokens_that_may_sign_members_in(shop: Shop) -> None:
    weak = await shop.token("config:manage", "config:read")
    strong = await shop.token("config:manage", "config:read", "members:impersonate")

    assert [("FORBIDDEN", ["merchantSave"])] == await shop.errors(SAVE, {"input": {"oidc": OIDC}}, weak)
    assert [("FORBIDDEN", ["merchantSave"])] == await shop.errors(SAVE, {"input": {"oidc": None}}, weak)
    assert [] == (await save(shop, weak, name="Renamed"))["userErrors"]
    assert [] == (await save(shop, strong, oidc=OIDC))["userErrors"]


async def test_no_two_merchants_share_an_issuer_and_an_audience(shop: Shop) -> None:
    other = await create_merchant(shop.kernel, "other", currency="GBP", time_zone="Europe/London")
    others = (await create_token(shop.kernel, other.id, "owner", ["admin"]))[1]
    await save(shop, others, oidc=OIDC)

    taken = await save(shop, oidc=OIDC)
    await save(shop, others, oidc=None)
    free = await save(shop, oidc=OIDC)

    assert [{"code": "AUDIENCE_TAKEN", "path": ["oidc", "audience"]}] == taken["userErrors"]
    assert [] == free["userErrors"]


async def test_a_new_country_gives_stored_phone_numbers_their_new_form(shop: Shop) -> None:
    await shop.ask(
        """mutation { memberCreate(input: {number: "1", phone: "020 7946 0018"}) { userErrors { code } } }"""
    )
    find = """{ member(by: {phone: "+44 20 7946 0018"}) { number } }"""
    before = (await shop.ask(find))["member"]
    await save(shop, country="GB")

    assert before is None
    assert {"number": "1"} == (await shop.ask(find))["member"]


async def test_events_of_guests_are_kept_as_long_as_the_merchant_says(shop: Shop) -> None:
    query = """mutation($input: MerchantSaveInput!) { merchantSave(input: $input) {
      merchant { claimFor version } userErrors { code path } } }"""
    said = [
        (await shop.ask(query, {"input": changes}))["merchantSave"]
        for changes in ({}, {"claimFor": "90d"}, {"name": "Shop"}, {"claimFor": "3m"}, {"claimFor": None})
    ]

    assert [None, "90d", "90d", "90d", None] == [answer["merchant"]["claimFor"] for answer in said]
    assert [{"code": "INVALID_DURATION", "path": ["claimFor"]}] == said[3]["userErrors"]
