"""A request is answered in the language it asks for: user errors, errors, refusals before GraphQL, and what is kept."""

import pytest

from tests.web.shop import Shop, bearer

ZH = {"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8"}
SPEND = """mutation($amount: Decimal!) {
  assetSpend(input: {member: {number: "4711"}, kind: "stars", amount: $amount, reason: "gift", idempotencyKey: "k"}) {
    userErrors { code message }
  }
}"""


async def with_a_member(shop: Shop) -> None:
    """Save an asset kind and a member."""
    await shop.ask(
        """mutation {
          assetKindSave(input: {code: "stars", name: "Stars", decimals: 0}) { userErrors { message } }
          memberCreate(input: {number: "4711"}) { userErrors { message } }
        }"""
    )


async def test_a_user_error_is_worded_in_the_readers_language(shop: Shop) -> None:
    await with_a_member(shop)

    english = await shop.send(SPEND, {"amount": "999999"})
    chinese = await shop.send(SPEND, {"amount": "999999"}, **ZH)

    assert [{"code": "INSUFFICIENT_BALANCE", "message": "999999 stars are needed, 0 can be spent"}] == (
        english["data"]["assetSpend"]["userErrors"]
    )
    assert [{"code": "INSUFFICIENT_BALANCE", "message": "Stars不足：需999,999，可用0"}] == (
        chinese["data"]["assetSpend"]["userErrors"]
    )


@pytest.mark.parametrize(
    ("query", "english", "chinese"),
    [
        (
            '{ member(by: {number: "1"}) { tierProgress(track: "x") { text } } assetKind: member(by: {number: "1"}) { id } }',
            None,
            None,
        ),
        (
            "query a { merchant { name } } query b { merchant { name } }",
            "name one operation with operationName; there are: a, b",
            "请用operationName指明一个操作，现有：a、b",
        ),
        (
            "{ members(first: 1000) { totalCount } }",
            "first is 1000: a page holds at most 100",
            "first为1,000，每页最多100条",
        ),
    ],
)
async def test_an_error_is_worded_in_the_readers_language(
    shop: Shop, query: str, english: str | None, chinese: str | None
) -> None:
    def message(answer: dict[str, list[dict[str, str]]]) -> str | None:
        return answer["errors"][0]["message"] if "errors" in answer else None

    assert english == message(await shop.send(query))
    assert chinese == message(await shop.send(query, **ZH))


async def test_what_is_refused_before_graphql_is_worded_as_well(shop: Shop) -> None:
    response = await shop.client.post("/graphql", json={"query": "{ merchant { name } }"}, headers=ZH)

    assert (401, "请携带令牌：Authorization: Bearer hm_…") == (
        response.status_code,
        response.json()["errors"][0]["message"],
    )


async def test_an_answer_says_its_language_and_that_it_depends_on_the_one_asked_for(shop: Shop) -> None:
    headers = bearer(shop.secret)
    sent = {"query": "{ merchant { name } }"}

    told = [
        (response.headers["Content-Language"], "Accept-Language" in response.headers["Vary"])
        for response in [
            await shop.client.post("/graphql", json=sent, headers=headers),
            await shop.client.post("/graphql", json=sent, headers=headers | ZH),
            await shop.client.post("/graphql", json=sent, headers=headers | {"Accept-Language": "zh-TW"}),
            await shop.client.post("/graphql", json=sent, headers=headers | {"Accept-Language": "de"}),
            await shop.client.post("/graphql", json=sent, headers=ZH),
            await shop.client.get("/nothing", headers=ZH),
        ]
    ]

    assert [(lang, True) for lang in ("en", "zh", "zh", "en", "zh", "zh")] == told


async def test_an_event_that_is_refused_is_told_in_the_readers_language(shop: Shop) -> None:
    event = {"specversion": "1.0", "id": "1", "source": "shop", "type": "checkin", "subject": "number:9", "data": {}}
    headers = {**bearer(shop.secret), "Content-Type": "application/cloudevents+json", **ZH}

    response = await shop.client.post("/events", json=event, headers=headers)

    assert "会员不存在（会员号「9」），请先注册" == response.json()["errors"][0]["message"]


async def test_what_is_wrong_with_data_is_told_at_its_place(shop: Shop) -> None:
    await with_a_member(shop)
    query = """mutation { eventsRecord(input: {events: [{type: "order.paid", source: "shop", externalId: "1",
      member: {number: "4711"}, data: {orderId: "1", total: "a lot"}}]}) {
      results { userErrors { message path } } } }"""

    answer = await shop.send(query, **ZH)

    (error,) = answer["data"]["eventsRecord"]["results"][0]["userErrors"]
    assert 'order.paid：total 须为精确小数，如"99.50"' == error["message"]
