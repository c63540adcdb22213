"""Help as it is laid out in another language than English: the headings in it, and lines that count columns."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from headless.cli.help.translation import USAGE
from headless.cli.help.wrapping import paragraphs, wrapped
from headless.engine.texts.widths import padded, width_of

_EXTRA = re.compile(r"  \[([^\[\]]+)\]$")
_DEFAULT = "default: "
FIRST_COLUMN_MOST, SPACING = 30, 2


class Formatter:
    """What typer asks of a formatter of help, in a language."""

    def __init__(self, lang: str, width: int) -> None:
        self.width = width
        self._words = USAGE.templates(lang)
        self._indent = 0
        self._lines: list[str] = []

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the line of usage."""
        self._write(self._words["Usage: "] + prog + " " + " ".join(self._word(part) for part in args.split(" ")))

    def write_paragraph(self) -> None:
        """Write an empty line, unless nothing is there yet."""
        if self._lines:
            self._write("")

    def write_text(self, text: str) -> None:
        """Write paragraphs of text."""
        for line in paragraphs(text, self.width - self._indent):
            self._write(line)

    def write_dl(self, rows: Sequence[tuple[str, str]]) -> None:
        """Write names and what they are."""
        named = [
            (" ".join(self._word(part) for part in name.split(" ")), self._with_extra(text)) for name, text in rows
        ]
        first = min(max(width_of(name) for name, _ in named), FIRST_COLUMN_MOST) + SPACING
        for name, text in named:
            begin, *more = wrapped(text, max(self.width - first - SPACING, 10))
            if width_of(name) > first - SPACING:
                self._write(name)
                self._write(" " * first + begin)
            else:
                self._write(padded(name, first) + begin)
            for line in more:
                self._write(" " * first + line)

    @contextmanager
    def section(self, name: str) -> Iterator[None]:
        """Write a heading, and what follows indented."""
        self.write_paragraph()
        self._write(self._words[name])
        with self.indentation():
            yield

    @contextmanager
    def indentation(self) -> Iterator[None]:
        """Write what follows indented."""
        self._indent += 2
        try:
            yield
        finally:
            self._indent -= 2

    def getvalue(self) -> str:
        """Return what was written."""
        return "".join(f"{line}\n" for line in self._lines)

    def _write(self, line: str) -> None:
        self._lines.append((" " * self._indent + line).rstrip())

    def _word(self, word: str) -> str:
        return self._words.get(word, word)

    def _with_extra(self, text: str) -> str:
        """Return a text with what stands in brackets after it, such as "[required]", in the language."""
        match = _EXTRA.search(text)
        if match is None:
            return text
        extra = [self._extra(part) for part in match[1].split("; ")]
        return f"{text[: match.start()]}{self._words['[{extra}]'].format(extra=self._words['; '].join(extra))}"

    def _extra(self, part: str) -> str:
        if part.startswith(_DEFAULT):
            return self._words[_DEFAULT] + part.removeprefix(_DEFAULT)
        return self._word(part)
