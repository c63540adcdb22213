"""What traces say of SQL: its shape, and never a value.

Our own statements have placeholders, but plugins and conditions may have written values into theirs. So literals are cut from
every statement, and one that cannot be read for sure has no text at all.
"""

import re
from typing import NamedTuple

TEXT_MOST = 2_000
READ_MOST = 20_000
SUMMARY_MOST = 120
TABLES_MOST = 5
KEPT = 1_000

_LITERALS = re.compile(
    r"""--[^\n]* | /\*.*?\*/ | \b[eE]'(?:\\.|''|[^'\\])*' | \b(?:[xXbBnN]|[uU]&)?'(?:''|[^'])*' | '(?:''|[^'])*'
    | (?P<tag>\$(?:[A-Za-z_]\w*)?\$).*?(?P=tag) | (?<![\w$?"])[+-]?(?:\d[\w.]*|\.\d\w*)""",
    re.DOTALL | re.VERBOSE,
)
_QUOTED = re.compile(r'"([^"]*)"|`([^`]*)`|\[([^\]\s]*)\]')
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_OPERATION = re.compile(
    r"\b(SELECT|INSERT|UPDATE|DELETE|BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|SET|COPY|PRAGMA)\b", re.IGNORECASE
)
_TABLE = re.compile(
    r"""\b(?:(?:INTO|(?<!\bFOR\s)(?<!\bDO\s)(?<!\bKEY\s)UPDATE|COPY|TABLE)\s+"?([a-z_]\w*)
    |(?:FROM|JOIN|USING)\s+"?([a-z_]\w*)(?!\w*\s*\())""",
    re.IGNORECASE | re.VERBOSE,
)
_WORDS = frozenset({"select", "set", "lateral", "only", "unnest", "of"})


class Shape(NamedTuple):
    """A statement as traces show it. summary: its operation and tables. text: None if it cannot be shown for sure."""

    summary: str
    text: str | None


class Shapes(dict[str, Shape]):
    """Shapes by statement, made once. They are forgotten when there are many, because callers shape some statements."""

    def __missing__(self, sql: str) -> Shape:
        """Make a shape and remember it."""
        if len(self) >= KEPT:
            self.clear()
        shape = self[sql] = shape_of(sql)
        return shape


def shape_of(sql: str) -> Shape:
    """Return the shape of a statement."""
    if len(sql) > READ_MOST:
        return Shape(_operation(sql[:100]), None)
    bare = " ".join(_LITERALS.sub("?", sql).split())
    if "'" in bare or "$$" in bare or bare.count('"') % 2 or not all(map(_is_name, _QUOTED.finditer(bare))):
        return Shape(_operation(bare[:100]), None)
    return Shape(_summary(bare), bare if len(bare) <= TEXT_MOST else bare[:TEXT_MOST] + "…")


def _is_name(quoted: re.Match[str]) -> bool:
    """Return True if what is quoted is a name: SQLite takes an unknown one for a text."""
    return _NAME.fullmatch(quoted[1] or quoted[2] or quoted[3] or "") is not None or quoted[0] == "[]"


def _operation(bare: str) -> str:
    operation = _OPERATION.search(bare)
    return operation[1].upper() if operation else "SQL"


def _summary(bare: str) -> str:
    tables = dict.fromkeys(name for into, of in _TABLE.findall(bare) if (name := into or of).lower() not in _WORDS)
    listed = [_operation(bare), *[*tables][:TABLES_MOST]]
    return " ".join(listed)[:SUMMARY_MOST]
