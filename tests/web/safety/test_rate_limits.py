"""Rate limits over HTTP, WebSocket and streams: who has which, what is told, and what they cannot be got round by."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

import httpx
import pytest

from headless.engine.values.zones import SECOND_US
from headless.ids import Prefix, encode
from headless.services.configuration.access.token_rates import limit_merchant
from headless.services.configuration.tokens import create_token
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.principals import system
from headless.services.rates import allowances
from headless.services.rates.rates import Rate
from headless.services.sign_in.member_tokens import create_member_token
from tests.web.live.client import connect
from tests.web.live.test_sockets import WATCH, grant, join
from tests.web.live.test_streams import stream
from tests.web.shop import NOW_US, Shop, bearer, open_shop

ASK = "{ merchant { name } }"
PARTNER = 'mutation { partnerSave(input: {code: "iqiyi", name: "iQIYI"}) { userErrors { message } } }'
MAKE = """mutation($input: TokenCreateInput!) { tokenCreate(input: $input) {
  secret token { id rateLimit { perSecond burst perDay } } userErrors { code path } } }"""
ROTATE = "mutation($id: ID!) { tokenRotate(input: {id: $id}) { secret } }"
SLOW = Rate(1, 10)


@pytest.fixture
async def shop(database_url: str) -> AsyncIterator[Shop]:
    """A shop whose partners and members have the limits of the settings."""
    more = {"partner_rate": 1, "partner_daily": 0, "member_rate": 1, "member_daily": 30}
    async with open_shop(database_url, more) as opened:
        yield opened


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allowances, "LINGER_SECONDS", 0.0)


async def post(shop: Shop, secret: str, query: str = ASK, **more: Any) -> httpx.Response:
    return await shop.client.post("/graphql", json={"query": query, **more}, headers=bearer(secret))


async def until_refused(shop: Shop, secret: str, most: int = 60) -> tuple[int, httpx.Response]:
    """Return how many requests were answered, and the first refusal."""
    for count in range(most):
        response = await post(shop, secret)
        if response.status_code == 429:
            return count, response
        assert "errors" not in response.json(), response.text
    pytest.fail("none was refused")


async def slow_token(shop: Shop, rate: Rate | None = SLOW, *scopes: str) -> str:
    return (await create_token(shop.kernel, shop.merchant_id, "slow", scopes or ("admin",), rate=rate))[1]


async def partners_token(shop: Shop, secret: str | None = None, **given: Any) -> str:
    input_ = {"name": "partner", "scopes": ["members:read"], "partner": "iqiyi", **given}
    made = (await shop.ask(MAKE, {"input": input_}, secret))["tokenCreate"]
    assert [] == made["userErrors"]
    return str(made["secret"])


async def members_token(shop: Shop, number: str = "1") -> str:
    await shop.ask(f'mutation {{ memberCreate(input: {{number: "{number}"}}) {{ userErrors {{ message }} }} }}')
    owner = system(shop.merchant_id, "corner-shop")
    made = await create_member_token(shop.kernel, owner, Lookup("number", number))
    assert made.token
    return made.token


def limits(response: httpx.Response) -> Iterator[tuple[str, dict[str, int]]]:
    """Yield what the header RateLimit says, by policy."""
    for item in response.headers["ratelimit"].split(", "):
        name, *parameters = item.split(";")
        yield json.loads(name), {key: int(value) for key, value in (part.split("=") for part in parameters)}


async def test_a_merchants_token_has_no_limit_by_itself_and_pays_nothing(shop: Shop) -> None:
    for _ in range(50):
        response = await post(shop, shop.secret)
        assert 200 == response.status_code
        assert "ratelimit" not in response.headers
    await shop.kernel.allowances.flush()

    async with shop.kernel.db.read() as session:
        assert 0 == await session.fetch_value("SELECT count(*) FROM allowance")
    assert not shop.kernel.allowances._purses


async def test_an_answer_tells_its_limit_and_a_refusal_when_to_come_back(shop: Shop) -> None:
    token = await slow_token(shop, Rate(1, 10, 500))
    await post(shop, shop.secret)
    first = await post(shop, token)
    _, refused = await until_refused(shop, token)

    assert '"token";q=10;w=10;qu="points", "token-day";q=500;w=86400;qu="points"' == first.headers["ratelimit-policy"]
    told = dict(limits(first))
    assert ({"r": 9, "t": 1}, 499) == (told["token"], told["token-day"]["r"])
    wait = int(refused.headers["retry-after"])
    assert {"r": 0, "t": wait} == dict(limits(refused))["token"]
    (error,) = refused.json()["errors"]
    assert {"code": "RATE_LIMITED", "retryAfter": wait} == {
        key: error["extensions"][key] for key in ("code", "retryAfter")
    }
    shop.clock.set(NOW_US + wait * SECOND_US)
    assert 200 == (await post(shop, token)).status_code


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_a_refusal_is_told_in_the_readers_language(shop: Shop, lang: str) -> None:
    token = await slow_token(shop)
    await until_refused(shop, token)
    answer = await shop.send(ASK, secret=token, **{"Accept-Language": lang})

    assert ("频率上限" in answer["errors"][0]["message"]) == (lang == "zh")


async def test_partners_and_members_have_limits_by_default(shop: Shop) -> None:
    await shop.ask(PARTNER)
    one, other = await partners_token(shop), await partners_token(shop)
    member, another = await members_token(shop), await members_token(shop, "2")

    count, refused = await until_refused(shop, one)
    assert 17 <= count <= 20
    assert '"partner";q=20;w=20;qu="points"' == refused.headers["ratelimit-policy"]
    assert 429 == (await post(shop, other)).status_code
    assert 20 >= (await until_refused(shop, member))[0] >= 17
    assert 200 == (await post(shop, another)).status_code


async def test_all_tokens_of_a_member_share_its_limit(shop: Shop) -> None:
    one, other = await members_token(shop), await members_token(shop)
    await until_refused(shop, one)

    assert 429 == (await post(shop, other)).status_code


async def test_a_member_has_a_quota_for_each_day(shop: Shop) -> None:
    token = await members_token(shop)
    for second in range(200):
        shop.clock.set(NOW_US + second * SECOND_US)
        if (refused := await post(shop, token)).status_code == 429 and second > 35:
            break

    assert 3_600 < int(refused.headers["retry-after"]) <= 86_400
    assert 0 == dict(limits(refused))["member-day"]["r"]


async def test_a_merchant_may_be_limited_as_a_whole(shop: Shop) -> None:
    await limit_merchant(shop.kernel, "corner-shop", Rate(1, 20))
    other = await slow_token(shop, None)
    count, refused = await until_refused(shop, other)

    assert count >= 18
    assert '"merchant";q=20;w=20;qu="points"' == refused.headers["ratelimit-policy"]
    assert "ratelimit-policy" in (await post(shop, await members_token_later(shop))).headers


async def members_token_later(shop: Shop) -> str:
    shop.clock.set(shop.clock.now_us() + 20 * SECOND_US)
    return await slow_token(shop, None)


async def test_a_token_is_made_with_a_limit_of_its_own(shop: Shop) -> None:
    made = await shop.ask(
        MAKE, {"input": {"name": "x", "scopes": ["admin"], "rateLimit": {"perSecond": 3, "perDay": 9}}}
    )
    told = made["tokenCreate"]
    shown = await shop.ask("{ viewer { rateLimit { perSecond burst perDay } } }", secret=told["secret"])

    assert {"perSecond": 3, "burst": 60, "perDay": 9} == told["token"]["rateLimit"] == shown["viewer"]["rateLimit"]


@pytest.mark.parametrize(
    ("rate", "path"),
    [
        ({"perSecond": 0}, "perSecond"),
        ({"perSecond": 10_001}, "perSecond"),
        ({"perSecond": 1, "burst": 0}, "burst"),
        ({"perSecond": 1, "perDay": -1}, "perDay"),
    ],
)
async def test_a_limit_that_cannot_be_is_refused(shop: Shop, rate: Mapping[str, int], path: str) -> None:
    made = await shop.ask(MAKE, {"input": {"name": "x", "scopes": [], "rateLimit": rate}})

    assert [{"code": "INVALID_RATE_LIMIT", "path": ["rateLimit", path]}] == made["tokenCreate"]["userErrors"]


async def test_what_a_token_makes_shares_its_limit_whatever_it_asks_for(shop: Shop) -> None:
    token = await slow_token(shop)
    generous = {"name": "child", "scopes": [], "rateLimit": {"perSecond": 10_000}}
    child = (await shop.ask(MAKE, {"input": generous}, token))["tokenCreate"]["secret"]
    grandchild = (await shop.ask(MAKE, {"input": {"name": "g", "scopes": []}}, token))["tokenCreate"]["secret"]
    shop.clock.set(NOW_US + 60 * SECOND_US)
    await until_refused(shop, token)

    assert [429, 429] == [(await post(shop, secret)).status_code for secret in (child, grandchild)]


async def test_a_partner_cannot_give_itself_more_but_the_merchant_can(shop: Shop) -> None:
    await shop.ask(PARTNER)
    scopes = ["members:read", "tokens:manage"]
    maker = await partners_token(shop, scopes=scopes)
    child = await partners_token(shop, maker, rateLimit={"perSecond": 10_000}, scopes=scopes)
    grandchild = await partners_token(shop, child, rateLimit={"perSecond": 9_000})
    favoured = await partners_token(shop, rateLimit={"perSecond": 100}, scopes=scopes)
    heir = await partners_token(shop, favoured)
    shop.clock.set(NOW_US + 60 * SECOND_US)
    await until_refused(shop, maker)

    assert [429, 429] == [(await post(shop, secret)).status_code for secret in (child, grandchild)]
    for secret in (favoured, heir):
        response = await post(shop, secret)
        assert '"token";q=2000;w=20;qu="points"' == response.headers["ratelimit-policy"]


async def test_a_token_that_is_replaced_does_not_begin_anew(shop: Shop) -> None:
    id_, token = await create_token(shop.kernel, shop.merchant_id, "x", ["tokens:manage"], rate=SLOW)
    rotated = await shop.ask(ROTATE, {"id": encode(Prefix.TOKEN, id_)}, token)
    await until_refused(shop, token)

    assert 429 == (await post(shop, rotated["tokenRotate"]["secret"])).status_code


async def test_large_bodies_and_costly_operations_cost_more(shop: Shop) -> None:
    token = await slow_token(shop, Rate(10, 1_000))

    async def cost(query: str, **more: Any) -> int:
        before = dict(limits(await post(shop, token)))["token"]["r"]
        after = dict(limits(await post(shop, token, query, **more)))["token"]["r"]
        return before - after

    page = "{ members(first: 100) { edges { node { id assets { available } tags { tag { code } } } } } }"
    told = (await post(shop, token, page)).json()["extensions"]["cost"]["requested"]

    assert 1 == await cost(ASK)
    assert 1 + told // 100 == await cost(page)
    other = page.replace("id ", "id number ")
    assert 1 + told // 100 + 1 == await cost(other)
    assert told >= 200
    assert 6 == await cost(ASK, extensions={"note": "x" * 5_000})
    assert 1 + 1 + 3 == await cost("{ merchant { name } }" + " " * 600)


async def test_a_costly_operation_that_does_not_fit_is_not_begun(shop: Shop) -> None:
    token = await slow_token(shop, Rate(1, 6))
    create = 'mutation { memberCreate(input: {number: "9"}) { userErrors { message } } }'
    costly = " ".join(f'm{n}: members(search: "x") {{ edges {{ node {{ id }} }} }}' for n in range(3))
    assert 200 == (await post(shop, token, create)).status_code
    refused = await post(shop, token, f"{{ {costly} }}")

    assert (429, "RATE_LIMITED") == (refused.status_code, refused.json()["errors"][0]["extensions"]["code"])


async def test_a_list_of_operations_is_paid_for_before_any_is_answered(shop: Shop) -> None:
    token = await slow_token(shop, Rate(1, 5))
    create = 'mutation { memberCreate(input: {number: "NO"}) { userErrors { message } } }'
    listed = [{"query": create.replace("NO", str(number))} for number in range(5)]
    assert 200 == (await post(shop, token)).status_code
    refused = await shop.client.post("/graphql", json=listed, headers=bearer(token))

    assert 429 == refused.status_code
    assert {"members": {"totalCount": 0}} == await shop.ask("{ members { totalCount } }")


async def test_get_counts_as_post_does(shop: Shop) -> None:
    token, statuses = await slow_token(shop), set()
    for _ in range(15):
        sent = await shop.client.get("/graphql", params={"query": ASK}, headers=bearer(token))
        statuses.add((sent.status_code, "ratelimit" in sent.headers))

    assert {(200, True), (429, True)} == statuses


async def test_cloud_events_count_and_are_refused_as_a_problem(shop: Shop) -> None:
    token = await slow_token(shop, SLOW, "events:write")
    event = {"specversion": "1.0", "type": "checkin", "source": "app", "id": "1", "subject": "number:1", "data": {}}
    for _ in range(11):
        sent = await shop.client.post("/events", json=event, headers=bearer(token))
    many = [{**event, "id": str(number)} for number in range(60)]
    shop.clock.set(NOW_US + 3 * SECOND_US)
    batch = await shop.client.post("/events", json=many, headers=bearer(token))

    for refused in (sent, batch):
        assert 429 == refused.status_code
        assert {"retry-after", "ratelimit", "ratelimit-policy"} <= set(refused.headers)
        assert "RATE_LIMITED" == refused.json()["errors"][0]["extensions"]["code"]


async def test_operations_over_a_websocket_count(shop: Shop) -> None:
    token = await slow_token(shop)
    told = []
    async with connect(shop, token) as client:
        for number in range(12):
            await client.subscribe(str(number), ASK)
            told.append(await client.hear())
            if told[-1]["type"] == "next":
                assert "complete" == (await client.hear())["type"]
    assert "error" == told[-1]["type"]
    assert "RATE_LIMITED" == told[-1]["payload"][0]["extensions"]["code"]
    assert 429 == (await post(shop, token)).status_code


async def test_a_websocket_is_not_opened_beyond_the_limit(shop: Shop) -> None:
    token = await slow_token(shop)
    await until_refused(shop, token)
    async with connect(shop) as client:
        await client.say("connection_init", payload={"Authorization": f"Bearer {token}"})
        assert 1013 == await client.hear()


async def test_streams_count(shop: Shop) -> None:
    token = await slow_token(shop, Rate(1, 3))
    await post(shop, shop.secret)
    told = [await stream(shop, ASK, {}, 2, secret=token) for _ in range(3)]

    assert all(events[0][1]["data"] for events in told)
    assert 429 == (await post(shop, token)).status_code


async def test_what_a_subscription_tells_waits_until_it_may(shop: Shop) -> None:
    await join(shop, "m1")
    token = await slow_token(shop, Rate(1, 7))
    async with connect(shop, token) as client:
        await client.subscribe("a", WATCH, number="m1")
        await asyncio.sleep(0.3)
        told = 0
        while told < 8:
            await grant(shop, "m1", f"k{told}")
            if await client.silent(0.5):
                break
            assert "next" == (await client.hear())["type"]
            told += 1
        assert 2 <= told <= 6
        shop.clock.set(NOW_US + 7 * SECOND_US)
        assert "next" == (await client.hear())["type"]


async def test_refusals_are_counted_in_the_metrics(shop: Shop) -> None:
    await until_refused(shop, await slow_token(shop))
    scrape = await shop.client.get("/metrics")

    assert 'headless_rate_limited_total{bearer="token"} 1.0' in scrape.text


async def test_a_partners_token_is_told_the_limit_that_it_has_by_default(shop: Shop) -> None:
    await shop.ask(PARTNER)
    asked = "{ viewer { rateLimit { perSecond burst perDay } } }"
    by_default = await shop.ask(asked, secret=await partners_token(shop, scopes=["members:read"]))
    favoured = await shop.ask(asked, secret=await partners_token(shop, rateLimit={"perSecond": 100}))

    assert {"perSecond": 1, "burst": 20, "perDay": None} == by_default["viewer"]["rateLimit"]
    assert {"perSecond": 100, "burst": 2_000, "perDay": None} == favoured["viewer"]["rateLimit"]
    assert (await shop.ask(asked))["viewer"]["rateLimit"] is None
