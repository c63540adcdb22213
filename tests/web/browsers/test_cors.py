"""Pages of other origins: whose may call, and what they may read of an answer."""

import pytest

from headless.config import Settings
from headless.demo import demo_settings
from headless.errors import RateLimited
from headless.messages import Message
from headless.services.rates.allowances import Allowances
from tests.web.shop import Shop, bearer, open_shop

ALLOWED = "access-control-allow-origin"
ASKED = {
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization,content-type,x-client",
}
KNOWN = [
    "https://shop.example",
    "https://a.brand.example",
    "https://a.b.brand.example",
    "http://localhost:5173",
    "http://localhost",
]
UNKNOWN = [
    "https://shop.example.org", "http://shop.example", "https://shop.example:8443", "https://brand.example", "null",
    "https://evilbrand.example", "http://localhost.evil.example", "https://localhost:5173", "https://xshop.example",
]  # fmt: skip


@pytest.mark.parametrize("origin", KNOWN)
async def test_a_preflight_of_a_known_origin_is_allowed_and_kept_for_a_day(open_door: Shop, origin: str) -> None:
    answer = await open_door.client.options("/graphql", headers={"Origin": origin, **ASKED})

    assert (200, origin) == (answer.status_code, answer.headers[ALLOWED])
    assert "authorization,content-type,x-client" == answer.headers["access-control-allow-headers"]
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert "86400" == answer.headers["access-control-max-age"]
    assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize("origin", UNKNOWN)
async def test_another_origin_is_not_allowed(open_door: Shop, origin: str) -> None:
    asked = await open_door.client.options("/graphql", headers={"Origin": origin, **ASKED})
    sent = await open_door.client.post("/graphql", json={"query": "{viewer{id}}"}, headers={"Origin": origin})

    assert 400 == asked.status_code
    assert ALLOWED not in asked.headers
    assert ALLOWED not in sent.headers


async def test_answers_and_errors_alike_may_be_read_with_their_headers(open_door: Shop) -> None:
    origin = {"Origin": KNOWN[0]}
    token = bearer(open_door.secret)
    fine = await open_door.client.post("/graphql", json={"query": "{merchant{name}}"}, headers={**origin, **token})
    answers = [
        fine,
        await open_door.client.post("/graphql", json={"query": "{merchant{name}}"}, headers=origin),
        await open_door.client.post(
            "/graphql", content=b"{", headers={**origin, **token, "Content-Type": "text/plain"}
        ),
        await open_door.client.post("/graphql", json=" " * 2_000_001, headers={**origin, **token}),
        await open_door.client.get("/nowhere", headers=origin),
        await open_door.client.put("/graphql", headers=origin),
    ]

    assert [200, 401, 415, 413, 404, 405] == [answer.status_code for answer in answers]
    assert {KNOWN[0]} == {answer.headers.get(ALLOWED) for answer in answers}
    exposed = {name.lower() for name in fine.headers["access-control-expose-headers"].split(", ")}
    assert {"x-request-id", "ratelimit", "retry-after", "content-language", "etag"} <= exposed
    assert "x-request-id" in answers[1].headers
    assert all("Origin" in answer.headers["vary"] for answer in answers)


async def _wait(*_: object) -> None:
    raise RateLimited(Message("too many requests from this address were refused"), 7)


async def test_one_who_must_wait_may_read_for_how_long(open_door: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Allowances, "check", _wait)
    answer = await open_door.client.post("/in/quiz/done", headers={"Origin": KNOWN[0]})

    assert (429, "7", KNOWN[0]) == (answer.status_code, answer.headers["retry-after"], answer.headers[ALLOWED])


async def test_without_a_setting_no_origin_may_call(shop: Shop) -> None:
    asked = await shop.client.options("/graphql", headers={"Origin": KNOWN[0], **ASKED})
    sent = await shop.client.post("/graphql", json={"query": "{viewer{id}}"}, headers={"Origin": KNOWN[0]})

    assert 405 == asked.status_code
    assert ALLOWED not in sent.headers


async def test_a_star_lets_every_origin_call(database_url: str) -> None:
    async with open_shop(database_url, {"cors_origins": ("*",)}) as shop:
        answer = await shop.client.post(
            "/graphql", json={"query": "{viewer{id}}"}, headers={"Origin": "https://any.example"}
        )

    assert "*" == answer.headers[ALLOWED]


def test_the_demo_answers_pages_of_this_machine_unless_told_otherwise() -> None:
    demo = demo_settings({})
    told = demo_settings({"HEADLESS_CORS_ORIGINS": "https://shop.example", "HEADLESS_GRAPHIQL": "off"})

    assert "http://localhost:*" in demo.cors_origins
    assert demo.graphiql
    assert ((), False) == (Settings().cors_origins, Settings().graphiql)
    assert (("https://shop.example",), False) == (told.cors_origins, told.graphiql)
