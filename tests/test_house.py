"""The figures of the house stay where they are: no place exceeds a limit of `scripts/house.py`."""

import ast

import house
import pytest
from house_rows import is_row, positions
from house_sources import SQL, strings


@pytest.mark.parametrize("figure", house.FIGURES, ids=lambda figure: figure.name)
def test_no_place_exceeds_a_figure_of_the_house(figure: house.Figure) -> None:
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
    assert SQL.search(text)


@pytest.mark.parametrize(
    "text", ["select one from the list", "Delete from the cart", "where it stands", "with two as one"]
)
def test_a_sentence_is_no_sql(text: str) -> None:
    assert not SQL.search(text)


@pytest.mark.parametrize(
    "text", ["row", "self.row", "member_row", "rows[0]", "found.rows[-1]", "(await s.fetch(q))[0]"]
)
def test_a_row_is_noticed_in_many_spellings(text: str) -> None:
    assert is_row(ast.parse(text, mode="eval").body)


@pytest.mark.parametrize(
    "line",
    [
        "row[AT]", "row[places.NAME]", "a, b = await s.fetch_one(q)", "for a, b in await s.fetch(q): pass",
        "rows = await s.fetch(q); [a for a, b in rows]", "rows = await s.fetch(q); dict(rows)",
        "(one,) = await s.fetch(q); one[0]", "kinds, tags = await s.fetch_all(q); {a: b for a, *b in kinds}",
        "for one in await s.fetch(q): one[1]", "members = await s.fetch(q); a, b = members[0]",
    ],
)  # fmt: skip
def test_a_row_that_is_taken_apart_is_noticed(line: str) -> None:
    assert [True] == [bool(node) for node in positions(ast.parse(f"async def read(s, q):\n    {line}"))]


@pytest.mark.parametrize(
    "line",
    [
        "row[name]", "lots[ENDS]", "(row,) = await s.fetch(q)", "[value for (value,) in await s.fetch(q)]",
        "kinds, tags = await s.fetch_all(q)", "[one.name for one in await s.fetch(q)]", "for a, b in pairs: pass",
    ],
)  # fmt: skip
def test_a_row_that_is_read_by_name_is_none_of_them(line: str) -> None:
    assert [] == list(positions(ast.parse(f"async def read(s, q):\n    {line}")))


@pytest.mark.parametrize(
    "code",
    [
        "'SELECT' + ' a'",
        "' '.join(['DELETE', 'FROM', table])",
        "f'{what} FROM member'",
        "sql + ' ORDER BY id'",
        "'id = $1'",
    ],
)
def test_sql_is_noticed_in_pieces(code: str) -> None:
    assert any(SQL.search(text) for _, text in strings(ast.parse(code, mode="eval")))
