"""Further memory of a member, apart from the membership."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

TRIAL = "trial_used"
SAVED = "saved"
TOP_UP = "top_up"


def saved_so_far(shared: Mapping[str, Any]) -> Decimal:
    """Return what the member has saved, as far as the shop has reported."""
    return Decimal(shared.get(SAVED, "0"))


def more_saved(shared: Mapping[str, Any], amount: Decimal) -> dict[str, str]:
    """Return the savings with a further amount, as they are kept."""
    return {SAVED: format(saved_so_far(shared) + amount, "f")}
