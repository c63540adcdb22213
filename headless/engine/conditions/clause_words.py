"""The words that conditions are told in: what is counted, over which days, and values as a language writes them."""

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from headless.engine.conditions.clauses import Clause
from headless.engine.metrics.built_in import BUILT_IN
from headless.engine.texts.formats import money_text, number_text, rounded
from headless.engine.texts.names import Names
from headless.engine.texts.texts import Count, Texts

_CLAUSES, _METRICS, _ACTIVITIES = Texts("clauses"), Texts("metrics"), Texts("activities")
_MONEY = frozenset(name for name, spec in BUILT_IN.items() if spec.type == "money")
_LEAD = frozenset({"asset", "type", "name", "track", "period"})

Form = Literal["request", "missing"]
"""What is missing is asked for ("place 2 more orders"), or told by itself ("2 orders are missing")."""


class Words(NamedTuple):
    """The templates of one language."""

    lang: str
    clauses: Mapping[str, str]
    metrics: Mapping[str, str]
    activities: Mapping[str, str]


class Told(NamedTuple):
    """How a clause is told: in which words, by which names, in which form, and after which window."""

    words: Words
    names: Names
    form: Form = "request"
    after: str | None = None


@lru_cache(maxsize=16)
def words_in(lang: str) -> Words:
    """Return the templates of a language."""
    return Words(lang, _CLAUSES.templates(lang), _METRICS.templates(lang), _ACTIVITIES.templates(lang))


def metric_template(clause: Clause, key: str, told: Told) -> str:
    """Return a metric's own template, or the one that all others share."""
    metrics, own = told.words.metrics, f"{clause.metric}.{key}"
    return metrics[own if own in metrics else f"other.{key}"]


def comparison_template(clause: Clause, family: str, told: Told) -> str:
    """Return the template of what a value is compared with: the metric's own, or the one that all others share."""
    words = told.words.clauses
    return words.get(f"{clause.metric}.{family}.{clause.op}") or words[f"{family}.{clause.op or 'EXISTS'}"]


def label_text(clause: Clause, told: Told) -> str:
    """Return what a metric is called, with what it is counted of: an asset, a track, a type of events."""
    words, metrics = told.words.clauses, told.words.metrics
    label = metrics.get(f"{clause.metric}.label") or told.names.metric(clause.metric or "")
    lead = " ".join(_lead(name, value, told) for name, value in sorted((clause.args or {}).items()) if name in _LEAD)
    return words["labelled"].format(label=label, of=lead) if lead else label


def _lead(name: str, value: str, told: Told) -> str:
    if name == "asset":
        return told.names.asset(value)
    if name == "track":
        return told.names.track(value)
    return told.names.event(value) if name == "type" else value


def doing_text(clause: Clause, told: Told) -> str:
    """Return what the member does, of which there is to be more: an activity, or an event by its label."""
    type_ = (clause.args or {}).get("type", "")
    return told.words.activities.get(type_) or told.names.event(type_)


def window_text(clause: Clause, told: Told) -> str:
    """Return over which days it counts. A language may leave out a window that was just named."""
    window = clause.window
    return _within(window, told.words.lang, window == told.after) if window else ""


@lru_cache(maxsize=1024)
def _within(window: str, lang: str, again: bool) -> str:
    words = words_in(lang).clauses
    whole = words.get(f"within.{window}")
    within = whole if whole is not None else words[f"within.{window[-1]}"].format(count=number_text(window[:-1]))
    return words["within.again"].format(within=within) if again else within


def narrowing_text(clause: Clause, told: Told) -> str:
    """Return to what the count is narrowed, such as a category or a shop."""
    if not clause.args:
        return ""
    words = told.words.clauses
    if "benefit" in clause.args:
        return words["narrowed.benefit"].format(benefit=told.names.benefit(clause.args["benefit"]))
    parts = [value for name, value in sorted(clause.args.items()) if name not in _LEAD]
    return words["narrowed"].format(parts=words["between"].join(parts)) if parts else ""


def tags_text(clause: Clause, told: Told) -> str:
    """Return the tags that a test names, by their names."""
    codes = clause.threshold if isinstance(clause.threshold, list | tuple) else (clause.threshold,)
    quoted = told.words.clauses["tag.quoted"]
    return told.words.clauses["between"].join(quoted.format(tag=told.names.tag(str(code))) for code in codes)


def value_text(clause: Clause, value: Any, told: Told) -> str:
    """Return values with what they are counted in, as the language writes it."""
    template = metric_template(clause, "value", told)
    listed = value if isinstance(value, list | tuple) else (value,)
    unit = told.words.clauses.get(f"unit.{clause.unit}", "").format(count=Count(""))
    shown = (template.format(value=bare_text(clause, part, told), unit=unit) for part in listed if part is not None)
    return told.words.clauses["between"].join(shown)


def bare_text(clause: Clause, value: Any, told: Told) -> str:
    """Return values as the language writes them, by their names if they have any."""
    if isinstance(value, list | tuple):
        return told.words.clauses["between"].join(bare_text(clause, part, told) for part in value)
    if isinstance(value, bool):
        return told.words.clauses["true" if value else "false"]
    if clause.metric == "tier":
        return told.names.tier(str(value), (clause.args or {}).get("track"))
    asset = (clause.args or {}).get("asset")
    if asset is not None:
        return told.names.amount(asset, str(value))
    if clause.metric in _MONEY:
        return amount_text(clause, Decimal(value), told)
    spec = BUILT_IN.get(clause.metric or "")
    if (spec is not None and not spec.numeric) or (spec is None and not isinstance(value, int) and not _numeric(value)):
        return str(value)
    return number_text(rounded(Decimal(value)) if is_rate(clause) else value)


def _numeric(value: Any) -> bool:
    return isinstance(value, str) and value.replace(".", "", 1).removeprefix("-").isdigit() and "." in value


def amount_text(clause: Clause, value: Decimal, told: Told) -> str:
    """Return money with its symbol and any other number with its thousands apart."""
    if clause.metric not in _MONEY or clause.unit is None:
        return number_text(value)
    return money_text(value, clause.unit, told.words.lang)


def is_rate(clause: Clause) -> bool:
    """Return True for what need not end: a ratio, or a plugin's number."""
    spec = BUILT_IN.get(clause.metric or "")
    return spec is None or (spec.ratio and spec.type != "money")
