"""What callers know of a member: one look-up, and how its value is stored."""

from collections.abc import Mapping
from dataclasses import dataclass

from headless.errors import Invalid
from headless.ids import Prefix, decode

COLUMNS: Mapping[str, str] = {
    "id": "id",
    "number": "number",
    "externalId": "external_id",
    "phone": "phone",
    "email": "email",
}
PERSONAL = ("phone", "email")


@dataclass(frozen=True, slots=True)
class Lookup:
    """One way to name a member: kind is id, number, externalId, phone or email."""

    kind: str
    value: str

    @classmethod
    def of(cls, given: Mapping[str, str]) -> "Lookup":
        """Make one from {kind: value}. Raise Invalid if it is not exactly one known kind."""
        if len(given) != 1 or next(iter(given)) not in COLUMNS:
            raise Invalid(
                f"name the member by exactly one of {', '.join(COLUMNS)}; given was {', '.join(given) or 'nothing'}",
                code="INVALID_LOOKUP",
            )
        kind, value = next(iter(given.items()))
        return cls(kind, normalised(kind, str(value)))

    def __str__(self) -> str:
        return f"{self.kind} {self.value!r}" if self.kind not in PERSONAL else f"this {self.kind}"


def normalised(kind: str, value: str) -> str:
    """Return a value as it is stored.

    An e-mail is in lower case, a phone number without blanks, dashes, dots and brackets; the others are trimmed.
    """
    text = value.strip()
    if kind == "email":
        return text.lower()
    if kind == "phone":
        return "".join(letter for letter in text if letter.isdigit() or letter == "+")
    return text


def column_of(lookup: Lookup) -> tuple[str, int | str | None]:
    """Return the column of the member's that a look-up asks, and its value, None if no member can have it."""
    return COLUMNS[lookup.kind], key_of(lookup)


def key_of(lookup: Lookup) -> int | str | None:
    """Return the value as the column holds it, None if no member can have it."""
    if lookup.kind != "id":
        return lookup.value
    try:
        return decode(Prefix.MEMBER, lookup.value)
    except Invalid:
        return None
