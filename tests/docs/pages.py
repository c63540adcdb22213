"""The pages of the documentation, taken apart: what is said in them and can be checked."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

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
