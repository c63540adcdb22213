"""Every GraphQL document of the pages fits the served schema; those marked `run` give the answers printed below them."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from graphql import parse, validate

from headless.schema.serving.execution import Api
from tests.docs.conftest import Answer
from tests.docs.pages import Block, blocks, fits, with_answers

RUN = ("run", "fails")
CHINESE = "docs/zh/"


def by_page() -> dict[str, Sequence[tuple[Block, Block | None]]]:
    found: dict[str, list[tuple[Block, Block | None]]] = {}
    for block, expected in with_answers(RUN):
        found.setdefault(block.page, []).append((block, expected))
    return dict(found)


def problems_of(answered: Any) -> list[Any]:
    """All user errors inside an answer."""
    if isinstance(answered, dict):
        inner = [problem for value in answered.values() for problem in problems_of(value)]
        return [*(answered.get("userErrors") or ()), *inner]
    return [problem for each in answered for problem in problems_of(each)] if isinstance(answered, list) else []


def test_every_document_is_valid_against_the_served_schema(api: Api) -> None:
    faults = [
        (block.place, str(error))
        for block in blocks("graphql")
        if "plugin" not in block.words
        for error in validate(api.schema, parse(block.text))
    ]

    assert [] == faults


def test_the_pages_have_documents_that_run() -> None:
    assert {"docs/conditions.md", "docs/front-end.md", "docs/events.md", "docs/rules.md"} <= by_page().keys()


@pytest.mark.parametrize("page", [page for page in sorted(by_page()) if not page.startswith(CHINESE)])
async def test_documents_give_the_answers_printed_below_them(page: str, answer: Answer) -> None:
    """In the order of the page, all on one shop."""
    await check(page, answer)


@pytest.mark.parametrize("page", [page for page in sorted(by_page()) if page.startswith(CHINESE)])
async def test_documents_in_chinese_give_the_answers_printed_below_them(page: str, answer_in_chinese: Answer) -> None:
    await check(page, answer_in_chinese)


async def check(page: str, answer: Answer) -> None:
    for block, expected in by_page()[page]:
        answered = await answer(block.text)

        assert [] == answered.get("errors", []), block.place
        assert ("fails" in block.words) == bool(problems_of(answered["data"])), (block.place, answered)
        if expected is not None:
            wanted = json.loads(expected.text)
            assert fits(wanted, answered["data"]), (expected.place, json.dumps(answered["data"], ensure_ascii=False))
