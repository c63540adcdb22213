"""Results go to standard output, messages to standard error. Tables are for people, JSON is for programs.

Messages and the titles of tables are printed in the language of the terminal.
"""

import json
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from headless.cli.shared.language import terminal_language
from headless.engine.texts.languages import is_english
from headless.messages import Message

DONE, FOUND, WRONG_USE = 0, 1, 2
_YES, _NO = ("y", "yes", "是"), ("", "n", "no", "否")


def put(text: str) -> None:
    """Print one line of the result."""
    print(shown(text))


def put_json(document: Any) -> None:
    """Print a result for programs, on one line."""
    print(json.dumps(document, ensure_ascii=False, separators=(",", ":"), default=str))


def say(text: str) -> None:
    """Print a message for the person at the terminal."""
    print(shown(text), file=sys.stderr, flush=True)


def fail(text: str) -> NoReturn:
    """End with a message that says what is wrong and what to do."""
    import typer

    say(f"headless: {shown(text)}")
    raise typer.Exit(WRONG_USE)


def confirm(question: Message) -> None:
    """Ask a question at the terminal, and abort unless the answer is yes."""
    import typer

    while True:
        answer = typer.prompt(f"{shown(question)} [y/N]", default="", show_default=False, err=True).strip().lower()
        if answer in _YES:
            return
        if answer in _NO:
            raise typer.Abort
        say(Message("Error: invalid input"))


def shown(text: str) -> str:
    """Return a text in the language of the terminal, if it is a message or there in several languages."""
    if type(text) is str or is_english(lang := terminal_language()):
        return str(text)
    from headless.engine.texts.wording import worded

    return worded(text, lang)


def all_shown(document: Any) -> Any:
    """Return a document with every message in it in the language of the terminal."""
    lang = terminal_language()
    if is_english(lang):
        return document
    from headless.engine.texts.wording import all_worded

    return all_worded(document, lang)


def table(titles: Sequence[str], rows: Sequence[Sequence[Any]], right: Sequence[int] = ()) -> None:
    """Print a table as part of the result. right: the places of columns that are aligned to the right."""
    from headless.engine.texts.widths import width_of

    titles = headings(titles)
    cells = [
        [("" if cell is None else shown(cell) if isinstance(cell, str) else str(cell)) for cell in row] for row in rows
    ]
    widths = [max(map(width_of, column)) for column in zip(titles, *cells, strict=True)]
    for row in ([*titles], ["-" * width for width in widths], *cells):
        parts = []
        for place, (cell, width) in enumerate(zip(row, widths, strict=True)):
            space = " " * (width - width_of(cell))
            parts.append(space + cell if place in right else cell + space)
        print("  ".join(parts).rstrip())


def headings(titles: Sequence[str]) -> Sequence[str]:
    """Return titles of columns in the language of the terminal."""
    lang = terminal_language()
    if is_english(lang):
        return titles
    from headless.engine.texts.texts import Texts

    words = Texts("headings", "headless.cli.texts")
    return [words.find(lang, title, title) for title in titles]
