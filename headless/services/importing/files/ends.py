"""When a lot or a tier ends: the first moment without it, or the last day with it."""

from collections.abc import Sequence
from datetime import tzinfo

from headless.errors import Invalid
from headless.messages import Message
from headless.services.importing.files import cells
from headless.services.importing.files.columns import Columns
from headless.services.importing.files.file_format import FileFormat


def check_end(columns: Columns) -> None:
    """Raise Invalid if a file says twice when a line ends."""
    if columns.place("until") is not None and columns.place("expires") is not None:
        message = Message(
            "give either --map until= (the last day that counts) or --map expires= (the first one that does not)"
        )
        raise Invalid(message, code="END_TWICE")


def end_of(columns: Columns, row: Sequence[str], zone: tzinfo, form: FileFormat) -> int | None:
    """Return when a line ends, None if it does not say. Raise Unreadable if it cannot be read."""
    if text := columns.cell(row, "until"):
        return cells.after_last_day(text, zone, "the last day in until", form)
    if text := columns.cell(row, "expires"):
        return cells.instant(text, zone, "the time in expires", form)
    return None
