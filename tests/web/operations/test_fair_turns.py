"""While one token does its worst, those of others are answered in between: its new documents and costly operations wait."""

import asyncio
from collections import Counter, defaultdict
from typing import Any

import pytest

from headless.engine.values.limits import COSTLY_AT_ONCE, COSTLY_OF_ONE, READS_OF_ONE
from headless.schema.serving.execution import Api
from headless.services.rates.turns import TOGETHER_MOST, Turns
from tests.web.shop import Shop

COSTLY = "{ members(first: 100) { edges { node { id number assets { available } } } } }"
SMALL = "{ merchant { name } }"


def long(number: int) -> str:
    return "{ " + " ".join(f"a{number}_{n}: merchant {{ name slug }}" for n in range(60)) + " }"


Sort = tuple[int, int]
READING, COSTLY_TURNS, CROWD = (1, 1), (COSTLY_AT_ONCE, COSTLY_OF_ONE), (TOGETHER_MOST, READS_OF_ONE)


class Counted:
    """Counts those who took turns of each sort: how many at once, and in which order they began."""

    def __init__(self) -> None:
        self.running, self.most = Counter[Sort](), Counter[Sort]()
        self.begun = defaultdict[Sort, list[int]](list)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counted:
    noted, enter, leave = Counted(), Turns.enter, Turns.leave

    async def entered(turns: Turns, bearer: int) -> None:
        await enter(turns, bearer)
        sort = turns._most, turns._most_of_one
        noted.running[sort] += 1
        noted.most[sort] = max(noted.most[sort], noted.running[sort])
        noted.begun[sort].append(bearer)

    def left(turns: Turns, bearer: int) -> None:
        noted.running[turns._most, turns._most_of_one] -= 1
        leave(turns, bearer)

    monkeypatch.setattr(Turns, "enter", entered)
    monkeypatch.setattr(Turns, "leave", left)
    return noted


async def test_small_requests_of_others_are_answered_before_many_new_documents_of_one_token(shop: Shop) -> None:
    other = await shop.token("members:read")
    await shop.ask(SMALL, secret=other)
    ended: list[str] = []

    async def sent(query: str, secret: str, name: str) -> None:
        await shop.ask(query, secret=secret)
        ended.append(name)

    flood = [asyncio.create_task(sent(long(number), shop.secret, "flood")) for number in range(10)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    await sent(SMALL, other, "small")
    await asyncio.gather(*flood)

    assert ended.index("small") <= 2


async def test_one_new_document_is_read_at_a_time_and_tokens_alternate(shop: Shop, counted: Counted) -> None:
    other = await shop.token("members:read")
    for secret in (shop.secret, other):
        # who asks is known to the server, so that all eight arrive together
        await shop.ask(SMALL, secret=secret)
    counted.begun.clear()
    counted.most.clear()
    sent = [shop.ask(long(number), secret=shop.secret if number < 6 else other) for number in range(8)]
    await asyncio.gather(*sent)

    begun = counted.begun[READING]
    assert (8, 1) == (len(begun), counted.most[READING])
    first, second = (begun.index(bearer) for bearer in dict.fromkeys(begun))
    assert second - first <= 2


async def test_the_same_new_document_is_read_once(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    reads, learned = [0], Api._learned

    def noted(api: Api, *given: Any) -> Any:
        reads[0] += 1
        return learned(api, *given)

    monkeypatch.setattr(Api, "_learned", noted)
    await asyncio.gather(*[shop.ask(long(99)) for _ in range(10)])

    assert [1] == reads


async def test_costly_operations_of_one_token_run_one_at_a_time(shop: Shop, counted: Counted) -> None:
    await shop.ask(COSTLY)
    counted.most.clear()
    await asyncio.gather(*[shop.ask(COSTLY) for _ in range(8)])

    assert 1 == COSTLY_OF_ONE == counted.most[COSTLY_TURNS]


async def test_all_tokens_together_run_so_many_costly_operations_at_once(shop: Shop, counted: Counted) -> None:
    secrets = [await shop.token("members:read", "assets:read", "members:pii") for _ in range(COSTLY_AT_ONCE + 2)]
    await shop.ask(COSTLY)
    counted.most.clear()
    await asyncio.gather(*[shop.ask(COSTLY, secret=secret) for secret in secrets * 2])

    assert COSTLY_AT_ONCE >= counted.most[COSTLY_TURNS] > 1


async def test_a_token_that_is_alone_waits_for_no_turn(shop: Shop, counted: Counted) -> None:
    await shop.ask(SMALL)
    counted.begun.clear()
    await asyncio.gather(*[shop.ask(SMALL) for _ in range(20)])

    assert not any(counted.begun.values())


async def test_while_others_ask_a_token_has_few_queries_under_way(shop: Shop, counted: Counted) -> None:
    other = await shop.token("members:read")
    await shop.ask(SMALL)
    await shop.ask(SMALL, secret=other)
    await shop.ask(SMALL)
    counted.most.clear()
    await asyncio.gather(*[shop.ask(SMALL) for _ in range(20)])

    assert READS_OF_ONE == counted.most[CROWD]


async def test_mutations_of_a_token_wait_for_no_turn(shop: Shop, counted: Counted) -> None:
    other = await shop.token("members:read")
    create = "mutation($n: String!) { memberCreate(input: {number: $n}) { userErrors { message } } }"
    await shop.ask(create, {"n": "1"})
    await shop.ask(SMALL, secret=other)
    counted.begun.clear()
    await asyncio.gather(*[shop.ask(create, {"n": str(number)}) for number in range(2, 8)])

    assert not counted.begun[CROWD]
