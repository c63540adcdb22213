"""Clauses in words, in English and Chinese, made from their codes and parameters."""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from headless.engine.conditions.clauses import Clause
from headless.engine.metrics.built_in import BUILT_IN
from headless.engine.values.languages import CHINESE, ENGLISH, Language

_LANGUAGES: Mapping[str, Language] = MappingProxyType({"en": ENGLISH, "zh": CHINESE})
_SYMBOLS: Mapping[str, str] = MappingProxyType({
    "CNY": "¥", "JPY": "¥", "GBP": "£", "USD": "$", "EUR": "€", "HKD": "HK$", "KRW": "₩", "INR": "₹",
})  # fmt: skip
_MOST_PARTS = 5
_MONEY = frozenset(name for name, spec in BUILT_IN.items() if spec.type == "money")
_LEAD = frozenset({"asset", "type", "name", "track", "period"})


def text_of_clause(clause: Clause, lang: str = "en") -> str:
    """The clause in a language; an unknown one is answered in English."""
    return _text(clause, _LANGUAGES.get(lang, ENGLISH))


def _text(clause: Clause, language: Language) -> str:
    if clause.mode == "TEST":
        return _statement(clause, language) if clause.met else _request(clause, language)
    if clause.mode == "NOT":
        return language.negation.format(_statement_of(clause.clauses[0], language))
    if not clause.clauses:
        return language.always if clause.mode == "ALL" else language.never
    shown = [child for child in clause.clauses if child.met is clause.met]
    shown.sort(key=lambda child: -child.fraction)
    texts = [_grouped(child, language) for child in shown[:_MOST_PARTS]]
    joint = language.conjunction if clause.mode == "ALL" else language.disjunction
    return joint.join(texts) + ("…" if len(shown) > _MOST_PARTS else "")


def _grouped(clause: Clause, language: Language) -> str:
    text = _text(clause, language)
    return f"({text})" if clause.mode in ("ALL", "ANY") and len(clause.clauses) > 1 else text


def _statement_of(clause: Clause, language: Language) -> str:
    return _statement(clause, language) if clause.mode == "TEST" else _text(clause, language)


def _request(clause: Clause, language: Language) -> str:
    """What the member has to do, where that can be said; else what the value must be."""
    pattern = language.requests.get(clause.metric or "")
    if pattern is None or clause.op not in ("GTE", "GT") or clause.remaining is None:
        return _sentence(clause, language, language.must_be)
    return pattern.format(
        amount=_amount(clause, clause.remaining),
        count=_plain(clause.remaining),
        s="" if clause.remaining == 1 else "s",
        within=_within(clause, language),
        narrowed=_narrowed(clause, language),
        **{name: (clause.args or {}).get(name, "") for name in ("type", "asset")},
        unit=language.units.get(clause.unit or "", clause.unit or ""),
    )


def _statement(clause: Clause, language: Language) -> str:
    return _sentence(clause, language, language.is_)


def _sentence(clause: Clause, language: Language, pattern: str) -> str:
    spec = BUILT_IN.get(clause.metric or "")
    label = spec.label.get(language.code, spec.name) if spec else _plugins_label(clause.metric or "")
    lead = " ".join(value for name, value in sorted((clause.args or {}).items()) if name in _LEAD)
    name = language.labelled.format(label=label, of=lead) if lead else label
    during = language.during.format(_within(clause, language)) if clause.window else ""
    return pattern.format(
        name=f"{name}{_narrowed(clause, language)}{during}",
        value=language.nothing if clause.value is None else _shown(clause, clause.value),
        op=language.ops[clause.op or "EXISTS"],
        threshold=_shown(clause, clause.threshold),
    ).strip()


def _plugins_label(metric: str) -> str:
    """A plugin's metric by its own part of the name: "scores.composite_score" is the composite score."""
    return metric.rpartition(".")[2].replace("_", " ")


def _within(clause: Clause, language: Language) -> str:
    window = clause.window
    if not window:
        return ""
    if window in language.calendar:
        return language.calendar[window]
    one, many = language.rolling[window[-1]]
    return (one if window[:-1] == "1" else many).format(window[:-1])


def _narrowed(clause: Clause, language: Language) -> str:
    parts = [value for name, value in sorted((clause.args or {}).items()) if name not in _LEAD]
    return language.narrowed.format(", ".join(parts)) if parts else ""


def _shown(clause: Clause, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return ", ".join(_shown(clause, part) for part in value)
    if isinstance(value, bool):
        return str(value).lower()
    return _amount(clause, Decimal(value)) if clause.metric in _MONEY else str(value)


def _amount(clause: Clause, value: Decimal) -> str:
    """Money with its symbol, anything else as it is; places that say nothing are left out."""
    text = _plain(value)
    if clause.metric not in _MONEY or clause.unit is None:
        return text
    sign, text = ("-", text[1:]) if text.startswith("-") else ("", text)
    return f"{sign}{_SYMBOLS.get(clause.unit, clause.unit + ' ')}{text}"


def _plain(value: Decimal) -> str:
    return f"{value.to_integral_value():f}" if value == value.to_integral_value() else f"{value:f}"
