"""Sources for the figures of the house: files under version control, their trees, and the strings in them."""

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CODE = ("headless", "plugins_contrib", "benchmarks", "scripts", "tests")
SQL = re.compile(
    r"\b(SELECT\s|INSERT\s+(OR\s+\w+\s+)?INTO\s|UPDATE\s+\S+\s+((AS\s+)?\w+\s+)?SET\s|DELETE\s+FROM\s|MERGE\s+INTO\s"
    r"|WITH\s+(RECURSIVE\s+)?\w+\s+AS\b|WHERE\s+\S+\s+(=|<|>|IN\b|IS\b)|(CREATE|DROP|ALTER|TRUNCATE)\s+(TABLE|INDEX)\b|PRAGMA\s"
    # pieces that a statement could be joined from
    r"|FROM\s+[a-z_]+\b|(LEFT|INNER|CROSS)\s+JOIN\s|JOIN\s+\w+(\s+\w+)?\s+ON\s|(ORDER|GROUP)\s+BY\s|VALUES\s*\(|ON\s+CONFLICT\b"
    r"|RETURNING\s+[a-z*])|\$[1-9]\b"
    # in small letters, only what is no English
    r"|(?i:\bselect\s+[\w.*, ]+\s+from\s+\w+\s*($|where\b)|\binsert\s+into\s+\w+\s*(\(|values\b|select\b)"
    r"|\bupdate\s+\S+\s+set\s+\S+\s*=|\bdelete\s+from\s+\w+\s*($|where\b))"
)
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def tracked() -> tuple[Path, ...]:
    """Return the files under version control, new ones included, as paths from the root."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return tuple(sorted({Path(name) for name in listed.splitlines() if (ROOT / name).is_file()}))


@cache
def python_files(*folders: str) -> tuple[Path, ...]:
    """Return the Python files below these folders, or below all folders with code."""
    wanted = folders or CODE
    return tuple(path for path in tracked() if path.suffix == ".py" and path.parts[0] in wanted)


@cache
def text_of(path: Path) -> str:
    """Return the text of a file."""
    return (ROOT / path).read_text("utf-8")


@cache
def tree_of(path: Path) -> ast.Module:
    """Return the syntax tree of a file."""
    return ast.parse(text_of(path))


def functions(tree: ast.AST) -> Iterator[Function]:
    """Yield every function of a tree, nested ones included."""
    for node in ast.walk(tree):
        if isinstance(node, Function):
            yield node


def strings(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield string literals with their lines. F-strings and sums are joined, docstrings left out."""
    skipped: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | Function) and ast.get_docstring(node) is not None:
            skipped.add(id(node.body[0].value))  # type: ignore[attr-defined]
        if isinstance(node, ast.expr) and id(node) not in skipped and (text := _joined(node)) is not None:
            skipped.update(map(id, ast.walk(node)))
            yield node.lineno, text


def _joined(node: ast.expr) -> str | None:
    """Return the text of a literal or of the literals that a sum joins, None if there is none."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.Constant(value=bytes(data)):
            return data.decode("latin-1")
        case ast.JoinedStr(values=values):
            return "".join(value.value if isinstance(value, ast.Constant) else "x" for value in values)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            sides = _joined(left), _joined(right)
            return None if sides == (None, None) else "".join("x" if side is None else side for side in sides)
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str(between)), attr="join"), args=[listed]):
            if isinstance(listed, ast.List | ast.Tuple):
                return between.join(_joined(item) or "x" for item in listed.elts)
    return None
