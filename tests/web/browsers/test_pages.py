"""The pages to try operations on. That they work is tried in a browser by `make conformance`."""

import base64
import re
from hashlib import sha256

import pytest

from headless.errors import Misconfigured
from headless.web.browsers import pages
from tests.web.shop import Shop, bearer

HTML = {"Accept": "text/html,*/*;q=0.8"}


def policy(headers: dict[str, str]) -> dict[str, list[str]]:
    parts = headers["content-security-policy"].split("; ")
    return {name: sources.split(" ") for name, _, sources in (part.partition(" ") for part in parts)}


async def test_a_browser_gets_graphiql_and_no_other_script(open_door: Shop) -> None:
    page = await open_door.client.get("/graphql", headers=HTML)
    allowed = policy(dict(page.headers))
    (script,) = re.findall(r"<script>(.*?)</script>", page.text, re.S)

    assert (200, "text/html; charset=utf-8") == (page.status_code, page.headers["content-type"])
    assert "GraphiQL.createFetcher" in script
    assert f"'sha256-{base64.b64encode(sha256(script.encode()).digest()).decode()}'" in allowed["script-src"]
    assert "'unsafe-inline'" not in allowed["script-src"]
    addresses = {source for source in allowed["script-src"] if source.startswith("https://")}
    assert any("/graphiql@" in address for address in addresses)
    assert all(f'"address": "{address}", "integrity": "sha384-' in script for address in addresses)
    assert (["'none'"], ["'self'"]) == (allowed["default-src"], allowed["connect-src"])


async def test_the_small_page_loads_nothing_else(open_door: Shop) -> None:
    page = await open_door.client.get("/graphql?plain=offline", headers=HTML)

    assert 200 == page.status_code
    assert "https://" not in page.text
    assert "https://" not in page.headers["content-security-policy"]
    assert 'id="operation"' in page.text


async def test_no_page_is_served_unless_the_operator_says_so(shop: Shop) -> None:
    for path in ("/graphql", "/graphql?plain"):
        answer = await shop.client.get(path, headers=HTML)

        assert (400, "QUERY_MISSING") == (answer.status_code, answer.json()["errors"][0]["extensions"]["code"])


async def test_an_operation_is_answered_even_if_html_would_be_taken(open_door: Shop) -> None:
    answer = await open_door.client.get(
        "/graphql", params={"query": "{merchant{slug}}"}, headers={**HTML, **bearer(open_door.secret)}
    )

    assert {"merchant": {"slug": "corner-shop"}} == answer.json()["data"]


def test_another_form_of_the_librarys_page_is_refused_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "get_graphql_ide_html", lambda _: "<html><script>start()</script></html>")

    with pytest.raises(Misconfigured, match="HEADLESS_GRAPHIQL=off"):
        pages.Pages.load()


def test_both_pages_speak_both_languages() -> None:
    loaded = pages.Pages.load()

    for page in (loaded.graphiql, loaded.plain):
        english, chinese = (
            set(re.findall(r"(\w+): \"", part)) for part in re.findall(r"(?:en|zh): (\{.*?\})", page.text, re.S)
        )
        assert english == chinese != set()
