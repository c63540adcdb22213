"""Files of documents: GraphQL texts, and the lists that the compilers of clients write."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from headless.cli.shared.output import fail
from headless.messages import Message

FORMS = Message('give {{"id": "text"}}, as relay-compiler and graphql-codegen write it, or a manifest of Apollo')


def documents_in(given: Sequence[str]) -> dict[str, str]:
    """Return the documents of files by id. `NAME=FILE` gives a text a name, otherwise its id is its hash."""
    documents: dict[str, str] = {}
    for argument in given:
        for code, text in _documents(argument):
            if documents.setdefault(code, text) != text:
                fail(Message("two texts have the id {code}: give each its own", code=code))
    return documents


def _documents(argument: str) -> Iterator[tuple[str, str]]:
    from headless.services.documents.trusted import hash_of, id_of

    name, _, path = argument.rpartition("=")
    if Path(argument).exists():
        name, path = "", argument
    text = _read(path)
    if not path.endswith(".json"):
        yield (id_of(name) if name else hash_of(text)), text
        return
    if name:
        fail(Message("{path} has ids of its own: leave out {text}=", path=path, text=name))
    for code, listed in _listed(path, text):
        yield id_of(code), listed


def _read(path: str) -> str:
    try:
        return Path(path).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        fail(Message("cannot read {path}: {error}", path=path, error=error))


def _listed(path: str, text: str) -> Iterator[tuple[str, str]]:
    try:
        document: Any = json.loads(text)
    except json.JSONDecodeError as error:
        fail(
            Message(
                "{path} is not JSON, at line {line}, column {column}: {error}",
                path=path, line=error.lineno, column=error.colno, error=error.msg,
            )
        )  # fmt: skip
    if isinstance(document, dict) and isinstance(document.get("operations"), list):
        items = [(item.get("id"), item.get("body")) for item in document["operations"] if isinstance(item, dict)]
    else:
        items = list(document.items()) if isinstance(document, dict) else []
    for code, listed in items:
        if not isinstance(code, str) or not isinstance(listed, str):
            fail(Message("{path} lists something that is no document: {do}", path=path, do=FORMS))
        yield code, listed
    if not items:
        fail(Message("{path} lists no documents: {do}", path=path, do=FORMS))
