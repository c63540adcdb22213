"""The member that a line names."""

from collections.abc import Sequence

from headless.errors import Invalid
from headless.services.importing.files.columns import Columns
from headless.services.importing.files.problems import Unreadable
from headless.services.kernel.lookups import COLUMNS, IDENTITY, Lookup, is_known


def check_lookup(member_by: str) -> None:
    """Raise Invalid if members cannot be looked up by this."""
    if not is_known(member_by):
        known = ", ".join((*COLUMNS, f"{IDENTITY}:<system>"))
        raise Invalid(f"members cannot be found by {member_by!r}; choose one of: {known}", code="UNKNOWN_LOOKUP")


def member_of(columns: Columns, row: Sequence[str], member_by: str) -> Lookup:
    """Return the member that a line names. Raise Unreadable if it names none."""
    text = columns.cell(row, "member")
    if not text:
        raise Unreadable("no member", "the line names no member")
    return Lookup.of({member_by: text})
