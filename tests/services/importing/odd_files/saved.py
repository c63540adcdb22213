"""A table as files hold it: as it was written, in parts, in another order, or as a spreadsheet has saved it again."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from headless.services.importing.files.file_format import FileFormat, read_format

DATES = ("%d/%m/%Y %H:%M", "%m/%d/%Y %I:%M %p", "%d.%m.%Y %H:%M", "%Y年%m月%d日 %H:%M")
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "gb18030")


@dataclass(frozen=True)
class Saved:
    """The bytes of a file, and how it is written."""

    content: bytes
    form: FileFormat


@dataclass(frozen=True)
class Table:
    """Rows under a header. amounts, times: the columns that hold them, amounts plain and times in ISO 8601."""

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    amounts: Sequence[str] = ()
    times: Sequence[str] = ()

    def plain(self, rows: Sequence[Sequence[str]] | None = None) -> Saved:
        """The table as it was written, or some of its rows."""
        return Saved(_written([self.header, *(self.rows if rows is None else rows)]).encode(), read_format())

    def shuffled(self, random: Random) -> Saved:
        """All rows in another order."""
        return self.plain(random.sample(self.rows, len(self.rows)))

    def saved_again(self, random: Random) -> Saved:
        """The table as some spreadsheet saves it: numbers, dates, order of columns, ends of lines, quotes, encoding."""
        mark, pattern = random.choice([None, ".", ","]), random.choice([None, *DATES])
        encoding, delimiter = random.choice(ENCODINGS), random.choice(",;\t")
        places = random.sample(range(len(self.header)), len(self.header))
        rows = [
            [self._cell(self.header[place], row[place], mark, pattern, random) for place in places] for row in self.rows
        ]
        blank = random.choice(([], [[]], [[], [""] * len(places)]))
        end = random.choice(["\n", "\r\n"])
        lines = [[self.header[place] for place in places], *rows, *blank]
        text = _written(lines, end, delimiter, everything=random.random() < 0.5)
        form = read_format(encoding.removesuffix("-sig"), delimiter, [pattern] if pattern else [], mark)
        return Saved(text.encode(encoding), form)

    def _cell(self, column: str, text: str, mark: str | None, pattern: str | None, random: Random) -> str:
        if column in self.amounts and text:
            if mark is None:
                return random.choice([text, f"{text}0" if "." in text else f"{text}.0"])
            grouped = f"{float(text):,.2f}"
            return grouped if mark == "." else grouped.translate(str.maketrans(",.", ".,"))
        if column in self.times and text and pattern:
            return datetime.fromisoformat(text).strftime(pattern)
        return text


def _written(rows: Sequence[Sequence[str]], end: str = "\n", delimiter: str = ",", *, everything: bool = False) -> str:
    out = io.StringIO()
    quoting = csv.QUOTE_ALL if everything else csv.QUOTE_MINIMAL
    csv.writer(out, lineterminator=end, delimiter=delimiter, quoting=quoting).writerows(rows)
    return out.getvalue()
