"""Results go to standard output, messages to standard error. Tables are for people, JSON is for programs."""

import json
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

DONE, FOUND, WRONG_USE = 0, 1, 2


def put(text: str) -> None:
    """Print one line of the result."""
    print(text)


def put_json(document: Any) -> None:
    """Print a result for programs, on one line."""
    print(json.dumps(document, ensure_ascii=False, separators=(",", ":"), default=str))


def say(text: str) -> None:
    """Print a message for the person at the terminal."""
    print(text, file=sys.stderr, flush=True)


def fail(text: str) -> NoReturn:
    """End with a message that says what is wrong and what to do."""
    import typer

    say(f"headless: {text}")
    raise typer.Exit(WRONG_USE)


def table(titles: Sequence[str], rows: Sequence[Sequence[Any]], right: Sequence[int] = ()) -> None:
    """Print a table as part of the result. right: the places of columns that are aligned to the right."""
    cells = [[("" if cell is None else str(cell)) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(titles, *cells, strict=True)]
    for row in ([*titles], ["-" * width for width in widths], *cells):
        parts = [
            cell.rjust(width) if place in right else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        print("  ".join(parts).rstrip())
