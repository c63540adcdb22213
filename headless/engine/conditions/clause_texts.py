"""Clauses in words, made from their codes and parameters."""

from decimal import Decimal

from headless.engine.conditions.clause_words import (
    Form,
    Told,
    amount_text,
    bare_text,
    comparison_template,
    doing_text,
    is_rate,
    label_text,
    metric_template,
    narrowing_text,
    tags_text,
    value_text,
    window_text,
    words_in,
)
from headless.engine.conditions.clauses import Ahead, Clause
from headless.engine.conditions.leaves import comparable
from headless.engine.metrics.built_in import BUILT_IN
from headless.engine.texts.formats import day_text, number_text, rounded
from headless.engine.texts.names import Names, names_of
from headless.engine.texts.texts import Count

_MOST_PARTS = 5
_SOON_DAYS = 90
_PERIODS = frozenset({"week", "month", "quarter", "year"})
_ASKED_FOR_ONCE = frozenset({"birthday_in"})
"""Metrics of a fact that a member has told or has not: without it, no value is asked for."""


class _Parts:
    """What a template may name of a clause. Each part is made when it is named."""

    __slots__ = ("_ahead", "_clause", "_told")

    def __init__(self, clause: Clause, told: Told, ahead: Ahead | None = None) -> None:
        self._clause, self._told, self._ahead = clause, told, ahead

    def __getitem__(self, name: str) -> object:
        return getattr(self, name)

    @property
    def name(self) -> str:
        """What is tested, of what, and over which days."""
        return self._told.words.clauses["named"].format(
            name=label_text(self._clause, self._told), narrowed=self.narrowed, within=self.within
        )

    @property
    def value(self) -> str:
        """Its value."""
        value, told = self._clause.value, self._told
        return told.words.clauses["nothing"] if value is None else value_text(self._clause, value, told)

    @property
    def of(self) -> str:
        """The name of an attribute."""
        return self._arg("name")

    @property
    def amount(self) -> str:
        """How much is missing."""
        asset, remaining = self._arg("asset"), self._remaining
        if asset:
            return self._told.names.amount(asset, remaining)
        return amount_text(self._clause, remaining, self._told)

    @property
    def count(self) -> Count:
        """How often it has to happen."""
        steps = self._clause.steps
        return Count(number_text(self._remaining) if steps is None else str(steps))

    @property
    def unit(self) -> str:
        """What is counted."""
        unit = self._clause.unit
        return self._told.words.clauses.get(f"unit.{unit}", unit or "").format(count=self.count)

    @property
    def threshold(self) -> str:
        """What the value has to come to."""
        return bare_text(self._clause, self._clause.threshold, self._told)

    @property
    def asset(self) -> str:
        """The asset kind that is held or earned."""
        return self._told.names.asset(self._arg("asset"))

    @property
    def doing(self) -> str:
        """What the member does, of which there is to be more."""
        return doing_text(self._clause, self._told)

    @property
    def narrowed(self) -> str:
        """To what the count is narrowed."""
        return narrowing_text(self._clause, self._told)

    @property
    def within(self) -> str:
        """Over which days it counts, or by which day: what is counted by steps has to be done before some leave the window."""
        ahead, told = self._ahead, self._told
        if self._clause.steps is None or ahead is None:
            return window_text(self._clause, told)
        return told.words.clauses["by"].format(day=day_text(ahead.day - 1, told.words.lang, ahead.today))

    @property
    def _remaining(self) -> Decimal:
        remaining = self._clause.remaining
        assert remaining is not None
        return rounded(remaining, up=True) if is_rate(self._clause) else remaining

    def _arg(self, name: str) -> str:
        return (self._clause.args or {}).get(name, "")


def text_of_clause(clause: Clause, reader: Names | str = "en", form: Form = "request") -> str:
    """Return the clause for a reader: in a language, with the names of a configuration if they are given."""
    names = names_of(reader)
    return _text(clause, Told(words_in(names.lang), names, form))


def _text(clause: Clause, told: Told) -> str:
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


def _grouped(clause: Clause, told: Told) -> str:
    text = _text(clause, told)
    joined = clause.mode in ("ALL", "ANY") and len(clause.clauses) > 1
    return told.words.clauses["group"].format(clause=text) if joined else text


def _negated(clause: Clause, told: Told) -> str:
    plain = _plain_fact(clause, told) if clause.mode == "TEST" and not clause.met else None
    if plain is not None:
        return plain
    statement = _sentence(clause, told, "is") if clause.mode == "TEST" else _text(clause, told)
    return told.words.clauses["not"].format(clause=statement)


def _test_text(clause: Clause, told: Told) -> str:
    plain = _plain_fact(clause, told)
    if plain is not None:
        return plain
    ahead = clause.ahead() if clause.ahead is not None else None
    if clause.met:
        return _sentence(clause, told, "is") + _leaving(clause, ahead, told)
    return _request(clause, ahead, told)


def _plain_fact(clause: Clause, told: Told) -> str | None:
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


def _tag_text(clause: Clause, told: Told) -> str:
    words = told.words.clauses
    if clause.op == "EXISTS" or clause.threshold is None:
        return words["tag.any" if clause.met else "tag.none"]
    several = isinstance(clause.threshold, list | tuple) and len(clause.threshold) > 1
    key = ("tag.has_one", "tag.lacks_all") if several else ("tag.has", "tag.lacks")
    return words[key[0 if clause.met else 1]].format(tags=tags_text(clause, told))


def _request(clause: Clause, ahead: Ahead | None, told: Told) -> str:
    """Say what the member has to do. If there are no words for that, say what the value must be."""
    pattern = told.words.metrics.get(f"{clause.metric}.{told.form}")
    if clause.metric == "attribute" and _incomparable(clause):
        return _sentence(clause, told, "incomparable")
    if pattern is None or clause.op not in ("GTE", "GT") or clause.remaining is None:
        return _sentence(clause, told, "must_be") + _leaving(clause, ahead, told)
    text = pattern.format_map(_Parts(clause, told, ahead))
    return text if clause.steps is not None else text + _leaving(clause, ahead, told)


def _leaving(clause: Clause, ahead: Ahead | None, told: Told) -> str:
    """Say what the passing of time takes soon, in brackets. A calendar period says by itself when it ends."""
    if ahead is None or ahead.day - ahead.today > _SOON_DAYS or clause.window in _PERIODS:
        return ""
    key = "leaving.streak" if clause.metric == "streak" else "leaving.count" if _counts(clause) else "leaving"
    return told.words.clauses["leaving.rate" if ahead.steps is not None else key].format(
        amount=amount_text(clause, ahead.loss, told),
        count=Count(number_text(ahead.loss) if ahead.steps is None else str(ahead.steps)),
        day=day_text(ahead.day, told.words.lang, ahead.today),
    )


def _counts(clause: Clause) -> bool:
    spec = BUILT_IN.get(clause.metric or "")
    return spec is not None and spec.type == "count"


def _sentence(clause: Clause, told: Told, key: str) -> str:
    """Say a test with its value: what it is, and what it is compared with."""
    state = _state_template(clause, told).format_map(_Parts(clause, told))
    op = comparison_template(clause, "op" if key == "is" else "must", told)
    compared = op.format(threshold=value_text(clause, clause.threshold, told))
    return told.words.clauses[key].format(state=state, op=compared).strip()


def _state_template(clause: Clause, told: Told) -> str:
    if clause.hidden:
        return told.words.clauses["hidden"]
    missing = told.words.clauses.get(f"{clause.metric}.missing") if clause.value is None else None
    return missing or metric_template(clause, "state", told)


def _incomparable(clause: Clause) -> bool:
    """Return True if an attribute is of another kind than all that it is compared with."""
    if clause.value is None or clause.op in ("CONTAINS", "EXISTS", "NEQ"):
        return False
    wanted = clause.threshold if isinstance(clause.threshold, list | tuple) else (clause.threshold,)
    return not any(comparable(clause.value, threshold) for threshold in wanted)
