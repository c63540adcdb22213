"""Lines that were not taken: counted by reason, and written to a file beside the original, ready to be mended."""

import csv
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from headless.errors import Invalid
from headless.services.importing.files import CsvFile

LINE, REASON = "rejected_line", "rejected_because"


def rejected_path(path: Path) -> Path:
    """Where rejected lines of a file go unless another place is named."""
    return path.with_name(f"{path.name.removesuffix('.gz')}.rejected.csv")


class Rejects:
    """What was rejected of one file. It is opened before anything is imported, so that a full run is never in vain."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.counts: Counter[str] = Counter()
        self._details: dict[int, str] = {}
        try:
            target.open("w").close()
        except OSError as error:
            why = error.strerror or str(error)
            message = f"cannot write rejected lines to {target}: {why}; name another file with --rejected"
            raise Invalid(message, code="FILE_NOT_WRITABLE") from None

    def add(self, lines: Iterable[int], reason: str, detail: str) -> None:
        """Reject lines; the first reason given to a line stays."""
        for line in lines:
            if line not in self._details:
                self.counts[reason] += 1
                self._details[line] = detail

    def write(self, source: CsvFile) -> Path | None:
        """Write the lines with their numbers and reasons, in the order of the source; None if there are none."""
        if not self._details:
            self.target.unlink(missing_ok=True)
            return None
        details = self._details
        with self.target.open("w", encoding="utf-8", errors="surrogateescape", newline="") as text:
            out = csv.writer(text)
            out.writerow([LINE, REASON, *source.header()])
            out.writerows([line, details[line], *cells] for line, cells, _ in source.records() if line in details)
        return self.target
