"""The pages of the documentation, taken apart: what is said in them and can be checked."""

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

REPOSITORY = Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)


class Block(NamedTuple):
    """A fenced block: its language, the words behind it, its text, and where it stands."""

    page: str
    line: int
    language: str
    words: tuple[str, ...]
    text: str

    @property
    def place(self) -> str:
        return f"{self.page}:{self.line}"


@cache
def paths() -> Sequence[Path]:
    """The README, the change log and everything in docs/."""
    return (REPOSITORY / "README.md", REPOSITORY / "CHANGELOG.md", *sorted((REPOSITORY / "docs").rglob("*.md")))


def name_of(path: Path) -> str:
    """A page's path in the repository."""
    return path.relative_to(REPOSITORY).as_posix()


@cache
def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def blocks(language: str) -> Sequence[Block]:
    """Every block of a language, in order of page and line."""
    return [block for path in paths() for block in _blocks(path) if block.language == language]


def _blocks(path: Path) -> Iterator[Block]:
    page = text_of(path)
    for found in FENCE.finditer(page):
        language, *words = found[1].split() or [""]
        yield Block(name_of(path), page[: found.start()].count("\n") + 1, language, tuple(words), found[2])


def links(path: Path) -> Sequence[str]:
    """The targets of a page's links, code left out."""
    return LINK.findall(FENCE.sub("", text_of(path)))


def anchors(path: Path) -> frozenset[str]:
    """The names of a page's headings, as in links to them."""
    heads = HEADING.findall(FENCE.sub("", text_of(path)))
    return frozenset(re.sub(r"[^\w\- ]", "", head.replace("`", "").lower()).replace(" ", "-") for head in heads)


def commands() -> Sequence[tuple[str, str]]:
    """Every `headless …` command in blocks of the shell, continued lines joined, with its place."""
    found = []
    for block in blocks("sh"):
        for line in block.text.replace("\\\n", " ").splitlines():
            command = line.removeprefix("$ ").split("  #")[0].strip()
            if command.startswith("headless "):
                found.append((block.place, command))
    return found


def with_answers(marks: Collection[str]) -> Iterator[tuple[Block, Block | None]]:
    """Each GraphQL document with one of these marks, with the answer that follows it on its page, if one does."""
    found = sorted((*blocks("graphql"), *blocks("json")), key=lambda block: (block.page, block.line))
    for block, following in zip(found, (*found[1:], None), strict=True):
        if block.language == "graphql" and set(marks) & set(block.words) and "plugin" not in block.words:
            answers = following is not None and following.page == block.page and "answer" in following.words
            yield block, following if answers else None


def fits(expected: Any, actual: Any) -> bool:
    """Whether an answer is the printed one, where `…` stands for any text."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        return expected.keys() == actual.keys() and all(fits(expected[key], actual[key]) for key in expected)
    if isinstance(expected, list) and isinstance(actual, list):
        return len(expected) == len(actual) and all(map(fits, expected, actual))
    return bool(expected == actual or (expected == "…" and isinstance(actual, str)))
