"""Members who sign in by their merchant's own issuer."""

from typing import Any

import pytest

from headless.services.sign_in.issuers.sign_in import IssuerSignIn
from tests.services.sign_in.issuer import NOW, OIDC, Issuer, claims, make_key, signed
from tests.web.shop import NOW_US, Shop

ME = "{ me { number } viewer { id } }"
SAVE = "mutation($oidc: OidcInput) { merchantSave(input: {oidc: $oidc}) { userErrors { code message } } }"
GIVEN = {"issuer": OIDC.issuer, "audience": OIDC.audience, "claim": OIDC.claim, "lookup": OIDC.lookup}
EC = make_key()


class Door:
    """A shop, its issuer, and the seconds of the clock that only goes forward."""

    def __init__(self, shop: Shop, issuer: Issuer) -> None:
        self.shop, self.issuer, self.seconds = shop, issuer, 0.0

    async def enter(self, token: str) -> tuple[int, Any]:
        """Return the status and the member, or the code of the refusal."""
        headers = {"Authorization": f"Bearer {token}"}
        response = await self.shop.client.post("/graphql", json={"query": ME}, headers=headers)
        document = response.json()
        if "errors" in document:
            return response.status_code, document["errors"][0]["extensions"]["code"]
        return response.status_code, document["data"]["me"]["number"]


@pytest.fixture
async def door(shop: Shop) -> Door:
    """A shop whose members sign in by an issuer. Ada is one of them."""
    assert NOW * 1_000_000 == NOW_US
    opened = Door(shop, Issuer(EC))
    endpoint: Any = shop.app.state.endpoints.graphql
    endpoint.__self__.authentication._issuers = IssuerSignIn(shop.kernel, lambda: opened.seconds, opened.issuer.fetch)
    assert [] == (await shop.ask(SAVE, {"oidc": GIVEN}))["merchantSave"]["userErrors"]
    create = """mutation { memberCreate(input: {number: "1", email: "ada@shop.example",
      identities: [{system: "wechat", id: "oABC"}]}) { userErrors { message } } }"""
    assert [] == (await shop.ask(create))["memberCreate"]["userErrors"]
    return opened


async def test_a_token_of_the_issuer_is_the_member(door: Door) -> None:
    assert (200, "1") == await door.enter(signed(EC))
    assert (200, "1") == await door.enter(signed(EC))
    assert 2 == len(door.issuer.asked)


async def test_a_token_without_a_member_says_so(door: Door) -> None:
    assert (403, "NO_MEMBER") == await door.enter(signed(EC, claims(sub="stranger")))


@pytest.mark.parametrize(
    "changes", [{"aud": "app-2"}, {"iss": "https://evil.example/"}, {"exp": NOW - 60}, {"nbf": NOW + 60}]
)
async def test_another_token_is_refused(door: Door, changes: Any) -> None:
    assert (401, "UNAUTHENTICATED") == await door.enter(signed(EC, claims(**changes)))
    assert (401, "UNAUTHENTICATED") == await door.enter(signed(make_key()))
    assert (401, "UNAUTHENTICATED") == await door.enter("eyJ.eyJ.x")


async def test_tokens_that_begin_alike_are_not_taken_for_one_another(door: Door) -> None:
    create = """mutation { memberCreate(input: {number: "2", identities: [{system: "wechat", id: "oXYZ"}]}) {
      userErrors { message } } }"""
    await door.shop.ask(create)
    long = {"a": "x" * 400}
    one, two = ({**long, **claims(sub=sub)} for sub in ("oABC", "oXYZ"))

    assert ((200, "1"), (200, "2")) == (await door.enter(signed(EC, one)), await door.enter(signed(EC, two)))


async def test_an_issuer_that_does_not_answer_lets_no_one_in(door: Door) -> None:
    door.issuer.down = True
    assert (503, "ISSUER_UNAVAILABLE") == await door.enter(signed(EC))


async def test_a_rotated_key_is_taken_and_the_old_one_ends(door: Door) -> None:
    token, new = signed(EC), make_key(kid="two")
    assert (200, "1") == await door.enter(token)
    door.issuer.keys, door.seconds = [new], 61.0

    assert (200, "1") == await door.enter(signed(new))
    assert (401, "UNAUTHENTICATED") == await door.enter(token)


async def test_a_token_ends_with_the_membership_the_settings_and_its_time(door: Door) -> None:
    token = signed(EC)
    assert (200, "1") == await door.enter(token)
    door.shop.clock.advance(331 * 1_000_000)
    assert (401, "UNAUTHENTICATED") == await door.enter(token)

    token = signed(EC, claims(exp=NOW + 900))
    assert (200, "1") == await door.enter(token)
    await door.shop.ask(SAVE, {"oidc": {**GIVEN, "claim": "oid"}})
    assert (401, "UNAUTHENTICATED") == await door.enter(token)
    await door.shop.ask(SAVE, {"oidc": GIVEN})
    assert (200, "1") == await door.enter(token)
    await door.shop.ask(
        'mutation { memberUpdate(input: {member: {number: "1"}, status: CLOSED}) { userErrors { code } } }'
    )
    assert (401, "UNAUTHENTICATED") == await door.enter(token)


async def test_an_address_that_is_not_verified_opens_nothing(door: Door) -> None:
    await door.shop.ask(SAVE, {"oidc": {**GIVEN, "claim": "email", "lookup": "email"}})
    said = claims(email="Ada@Shop.example")

    assert (401, "UNAUTHENTICATED") == await door.enter(signed(EC, said))
    assert (200, "1") == await door.enter(signed(EC, {**said, "email_verified": True}))


async def test_a_merchants_token_in_that_form_is_none(door: Door) -> None:
    await door.shop.ask(SAVE, {"oidc": None})
    assert (401, "UNAUTHENTICATED") == await door.enter(signed(EC))
