"""Clauses in words, made from their codes and parameters."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

from headless.engine.conditions.clauses import Ahead, Clause
from headless.engine.conditions.leaves import comparable
from headless.engine.metrics.built_in import BUILT_IN
from headless.engine.texts.texts import Count, Texts

_CLAUSES, _METRICS = Texts("clauses"), Texts("metrics")
_SYMBOLS: Mapping[str, str] = MappingProxyType({
    "CNY": "¥", "JPY": "¥", "GBP": "£", "USD": "$", "EUR": "€", "HKD": "HK$", "KRW": "₩", "INR": "₹",
})  # fmt: skip
_MOST_PARTS = 5
_SOON_DAYS = 90
_PERIODS = frozenset({"month", "quarter", "year"})
_MONEY = frozenset(name for name, spec in BUILT_IN.items() if spec.type == "money")
_LEAD = frozenset({"asset", "type", "name", "track", "period"})


class _Words(NamedTuple):
    """The templates of one language."""

    lang: str
    clauses: Mapping[str, str]
    metrics: Mapping[str, str]


def text_of_clause(clause: Clause, lang: str = "en") -> str:
    """Return the clause in a language."""
    return _text(clause, _words_in(lang))


@lru_cache(maxsize=16)
def _words_in(lang: str) -> _Words:
    return _Words(lang, _CLAUSES.templates(lang), _METRICS.templates(lang))


def _text(clause: Clause, words: _Words) -> str:
    if clause.mode == "TEST":
        ahead = clause.ahead() if clause.ahead is not None else None
        if clause.met:
            return _sentence(clause, words, "is") + _leaving(clause, ahead, words)
        return _request(clause, ahead, words)
    if clause.mode == "NOT":
        return words.clauses["not"].format(clause=_statement_of(clause.clauses[0], words))
    if not clause.clauses:
        return words.clauses["always" if clause.mode == "ALL" else "never"]
    shown = [child for child in clause.clauses if child.met is clause.met]
    shown.sort(key=lambda child: -child.fraction)
    texts = [_grouped(child, words) for child in shown[:_MOST_PARTS]]
    joint = words.clauses["and" if clause.mode == "ALL" else "or"]
    return joint.join(texts) + ("…" if len(shown) > _MOST_PARTS else "")


def _grouped(clause: Clause, words: _Words) -> str:
    text = _text(clause, words)
    return f"({text})" if clause.mode in ("ALL", "ANY") and len(clause.clauses) > 1 else text


def _statement_of(clause: Clause, words: _Words) -> str:
    return _sentence(clause, words, "is") if clause.mode == "TEST" else _text(clause, words)


def _request(clause: Clause, ahead: Ahead | None, words: _Words) -> str:
    """Say what the member has to do. If there are no words for that, say what the value must be."""
    pattern = words.metrics.get(f"{clause.metric}.request")
    if clause.metric == "attribute" and _incomparable(clause):
        return _sentence(clause, words, "incomparable")
    if pattern is None or clause.op not in ("GTE", "GT") or clause.remaining is None:
        return _sentence(clause, words, "must_be") + _leaving(clause, ahead, words)
    unit = clause.unit or ""
    within = _within(clause, words)
    if clause.steps is not None and ahead is not None:
        within = words.clauses["by"].format(day=_day_text(ahead.day - 1, ahead.today, words.lang))
    text = pattern.format(
        amount=_amount(clause, clause.remaining),
        count=Count(_plain(clause.remaining) if clause.steps is None else str(clause.steps)),
        within=within,
        narrowed=_narrowed(clause, words),
        **{name: (clause.args or {}).get(name, "") for name in ("type", "asset")},
        unit=words.clauses.get(f"unit.{unit}", unit),
    )
    return text if clause.steps is not None else text + _leaving(clause, ahead, words)


def _leaving(clause: Clause, ahead: Ahead | None, words: _Words) -> str:
    """Say what the passing of time takes soon, in brackets. A calendar period says by itself when it ends."""
    if ahead is None or ahead.day - ahead.today > _SOON_DAYS or clause.window in _PERIODS:
        return ""
    key = "leaving.streak" if clause.metric == "streak" else "leaving.count" if _counts(clause) else "leaving"
    return words.clauses["leaving.rate" if ahead.steps is not None else key].format(
        amount=_with_symbol(clause, f"{ahead.loss:f}"),
        count=Count(_plain(ahead.loss) if ahead.steps is None else str(ahead.steps)),
        day=_day_text(ahead.day, ahead.today, words.lang),
    )


def _counts(clause: Clause) -> bool:
    spec = BUILT_IN.get(clause.metric or "")
    return spec is not None and spec.type == "count"


@lru_cache(maxsize=2048)
def _day_text(day: int, today: int, lang: str) -> str:
    """Return a day as people write it, with its year if that is not this one."""
    on, words = date.fromordinal(day), _words_in(lang).clauses
    key = "day" if on.year == date.fromordinal(today).year else "day_of_year"
    return words[key].format(day=on.day, month=words[f"month.{on.month}"], year=on.year)


def _sentence(clause: Clause, words: _Words, key: str) -> str:
    label = words.metrics.get(f"{clause.metric}.label") or _plugins_label(clause.metric or "")
    lead = " ".join(value for name, value in sorted((clause.args or {}).items()) if name in _LEAD)
    name = words.clauses["labelled"].format(label=label, of=lead) if lead else label
    during = words.clauses["during"].format(within=_within(clause, words)) if clause.window else ""
    text = words.clauses[key].format(
        name=f"{name}{_narrowed(clause, words)}{during}",
        value=words.clauses["nothing"] if clause.value is None else _shown(clause, clause.value),
        op=words.clauses[f"op.{clause.op or 'EXISTS'}"],
        threshold=_shown(clause, clause.threshold),
    )
    return text.strip()


def _incomparable(clause: Clause) -> bool:
    """Return True if an attribute is of another kind than all that it is compared with."""
    if clause.value is None or clause.op in ("CONTAINS", "EXISTS", "NEQ"):
        return False
    wanted = clause.threshold if isinstance(clause.threshold, list | tuple) else (clause.threshold,)
    return not any(comparable(clause.value, threshold) for threshold in wanted)


def _plugins_label(metric: str) -> str:
    """Return a plugin's metric by its own part of the name: "scores.composite_score" is the composite score."""
    return metric.rpartition(".")[2].replace("_", " ")


def _within(clause: Clause, words: _Words) -> str:
    window = clause.window
    if not window:
        return ""
    whole = words.clauses.get(f"within.{window}")
    return whole if whole is not None else words.clauses[f"within.{window[-1]}"].format(count=window[:-1])


def _narrowed(clause: Clause, words: _Words) -> str:
    parts = [value for name, value in sorted((clause.args or {}).items()) if name not in _LEAD]
    return words.clauses["narrowed"].format(parts=", ".join(parts)) if parts else ""


def _shown(clause: Clause, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return ", ".join(_shown(clause, part) for part in value)
    if isinstance(value, bool):
        return str(value).lower()
    return _amount(clause, Decimal(value)) if clause.metric in _MONEY else str(value)


def _amount(clause: Clause, value: Decimal) -> str:
    """Return money with its symbol and anything else as it is, without trailing zeros."""
    return _with_symbol(clause, _plain(value))


def _with_symbol(clause: Clause, text: str) -> str:
    if clause.metric not in _MONEY or clause.unit is None:
        return text
    sign, text = ("-", text[1:]) if text.startswith("-") else ("", text)
    return f"{sign}{_SYMBOLS.get(clause.unit, clause.unit + ' ')}{text}"


def _plain(value: Decimal) -> str:
    return f"{value.to_integral_value():f}" if value == value.to_integral_value() else f"{value:f}"
