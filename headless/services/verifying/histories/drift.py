"""What a check finds."""

from dataclasses import dataclass
from typing import Any

from headless.ids import Prefix, encode


@dataclass(frozen=True, slots=True)
class Drift:
    """Something stored that does not follow from its history. Amounts in units, instants in microseconds."""

    area: str
    what: str
    expected: Any
    actual: Any
    member_id: int | None = None

    @property
    def member(self) -> str | None:
        """The member's public id."""
        return None if self.member_id is None else encode(Prefix.MEMBER, self.member_id)

    def __str__(self) -> str:
        whose = "" if self.member is None else f"{self.member} "
        return f"{whose}{self.area} {self.what}: expected {_shown(self.expected)}, found {_shown(self.actual)}"

    def to_json(self) -> dict[str, Any]:
        """Return the drift for programs."""
        return {
            "member": self.member, "area": self.area, "what": self.what, "expected": self.expected, "found": self.actual,
        }  # fmt: skip


def _shown(value: Any) -> str:
    return "nothing" if value is None else str(value)
