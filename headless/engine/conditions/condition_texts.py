"""Conditions in words, as they stand: what a tier asks of everyone, without a member's values."""

from headless.engine.conditions.clause_words import (
    Told,
    comparison_template,
    doing_text,
    label_text,
    narrowing_text,
    tags_text,
    value_text,
    window_text,
    words_in,
)
from headless.engine.conditions.clauses import Clause, blank
from headless.engine.conditions.trees import All, Condition, Not, Test
from headless.engine.metrics.subject import Terms
from headless.engine.texts.names import Names, names_of
from headless.engine.texts.texts import Count

_REACHING = ("GTE", "GT")


def text_of_condition(condition: Condition, terms: Terms, reader: Names | str = "en") -> str:
    """Return what a condition asks for: "spend £200 within a year or place 3 orders".

    reader: a language, with the names of a configuration if they are given.
    """
    names = names_of(reader)
    return _text(condition, terms, Told(words_in(names.lang), names))


def _text(condition: Condition, terms: Terms, told: Told) -> str:
    words = told.words.clauses
    if isinstance(condition, Test):
        return _test_text(blank(condition, terms), told)
    if isinstance(condition, Not):
        return _negated(condition.condition, terms, told)
    is_all = isinstance(condition, All)
    if not condition.conditions:
        return words["always" if is_all else "never"]
    texts, after = [], told.after
    for child in condition.conditions:
        texts.append(_grouped(child, terms, told._replace(after=after)))
        after = str(child.window) if isinstance(child, Test) and child.window else after
    return words["and" if is_all else "or"].join(texts)


def _grouped(condition: Condition, terms: Terms, told: Told) -> str:
    text = _text(condition, terms, told)
    joined = not isinstance(condition, Test | Not) and len(condition.conditions) > 1
    return told.words.clauses["group"].format(clause=text) if joined else text


def _negated(condition: Condition, terms: Terms, told: Told) -> str:
    if isinstance(condition, Test) and condition.metric == "tag":
        return _tag_text(blank(condition, terms), told, "tag.lacking")
    if isinstance(condition, Test) and condition.op == "EXISTS":
        absent = told.words.clauses.get(f"{condition.metric}.missing")
        if absent is not None:
            return absent.format(of=condition.query.arg("name") or "")
    return told.words.clauses["not"].format(clause=_text(condition, terms, told))


def _tag_text(test: Clause, told: Told, key: str) -> str:
    words = told.words.clauses
    if test.threshold is None:
        return words[f"{key}.any"]
    several = isinstance(test.threshold, list) and len(test.threshold) > 1
    return words[f"{key}.several" if several else key].format(tags=tags_text(test, told))


def _test_text(test: Clause, told: Told) -> str:
    """Say what has to be done. If there are no words for that, say what the value must be."""
    words, metrics = told.words.clauses, told.words.metrics
    if test.metric == "tag":
        return _tag_text(test, told, "tag.having")
    of = (test.args or {}).get("name", "")
    if test.op == "EXISTS" and (known := words.get(f"{test.metric}.known")) is not None:
        return known.format(of=of)
    within, narrowed = window_text(test, told), narrowing_text(test, told)
    threshold = value_text(test, test.threshold, told)
    rule = metrics.get(f"{test.metric}.rule") if test.op in _REACHING else None
    if rule is None:
        must = comparison_template(test, "must", told)
        name = words["named"].format(name=label_text(test, told), narrowed=narrowed, within=within)
        template = words.get(f"{test.metric}.rule") or words["rule"]
        return template.format(name=name, of=of, must=must.format(threshold=threshold))
    count = Count(str(test.threshold))
    return rule.format(
        reach=words[f"reach.{test.op}"].format(threshold=threshold),
        count=count,
        within=within,
        narrowed=narrowed,
        doing=doing_text(test, told),
        asset=told.names.asset((test.args or {}).get("asset", "")),
        unit=words.get(f"unit.{test.unit}", test.unit or "").format(count=count),
    )
