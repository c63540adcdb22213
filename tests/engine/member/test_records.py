"""Records of events."""

from dataclasses import fields, replace

from headless.engine.member.records import EventRecord, copy_of


def test_a_copy_has_each_field_and_is_an_event_of_its_own() -> None:
    event = EventRecord(*range(len(fields(EventRecord))))  # type: ignore[arg-type]
    copy = copy_of(event)
    assert copy == event == replace(event)
    copy.recorded_at = -1
    assert event.recorded_at == 6
