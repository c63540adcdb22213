"""Tags on members against what hands, rules and conditions did."""

import json
from collections import Counter
from collections.abc import Iterator

from headless.engine.member.records import Origin
from headless.engine.standings.tags import BY_MERGE
from headless.engine.values.spelling import spelled
from headless.messages import Message
from headless.models.tables.members.histories import StoredTag
from headless.services.verifying.histories.drift import Drift
from headless.services.verifying.histories.histories import History


def check_tags(history: History) -> Iterator[Drift]:
    """Check that each tag has at most one current row, and that what was done by hand is what the events say.

    A merge repeats what hands did to the other member, and ends what it had.
    """
    current = Counter(row.tag_id for row in history.tags if row.removed_at is None)
    for tag_id, count in current.items():
        if count > 1:
            yield history.drift("tag", f"{_code(history, tag_id)} current rows", 1, count)
    for row in history.tags:
        yield from _row(history, row)
    yield from _by_hand(history)


def _row(history: History, row: StoredTag) -> Iterator[Drift]:
    what = _code(history, row.tag_id)
    if row.event_id is not None and row.event_id not in history.event_by_id:
        yield history.drift("tag", f"{what} event {row.event_id}", Message("an event"), None)
    if row.removed_at is not None and row.removed_at < row.since_at:
        yield history.drift(
            "tag", f"{what} removed_at", Message("at least {least}", least=row.since_at), row.removed_at
        )


def _by_hand(history: History) -> Iterator[Drift]:
    expected: Counter[tuple[str, str, int | None]] = Counter()
    for event in history.settled:
        if event.type == "tag.assigned":
            expected[spelled(json.loads(event.data)["tag"]), "set by hand in event", event.id] += 1
        elif event.type == "tag.removed":
            expected[spelled(json.loads(event.data)["tag"]), "taken off by hand at", event.recorded_at] += 1
    stored: Counter[tuple[str, str, int | None]] = Counter()
    merges = {event.id for event in history.settled if event.type == "member.merged"}
    for row in history.tags:
        code = _code(history, row.tag_id)
        is_copy = row.event_id in merges
        if row.origin == Origin.HAND and not is_copy:
            stored[code, "set by hand in event", row.event_id] += 1
        if row.removed_by_hand and row.author != BY_MERGE:
            stored[code, "taken off by hand at", row.removed_at] += 1
    # A row that has drifted may have no event, or no time of removal.
    for key in sorted({*expected, *stored}, key=lambda key: (key[0], key[1], key[2] or 0)):
        if expected[key] != stored[key]:
            code, what, number = key
            yield history.drift("tag", f"{code} {what} {number}", expected[key], stored[key])


def _code(history: History, tag_id: int) -> str:
    tag = history.program.tag_by_id.get(tag_id)
    return tag.code if tag else f"tag {tag_id}"
