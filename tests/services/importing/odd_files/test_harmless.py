"""Cells of rejected lines are written so that no spreadsheet takes one for a formula."""

from hypothesis import given
from hypothesis import strategies as st

from headless.services.importing.files.csv_file import RISKY, harmless, harmless_row, plain

CELLS = st.text(max_size=4) | st.from_regex(rf" ?[{''.join(RISKY)}]a?", fullmatch=True)


@given(st.lists(CELLS, max_size=9))
def test_a_row_is_made_harmless_cell_by_cell(cells: list[str]) -> None:
    assert [harmless(cell) for cell in cells] == list(harmless_row(cells))


@given(CELLS.filter(lambda cell: not cell.startswith("'")))
def test_a_cell_comes_back_as_it_was(cell: str) -> None:
    assert cell == plain(harmless(cell))
