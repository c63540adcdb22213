"""Clauses in words, made from their codes and parameters."""

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from headless.engine.conditions.clauses import Ahead, Clause
from headless.engine.conditions.leaves import comparable
from headless.engine.metrics.built_in import BUILT_IN
from headless.engine.texts.formats import day_text, money_text, number_text, rounded
from headless.engine.texts.names import Names, names_of
from headless.engine.texts.texts import Count, Texts

_CLAUSES, _METRICS, _ACTIVITIES = Texts("clauses"), Texts("metrics"), Texts("activities")
_MOST_PARTS = 5
_SOON_DAYS = 90
_PERIODS = frozenset({"month", "quarter", "year"})
_MONEY = frozenset(name for name, spec in BUILT_IN.items() if spec.type == "money")
_ASKED_FOR_ONCE = frozenset({"birthday_in"})
"""Metrics of a fact that a member has told or has not: without it, no value is asked for."""
_LEAD = frozenset({"asset", "type", "name", "track", "period"})

Form = Literal["request", "missing"]
"""What is missing is asked for ("place 2 more orders"), or told by itself ("2 orders are missing")."""


class _Words(NamedTuple):
    """The templates of one language."""

    lang: str
    clauses: Mapping[str, str]
    metrics: Mapping[str, str]
    activities: Mapping[str, str]


class _Told(NamedTuple):
    """How a clause is told: in which words, by which names, in which form, and after which window."""

    words: _Words
    names: Names
    form: Form
    after: str | None = None


def text_of_clause(clause: Clause, reader: Names | str = "en", form: Form = "request") -> str:
    """Return the clause for a reader: in a language, with the names of a configuration if they are given."""
    names = names_of(reader)
    return _text(clause, _Told(_words_in(names.lang), names, form))


@lru_cache(maxsize=16)
def _words_in(lang: str) -> _Words:
    return _Words(lang, _CLAUSES.templates(lang), _METRICS.templates(lang), _ACTIVITIES.templates(lang))


def _text(clause: Clause, told: _Told) -> str:
    words = told.words.clauses
    if clause.mode == "TEST":
        return _test_text(clause, told)
    if clause.mode == "NOT":
        return _negated(clause.clauses[0], told)
    if not clause.clauses:
        return words["always" if clause.mode == "ALL" else "never"]
    shown = [child for child in clause.clauses if child.met is clause.met]
    shown.sort(key=lambda child: -child.fraction)
    texts, after = [], told.after
    for child in shown[:_MOST_PARTS]:
        texts.append(_grouped(child, told._replace(after=after)))
        after = child.window or after
    joint = words["and" if clause.mode == "ALL" else "or"]
    return joint.join(texts) + ("…" if len(shown) > _MOST_PARTS else "")


def _grouped(clause: Clause, told: _Told) -> str:
    text = _text(clause, told)
    joined = clause.mode in ("ALL", "ANY") and len(clause.clauses) > 1
    return told.words.clauses["group"].format(clause=text) if joined else text


def _negated(clause: Clause, told: _Told) -> str:
    plain = _plain_fact(clause, told) if clause.mode == "TEST" and not clause.met else None
    if plain is not None:
        return plain
    statement = _sentence(clause, told, "is") if clause.mode == "TEST" else _text(clause, told)
    return told.words.clauses["not"].format(clause=statement)


def _test_text(clause: Clause, told: _Told) -> str:
    plain = _plain_fact(clause, told)
    if plain is not None:
        return plain
    ahead = clause.ahead() if clause.ahead is not None else None
    if clause.met:
        return _sentence(clause, told, "is") + _leaving(clause, ahead, told)
    return _request(clause, ahead, told)


def _plain_fact(clause: Clause, told: _Told) -> str | None:
    """Return what is said without a value: of tags, and of what is there or not."""
    words = told.words.clauses
    if clause.metric == "tag":
        return _tag_text(clause, told)
    if clause.hidden:
        return None
    missing = words.get(f"{clause.metric}.missing")
    if missing is None:
        return None
    if clause.op == "EXISTS":
        missing = words[f"{clause.metric}.known"] if clause.met else missing
    elif clause.value is not None or clause.metric not in _ASKED_FOR_ONCE:
        return None
    return missing.format(of=(clause.args or {}).get("name", ""))


def _tag_text(clause: Clause, told: _Told) -> str:
    words = told.words.clauses
    if clause.op == "EXISTS" or clause.threshold is None:
        return words["tag.any" if clause.met else "tag.none"]
    codes = clause.threshold if isinstance(clause.threshold, list | tuple) else (clause.threshold,)
    tags = words["between"].join(words["tag.quoted"].format(tag=told.names.tag(str(code))) for code in codes)
    key = ("tag.has_one", "tag.lacks_all") if len(codes) > 1 else ("tag.has", "tag.lacks")
    return words[key[0 if clause.met else 1]].format(tags=tags)


def _request(clause: Clause, ahead: Ahead | None, told: _Told) -> str:
    """Say what the member has to do. If there are no words for that, say what the value must be."""
    pattern = told.words.metrics.get(f"{clause.metric}.{told.form}")
    if clause.metric == "attribute" and _incomparable(clause):
        return _sentence(clause, told, "incomparable")
    if pattern is None or clause.op not in ("GTE", "GT") or clause.remaining is None:
        return _sentence(clause, told, "must_be") + _leaving(clause, ahead, told)
    words = told.words.clauses
    within = _within(clause, told)
    if clause.steps is not None and ahead is not None:
        within = words["by"].format(day=day_text(ahead.day - 1, told.words.lang, ahead.today))
    remaining = rounded(clause.remaining, up=True) if _is_rate(clause) else clause.remaining
    count = Count(number_text(remaining) if clause.steps is None else str(clause.steps))
    asset = (clause.args or {}).get("asset", "")
    text = pattern.format(
        amount=told.names.amount(asset, remaining) if asset else _amount(clause, remaining, told),
        count=count,
        within=within,
        narrowed=_narrowed(clause, told),
        doing=_doing(clause, told),
        asset=told.names.asset(asset),
        unit=words.get(f"unit.{clause.unit}", clause.unit or "").format(count=count),
        threshold=_shown(clause, clause.threshold, told),
    )
    return text if clause.steps is not None else text + _leaving(clause, ahead, told)


def _leaving(clause: Clause, ahead: Ahead | None, told: _Told) -> str:
    """Say what the passing of time takes soon, in brackets. A calendar period says by itself when it ends."""
    if ahead is None or ahead.day - ahead.today > _SOON_DAYS or clause.window in _PERIODS:
        return ""
    key = "leaving.streak" if clause.metric == "streak" else "leaving.count" if _counts(clause) else "leaving"
    return told.words.clauses["leaving.rate" if ahead.steps is not None else key].format(
        amount=_amount(clause, ahead.loss, told),
        count=Count(number_text(ahead.loss) if ahead.steps is None else str(ahead.steps)),
        day=day_text(ahead.day, told.words.lang, ahead.today),
    )


def _counts(clause: Clause) -> bool:
    spec = BUILT_IN.get(clause.metric or "")
    return spec is not None and spec.type == "count"


def _is_rate(clause: Clause) -> bool:
    """Return True for what need not end: a ratio, or a plugin's number."""
    spec = BUILT_IN.get(clause.metric or "")
    return spec is None or (spec.ratio and spec.type != "money")


def _sentence(clause: Clause, told: _Told, key: str) -> str:
    """Say a test with its value: what it is, and what it is compared with."""
    words, metrics = told.words.clauses, told.words.metrics
    known = f"{clause.metric}.state" in metrics
    args = clause.args or {}
    label = metrics[f"{clause.metric}.label"] if known else told.names.metric(clause.metric or "")
    lead = " ".join(_lead(name, value, told) for name, value in sorted(args.items()) if name in _LEAD)
    name = words["labelled"].format(label=label, of=lead) if lead else label
    within, narrowed = _within(clause, told), _narrowed(clause, told)
    state = _state_template(clause, known, told).format(
        name=words["named"].format(name=name, narrowed=narrowed, within=within),
        value=words["nothing"] if clause.value is None else _valued(clause, clause.value, told),
        within=within,
        narrowed=narrowed,
        of=args.get("name", ""),
        asset=told.names.asset(args.get("asset", "")),
        doing=_doing(clause, told),
    )
    family = "op" if key == "is" else "must"
    op = words.get(f"{clause.metric}.{family}.{clause.op}") or words[f"{family}.{clause.op or 'EXISTS'}"]
    compared = op.format(threshold=_valued(clause, clause.threshold, told))
    return words[key].format(state=state, op=compared).strip()


def _state_template(clause: Clause, known: bool, told: _Told) -> str:
    if clause.hidden:
        return told.words.clauses["hidden"]
    missing = told.words.clauses.get(f"{clause.metric}.missing") if clause.value is None else None
    return missing or told.words.metrics[_of(clause, known, "state")]


def _of(clause: Clause, known: bool, key: str) -> str:
    return f"{clause.metric}.{key}" if known else f"other.{key}"


def _lead(name: str, value: str, told: _Told) -> str:
    if name == "asset":
        return told.names.asset(value)
    if name == "track":
        return told.names.track(value)
    return told.names.event(value) if name == "type" else value


def _doing(clause: Clause, told: _Told) -> str:
    """Return what the member does, of which there is to be more: an activity, or an event by its label."""
    type_ = (clause.args or {}).get("type", "")
    return told.words.activities.get(type_) or told.names.event(type_)


def _incomparable(clause: Clause) -> bool:
    """Return True if an attribute is of another kind than all that it is compared with."""
    if clause.value is None or clause.op in ("CONTAINS", "EXISTS", "NEQ"):
        return False
    wanted = clause.threshold if isinstance(clause.threshold, list | tuple) else (clause.threshold,)
    return not any(comparable(clause.value, threshold) for threshold in wanted)


def _within(clause: Clause, told: _Told) -> str:
    window, words = clause.window, told.words.clauses
    if not window:
        return ""
    whole = words.get(f"within.{window}")
    within = whole if whole is not None else words[f"within.{window[-1]}"].format(count=number_text(window[:-1]))
    return words["within.again"].format(within=within) if window == told.after else within


def _narrowed(clause: Clause, told: _Told) -> str:
    parts = [value for name, value in sorted((clause.args or {}).items()) if name not in _LEAD]
    words = told.words.clauses
    return words["narrowed"].format(parts=words["between"].join(parts)) if parts else ""


def _valued(clause: Clause, value: Any, told: _Told) -> str:
    """Return values with what they are counted in, as the language writes it."""
    template = told.words.metrics[_of(clause, f"{clause.metric}.value" in told.words.metrics, "value")]
    listed = value if isinstance(value, list | tuple) else (value,)
    unit = told.words.clauses.get(f"unit.{clause.unit}", "").format(count=Count(""))
    shown = (template.format(value=_shown(clause, part, told), unit=unit) for part in listed if part is not None)
    return told.words.clauses["between"].join(shown)


def _shown(clause: Clause, value: Any, told: _Told) -> str:
    if isinstance(value, list | tuple):
        return told.words.clauses["between"].join(_shown(clause, part, told) for part in value)
    if isinstance(value, bool):
        return told.words.clauses["true" if value else "false"]
    if clause.metric == "tier":
        return told.names.tier(str(value), (clause.args or {}).get("track"))
    asset = (clause.args or {}).get("asset")
    if asset is not None:
        return told.names.amount(asset, str(value))
    if clause.metric in _MONEY:
        return _amount(clause, Decimal(value), told)
    spec = BUILT_IN.get(clause.metric or "")
    if (spec is not None and not spec.numeric) or (spec is None and not isinstance(value, int) and not _numeric(value)):
        return str(value)
    return number_text(rounded(Decimal(value)) if _is_rate(clause) else value)


def _numeric(value: Any) -> bool:
    return isinstance(value, str) and value.replace(".", "", 1).removeprefix("-").isdigit() and "." in value


def _amount(clause: Clause, value: Decimal, told: _Told) -> str:
    """Return money with its symbol and any other number with its thousands apart."""
    if clause.metric not in _MONEY or clause.unit is None:
        return number_text(value)
    return money_text(value, clause.unit, told.words.lang)
