"""Lines of a file that are of one person: they are one member, unless they contradict each other."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from headless.engine.values.spelling import spelled
from headless.identifiers import identifier
from headless.messages import Message
from headless.services.importing.files.csv_file import Record
from headless.services.importing.files.problems import LEAVE_ONE, contradicting
from headless.services.importing.files.rejects import Rejects
from headless.services.kernel.lookups import PERSONAL

KEYS = ("externalId", "number", "phone", "email")
Line = tuple[Record, dict[str, Any]]
"""A record, and the member's fields by name. Records of one person are one line, with the number of the first."""


def consistent(lines: Sequence[Line], country: str | None, rejects: Rejects) -> list[Line]:
    """Return one line for each person, with all that its lines say. Reject those that contradict each other."""
    people = []
    for group in _persons(lines, country):
        said: dict[str, Any] = {}
        contradicted = [name for _, fields in group for name in _add(said, fields, country)]
        if not contradicted:
            people.append((group[0][0], said))
            continue
        for record, _ in group:
            problem = contradicting(
                record.line, [other.line for other, _ in group], *_what(group, contradicted, country)
            )
            rejects.add_row(record.line, record.cells, problem.reason, problem.detail)
    return people


def _what(group: Sequence[Line], contradicted: Sequence[str], country: str | None) -> tuple[Message, Message]:
    """Return in what the lines of one member differ, and what to do about it."""
    counts = Counter(key for _, fields in group for key in set(_keys(fields, country)))
    shared = dict.fromkeys(kind.partition(":")[2] or kind for (kind, _), count in counts.items() if count > 1)
    what = Message(
        "they have the same {names}, so they are of one member, but differ in {differing}",
        names=" and ".join(shared),
        differing=tuple(dict.fromkeys(contradicted)),
    )
    contact = next((kind for kind in PERSONAL if kind in shared), None)
    if contact is None:
        return what, LEAVE_ONE
    return what, Message(
        "if they are several people, leave the {named} to one of them, otherwise {do}", named=contact, do=LEAVE_ONE
    )


def _persons(lines: Sequence[Line], country: str | None) -> list[list[Line]]:
    """Return the lines by person: those that share an identifier, by way of others or not, are of one."""
    persons: dict[int, list[Line]] = {}
    owners: dict[tuple[str, str], int] = {}
    for number, line in enumerate(lines):
        keys = list(_keys(line[1], country))
        earlier = sorted({owners[key] for key in keys if key in owners})
        person = earlier[0] if earlier else number
        group = persons.setdefault(person, [])
        for other in earlier[1:]:
            joined = persons.pop(other)
            group += joined
            owners.update((key, person) for _, fields in joined for key in _keys(fields, country))
        group.append(line)
        owners.update(dict.fromkeys(keys, person))
    return [sorted(group, key=lambda line: line[0].line) for group in persons.values()]


def _keys(fields: Mapping[str, Any], country: str | None) -> Iterator[tuple[str, str]]:
    """Yield what a line knows its member by: identifiers, and accounts in other systems."""
    yield from ((name, identifier(name, fields[name], country)) for name in KEYS if name in fields)
    yield from ((f"identity:{spelled(one['system'])}", spelled(one["id"])) for one in fields.get("identities", ()))


def _add(said: dict[str, Any], fields: Mapping[str, Any], country: str | None) -> Iterator[str]:
    """Add what a line says of a person, and yield the fields of which others have said something else."""
    for name, value in fields.items():
        if name == "attributes":
            known = said.setdefault(name, {})
            yield from (f"attribute.{key}" for key in value if known.setdefault(key, value[key]) != value[key])
        elif name == "identities":
            accounts = said.setdefault(name, [])
            accounts += [one for one in value if one not in accounts]
        elif _compared(name, said.setdefault(name, value), country) != _compared(name, value, country):
            yield name


def _compared(name: str, value: Any, country: str | None) -> Any:
    return identifier(name, value, country) if name in KEYS else value
