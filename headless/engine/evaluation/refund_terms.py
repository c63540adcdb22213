"""What is kept with an entry of how a refund takes it back."""

from collections.abc import Mapping
from typing import Any

from headless.engine.declarations.effects import Earn


def refund_terms(effect: Earn) -> Mapping[str, Any] | None:
    """Return how what an effect gives is taken back, or None if in proportion to the whole order."""
    if not (effect.keep or effect.lines or effect.once is not None) and effect.on_refund == "PRO_RATA":
        return None
    terms: dict[str, Any] = {}
    if effect.keep:
        terms["keep"] = True
    if effect.on_refund == "ALL":
        terms["mode"] = "ALL"
    if effect.lines:
        terms["lines"] = list(effect.lines)
    if effect.once is not None:
        terms["once"] = 1
    return terms or None
