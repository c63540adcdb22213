"""Relations: rows of one table that belong to a member, read as one JSON column of the statement that reads the member.

A page of members with their tiers, holdings and tags is then a single statement for any selection. The rows arrive as
lists of values in the order of the relation's columns, and themselves in no order.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import orjson

from headless.config import Dialect

NO_ROWS = "[]"
_PLACE = re.compile(r"\$(\d+)")

RowsByMember = Mapping[int, list[Any]]
RelatedLists = Sequence[tuple["Relation", RowsByMember]]
"""Relations, each with its rows by member."""


class Relation(NamedTuple):
    """Rows that belong to a member `m`: the columns to read, and FROM what. `$1` … are the relation's own parameters.

    Without a source it is the member's own row. A name and values identify a relation.
    """

    name: str
    columns: str
    source: str
    where: str = ""
    values: tuple[Any, ...] = ()
    grouped: str = ""
    owner: str = "x.merchant_id = m.merchant_id AND x.member_id = m.id"


def relation_columns(dialect: Dialect, relations: Iterable[Relation], values: Sequence[Any]) -> tuple[str, list[Any]]:
    """Return the columns that read relations of a member `m`, and the statement's parameters followed by theirs."""
    parameters, text = list(values), ""
    for relation in relations:
        text += _column(
            dialect,
            relation.columns,
            relation.source,
            relation.owner,
            relation.where,
            relation.grouped,
            len(parameters),
        )
        parameters += relation.values
    return text, parameters


def related_rows(
    relations: Sequence[Relation], member_ids: Sequence[int], rows: Sequence[Any], first: int
) -> list[tuple[Relation, dict[int, list[Any]]]]:
    """Return each relation with its rows by member. The columns of `relation_columns` begin at `first`."""
    count = len(rows)
    # one document of all: each call of the reader costs as much as reading a small one
    texts = [row[at] or NO_ROWS for at in range(first, first + len(relations)) for row in rows]
    lists = orjson.loads(f"[{','.join(texts)}]")
    return [
        (relation, dict(zip(member_ids, lists[at * count : (at + 1) * count], strict=True)))
        for at, relation in enumerate(relations)
    ]


@lru_cache(maxsize=1024)
def _column(dialect: Dialect, columns: str, source: str, owner: str, where: str, grouped: str, behind: int) -> str:
    """Return a relation as one more column, its own parameters placed behind so many others."""
    sqlite = dialect == "sqlite"
    rows, array = ("json_group_array", "json_array") if sqlite else ("json_agg", "json_build_array")
    if not source:
        return f", {array}({array}({columns}))"
    rest = f"FROM {source} WHERE {owner} {where}"
    if grouped:
        rest = f"FROM (SELECT {grouped} {rest}) x"
    return _PLACE.sub(lambda place: f"${int(place[1]) + behind}", f", (SELECT {rows}({array}({columns})) {rest})")
