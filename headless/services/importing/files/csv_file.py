"""Reading CSV files, plain or gzip: records with their line numbers, and what is wrong with broken ones."""

import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple, cast

from headless.errors import Invalid
from headless.services.importing.files.progress import Progress, silent

BLOCK_BYTES = 1 << 20
_GZIP = b"\x1f\x8b"
_MARK = b"\xef\xbb\xbf"
_SHOWN = 60
_quickly = tuple.__new__


class Record(NamedTuple):
    """One record: the number of its first line, its cells, and what is wrong with it, if anything."""

    line: int
    cells: list[str]
    fault: str | None


class CsvFile:
    """A file of comma-separated values in UTF-8 whose first line names the columns."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def header(self) -> list[str]:
        """Read the names of the columns. Raise Invalid if the file or its first line does not exist."""
        with self._open() as binary:
            reader = csv.reader(_text_lines(self.path, binary, set()), strict=True)
            try:
                names = next(reader, None)
            except csv.Error as fault:
                raise Invalid(f"the first line of {self.path.name} is not CSV: {fault}", code="NOT_CSV") from None
        if not names:
            raise Invalid(f"{self.path.name} is empty; its first line must name the columns", code="EMPTY_FILE")
        if any("\udc80" <= letter <= "\udcff" or letter == "\x00" for name in names for letter in name):
            message = f"{self.path.name} is not text in UTF-8; save it again as CSV in UTF-8"
            raise Invalid(message, code="NOT_UTF8")
        return [name.strip() for name in names]

    def records(self, progress: Progress = silent) -> Iterator[Record]:
        """Yield every record after the header. Raise Invalid if a compressed file is cut off."""
        damaged: set[int] = set()
        with self._open() as binary:
            reader = csv.reader(_text_lines(self.path, binary, damaged, progress), strict=True)
            width = len(next(reader))
            last = reader.line_num
            while True:
                first, cells, fault = last + 1, [], None
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    fault = f"not CSV: {error}"
                last = reader.line_num
                if fault is None and not cells:
                    continue
                if damaged and not damaged.isdisjoint(range(first, last + 1)):
                    fault = "not text in UTF-8"
                elif fault is None and len(cells) != width:
                    fault = f"{len(cells)} columns instead of {width}"
                yield _quickly(Record, (first, cells, fault))

    @contextmanager
    def _open(self) -> Iterator[IO[bytes]]:
        try:
            raw = self.path.open("rb")
        except OSError as error:
            why = error.strerror or str(error)
            raise Invalid(f"cannot read {self.path}: {why}", code="FILE_NOT_READABLE") from None
        with raw:
            start = raw.read(2)
            raw.seek(0)
            yield cast(IO[bytes], gzip.GzipFile(fileobj=raw) if start == _GZIP else raw)


def _text_lines(path: Path, binary: IO[bytes], damaged: set[int], progress: Progress = silent) -> Iterator[str]:
    """Yield lines as text. Numbers of lines that are not UTF-8 go into `damaged`, and their bytes are kept as surrogates."""
    count, size = 0, path.stat().st_size
    for block in _blocks(path, binary):
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
        message = f"{path.name} is cut off or damaged: {error}; nothing was imported, fetch the file again"
        raise Invalid(message, code="DAMAGED_FILE") from None
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
