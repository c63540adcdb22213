"""The plugin on the page of plugins' GraphQL is served as it stands, and its documents give the answers printed below them."""

import json
import sys
from collections.abc import AsyncIterator
from types import ModuleType

import pytest

from tests.docs.pages import Block, blocks, fits
from tests.web.shop import Shop, open_shop

PAGE = "docs/plugin-graphql.md"


@pytest.fixture
def beans(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    (block,) = [block for block in blocks("python") if "graphql" in block.words]
    module = ModuleType("beans")
    monkeypatch.setitem(sys.modules, "beans", module)
    exec(compile(block.text, block.place, "exec"), vars(module))
    return module


@pytest.fixture
async def shop(database_url: str, beans: ModuleType) -> AsyncIterator[Shop]:
    async with open_shop(database_url, beans=beans) as opened:
        await opened.ask('mutation { pluginEnable(input: {name: "beans"}) { userErrors { message } } }')
        for number in ("m1", "m2"):
            await opened.ask(
                f'mutation {{ memberCreate(input: {{number: "{number}"}}) {{ userErrors {{ message }} }} }}'
            )
        yield opened


def following() -> list[tuple[Block, Block]]:
    """Each document of the page, and the JSON below it."""
    found = [block for language in ("graphql", "json") for block in blocks(language) if block.page == PAGE]
    found.sort(key=lambda block: block.line)
    return list(zip(found[::2], found[1::2], strict=True))


async def test_the_documents_give_the_answers_printed_below_them(shop: Shop) -> None:
    for document, printed in following():
        answered, expected = await shop.send(document.text), json.loads(printed.text)
        if "error" in printed.words:
            (error,) = answered["errors"]
            assert expected == {"message": error["message"], "code": error["extensions"]["code"]}, document.place
        else:
            assert "errors" not in answered, document.place
            assert fits(expected, answered["data"]), (document.place, answered["data"])
