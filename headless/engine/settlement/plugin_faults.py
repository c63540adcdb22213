"""Plugins' metrics and tier rules that failed, noted in the decisions of the event after which they were asked.

Each is one line: ``d`` "<plugin>.<id>", ``p`` the plugin's version, ``x`` the error.
"""

from collections.abc import Mapping
from typing import Any

from headless.engine.member.journal import DecisionRecord, Fault, Journal
from headless.engine.member.records import EventRecord


def note_faults(journal: Journal, event: EventRecord, document: list[Mapping[str, Any]] | None) -> None:
    """Put what failed on this event into its decisions, once each. If no rule said anything, `document` becomes them."""
    lines = [_line(fault) for fault in journal.faults if fault.event_id == event.id]
    if not lines:
        return
    record = next((known for known in reversed(journal.decisions) if known.event_id == event.id), None)
    if record is None:
        if not event.new:
            return
        record = DecisionRecord(event.id, event.member_id, [] if document is None else document)
        journal.decisions.append(record)
    record.document.extend(line for at, line in enumerate(lines) if line not in record.document + lines[:at])


def _line(fault: Fault) -> Mapping[str, Any]:
    return {"d": f"{fault.plugin}.{fault.id}", "p": fault.plugin_version, "x": fault.error}
