"""Each request has an id that its log lines, its response and its errors share."""

import logging
from collections.abc import Iterator

import pytest
import structlog

from headless.logs import get_logger
from tests.web.shop import Shop, bearer

UNKNOWN = "/nowhere"


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[list[dict[str, object]]]:
    """What is logged, each line with the values that were bound when it was."""
    logged: list[dict[str, object]] = []

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            logged.append({"message": record.getMessage(), **structlog.contextvars.get_contextvars(), **vars(record)})

    handler = Handler()
    logging.getLogger("headless").addHandler(handler)
    with caplog.at_level(logging.INFO):
        yield logged
    logging.getLogger("headless").removeHandler(handler)


async def test_a_sane_id_of_the_sender_is_kept(shop: Shop) -> None:
    response = await shop.client.get("/healthz", headers={"X-Request-Id": "till-7:42"})

    assert "till-7:42" == response.headers["x-request-id"]


@pytest.mark.parametrize("sent", ["", "two words", "x" * 129, 'quoted"', "é".encode()], ids=str)
async def test_any_other_id_is_replaced(shop: Shop, sent: str | bytes) -> None:
    response = await shop.client.get(
        "/healthz", headers=[(b"X-Request-Id", sent if isinstance(sent, bytes) else sent.encode())]
    )

    assert 32 == len(response.headers["x-request-id"])


async def test_two_requests_have_two_ids(shop: Shop) -> None:
    first, second = [await shop.client.get("/healthz") for _ in range(2)]

    assert first.headers["x-request-id"] != second.headers["x-request-id"]


async def test_an_answer_with_errors_names_its_request(shop: Shop) -> None:
    headers = {**bearer(shop.secret), "X-Request-Id": "r-1"}
    answers = [
        await shop.client.post("/graphql", json={"query": "{nothing}"}, headers=headers),
        await shop.client.post("/graphql", json={"query": '{nodes(ids: ["mem_x"]) {id}}'}, headers=headers),
        await shop.client.post("/graphql", content=b"{", headers={**headers, "Content-Type": "application/json"}),
        await shop.client.post("/graphql", json={"query": "{merchant{name}}"}, headers={"X-Request-Id": "r-1"}),
        await shop.client.post("/events", content=b"7", headers={**headers, "Content-Type": "application/json"}),
        await shop.client.post("/in/quiz/done", headers=headers),
        await shop.client.post("/in/quiz/done?merchant=nobody", headers=headers),
        await shop.client.get(UNKNOWN, headers=headers),
    ]

    for answer in answers:
        assert answer.json()["errors"]
        assert "r-1" == answer.json()["extensions"]["requestId"] == answer.headers["x-request-id"]


async def test_an_answer_without_errors_does_not(shop: Shop) -> None:
    assert ["cost"] == list((await shop.send("{merchant{name}}"))["extensions"])


async def test_a_request_leaves_one_line_without_its_query_string(shop: Shop, lines: list[dict[str, object]]) -> None:
    parameters = {"query": "{merchant{name}}", "secret": "swordfish"}
    await shop.client.get("/graphql", params=parameters, headers={**bearer(shop.secret), "X-Request-Id": "r-2"})
    logged = [line for line in lines if line["message"] == "request"]

    assert 1 == len(logged)
    assert ("GET", "/graphql", 200) == (logged[0]["method"], logged[0]["path"], logged[0]["status"])
    assert ("r-2", "corner-shop") == (logged[0]["request_id"], logged[0]["merchant"])
    assert "swordfish" not in str(logged)


async def test_a_path_cannot_break_a_line(shop: Shop, lines: list[dict[str, object]]) -> None:
    await shop.client.get("/no%0Awhere%1B[31m")

    assert "/no%0Awhere%1B%5B31m" == lines[-1]["path"]


async def test_what_was_bound_to_a_request_ends_with_it(shop: Shop, lines: list[dict[str, object]]) -> None:
    await shop.ask("{merchant{name}}")
    await shop.client.get("/healthz")
    get_logger("headless.test").info("afterwards")

    assert "merchant" in lines[0]
    assert [False, False] == ["merchant" in line for line in lines[1:]]
    assert "request_id" not in lines[2]
