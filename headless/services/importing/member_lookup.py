"""The member that a line names: brought to one spelling, and judged before anything is looked up."""

from collections.abc import Sequence

from headless.errors import Invalid
from headless.identifiers import identifier, suspicion
from headless.messages import Message
from headless.services.importing.files.columns import Columns
from headless.services.importing.files.csv_file import shown, unmarked
from headless.services.importing.files.problems import Unreadable
from headless.services.kernel.lookups import COLUMNS, IDENTITY, Lookup, is_known


def check_lookup(member_by: str) -> None:
    """Raise Invalid if members cannot be looked up by this."""
    if not is_known(member_by):
        known = (*COLUMNS, f"{IDENTITY}:<system>")
        raise Invalid(
            Message(
                "members cannot be found by {member_by!r}; choose one of: {known}", member_by=member_by, known=known
            ),
            code="UNKNOWN_LOOKUP",
        )


def check_identifier(kind: str, text: str, *, trusted: bool) -> None:
    """Raise Unreadable if a cell does not look like an identifier of one person. trusted: all do."""
    reason = None if trusted or kind == "id" else suspicion(kind, text)
    if reason is not None:
        detail = Message(
            "the {kind} {text} is suspicious: {reason}; correct it, or let such identifiers pass with --trust-identifiers",
            kind=kind,
            text=shown(text),
            reason=reason,
        )
        raise Unreadable("suspicious identifier", detail)


class MemberCells:
    """Reads which member a line names. country: the merchant's. trusted: identifiers are taken as they are."""

    def __init__(self, member_by: str, country: str | None, *, trusted: bool) -> None:
        self.kind, self._country, self._trusted = member_by, country, trusted

    def key(self, text: str) -> str:
        """Return the one spelling of an identifier. Raise Unreadable if there is none, or if it is suspicious."""
        plain = unmarked(text.strip())
        key = identifier(self.kind, plain, self._country) if plain else ""
        if not plain:
            raise Unreadable("no member", Message("the line names no member"))
        check_identifier(self.kind, plain, trusted=self._trusted)
        if not key:
            raise Unreadable("no member", Message("{plain} names no member", plain=shown(plain)))
        return key

    def lookup(self, columns: Columns, row: Sequence[str]) -> tuple[Lookup, str]:
        """Return the member that a line names, and its one spelling. Raise Unreadable if it names none."""
        text = unmarked(columns.cell(row, "member"))
        key = self.key(text)
        return Lookup.of({self.kind: text}), key
