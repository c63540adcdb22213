"""The moments that a test or a trial names by texts."""

from datetime import date, datetime, time

from headless.engine.values.zones import Zone

FIRST_DAY = "2026-01-01"


def instant_of(zone: Zone, text: str) -> int:
    """Return the instant of a day (at noon) or of a time, of a zone unless it names its own."""
    when = datetime.fromisoformat(text) if "T" in text else datetime.combine(date.fromisoformat(text), time(12))
    if when.tzinfo is not None:
        return int(when.timestamp() * 1_000_000)
    seconds = when.hour * 3600 + when.minute * 60 + when.second
    return zone.start_of(when.toordinal()) + seconds * 1_000_000
