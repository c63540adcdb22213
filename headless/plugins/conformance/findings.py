"""The findings of a check, and the grade that follows from them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from headless.messages import Message

AREAS: Mapping[str, Message] = {
    "loads": Message("loads"),
    "described": Message("described"),
    "settings": Message("settings"),
    "deterministic": Message("deterministic"),
    "no input or output": Message("no input or output"),
    "no state": Message("no state"),
    "in time": Message("in time"),
    "legal": Message("legal"),
    "tables": Message("tables"),
    "seen firing": Message("seen firing"),
}
"""What is checked, by what it is called."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something missing. If `grave`, it could do harm."""

    area: str
    text: Message
    grave: bool = True


@dataclass(frozen=True, slots=True)
class Report:
    """The findings of one plugin, and the areas that were checked."""

    plugin: str
    version: str
    areas: Sequence[str]
    findings: Sequence[Finding] = ()

    @property
    def grade(self) -> str:
        """A: nothing is missing. B: it could be better. C, D: one or two areas could harm. F: more, or it does not load."""
        grave = {finding.area for finding in self.findings if finding.grave}
        if "loads" in grave or len(grave) > 2:
            return "F"
        return ("B" if self.findings else "A") if not grave else "CD"[len(grave) - 1]

    def of(self, area: str) -> Sequence[Finding]:
        """Return the findings in one area."""
        return [finding for finding in self.findings if finding.area == area]


def report_of(plugin: str, version: str, findings: Iterable[Finding], looked_at: Iterable[str]) -> Report:
    """Make a report with its areas in order and each finding once."""
    listed = tuple(dict.fromkeys(findings))
    areas = {*looked_at, *(finding.area for finding in listed)}
    return Report(plugin, version, tuple(area for area in AREAS if area in areas), listed)
