"""Trusted documents from the command line: texts, and what the compilers of clients write."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from tests.cli.conftest import Command

HOME = "query Home { merchant { slug } }\n"
SHOP = ("--merchant", "shop")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    path = tmp_path / "home.graphql"
    path.write_text(HOME)
    return path


def ids(headless: Command) -> list[str]:
    return [document["id"] for document in headless("documents", "list", *SHOP, "--json").json]


def test_a_text_is_stored_under_its_hash_or_its_name(shop: Command, home: Path) -> None:
    hash_ = sha256(HOME.encode()).hexdigest()
    first = shop("documents", "add", str(home), f"start={home}", *SHOP)
    again = shop("documents", "add", str(home), *SHOP)

    assert (0, [hash_, "start"]) == (first.code, first.lines)
    assert "2 documents stored, 0 were there already" in first.err
    assert "0 documents stored, 1 were there already" in again.err
    assert sorted([hash_, "start"]) == ids(shop)
    listed = shop("documents", "list", *SHOP, "--json").json[-1]
    assert ("start", ["query Home"], HOME) == (listed["id"], listed["operations"], listed["text"])
    assert "query Home" in shop("documents", "list", *SHOP).out


@pytest.mark.parametrize(
    "document",
    [
        {"a1": HOME, "b2": 'mutation Add { tagSave(input: {code: "x", name: "X"}) { tag { id } } }'},
        {
            "format": "apollo-persisted-query-manifest",
            "version": 1,
            "operations": [
                {"id": "a1", "name": "Home", "type": "query", "body": HOME},
                {"id": "b2", "name": "Name", "type": "query", "body": "query Name { viewer { name } }"},
            ],
        },
    ],
    ids=["ids and texts", "manifest"],
)
def test_lists_of_compilers_are_taken(shop: Command, tmp_path: Path, document: object) -> None:
    path = tmp_path / "persisted.json"
    path.write_text(json.dumps(document))
    added = shop("documents", "add", str(path), *SHOP)

    assert (0, ["a1", "b2"]) == (added.code, added.lines)
    assert ["a1", "b2"] == ids(shop)


def test_a_document_that_cannot_be_answered_stores_nothing(shop: Command, home: Path, tmp_path: Path) -> None:
    deep = "{ tierTracks { " + "tiers { track { " * 12 + "id" + " } }" * 12 + " } }"
    cases = {
        "query Home { shop { slug } }": "line 1: Cannot query field 'shop' on type 'Query'.",
        "query Home {": "line 1: Syntax Error",
        "fragment Name on Member { name }": "it has no operation",
        "  ": "Syntax Error",
        deep: "levels deep",
    }
    for text, message in cases.items():
        bad = tmp_path / "bad.graphql"
        bad.write_text(text)
        added = shop("documents", "add", str(home), str(bad), *SHOP)

        assert (2, "") == (added.code, added.out)
        assert message in added.err
        assert "1 of 2 documents cannot be answered, and none was stored" in added.err
    assert [] == ids(shop)


def test_an_id_keeps_its_text_unless_it_is_replaced(shop: Command, home: Path) -> None:
    shop("documents", "add", f"home={home}", *SHOP)
    home.write_text("query Home { viewer { name } }")
    refused = shop("documents", "add", f"home={home}", *SHOP)
    kept = shop("documents", "list", *SHOP, "--json").json[0]["text"]
    replaced = shop("documents", "add", f"home={home}", *SHOP, "--replace")

    assert (2, HOME) == (refused.code, kept)
    assert "document home has another text already" in refused.err
    assert 0 == replaced.code
    assert "query Home { viewer { name } }" == shop("documents", "list", *SHOP, "--json").json[0]["text"]


def test_documents_are_removed_all_or_none(shop: Command, home: Path) -> None:
    shop("documents", "add", f"home={home}", f"start={home}", *SHOP)
    refused = shop("documents", "remove", "home", "other", *SHOP)
    assert (2, ["home", "start"]) == (refused.code, ids(shop))
    assert "there is no document other" in refused.err

    assert 0 == shop("documents", "remove", "home", "start", *SHOP).code
    assert "no documents\n" == shop("documents", "list", *SHOP).out


def test_wrong_use_is_one_clear_line(shop: Command, home: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.json").write_text("{}")
    (tmp_path / "odd.json").write_text('{"a": 1}')
    (tmp_path / "broken.json").write_text("{")
    other = tmp_path / "other.graphql"
    other.write_text("{ viewer { name } }")
    cases = {
        (f"{tmp_path}/none.graphql",): "cannot read",
        (f"{tmp_path}/empty.json",): "lists no documents",
        (f"{tmp_path}/odd.json",): "lists something that is no document",
        (f"{tmp_path}/broken.json",): "is not JSON",
        (f"x={tmp_path}/empty.json",): "has ids of its own",
        (f"two words={home}",): "is not an id",
        (f"x={home}", f"x={other}"): "two texts have the id x",
    }
    for files, message in cases.items():
        added = shop("documents", "add", *files, *SHOP)

        assert 2 == added.code
        assert message in added.err
    assert "there is no merchant 'tea'" in shop("documents", "add", str(home), "--merchant", "tea").err
