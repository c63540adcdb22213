"""Figures of the house: folders, lengths, circles, SQL, names and language, each with the places that exceed its limit.

`python scripts/house.py` prints a line per figure, `python scripts/house.py NAME …` the places of those figures.
`tests/test_house.py` holds every figure at its limit.
"""

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from house_rows import is_position, positions
from house_sources import ROOT, SQL, Function, functions, python_files, strings, text_of, tracked, tree_of

VERBS = frozenset((ROOT / "scripts" / "house_verbs.txt").read_text("utf-8").split())

FOLDER_FILES_MOST = 15
FILE_LINES_MOST = 400
FUNCTION_LINES_MOST = 50
MIGRATIONS = Path("headless/models/migrations")

TEXT_FILES = {".py", ".md", ".graphql", ".txt", ".html", ".toml", ".yml", ".yaml", ".sql", ".sh", ""}
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
LANGUAGE = re.compile(r"(zh|en)(-\w+)?")


@dataclass(frozen=True)
class Figure:
    """One figure: what is counted, and the places that should not be there."""

    name: str
    title: str
    places: Callable[[], Iterable[str]]
    sizes: Callable[[], Iterable[tuple[str, int]]] | None = None


# ── size


def folder_sizes() -> Iterator[tuple[str, int]]:
    """Yield folders with the number of their own Python files. The core's migrations do not count."""
    counts: dict[Path, int] = defaultdict(int)
    for path in python_files():
        if path.parent != MIGRATIONS:
            counts[path.parent] += 1
    yield from ((str(folder), count) for folder, count in counts.items())


def file_sizes() -> Iterator[tuple[str, int]]:
    """Yield files with the number of their lines."""
    for path in python_files():
        yield str(path), len(text_of(path).splitlines())


def function_sizes() -> Iterator[tuple[str, int]]:
    """Yield functions with the number of their lines."""
    for path in python_files():
        for function in functions(tree_of(path)):
            first = function.lineno
            yield f"{path}:{first}: {function.name}", (function.end_lineno or first) - first + 1


def _sized(name: str, title: str, sizes: Callable[[], Iterable[tuple[str, int]]], most: int) -> Figure:
    return Figure(name, title, lambda: (f"{place}: {size}" for place, size in sizes() if size > most), sizes)


# ── structure


def circles() -> Iterator[str]:
    """Yield circles of imports between siblings, type-only imports included. GraphQL types may refer to one another."""
    import grimp

    # this tree, even if another one is installed
    sys.path.insert(0, str(ROOT))
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
        for line, text in strings(tree_of(path)):
            if SQL.search(text):
                yield f"{path}:{line}: {' '.join(text.split())[:60]}"
    for path in tracked():
        if path.suffix == ".sql" and path.parts[0] == "headless" and path.parts[1] != "models":
            yield f"{path}: a file of SQL"


def positional_rows() -> Iterator[str]:
    """Yield reads of a row by position (`row[3]`, `a, b = row`) instead of by name."""
    for path in python_files("headless"):
        for node in positions(tree_of(path)):
            yield f"{path}:{node.lineno}: {ast.unparse(node)[:80]}"


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
                and any(ast.unparse(side).endswith("status") for side in (node.left, *node.comparators))
                and any(map(_has_number, (node.left, *node.comparators)))
            ):
                yield f"{path}:{node.lineno}: {ast.unparse(node)}"


def language_checks() -> Iterator[str]:
    """Yield comparisons with a language code outside of the texts."""
    for path in python_files("headless", "plugins_contrib"):
        if "texts" in path.parts or "tests" in path.parts:
            continue
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Compare):
                sides = [part for side in (node.left, *node.comparators) for part in ast.walk(side)]
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "startswith":
                sides = [part for argument in node.args for part in ast.walk(argument)]
            elif isinstance(node, ast.MatchValue):
                sides = [node.value]
            else:
                continue
            if any(isinstance(side, ast.Constant) and LANGUAGE.fullmatch(str(side.value)) for side in sides):
                yield f"{path}:{getattr(node, 'lineno', 1)}: {ast.unparse(node)}"


# ── language


def docstrings_without_verb() -> Iterator[str]:
    """Yield functions whose docstring does not begin with a verb in the imperative. Properties are nouns."""
    for path in python_files("headless", "plugins_contrib", "scripts", "benchmarks"):
        if "tests" in path.parts:
            continue
        for function in functions(tree_of(path)):
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
        if "frozen" not in path.parts and path.suffix in TEXT_FILES:
            for number, line in enumerate(text_of(path).splitlines(), 1):
                matches = [*BANNED_WORDS.finditer(line), *UNCLEAR.finditer(line.strip())]
                if path.suffix == ".py" and path.parts[0] == "headless":
                    matches += PERSONS.finditer(line)
                for match in matches:
                    yield f"{path}:{number}: {match[0]}: {line.strip()[:80]}"


def vague_names() -> Iterator[str]:
    """Yield variables and parameters called `found` or `each`, which do not say what they hold."""
    for path in python_files("headless", "plugins_contrib"):
        if "tests" in path.parts:
            continue
        for node in (node for function in functions(tree_of(path)) for node in ast.walk(function)):
            stored = isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
            name = node.arg if isinstance(node, ast.arg) else node.id if stored else None
            if name in ("found", "each"):
                yield f"{path}:{node.lineno}: {name}"


def missing_texts() -> Iterator[str]:
    """Yield texts that one language has and another has not."""
    keys: dict[Path, dict[str, set[str]]] = defaultdict(dict)
    for path in python_files("headless", "plugins_contrib"):
        if path.parent.parent.name == "texts" and path.stem != "__init__":
            keys[path.parent.parent / path.name][path.parent.name] = set(_text_keys(path))
    for family, languages in keys.items():
        if "en" not in languages:
            continue  # its keys are the English texts
        every = set().union(*languages.values())
        for language in ("en", "zh"):
            for key in sorted(every - languages.get(language, set())):
                yield f"{family}: {key} is missing in {language}"


# ── helpers


def _text_keys(path: Path) -> Iterator[str]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Dict):
            yield from (key.value for key in node.keys if isinstance(key, ast.Constant))


def _has_number(node: ast.expr) -> bool:
    return is_position(node) or (isinstance(node, ast.Tuple | ast.List | ast.Set) and any(map(is_position, node.elts)))


def _is_property(function: Function) -> bool:
    return any("property" in ast.unparse(decorator) for decorator in function.decorator_list)


FIGURES = (
    _sized(
        "folders", f"folders with more than {FOLDER_FILES_MOST} files of their own", folder_sizes, FOLDER_FILES_MOST
    ),
    _sized("files", f"files over {FILE_LINES_MOST} lines", file_sizes, FILE_LINES_MOST),
    _sized("functions", f"functions over {FUNCTION_LINES_MOST} lines", function_sizes, FUNCTION_LINES_MOST),
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
        longest = max(size for _, size in figure.sizes()) if figure.sizes else None
        print(
            f"{len(places):6}  {figure.name:11} {figure.title}{'' if longest is None else f'; the largest: {longest}'}"
        )
        if names:
            print("\n".join(f"        {place}" for place in places))
    return int(over)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
