"""Reading CSV files, plain or gzip: records with their line numbers, and what is wrong with broken ones."""

import csv
import gzip
import io
import re
import string
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice, tee
from operator import itemgetter
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple, cast

from headless.errors import Invalid
from headless.messages import Message
from headless.services.importing.files.file_format import PLAIN, UTF8, FileFormat
from headless.services.importing.files.other_kinds import LONGEST, other_kind
from headless.services.importing.files.progress import Progress, silent

if TYPE_CHECKING:
    from _csv import Reader

REJECTED = ("rejected_line", "rejected_because")
RISKY = tuple("=+-@'\t\r\n＝＋－＠")
TEXT_MARKS = ("'", "\u2018", "\u2019", "\uff07")
_SURE = frozenset(("", *string.ascii_letters, *string.digits))
LOST = "\ufffd"
BLOCK_BYTES = 1 << 20
_GZIP = b"\x1f\x8b"
_MARK = b"\xef\xbb\xbf"
_SHOWN = 60
_SEPARATOR = re.compile("sep=.?", re.IGNORECASE)
_DIGITS = re.compile(r"[+＋]?[(（]?\d[^'\u2018\u2019\uff07]*$")
_first = itemgetter(slice(1))
_quickly = tuple.__new__


class Record(NamedTuple):
    """One record: the number of its first line, its cells, and what is wrong with it, if anything."""

    line: int
    cells: list[str]
    fault: Message | None


class _Lines:
    """Lines on their way to a reader. Those that it took by mistake are given back: a quote that nothing closes takes many.

    ahead: what the reader takes them from. behind: the same lines, from which whole records are taken once more.
    """

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._again: list[str] = []
        self.ahead, self.behind = tee(lines)

    def leave(self, count: int) -> int:
        """Leave so many lines behind, and return how many."""
        return len(list(islice(self.behind, count)))

    def back(self, count: int) -> str:
        """Give back all but the first of the lines that the reader took since the last record, and return that."""
        first, *rest = islice(self.behind, count)
        self._again += reversed(rest)
        self.ahead, self.behind = tee(self._rest())
        return first

    def _rest(self) -> Iterator[str]:
        while self._again:
            yield self._again.pop()
        # Not `yield from`: what is given up after the next mistake would close the file's lines, too.
        for line in self._lines:  # noqa: UP028
            yield line


class CsvFile:
    """A file of separated values, of which a line names the columns before all others.

    If it holds rejected lines, the columns that the import has added are left out, and cells are read as they were before they
    were made harmless.
    """

    def __init__(self, path: Path, form: FileFormat = PLAIN) -> None:
        self.path, self.form = path, form

    def is_marked(self) -> bool:
        """Return True if the file begins with the mark by which spreadsheets know UTF-8."""
        with self._open() as binary:
            return self.form.encoding == UTF8 and binary.read(len(_MARK)) == _MARK

    def header(self) -> list[str]:
        """Read the names of the columns. Raise Invalid if the file or its first line does not exist."""
        with self._open() as binary:
            try:
                names = self._names(self._reader(self._lines(binary, set())))
            except csv.Error as fault:
                raise Invalid(
                    Message("the first line of {path} is not CSV: {fault}", path=self.path.name, fault=fault),
                    code="NOT_CSV",
                ) from None
        if not names:
            header_line = self.form.header_line
            which = Message("first line") if header_line == 1 else Message("line {named}", named=header_line)
            raise Invalid(
                Message("{path} is empty; its {which} must name the columns", path=self.path.name, which=which),
                code="EMPTY_FILE",
            )
        if any("\udc80" <= letter <= "\udcff" or letter == "\x00" for name in names for letter in name):
            raise Invalid(Message("{path} is {form}", path=self.path.name, form=_not_text(self.form)), code="NOT_UTF8")
        names = [name.strip() for name in names]
        return [plain(name) for name in names[len(REJECTED) :]] if is_rejects(names) else names

    def records(self, progress: Progress = silent) -> Iterator[Record]:
        """Yield every record after the header. Raise Invalid if a compressed file is cut off."""
        damaged: set[int] = set()
        with self._open() as binary:
            lines = _Lines(self._lines(binary, damaged, progress))
            reader = self._reader(lines.ahead)
            header = self._names(reader) or []
            width, again = len(header), is_rejects(header)
            taken = last = lines.leave(reader.line_num)
            behind, before = lines.behind, 0
            while True:
                first, cells, fault = last + 1, [], None
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    fault, cells = (
                        Message("not CSV: {error}", error=str(error)),
                        self._split(lines.back(reader.line_num - taken), width),
                    )
                    reader, behind, before, taken = self._reader(lines.ahead), lines.behind, first, 0
                lines_read = reader.line_num
                while taken < lines_read:
                    next(behind)
                    taken += 1
                last = before + taken
                if fault is None and not (cells and cells[0]) and not any(map(str.strip, cells)):
                    # A blank line. A spreadsheet writes one as commas alone.
                    continue
                if damaged and not damaged.isdisjoint(range(first, last + 1)):
                    fault = _not_text(self.form)
                elif fault is None and len(cells) != width:
                    run_on = Message(", up to line {last}: a quote may be missing", last=last) if last > first else ""
                    count = len(cells)
                    fault = Message("{count} columns instead of {width}{more}", count=count, width=width, more=run_on)
                if again:
                    cells = [plain(cell) for cell in cells[len(REJECTED) :]]
                yield _quickly(Record, (first, cells, fault))

    def _names(self, reader: "Reader") -> list[str] | None:
        """Read up to the line that names the columns, and return it. Titles, blank lines and a separator come before."""
        for names in reader:
            text = "".join(names).strip()
            if is_rejects(names) or (
                reader.line_num >= self.form.header_line and text and not _SEPARATOR.fullmatch(text)
            ):
                return names
        return None

    def _split(self, line: str, width: int) -> list[str]:
        """Return the cells of a line that is not CSV, as well as they can be told."""
        text = line.rstrip("\r\n")
        try:
            cells = next(csv.reader([text], delimiter=self.form.delimiter), [])
        except csv.Error:
            cells = []
        return cells if len(cells) == width else text.split(self.form.delimiter)

    def _lines(self, binary: IO[bytes], damaged: set[int], progress: Progress = silent) -> Iterator[str]:
        lines = _text_lines if self.form.encoding == UTF8 else _encoded_lines
        return lines(self, binary, damaged, progress)

    def _reader(self, lines: Iterator[str]) -> "Reader":
        return csv.reader(lines, strict=True, delimiter=self.form.delimiter)

    @contextmanager
    def _open(self) -> Iterator[IO[bytes]]:
        try:
            raw = self.path.open("rb")
        except OSError as error:
            why = error.strerror or str(error)
            raise Invalid(
                Message("cannot read {path}: {why}", path=self.path, why=why), code="FILE_NOT_READABLE"
            ) from None
        with raw:
            start = raw.read(LONGEST)
            raw.seek(0)
            kind = other_kind(start, self.form)
            if kind is not None:
                raise Invalid(Message("{path} is {kind}", path=self.path.name, kind=kind), code="NOT_CSV")
            yield cast(IO[bytes], gzip.GzipFile(fileobj=raw) if start.startswith(_GZIP) else raw)


def is_rejects(header: Sequence[str]) -> bool:
    """Return True if a file holds lines that an import has rejected."""
    return tuple(name.strip() for name in header[: len(REJECTED)]) == REJECTED


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula. `plain` takes it back."""
    return f"'{cell}" if cell.lstrip(" ")[:1] in RISKY and cell.strip(" ") else cell


def harmless_row(cells: Sequence[str]) -> Sequence[str]:
    """Return the cells of a row as `harmless` does. Most begin with what is surely no sign of a formula."""
    return cells if _SURE.issuperset(map(_first, cells)) else list(map(harmless, cells))


def plain(cell: str) -> str:
    """Return a cell as it was before it was made harmless."""
    return cell.removeprefix("'")


def unmarked(cell: str) -> str:
    """Return a cell without the apostrophe by which spreadsheets and exports mark digits as text. It is no part of them."""
    return cell[1:] if cell[:1] in TEXT_MARKS and _DIGITS.match(cell, 1) else cell


def _not_text(form: FileFormat) -> Message:
    if form.encoding != UTF8:
        return Message(
            "not text in {encoding}; name the encoding in which it was saved with --encoding", encoding=form.encoding
        )
    return Message(
        "not text in UTF-8; say how it was saved, such as --encoding gb18030 (Chinese spreadsheets), windows-1252 or "
        "utf-16, or save it again as CSV in UTF-8"
    )


def _encoded_lines(file: CsvFile, binary: IO[bytes], damaged: set[int], progress: Progress) -> Iterator[str]:
    """Yield lines of a file that is not in UTF-8. What cannot be read is a mark of its own, and damages its line."""
    size = file.path.stat().st_size
    try:
        with io.TextIOWrapper(cast(Any, binary), file.form.encoding, errors="replace", newline="") as text:
            for number, line in enumerate(text, 1):
                if LOST in line:
                    damaged.add(number)
                    line = line.replace(LOST, "\udcff")
                yield line.removeprefix("\ufeff") if number == 1 else line
                if not number % 10_000:
                    progress("reading", getattr(binary, "fileobj", binary).tell(), size)
    except (EOFError, OSError, zlib.error, UnicodeError) as error:
        raise _damaged(file.path, error) from None


def _damaged(path: Path, error: Exception) -> Invalid:
    message = Message(
        "{path} is cut off or damaged: {error}; nothing was imported, fetch the file again", path=path.name, error=error
    )
    return Invalid(message, code="DAMAGED_FILE")


def _text_lines(file: CsvFile, binary: IO[bytes], damaged: set[int], progress: Progress) -> Iterator[str]:
    """Yield lines as text. Numbers of lines that are not UTF-8 go into `damaged`, and their bytes are kept as surrogates."""
    count, size = 0, file.path.stat().st_size
    for block in _blocks(file.path, binary):
        if not count:
            block = block.removeprefix(_MARK)
        try:
            lines = list(io.StringIO(block.decode(), newline=""))
        except UnicodeDecodeError:
            lines = list(io.StringIO(block.decode(errors="surrogateescape"), newline=""))
            damaged |= {count + at for at, line in enumerate(lines, 1) if not _is_clean(line)}
        yield from lines
        count += len(lines)
        progress("reading", getattr(binary, "fileobj", binary).tell(), size)


def _blocks(path: Path, binary: IO[bytes]) -> Iterator[bytes]:
    """Yield the file in blocks of whole lines."""
    rest = b""
    try:
        while block := binary.read(BLOCK_BYTES):
            whole, newline, begun = block.rpartition(b"\n")
            if newline:
                yield rest + whole + newline
                rest = begun
            else:
                rest += block
    except (OSError, EOFError, zlib.error) as error:
        raise _damaged(path, error) from None
    if rest:
        yield rest


def _is_clean(line: str) -> bool:
    try:
        line.encode()
    except UnicodeEncodeError:
        return False
    return True


def shown(text: str) -> str:
    """Return a cell as a message shows it."""
    return repr(text if len(text) <= _SHOWN else text[:_SHOWN] + "…")
