"""Tests of a member's attributes, as SQL over JSON: a text, a number, true or false, or a list of texts."""

from decimal import Decimal

from headless.engine.conditions.leaves import Leaf, values_of
from headless.engine.metrics.spec import Scalar
from headless.engine.values.comparisons import Op
from headless.engine.values.numbers import LIKE_NUMBERS, number_of
from headless.models.conditions.sql import SIGNS, Writer, never_null
from headless.models.conditions.texts import text_sql
from headless.models.database.sqlite_functions import COMPARE


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
    if not isinstance(value, str):
        return attribute.compared(op, f"{value:f}" if isinstance(value, Decimal) else str(value))
    by_text, number = text_sql(op, attribute.text(), [value], writer), number_of(value)
    if number is None:
        return by_text
    wanted = f"{number:f}"
    if op is Op.EQ:
        return f"({by_text}) OR ({never_null(attribute.compared(op, wanted, texts=False))})"
    return f"COALESCE({attribute.compared(op, wanted)}, {by_text})"


class _Attribute:
    """One attribute in the words of a dialect. What is of another kind is null."""

    def __init__(self, name: str, writer: Writer) -> None:
        self._writer = writer
        self._sqlite = writer.dialect == "sqlite"
        if self._sqlite:
            at = writer.place(f'$."{name}"')
            self._kind, self._value = f"json_type(m.attributes, {at})", f"json_extract(m.attributes, {at})"
            self._json = f"(m.attributes -> {at})"
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

    def compared(self, op: Op, wanted: str, *, texts: bool = True) -> str:
        """Return the comparison of a number, with `texts` also of a text that is written like one."""
        place = self._writer.place(wanted)
        if self._sqlite:
            kinds = {"integer": 0, "real": 0, **({"text": 1} if texts else {})}
            ways = " ".join(
                f"WHEN '{kind}' THEN {COMPARE}({self._value if is_text else self._json}, {is_text}, {place})"
                for kind, is_text in kinds.items()
            )
            return f"(CASE {self._kind} {ways} END) {SIGNS[op]} 0"
        written = f" OR ({self._kind} = 'string' AND {self._value} ~ '{LIKE_NUMBERS}')" if texts else ""
        number = f"(CASE WHEN {self._kind} = 'number'{written} THEN {self._value}::numeric END)"
        return f"{number} {SIGNS[op]} ({place})::numeric"

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
