"""Counters with a bound: one conditional statement adds to one, so that no two transactions pass it together."""

from tortoise import fields

from headless.models.base.row import Row

_CASTS: dict[type[fields.Field[int]] | type[fields.Field[str]], str] = {
    fields.BigIntField: "bigint",
    fields.IntField: "integer",
    fields.SmallIntField: "smallint",
    fields.TextField: "text",
}


def adding(row: type[Row], counter: str) -> str:
    """Return the statement that adds to a counter, unless it would come to more than a bound: then it returns no row.

    Its parameters: the keys, in their order, how much is added, and the bound, NULL for none.
    """
    table, keys = row._meta.db_table, ", ".join(row.keys)
    given = [f"${place}::{_cast(row, key)}" for place, key in enumerate(row.keys, 1)]
    units, most = f"${len(given) + 1}::bigint", f"${len(given) + 2}::bigint"
    return f"""INSERT INTO {table} ({keys}, {counter})
SELECT {", ".join(given)}, {units} WHERE {most} IS NULL OR {units} <= {most}
ON CONFLICT ({keys}) DO UPDATE SET {counter} = {table}.{counter} + excluded.{counter}
WHERE {most} IS NULL OR {table}.{counter} + excluded.{counter} <= {most} RETURNING {counter}"""


def _cast(row: type[Row], column: str) -> str:
    return _CASTS[type(row._meta.fields_map[column])]
