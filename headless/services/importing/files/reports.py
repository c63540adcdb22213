"""What an import reports at its end."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any


@dataclass(slots=True)
class ImportReport:
    """The result of importing a file of orders. Amounts are in the merchant's currency, of what this run has recorded.

    already_there: orders and refunds recorded by an earlier run. scaled: orders whose items did not add up to their total and
    were scaled to it. guests: orders and refunds that are kept until their members join. rejected: lines by reason.
    """

    lines: int = 0
    orders: int = 0
    refunds: int = 0
    members_created: int = 0
    already_there: int = 0
    scaled: int = 0
    guests: int = 0
    gross: Decimal = Decimal(0)
    refunded: Decimal = Decimal(0)
    rejected: Counter[str] = field(default_factory=Counter)
    rejected_path: Path | None = None
    first_rejects: Sequence[tuple[int, str]] = ()
    dry_run: bool = False

    @property
    def net(self) -> Decimal:
        """What was spent less what went back."""
        return self.gross - self.refunded

    def to_json(self) -> dict[str, Any]:
        """Return the report as JSON, with amounts as decimal strings."""
        return {
            "lines": self.lines,
            "orders": self.orders,
            "refunds": self.refunds,
            "membersCreated": self.members_created,
            "alreadyThere": self.already_there,
            **({"scaled": self.scaled} if self.scaled else {}),
            **({"guests": self.guests} if self.guests else {}),
            "gross": format(self.gross, "f"),
            "refunded": format(self.refunded, "f"),
            "net": format(self.net, "f"),
            "rejected": dict(self.rejected.most_common()),
            "rejectedFile": None if self.rejected_path is None else str(self.rejected_path),
            **_dry(self),
        }


@dataclass(slots=True)
class Sum:
    """One asset kind or tier of a file: its rows and amount, and how much of it is booked, by this run or an earlier one."""

    rows: int = 0
    amount: Decimal = Decimal(0)
    booked_rows: int = 0
    booked: Decimal = Decimal(0)

    @property
    def variance(self) -> Decimal:
        """What the file says beyond what is booked."""
        return self.amount - self.booked


@dataclass(slots=True)
class RowsReport:
    """The result of importing a file with one member, lot or standing per line. sums: by asset kind or tier."""

    lines: int = 0
    imported: int = 0
    already_there: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    rejected_path: Path | None = None
    first_rejects: Sequence[tuple[int, str]] = ()
    dry_run: bool = False
    sums: dict[str, Sum] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the report as JSON, with amounts as decimal strings."""
        return {
            "lines": self.lines,
            "imported": self.imported,
            "alreadyThere": self.already_there,
            "rejected": dict(self.rejected.most_common()),
            "rejectedFile": None if self.rejected_path is None else str(self.rejected_path),
            "sums": {
                code: {
                    "rows": total.rows,
                    "amount": format(total.amount, "f"),
                    "bookedRows": total.booked_rows,
                    "booked": format(total.booked, "f"),
                    "variance": format(total.variance, "f"),
                }
                for code, total in sorted(self.sums.items())
            },
            **_dry(self),
        }


def _dry(report: ImportReport | RowsReport) -> dict[str, Any]:
    """Return what the report of a dry run has more: that it was one, and the first lines that would be rejected."""
    if not report.dry_run:
        return {}
    first = [{"line": line, "because": detail} for line, detail in sorted(report.first_rejects)]
    return {"dryRun": True, "firstRejects": first}
