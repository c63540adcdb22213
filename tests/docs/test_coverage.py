"""The page of what works names nothing that is not so."""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
PAGE = REPOSITORY / "docs" / "coverage.md"
STATES = {"works", "later", "context only"}
LINES_BY_PREFIX = {
    "ID": 15, "TR": 37, "PD": 16, "AS": 26, "BN": 29, "TG": 12, "TK": 14, "AN": 21, "FN": 7, "GR": 4, "MV": 3, "OP": 16,
    "S": 25, "W": 19,
}  # fmt: skip


class Line(NamedTuple):
    """A row of a table: its id, what it says, its state, and the tests that show it."""

    id: str
    what: str
    state: str
    tests: tuple[str, ...]


def lines_of(page: str) -> list[Line]:
    """Every row whose first cell is an id."""
    found = []
    for row in page.splitlines():
        cells = [cell.strip() for cell in row.strip().removeprefix("|").removesuffix("|").split("|")]
        if row.startswith("|") and re.fullmatch(r"[A-Z]+\d+", cells[0]):
            assert 4 == len(cells), f"{cells[0]} has {len(cells)} cells, not 4: {row}"
            tests = tuple(test.strip(" `") for test in cells[3].split(",") if test.strip())
            found.append(Line(cells[0], cells[1], cells[2], tests))
    return found


@cache
def names_of_tests(path: Path) -> frozenset[str]:
    """The test functions of a file, in classes too, read without importing it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return frozenset(function.name for function in functions if function.name.startswith("test_"))


def fault_of(reference: str) -> str | None:
    """What is wrong with a reference to a test, or None."""
    path, _, name = reference.partition("::")
    if not (REPOSITORY / path).is_file():
        return f"{path} is not a file"
    name = name.rpartition("::")[2].partition("[")[0]
    return None if name in names_of_tests(REPOSITORY / path) else f"{path} has no test {name!r}"


LINES = lines_of(PAGE.read_text(encoding="utf-8"))


def test_every_promise_is_listed_once_and_in_order() -> None:
    promised = [f"{prefix}{number}" for prefix, count in LINES_BY_PREFIX.items() for number in range(1, count + 1)]

    assert [] == [line for line, count in Counter(line.id for line in LINES).items() if count > 1]
    assert promised == [line.id for line in LINES]


def test_every_line_says_something_and_has_a_known_state() -> None:
    assert [] == [line for line in LINES if not line.what or line.state not in STATES]


def test_what_works_is_shown_by_tests_that_exist() -> None:
    unshown = [line.id for line in LINES if line.state == "works" and not line.tests]
    faults = [f"{line.id}: {fault}" for line in LINES for test in line.tests if (fault := fault_of(test))]

    assert ([], []) == (unshown, faults)


def test_only_what_works_names_tests() -> None:
    assert [] == [line.id for line in LINES if line.state != "works" and line.tests]


@pytest.mark.parametrize(
    ("reference", "fault"),
    [
        ("tests/docs/test_coverage.py::test_only_what_works_names_tests", None),
        ("tests/docs/test_coverage.py::test_a_reference_is_checked[a case]", None),
        ("tests/docs/test_coverage.py::test_nothing", "tests/docs/test_coverage.py has no test 'test_nothing'"),
        ("tests/docs/test_coverage.py", "tests/docs/test_coverage.py has no test ''"),
        ("tests/docs/test_absent.py::test_nothing", "tests/docs/test_absent.py is not a file"),
    ],
)
def test_a_reference_is_checked(reference: str, fault: str | None) -> None:
    assert fault == fault_of(reference)
