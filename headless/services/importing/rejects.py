"""Lines that were not taken: counted by reason, and written to a file of their own, ready to be mended."""

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from headless.errors import Invalid
from headless.services.importing.files import CsvFile

COLUMNS = ("rejected_line", "rejected_because")


def rejected_path(path: Path) -> Path:
    """Where they go unless another place is named: the working folder, for that of the data may be read-only."""
    return Path(f"{path.name.removesuffix('.gz')}.rejected.csv")


class Rejects:
    """What was rejected of one file: its lines as they stand, each behind its number and the reason.

    The file is opened before anything is imported, so that no run is in vain, and is gone again if nothing was rejected.
    Errors: Invalid where it cannot be written.
    """

    def __init__(self, source: CsvFile, target: Path | None = None) -> None:
        self.target = target or rejected_path(source.path)
        self.counts: Counter[str] = Counter()
        self._source = source
        self._later: dict[int, str] = {}
        header = source.header()
        try:
            self._file = self.target.open("w", encoding="utf-8", errors="surrogateescape", newline="")
        except OSError as error:
            why = error.strerror or str(error)
            message = f"cannot write rejected lines to {self.target}: {why}; name another file with --rejected"
            raise Invalid(message, code="FILE_NOT_WRITABLE") from None
        self._writer = csv.writer(self._file)
        self._writer.writerow([*COLUMNS, *header])

    def add_row(self, line: int, cells: Sequence[str], reason: str, detail: str) -> None:
        """Reject the line that is just being read."""
        self.counts[reason] += 1
        self._writer.writerow([line, detail, *cells])

    def add(self, lines: Iterable[int], reason: str, detail: str) -> None:
        """Reject lines that were read before; they follow at the end of the file."""
        for line in lines:
            self.counts[reason] += 1
            self._later[line] = detail

    def finish(self) -> Path | None:
        """Write what is left; the path of the file, None if nothing was rejected."""
        if self._later:
            later = self._later
            rows = ([line, later[line], *cells] for line, cells, _ in self._source.records() if line in later)
            self._writer.writerows(rows)
        self._file.close()
        return self.target if self.counts else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        if not self.counts:
            self.target.unlink(missing_ok=True)
