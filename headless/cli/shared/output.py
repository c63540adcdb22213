"""Results go to standard output, messages to standard error; tables are drawn for people alone."""

import json
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

DONE, FOUND, WRONG_USE = 0, 1, 2


def put(text: str) -> None:
    """One line of the result."""
    print(text)


def put_json(document: Any) -> None:
    """A result for programs, on one line."""
    print(json.dumps(document, ensure_ascii=False, separators=(",", ":"), default=str))


def say(text: str) -> None:
    """A message to whoever watches."""
    print(text, file=sys.stderr, flush=True)


def fail(text: str) -> NoReturn:
    """End with a message: what was found and what to do."""
    import typer

    say(f"headless: {text}")
    raise typer.Exit(WRONG_USE)


def table(titles: Sequence[str], rows: Sequence[Sequence[Any]], right: Sequence[int] = ()) -> None:
    """A table as part of the result: plain columns, those in `right` aligned to the right."""
    cells = [[("" if cell is None else str(cell)) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(titles, *cells, strict=True)]
    for row in ([*titles], ["-" * width for width in widths], *cells):
        parts = [
            cell.rjust(width) if place in right else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        print("  ".join(parts).rstrip())
