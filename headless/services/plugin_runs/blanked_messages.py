"""Messages that were blanked while they were delivered, because the member of whom they tell was erased meanwhile."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from headless.models.base.mapping import compact
from headless.models.base.session import Session
from headless.models.tables.members.lives.texts import (
    DATA,
    PERSONAL,
    KeptRow,
    emitted_data,
    rows_of_events,
    write_kept,
)

GONE = ""


async def blank_delivered(session: Session, merchant_id: int, key: str, said: Any, now_said: Any) -> None:
    """Let the event that a rule emitted under a key say no more than its message does now."""
    texts = {before: after for before, after in _pairs(said, now_said) if before != after}
    events = await emitted_data(session, merchant_id, [key])
    personal = await rows_of_events(session, merchant_id, PERSONAL, [int(event.key[0]) for event in events])
    for kept, rows in ((DATA, events), (PERSONAL, personal)):
        await write_kept(session, merchant_id, kept, [_replaced(row, texts) for row in rows])


def _pairs(before: Any, after: Any) -> Iterator[tuple[str, str]]:
    """Yield the texts of a document, each with what stands in its place in another one."""
    if isinstance(before, str):
        yield before, after if isinstance(after, str) else GONE
    elif isinstance(before, Mapping):
        for name, part in before.items():
            yield from _pairs(part, after.get(name) if isinstance(after, Mapping) else None)
    elif isinstance(before, list):
        others = after if isinstance(after, list) and len(after) == len(before) else [None] * len(before)
        for part, other in zip(before, others, strict=True):
            yield from _pairs(part, other)


def _replaced(row: KeptRow, texts: Mapping[str, str]) -> KeptRow:
    return KeptRow(
        row.key,
        {
            name: None if text is None else compact(_document(json.loads(text), texts))
            for name, text in row.texts.items()
        },
    )


def _document(document: Any, texts: Mapping[str, str]) -> Any:
    if isinstance(document, str):
        return texts.get(document, document)
    if isinstance(document, list):
        return [_document(part, texts) for part in document]
    return {name: _document(part, texts) for name, part in document.items()} if isinstance(document, dict) else document
