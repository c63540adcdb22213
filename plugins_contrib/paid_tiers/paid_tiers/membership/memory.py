"""What else the plugin remembers of a member, beside the membership."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

TRIAL = "trial_used"
SAVED = "saved"
TOP_UP = "top_up"


def saved_so_far(shared: Mapping[str, Any]) -> Decimal:
    """What the member has saved by being one, as far as the shop has told."""
    return Decimal(shared.get(SAVED, "0"))


def more_saved(shared: Mapping[str, Any], amount: Decimal) -> dict[str, str]:
    """The same with so much more, as it is kept."""
    return {SAVED: format(saved_so_far(shared) + amount, "f")}
