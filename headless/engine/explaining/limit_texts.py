"""Limits of rules in words: why one was not asked, or what it would have given was left out."""

from collections.abc import Mapping
from typing import Any

from headless.engine.texts.names import Names
from headless.engine.texts.texts import Texts

_TEXTS = Texts("decisions")
LIMIT_CODES = frozenset({
    "no_store", "no_channel", "not_this_store", "not_this_channel", "outside_hours", "member_not_meant", "limit_reached",
    "limit_in_all_reached", "budget_used_up",
})  # fmt: skip


def limit_text(code: str, params: Mapping[str, Any], names: Names) -> str:
    """Say which limit kept a rule from firing."""
    per = params.get("per")
    key = code if per is None else f"{code}.{per}"
    told = dict(params)
    if "asset" in params:
        told["amount"] = names.amount(params["asset"], params["amount"])
        told["asset"] = names.asset(params["asset"])
    return _TEXTS.text(names.lang, key, **told)
