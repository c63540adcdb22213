"""What a check found, and the grade that it makes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

AREAS = (
    "loads", "described", "settings", "deterministic", "no input or output", "in time", "legal", "tables", "seen firing",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """Something missing. grave: it could harm; else it would only be better otherwise."""

    area: str
    text: str
    grave: bool = True


@dataclass(frozen=True, slots=True)
class Report:
    """What was found of one plugin, and the areas that were looked at."""

    plugin: str
    version: str
    areas: Sequence[str]
    findings: Sequence[Finding] = ()

    @property
    def grade(self) -> str:
        """A: nothing is missing. B: it could be better. C, D: one or two areas could harm. F: more, or it does not load."""
        grave = {each.area for each in self.findings if each.grave}
        if "loads" in grave or len(grave) > 2:
            return "F"
        return ("B" if self.findings else "A") if not grave else "CD"[len(grave) - 1]

    def of(self, area: str) -> Sequence[Finding]:
        """What was found in one area."""
        return [each for each in self.findings if each.area == area]


def report_of(plugin: str, version: str, found: Iterable[Finding], looked_at: Iterable[str]) -> Report:
    """A report with its areas in order, each finding once."""
    listed = tuple(dict.fromkeys(found))
    areas = {*looked_at, *(each.area for each in listed)}
    return Report(plugin, version, tuple(area for area in AREAS if area in areas), listed)
