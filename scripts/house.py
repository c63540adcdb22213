"""Figures of the house: folders, lengths, circles, SQL, names and language, each with the places that exceed its limit.

`python scripts/house.py` prints a line per figure, `python scripts/house.py NAME …` the places of those figures.
`tests/test_house.py` holds every figure at its limit.
"""

import ast
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VERBS = frozenset((ROOT / "scripts" / "house_verbs.txt").read_text("utf-8").split())

FOLDER_FILES_MOST = 15
FILE_LINES_MOST = 400
FUNCTION_LINES_MOST = 50

SQL = re.compile(r"\b(SELECT\s[^.]+?\sFROM\s|INSERT INTO\s|UPDATE \w+ SET\s|DELETE FROM\s|WITH \w+ AS \()|^\s*SELECT\s")
# joined from halves, so that the list does not find itself
BANNED = tuple(
    first + second
    for first, second in (
        ("an", "ew"), ("who", "ever"), ("hangs", " on"), ("hang", " on"), ("tells", " whether"),
        ("for", " ever"), ("me", "nd"), ("me", "nds"), ("me", "nded"), ("be", "side"), ("what became", " of"),
    )
)  # fmt: skip
# one of them is English after a comma, and unclear as a subject or an object
BANNED_WORDS = re.compile(rf"\b({'|'.join(BANNED)})\b", re.IGNORECASE)
UNCLEAR = re.compile(rf"\b{'What'}ever\b|(?<!^)(?<!, )\b{'what'}ever\b")
# a person may be one, a process may not
PERSONS = re.compile(rf"\b({'some'}body|{'no'}body)\b", re.IGNORECASE)
CODE = ("headless", "plugins_contrib", "benchmarks", "scripts", "tests")


@dataclass(frozen=True)
class Figure:
    """One figure: what is counted, and the places that should not be there."""

    name: str
    title: str
    places: Callable[[], Iterable[str]]


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


Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(path: Path) -> Iterator[Function]:
    """Yield every function of a file, nested ones included."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, Function):
            yield node


# ── size


def full_folders() -> Iterator[str]:
    """Yield folders with too many Python files of their own. Migrations do not count."""
    counts: dict[Path, int] = defaultdict(int)
    for path in python_files():
        counts[path.parent] += 1
    for folder, count in counts.items():
        if count > FOLDER_FILES_MOST and folder.name != "migrations":
            yield f"{folder}: {count} files"


def long_files() -> Iterator[str]:
    """Yield files with too many lines."""
    for path in python_files():
        lines = len(text_of(path).splitlines())
        if lines > FILE_LINES_MOST:
            yield f"{path}: {lines} lines"


def long_functions() -> Iterator[str]:
    """Yield functions with too many lines."""
    for path in python_files():
        for function in functions(path):
            lines = (function.end_lineno or function.lineno) - function.lineno + 1
            if lines > FUNCTION_LINES_MOST:
                yield f"{path}:{function.lineno}: {function.name} has {lines} lines"


# ── structure


def circles() -> Iterator[str]:
    """Yield circles of imports between siblings, type-only imports included. GraphQL types may refer to one another."""
    import grimp

    graph = grimp.build_graph("headless", exclude_type_checking_imports=False)
    for package in sorted(graph.modules):
        if graph.find_children(package) and not package.startswith("headless.schema.types"):
            for importer, imported in sorted(graph.nominate_cycle_breakers(package)):
                yield f"{importer} -> {imported}"


def sql_outside_models() -> Iterator[str]:
    """Yield SQL texts of the product that stand outside of `headless/models/`."""
    for path in python_files("headless"):
        if path.parts[1] == "models":
            continue
        for line, text in _strings(path):
            if SQL.search(text):
                yield f"{path}:{line}: {' '.join(text.split())[:60]}"


def positional_rows() -> Iterator[str]:
    """Yield reads of a row by position (`row[3]`) instead of by name."""
    for path in python_files("headless"):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Subscript) and _is_position(node.slice) and _is_row(node.value):
                yield f"{path}:{node.lineno}: {ast.unparse(node)}"


def near_twins() -> Iterator[str]:
    """Yield modules of one floor whose names differ by an "s" or an "ing" alone."""
    floors: dict[str, set[str]] = defaultdict(set)
    for path in python_files("headless"):
        floors["/".join(path.parts[:2])].add(path.stem)
    for floor, names in floors.items():
        for one, other in combinations(sorted(names), 2):
            if other in (f"{one}s", f"{one}ing") or (one.removesuffix("s") + "ing" == other):
                yield f"{floor}: {one} and {other}"


def bare_statuses() -> Iterator[str]:
    """Yield comparisons of a status with a bare number."""
    for path in python_files("headless", "plugins_contrib"):
        for node in ast.walk(tree_of(path)):
            if (
                isinstance(node, ast.Compare)
                and ast.unparse(node.left).endswith("status")
                and any(_is_position(value) for value in node.comparators)
            ):
                yield f"{path}:{node.lineno}: {ast.unparse(node)}"


def language_checks() -> Iterator[str]:
    """Yield comparisons with a language code outside of the texts."""
    for path in python_files("headless", "plugins_contrib"):
        if "texts" in path.parts or "tests" in path.parts:
            continue
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Compare):
                sides = [node.left, *node.comparators]
                if any(isinstance(side, ast.Constant) and side.value in ("zh", "en") for side in sides):
                    yield f"{path}:{node.lineno}: {ast.unparse(node)}"


# ── language


def docstrings_without_verb() -> Iterator[str]:
    """Yield functions whose docstring does not begin with a verb in the imperative. Properties are nouns."""
    for path in python_files("headless", "plugins_contrib", "scripts", "benchmarks"):
        if "tests" in path.parts:
            continue
        for function in functions(path):
            first = (ast.get_docstring(function) or "").split("\n", 1)[0]
            word = re.match(r"[A-Za-z-]+", first)
            if first and not _is_property(function) and (word is None or word[0].lower() not in VERBS):
                yield f"{path}:{function.lineno}: {first[:80]}"


def docstrings_with_semicolon() -> Iterator[str]:
    """Yield docstrings whose first line strings two sentences together with a semicolon."""
    for path in python_files("headless", "plugins_contrib", "scripts", "benchmarks"):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Module | ast.ClassDef | Function):
                first = (ast.get_docstring(node) or "").split("\n", 1)[0]
                if ";" in first:
                    yield f"{path}:{getattr(node, 'lineno', 1)}: {first[:80]}"


def banned_words() -> Iterator[str]:
    """Yield words that no text of ours uses, in code and in pages."""
    for path in tracked():
        if "frozen" not in path.parts and path.suffix in (".py", ".md", ".graphql", ".txt", ".html", ".toml"):
            for number, line in enumerate(text_of(path).splitlines(), 1):
                matches = [*BANNED_WORDS.finditer(line), *UNCLEAR.finditer(line.strip())]
                if path.suffix == ".py" and path.parts[0] == "headless":
                    matches += PERSONS.finditer(line)
                for match in matches:
                    yield f"{path}:{number}: {match[0]}: {line.strip()[:80]}"


def vague_names() -> Iterator[str]:
    """Yield variables called `found` or `each`, which do not say what they hold."""
    for path in python_files("headless", "plugins_contrib"):
        if "tests" in path.parts:
            continue
        for node in (node for function in functions(path) for node in ast.walk(function)):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id in ("found", "each"):
                yield f"{path}:{node.lineno}: {node.id}"


def missing_texts() -> Iterator[str]:
    """Yield texts that one language has and another has not."""
    keys: dict[Path, dict[str, set[str]]] = defaultdict(dict)
    for path in python_files("headless", "plugins_contrib"):
        if path.parent.parent.name == "texts" and path.stem != "__init__":
            keys[path.parent.parent / path.name][path.parent.name] = set(_text_keys(path))
    for family, languages in keys.items():
        every = set().union(*languages.values())
        for language in ("en", "zh"):
            for key in sorted(every - languages.get(language, set())):
                yield f"{family}: {key} is missing in {language}"


# ── helpers


def _text_keys(path: Path) -> Iterator[str]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Dict):
            yield from (key.value for key in node.keys if isinstance(key, ast.Constant))


def _strings(path: Path) -> Iterator[tuple[int, str]]:
    """Yield string literals with their lines, f-strings joined, docstrings left out."""
    tree = tree_of(path)
    skipped: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | Function) and ast.get_docstring(node) is not None:
            skipped.add(id(node.body[0].value))  # type: ignore[attr-defined]
        if isinstance(node, ast.JoinedStr):
            skipped.update(id(value) for value in node.values)
            yield node.lineno, "".join(v.value if isinstance(v, ast.Constant) else "x" for v in node.values)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            yield node.lineno, node.value


def _is_row(node: ast.expr) -> bool:
    if isinstance(node, ast.Name):
        return node.id in ("row", "record") or node.id.endswith("_row")
    if isinstance(node, ast.Subscript):
        return isinstance(node.value, ast.Name) and node.value.id.endswith("rows") and _is_position(node.slice)
    return False


def _is_position(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) is int


def _is_property(function: Function) -> bool:
    return any("property" in ast.unparse(decorator) for decorator in function.decorator_list)


FIGURES = (
    Figure("folders", f"folders with more than {FOLDER_FILES_MOST} files of their own", full_folders),
    Figure("files", f"files over {FILE_LINES_MOST} lines", long_files),
    Figure("functions", f"functions over {FUNCTION_LINES_MOST} lines", long_functions),
    Figure("circles", "circles of imports", circles),
    Figure("sql", "SQL outside of headless/models/", sql_outside_models),
    Figure("rows", "rows read by position", positional_rows),
    Figure("twins", "modules of a floor that differ by an s or an ing", near_twins),
    Figure("statuses", "statuses compared with a bare number", bare_statuses),
    Figure("languages", "comparisons with a language code outside of the texts", language_checks),
    Figure("verbs", "docstrings of functions that do not begin with a verb", docstrings_without_verb),
    Figure("semicolons", "docstrings whose first line has a semicolon", docstrings_with_semicolon),
    Figure("words", "banned words", banned_words),
    Figure("texts", "texts missing in a language", missing_texts),
    Figure("names", "variables called found or each", vague_names),
)


def main(names: list[str]) -> int:
    """Print the figures, or the places of those named. Return 1 if any figure is over its limit."""
    over = False
    for figure in FIGURES:
        if names and figure.name not in names:
            continue
        places = list(figure.places())
        over = over or bool(places)
        print(f"{len(places):6}  {figure.name:11} {figure.title}")
        if names:
            print("\n".join(f"        {place}" for place in places))
    return int(over)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
