"""The figures of the house stay where they are: no place exceeds a limit of `scripts/house.py`."""

import ast
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[1] / "scripts" / "house.py"


def _script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("house", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


house = _script()


@pytest.mark.parametrize("figure", house.FIGURES, ids=lambda figure: figure.name)
def test_no_place_exceeds_a_figure_of_the_house(figure: "house.Figure") -> None:  # type: ignore[name-defined]
    places = list(figure.places())

    assert [] == places, "\n".join([f"{figure.title}:", *places])


@pytest.mark.parametrize(
    "text",
    [
        "SELECT a.b FROM c", "select a from b where c = 1", "INSERT OR IGNORE INTO a VALUES (1)", "UPDATE a AS b SET c = 1",
        'UPDATE "a"\nSET b = 1', "delete from a", " WHERE merchant_id = $1", "WITH RECURSIVE a AS (b)", "PRAGMA journal_mode",
        "DROP TABLE a",
    ],
)  # fmt: skip
def test_sql_is_noticed_in_many_spellings(text: str) -> None:
    assert house.SQL.search(text)


@pytest.mark.parametrize(
    "text", ["select one from the list", "Delete from the cart", "where it stands", "with two as one"]
)
def test_a_sentence_is_no_sql(text: str) -> None:
    assert not house.SQL.search(text)


@pytest.mark.parametrize(
    "text", ["row", "self.row", "member_row", "rows[0]", "found.rows[-1]", "(await s.fetch(q))[0]"]
)
def test_a_row_is_noticed_in_many_spellings(text: str) -> None:
    assert house._is_row(ast.parse(text, mode="eval").body)
