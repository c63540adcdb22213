"""What a check finds."""

from dataclasses import dataclass
from typing import Any

from headless.ids import Prefix, encode
from headless.messages import Message

_AREAS = {
    "account": Message("account"),
    "benefit": Message("benefit"),
    "budget": Message("budget"),
    "clock": Message("clock"),
    "coupon": Message("coupon"),
    "entry": Message("entry"),
    "event": Message("event"),
    "grant": Message("grant"),
    "hold": Message("hold"),
    "limit": Message("limit"),
    "lot": Message("lot"),
    "lot move": Message("lot move"),
    "memory": Message("memory"),
    "metric": Message("metric"),
    "standing": Message("standing"),
    "stock": Message("stock"),
    "tag": Message("tag"),
    "tier": Message("tier"),
    "total": Message("total"),
    "use": Message("use"),
}
"""What is checked, by what it is called."""


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

    @property
    def area_told(self) -> Message:
        """The area for people."""
        return _AREAS[self.area]

    def __str__(self) -> str:
        return str(self.told())

    def told(self) -> Message:
        """Return the drift for people."""
        told = Message(
            "{area} {what}: expected {expected}, found {actual}",
            area=self.area_told,
            what=self.what,
            expected=_shown(self.expected),
            actual=_shown(self.actual),
        )
        return told if self.member is None else Message("{member} {text}", member=self.member, text=told)

    def to_json(self) -> dict[str, Any]:
        """Return the drift for programs."""
        return {
            "member": self.member, "area": self.area, "what": self.what, "expected": self.expected, "found": self.actual,
        }  # fmt: skip


def _shown(value: Any) -> str:
    return Message("nothing") if value is None else value if isinstance(value, str) else str(value)
