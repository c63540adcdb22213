"""Lines that were not imported: counted by reason, and written to a file of their own, ready to be corrected."""

import csv
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Self, cast

from headless.engine.texts.wording import worded
from headless.errors import Invalid
from headless.messages import Message
from headless.services.importing.files.csv_file import REJECTED, CsvFile, harmless, harmless_row
from headless.services.importing.files.file_format import PLAIN, UTF8, FileFormat

FIRST = 10


def rejected_path(path: Path) -> Path:
    """Return the default file for them. It is in the working folder, because that of the data may be read-only."""
    return Path(f"{path.name.removesuffix('.gz')}.rejected.csv")


def target_of(path: Path, named: Path | None, *, dry_run: bool) -> Path:
    """Return the file for rejected lines. A dry run writes none, unless one is named."""
    return named or (Path(os.devnull) if dry_run else rejected_path(path))


class RowRejects:
    """Lines that are rejected while they are read, appended to the file. first: some of them, with the reason.

    form: how the file is written. It is that of the file from which they come, so that the same options read both.

    Raises:
        Invalid: they cannot be written, for example because the disk is full. Every method may raise it.
    """

    def __init__(self, target: Path, form: FileFormat = PLAIN) -> None:
        self.target, self._form = target, form
        self.counts: Counter[str] = Counter()
        self.first: list[tuple[int, str]] = []
        self._file = _opened(target, "a", form)
        self._writer = csv.writer(self._file, delimiter=form.delimiter)

    def add_row(self, line: int, cells: Sequence[str], reason: str, detail: str) -> None:
        """Reject the line that is being read."""
        self.counts[reason] += 1
        if len(self.first) < FIRST:
            self.first.append((line, detail))
        try:
            self._writer.writerow([line, *harmless_row((_reason(detail, self._form), *cells))])
        except OSError as error:
            raise _unwritable(self.target, error) from None

    def close(self) -> None:
        """Write all of it to the file."""
        try:
            self._file.close()
        except OSError as error:
            raise _unwritable(self.target, error) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Rejects(RowRejects):
    """What was rejected of one file: its lines as they are, each after its number and the reason.

    The file is opened before anything is imported, so that no run is in vain, and deleted if nothing was rejected.

    Raises:
        Invalid: it cannot be written.
    """

    def __init__(self, source: CsvFile, target: Path | None = None) -> None:
        self._source = source
        self._later: dict[int, str] = {}
        target, header = target or rejected_path(source.path), source.header()
        try:
            with _opened(target, "w", source.form, marked=source.is_marked()) as begun:
                csv.writer(begun, delimiter=source.form.delimiter).writerow([*REJECTED, *map(harmless, header)])
        except OSError as error:
            raise _unwritable(target, error) from None
        super().__init__(target, source.form)

    def add(self, lines: Iterable[int], reason: str, detail: str) -> None:
        """Reject lines that were read before. They follow at the end of the file."""
        for line in lines:
            self.counts[reason] += 1
            self._later[line] = detail
            if len(self.first) < FIRST:
                self.first.append((line, detail))

    def add_written(self, counts: Mapping[str, int], first: Iterable[tuple[int, str]]) -> None:
        """Count lines that the reader has written to the same file, with the first of them."""
        self.counts.update(counts)
        self.first += first

    def finish(self) -> Path | None:
        """Write the remaining lines, and return the path of the file, None if nothing was rejected."""
        if self._later:
            later = self._later
            rows = (
                [line, *harmless_row((_reason(later[line], self._form), *cells))]
                for line, cells, _ in self._source.records()
                if line in later
            )
            try:
                self._writer.writerows(rows)
            except OSError as error:
                raise _unwritable(self.target, error) from None
        self.close()
        if self._later and len(self._later) < self.counts.total() and self.target.is_file():
            self._sort()
        return self.target if self.counts and self.target.is_file() else None

    def _sort(self) -> None:
        """Write the lines in the order of the file, in which a line may belong to the one above."""
        form, marked = self._form, self._source.is_marked()
        try:
            with _opened(self.target, "r", form, marked=marked) as written:
                header, *rows = csv.reader(written, delimiter=form.delimiter)
            rows.sort(key=_line_of)
            with _opened(self.target, "w", form, marked=marked) as written:
                csv.writer(written, delimiter=form.delimiter).writerows([header, *rows])
        except OSError as error:
            raise _unwritable(self.target, error) from None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
        # what is not a file, such as /dev/null, is not ours
        if not self.counts and self.target.is_file():
            self.target.unlink(missing_ok=True)


def _reason(detail: str, form: FileFormat) -> str:
    """Return a reason in the language of the file, or in English if the file cannot hold that."""
    text = worded(detail, form.lang)
    try:
        text.encode(form.encoding)
    except UnicodeEncodeError:
        return str(detail)
    return text


def _line_of(row: Sequence[str]) -> int:
    line, *_ = row
    return int(line)


def _opened(target: Path, mode: str, form: FileFormat, *, marked: bool = False) -> IO[str]:
    """Open the file. marked: it begins with the mark by which spreadsheets know UTF-8."""
    encoding, errors = form.encoding, "surrogateescape" if form.encoding == UTF8 else "replace"
    try:
        return cast(
            IO[str], target.open(mode, encoding=f"{UTF8}-sig" if marked else encoding, errors=errors, newline="")
        )
    except OSError as error:
        raise _unwritable(target, error) from None


def _unwritable(target: Path, error: OSError) -> Invalid:
    why = error.strerror or str(error)
    message = Message(
        "cannot write rejected lines to {target}: {why}; name another file with --rejected", target=target, why=why
    )
    return Invalid(message, code="FILE_NOT_WRITABLE")
