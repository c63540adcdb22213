"""Tests of a member's attributes, as SQL over JSON: a text, a whole number, true or false, or a list of texts."""

from fractions import Fraction

from headless.engine.conditions.leaves import Leaf, values_of
from headless.engine.metrics.spec import Scalar
from headless.engine.values.comparisons import Op, spans_of
from headless.models.conditions.sql import Writer, never_null
from headless.models.conditions.texts import text_sql

_MOST_WHOLE = 10**18 - 1


def attribute_sql(leaf: Leaf, writer: Writer) -> str:
    """Return the test of one attribute. JSON null counts as missing."""
    attribute = _Attribute(leaf.test.query.arg("name") or "", writer)
    op, values = leaf.test.op, values_of(leaf.test)
    if op is Op.EXISTS:
        return attribute.present()
    if op is Op.CONTAINS:
        wanted = str(values[0])
        return f"({text_sql(op, attribute.text(), [wanted], writer)}) OR ({attribute.lists(wanted)})"
    if op in (Op.EQ, Op.IN, Op.NEQ):
        same = " OR ".join(f"({_compared(Op.EQ, attribute, value, writer)})" for value in values)
        return f"{attribute.present()} AND NOT {never_null(same)}" if op is Op.NEQ else same
    return _compared(op, attribute, values[0], writer)


def _compared(op: Op, attribute: "_Attribute", value: Scalar, writer: Writer) -> str:
    if isinstance(value, bool):
        return attribute.is_flag(value)
    if isinstance(value, str):
        return text_sql(op, attribute.text(), [value], writer)
    return writer.within(attribute.number(), spans_of(op, (Fraction(value),)))


class _Attribute:
    """One attribute in the words of a dialect. `text` and `number` are null if it is of another kind."""

    def __init__(self, name: str, writer: Writer) -> None:
        self._writer = writer
        self._sqlite = writer.dialect == "sqlite"
        if self._sqlite:
            at = writer.place(f'$."{name}"')
            self._kind, self._value = f"json_type(m.attributes, {at})", f"json_extract(m.attributes, {at})"
            self._items = f"json_each(m.attributes, {at})"
        else:
            at = writer.place(name)
            self._json = f"(m.attributes -> {at})"
            self._kind, self._value = f"jsonb_typeof{self._json}", f"(m.attributes ->> {at})"

    def present(self) -> str:
        return f"{self._kind} <> 'null'"

    def text(self) -> str:
        kind = "text" if self._sqlite else "string"
        return f"(CASE WHEN {self._kind} = '{kind}' THEN {self._value} END)"

    def number(self) -> str:
        if self._sqlite:
            whole = f"{self._kind} = 'integer' AND {self._value} BETWEEN -{_MOST_WHOLE} AND {_MOST_WHOLE}"
            return f"(CASE WHEN {whole} THEN {self._value} END)"
        whole = f"{self._kind} = 'number' AND {self._value} ~ '^-?[0-9]{{1,18}}$'"
        return f"(CASE WHEN {whole} THEN {self._value}::bigint END)"

    def is_flag(self, flag: bool) -> str:
        word = "true" if flag else "false"
        if self._sqlite:
            return f"{self._kind} = '{word}'"
        return f"{self._kind} = 'boolean' AND {self._value} = '{word}'"

    def lists(self, wanted: str) -> str:
        place = self._writer.place(wanted)
        if self._sqlite:
            among = f"SELECT 1 FROM {self._items} e WHERE e.type = 'text' AND e.value = {place}"
            return f"{self._kind} = 'array' AND EXISTS ({among})"
        return f"{self._kind} = 'array' AND {self._json} @> to_jsonb({place})"
