"""A condition with one member's values filled in: the explanation, the progress and the decision in one tree."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any as Json
from typing import Literal, NamedTuple

from headless.engine.conditions.conditions import All, Condition, Not, Test
from headless.engine.conditions.leaves import Leaf, leaf_of
from headless.engine.conditions.parsing import value_json
from headless.engine.conditions.progress import WHOLE, progress_of, remaining_of, steps_of
from headless.engine.metrics.subject import Subject, Terms
from headless.engine.metrics.value_formats import shown
from headless.engine.values.amounts import from_units
from headless.engine.values.comparisons import Op

Mode = Literal["ALL", "ANY", "NOT", "TEST"]
Fill = Callable[[Subject, int], "Clause"]
Look = Callable[[], "Ahead | None"]

_DECIMALS = 4
_PLAIN_FIELDS = ("metric", "window", "op", "threshold", "value", "unit")


class Ahead(NamedTuple):
    """What a value will lose by the passing of time alone: so much of it, in its unit, on a local day.

    `steps` is how many times that had happened, if the value is a rate.
    """

    day: int
    loss: Decimal
    today: int
    steps: int | None


@dataclass(slots=True)
class Clause:
    """One node, never changed: whether it is met, and `fraction` from 0 to 1, rounded down to four decimals and 1 only when met.

    ANY is as near as its best child; ALL is halfway between its worst child and the mean of all, so that one that is
    far away shows. NOT is 0 or 1. `threshold` and `value` are JSON; `remaining` is what is missing, in `unit`.

    hidden: the value is there, but the reader may not see it.

    `steps` is how many more times it must happen, if `remaining` is a rate. `ahead` looks ahead when it is asked for; it is
    not kept with a decision.
    """

    mode: Mode
    met: bool
    fraction: Decimal
    metric: str | None = None
    window: str | None = None
    args: Mapping[str, str] | None = None
    op: str | None = None
    threshold: Json = None
    value: Json = None
    unit: str | None = None
    remaining: Decimal | None = None
    clauses: tuple["Clause", ...] = field(default=())
    steps: int | None = field(default=None, compare=False)
    ahead: Look | None = field(default=None, compare=False, repr=False)
    hidden: bool = field(default=False, compare=False)


def fill(condition: Condition, subject: Subject, today: int, terms: Terms) -> Clause:
    """Return the condition with the member's values of a local day."""
    return filler(condition, terms)(subject, today)


def filler(condition: Condition, terms: Terms) -> Fill:
    """Return `fill` made ready once, for many members."""
    if isinstance(condition, Test):
        return _test(condition, terms)
    if isinstance(condition, Not):
        inner = filler(condition.condition, terms)
        return lambda subject, today: _negated(inner(subject, today))
    parts = tuple(filler(child, terms) for child in condition.conditions)
    join = _all if isinstance(condition, All) else _any
    return lambda subject, today: join(tuple(part(subject, today) for part in parts))


def short_of(metric: str, args: Mapping[str, str], have: str, need: str, short: str, unit: str) -> Clause:
    """Return the clause of a number that is not reached, other than by a test. Numbers are decimal texts."""
    share = int(Decimal(have) * WHOLE / Decimal(need)) if Decimal(have) > 0 else 0
    return Clause(
        "TEST",
        False,
        _fraction(min(share, WHOLE - 1)),
        metric,
        None,
        args,
        Op.GTE.value,
        need,
        have,
        unit,
        Decimal(short),
    )


def joined(clauses: Sequence[Clause]) -> Clause:
    """Return clauses that must all be met as one."""
    return clauses[0] if len(clauses) == 1 else _all(tuple(clauses))


def nearest(clause: Clause) -> Clause | None:
    """Return the unmet test that is nearest to being met, on the nearest way up. If all is met, return None."""
    if clause.met:
        return None
    unmet = [child for child in clause.clauses if not child.met]
    if clause.mode not in ("ALL", "ANY") or not unmet:
        return clause
    return nearest(max(unmet, key=lambda child: child.fraction))


def to_json(clause: Clause) -> dict[str, Json]:
    """Return the clause as a compact JSON document, without what is empty."""
    document: dict[str, Json] = {"mode": clause.mode, "met": clause.met, "fraction": str(clause.fraction)}
    for name in _PLAIN_FIELDS:
        if (value := getattr(clause, name)) is not None:
            document[name] = value
    if clause.args:
        document["args"] = dict(clause.args)
    if clause.remaining is not None:
        document["remaining"] = f"{clause.remaining:f}"
    if clause.clauses:
        document["clauses"] = [to_json(child) for child in clause.clauses]
    return document


def from_json(document: Mapping[str, Json]) -> Clause:
    """Read the clause that `to_json` wrote."""
    remaining = document.get("remaining")
    plain: dict[str, Json] = {name: document.get(name) for name in (*_PLAIN_FIELDS, "args")}
    return Clause(
        mode=document["mode"],
        met=document["met"],
        fraction=Decimal(document["fraction"]),
        remaining=None if remaining is None else Decimal(remaining),
        clauses=tuple(from_json(child) for child in document.get("clauses", ())),
        **plain,
    )


def blank(test: Test, terms: Terms) -> Clause:
    """Return a test as a clause without a member: no value, not met."""
    return Clause("TEST", False, _fraction(0), **_fixed(test, terms))


def _fixed(test: Test, terms: Terms) -> dict[str, Json]:
    """Return what a clause takes from its test, the same for all members."""
    query = test.query
    return {
        "metric": test.metric,
        "window": None if test.window is None else str(test.window),
        "args": test.args or None,
        "op": test.op.value,
        "threshold": value_json(query.spec, test.value),
        "unit": query.unit(terms),
    }


def _test(test: Test, terms: Terms) -> Fill:
    leaf, query = leaf_of(test, terms), test.query
    rolls, fixed = leaf.measure.rolls, _fixed(test, terms)

    def filled(subject: Subject, today: int) -> Clause:
        value = leaf.measure.read(subject, today)
        met = leaf.passes(value)
        share, missing = progress_of(leaf, value, met)
        return Clause(
            "TEST",
            met,
            _fraction(share),
            value=shown(query, leaf.measure, value, subject),
            remaining=remaining_of(leaf, missing),
            steps=steps_of(leaf, missing, beyond=test.op is Op.GT),
            ahead=partial(_ahead, leaf, subject, today, value) if rolls and value else None,
            **fixed,
        )

    return filled


def _ahead(leaf: Leaf, subject: Subject, today: int, value: Json) -> Ahead | None:
    leaving = leaf.measure.leaving(subject, today, value, leaf.passes)
    loss = None if leaving is None else remaining_of(leaf, leaving.loss)
    if leaving is None or loss is None:
        return None
    return Ahead(leaving.day, loss, today, steps_of(leaf, leaving.loss))


def _negated(inner: Clause) -> Clause:
    return Clause("NOT", not inner.met, _fraction(0 if inner.met else WHOLE), clauses=(inner,))


def _all(children: tuple[Clause, ...]) -> Clause:
    met = all(child.met for child in children)
    shares = [_share(child) for child in children]
    share = WHOLE if met else (min(shares) * len(shares) + sum(shares)) // (2 * len(shares))
    return Clause("ALL", met, _fraction(share), clauses=children)


def _any(children: tuple[Clause, ...]) -> Clause:
    met = any(child.met for child in children)
    return Clause("ANY", met, _fraction(max(map(_share, children), default=0)), clauses=children)


def _share(clause: Clause) -> int:
    return int(clause.fraction * WHOLE)


@lru_cache(maxsize=WHOLE + 1)
def _fraction(share: int) -> Decimal:
    return Decimal(1) if share == WHOLE else Decimal(0) if share == 0 else from_units(share, _DECIMALS)
