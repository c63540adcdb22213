"""Which column of a file holds which field."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from headless.engine.values.spelling import spelled
from headless.errors import Invalid
from headless.messages import Message

MARKS = ((";", '--delimiter ";"'), ("\t", "--delimiter tab"), ("|", "--delimiter pipe"), (",", "--delimiter ,"))


@dataclass(frozen=True, slots=True)
class Columns:
    """The places of the mapped fields in a record."""

    places: Mapping[str, int]

    def place(self, field: str) -> int | None:
        """Return the place of a field, None if it is not mapped."""
        return self.places.get(field)

    def cell(self, cells: Sequence[str], field: str) -> str:
        """Return a field's text, trimmed, empty if the field is not mapped."""
        place = self.places.get(field)
        return "" if place is None else cells[place].strip()


def find_columns(
    file_name: str,
    header: Sequence[str],
    mapping: Mapping[str, str],
    fields: Collection[str],
    required: Collection[str],
    prefixes: Collection[str] = (),
) -> Columns:
    """Find the mapped columns. prefixes: how the names of free fields begin.

    Raise Invalid for an unknown field or column, naming those that exist.
    """
    there = tuple(header)
    for field in mapping:
        if field not in fields and not field.startswith(tuple(prefixes) or ("\x00",)):
            known = (*fields, *(f"{prefix}…" for prefix in prefixes))
            raise Invalid(
                Message("--map {field}=… is not known; the fields are: {known}", field=field, known=known),
                code="UNKNOWN_FIELD",
            )
    missing = [field for field in required if field not in mapping]
    if missing:
        asked = " ".join(f"--map {field}=COLUMN" for field in missing)
        raise Invalid(
            Message(
                "give {asked}; the columns of {file_name} are: {there}", asked=asked, file_name=file_name, there=there
            ),
            code="FIELD_MISSING",
        )
    places: dict[str, int] = {}
    for field, column in mapping.items():
        same = [place for place, name in enumerate(header) if _one_line(name) == _one_line(column)]
        if len(same) != 1:
            what = Message("{count} columns", count=len(same)) if same else Message("no column")
            message = Message(
                "{file_name} has {what} {column!r} (--map {field}={column}); its columns are: {there}",
                file_name=file_name,
                what=what,
                column=column,
                field=field,
                there=there,
            )
            message += Message("; leave the name to one of them") if same else _hint(header, mapping)
            raise Invalid(message, code="UNKNOWN_COLUMN")
        (places[field],) = same
    return Columns(places)


def _one_line(name: str) -> str:
    """Return the name of a column as it is compared: composed, in one line, without more blanks than one."""
    return " ".join(spelled(name).split())


def _hint(header: Sequence[str], mapping: Mapping[str, str]) -> str:
    """Return what to say so that the columns are found, if one knows."""
    columns = {_one_line(column) for column in mapping.values()}
    for mark, option in MARKS:
        if not columns.isdisjoint(
            _one_line(part.strip('"')) for name in header for part in name.split(mark) if part != name
        ):
            return f"; they are separated by something else: say {option}"
    if columns.isdisjoint(map(_one_line, header)):
        return "; if a later line names the columns, say which with --header-line"
    return ""
