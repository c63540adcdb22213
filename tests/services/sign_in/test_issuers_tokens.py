"""Tokens of an issuer: what is let in, and every way in which one may be forged."""

import base64
import hmac
from typing import Any

import pytest

from headless.errors import Denied
from headless.services.sign_in.issuers.tokens import TOKEN_CHARACTERS, is_token, unread, verified
from tests.services.sign_in.issuer import NOW, OIDC, claims, make_key, part, signed

EC = make_key()


def public(*keys: Any) -> list[dict[str, Any]]:
    return [key.as_dict(private=False) for key in keys]


def named(text: str, *keys: Any, oidc: Any = OIDC) -> str:
    token = unread(text)
    fitting = [key for key in public(*keys) if token.kid in (None, key.get("kid"))]
    lookup, _ = verified(token, oidc, fitting, NOW)
    return f"{lookup.kind}={lookup.value}"


@pytest.mark.parametrize(
    ("kind", "algorithm"),
    [("EC", "ES256"), ("RSA", "RS256"), ("RSA", "RS512"), ("RSA", "PS256"), ("OKP", "EdDSA"), ("OKP", "Ed25519")],
)
def test_a_token_of_the_issuer_names_the_member(kind: str, algorithm: str) -> None:
    key = make_key(kind)
    text = signed(key, algorithm=algorithm)

    assert is_token(text)
    assert "identity:wechat=oABC" == named(text, key, make_key(kind, "two"))


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://login.example"}, {"iss": "https://evil.example/"}, {"iss": None}, {"iss": 1},
        {"aud": "app-2"}, {"aud": None}, {"aud": "app-1 "}, {"aud": ["app-1", "app-2"]}, {"aud": []}, {"aud": [1]},
        {"aud": ["app-1", "app-2"], "azp": "app-2"}, {"aud": {"app-1": 1}},
        {"exp": NOW - 31}, {"exp": None}, {"exp": "soon"}, {"exp": True}, {"exp": 1e300},
        {"nbf": NOW + 31}, {"iat": NOW + 31}, {"nbf": "now"},
        {"sub": None}, {"sub": ""}, {"sub": "  "}, {"sub": True}, {"sub": {"id": 1}}, {"sub": ["oABC"]}, {"sub": "x" * 201},
        {"events": {"http://schemas.openid.net/event/backchannel-logout": {}}},
    ],
)  # fmt: skip
def test_claims_that_are_not_right_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(Denied) as refusal:
        named(signed(EC, claims(**changes)), EC)
    assert "UNAUTHENTICATED" == refusal.value.code


@pytest.mark.parametrize(
    "changes",
    [{"exp": NOW - 29}, {"nbf": NOW + 29}, {"iat": None}, {"aud": ["app-1"]}, {"aud": ["app-1", "x"], "azp": "app-1"}],
)
def test_clocks_may_differ_a_little_and_audiences_may_be_listed(changes: dict[str, Any]) -> None:
    assert "identity:wechat=oABC" == named(signed(EC, claims(**changes)), EC)


def forged() -> dict[str, str]:
    good = signed(EC)
    head, body, signature = good.split(".")
    said = f"{part({'alg': 'HS256', 'kid': 'one'})}.{body}"
    mac = hmac.digest(EC.as_pem(private=False), said.encode(), "sha256")
    by_secret = f"{said}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"
    other = make_key()
    return {
        "none": f"{part({'alg': 'none'})}.{body}.",
        "None": f"{part({'alg': 'None', 'kid': 'one'})}.{body}.{signature}",
        "hs256 with the public key": by_secret,
        "no algorithm": f"{part({'kid': 'one'})}.{body}.{signature}",
        "no signature": f"{head}.{body}.",
        "changed claims": f"{head}.{part(claims(sub='oXYZ'))}.{signature}",
        "another's key with the same kid": signed(other),
        "a key of its own in the header": signed(other, jwk=other.as_dict(private=False)),
        "a key set of its own": signed(other, jku="https://evil.example/keys"),
        "a certificate of its own": signed(other, x5u="https://evil.example/cert"),
        "another kid": signed(EC, kid="two"),
        "no kid among several": signed(EC, kid=None),
        "a kid that is a path": signed(EC, kid="../../dev/null"),
        "crit": f"{part({'alg': 'ES256', 'kid': 'one', 'crit': ['x'], 'x': 1})}.{body}.{signature}",
        "a logout token": signed(EC, typ="logout+jwt"),
        "another curve": f"{part({'alg': 'ES384', 'kid': 'one'})}.{body}.{signature}",
        "huge": signed(EC, claims(more="x" * TOKEN_CHARACTERS)),
        "no json": f"{part({'alg': 'ES256', 'kid': 'one'})}.e30x.{signature}",
        "nested": f"{head}.{'W10' * 50}.{signature}",
        "list": f"{head}.W10.{signature}",
    }  # fmt: skip


@pytest.mark.parametrize("name", list(forged()))
def test_a_forged_token_is_refused(name: str) -> None:
    assert name in forged()
    with pytest.raises(Denied) as refusal:
        named(forged()[name], EC, make_key("EC", "three"))
    assert "UNAUTHENTICATED" == refusal.value.code


def test_a_key_serves_the_algorithm_that_it_says() -> None:
    key = make_key("RSA")
    said = [{**key.as_dict(private=False), "alg": "RS512"}]

    assert verified(unread(signed(key, algorithm="RS512")), OIDC, said, NOW)
    with pytest.raises(Denied):
        verified(unread(signed(key, algorithm="RS256")), OIDC, said, NOW)


def test_an_address_counts_once_the_issuer_has_verified_it() -> None:
    by_mail = OIDC._replace(claim="email", lookup="email")
    said = claims(email="ada@shop.example", email_verified=True)

    assert "email=ada@shop.example" == named(signed(EC, said), EC, oidc=by_mail)
    for other in (None, False, "true", 1):
        with pytest.raises(Denied):
            named(signed(EC, {**said, "email_verified": other}), EC, oidc=by_mail)
