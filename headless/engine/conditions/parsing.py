"""From JSON to a condition tree and back. Everything that could be wrong is reported here, with its place."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any as Json

from headless.engine.conditions.query_parsing import parse_query
from headless.engine.conditions.trees import All, Any, Condition, Not, Test
from headless.engine.metrics.spec import MetricSpec, Query, Registry, Scalar, Threshold
from headless.engine.metrics.subject import Terms
from headless.engine.values import limits
from headless.engine.values.comparisons import Op
from headless.engine.values.scalars import Path, attribute_number, number, quoted, text_value, wrong
from headless.engine.values.spelling import spelled
from headless.messages import Message

_TEST_FIELDS = frozenset({"metric", "op", "value", "window", "args"})


def parse_condition(json: Json, registry: Registry, terms: Terms | None = None) -> Condition:
    """Return the tree that a JSON document describes. With `terms`, asset kinds and tiers must exist.

    Raises:
        Invalid: With code INVALID_CONDITION and the path of what is wrong in `data`.
    """
    return _Parser(registry, terms).condition(json, ())


def to_json(condition: Condition) -> dict[str, Json]:
    """Return the JSON document of a tree: counts as numbers, decimals as strings."""
    if isinstance(condition, All):
        return {"all": [to_json(child) for child in condition.conditions]}
    if isinstance(condition, Any):
        return {"any": [to_json(child) for child in condition.conditions]}
    if isinstance(condition, Not):
        return {"not": to_json(condition.condition)}
    test: dict[str, Json] = {"metric": condition.metric, "op": condition.op.value}
    if condition.op is not Op.EXISTS:
        test["value"] = value_json(condition.query.spec, condition.value)
    if condition.window is not None:
        test["window"] = str(condition.window)
    if condition.query.args:
        test["args"] = condition.args
    return {"test": test}


def value_json(spec: MetricSpec, value: Threshold) -> Json:
    """Return a threshold as JSON."""
    if isinstance(value, tuple):
        return [value_json(spec, part) for part in value]
    if not spec.numeric and isinstance(value, Decimal):
        # As a text it would count as one: it stays a number if JSON can hold it.
        return float(value) if Decimal(repr(float(value))) == value else f"{value:f}"
    if not spec.numeric or value is None or isinstance(value, bool | str):
        return value
    if spec.type in ("count", "days"):
        return int(value) if value == int(value) else f"{value:f}"
    return str(value) if isinstance(value, int) else f"{value:f}"


class _Parser:
    def __init__(self, registry: Registry, terms: Terms | None) -> None:
        self.registry, self.terms, self.nodes = registry, terms, 0

    def condition(self, json: Json, path: Path, depth: int = 1) -> Condition:
        self.nodes += 1
        if depth > limits.CONDITION_DEPTH:
            wrong(
                path,
                Message(
                    "more than {condition_depth} levels deep: make it flatter", condition_depth=limits.CONDITION_DEPTH
                ),
            )
        if self.nodes > limits.CONDITION_NODES:
            wrong(
                path,
                Message(
                    "more than {condition_nodes} nodes in all: make it smaller", condition_nodes=limits.CONDITION_NODES
                ),
            )
        mode, content = _only_entry(json, path)
        below = (*path, mode)
        if mode == "test":
            return self.test(content, below)
        if mode == "not":
            return Not(self.condition(content, below, depth + 1))
        if mode not in ("all", "any"):
            wrong(below, Message('unknown; a condition is one of "all", "any", "not" and "test"'))
        if not isinstance(content, list | tuple):
            wrong(below, Message("must be a list of conditions"))
        children = tuple(self.condition(child, (*below, str(at)), depth + 1) for at, child in enumerate(content))
        return All(children) if mode == "all" else Any(children)

    def test(self, json: Json, path: Path) -> Test:
        if not isinstance(json, Mapping):
            wrong(path, Message("must be an object with metric, op and value"))
        for field in json:
            if field not in _TEST_FIELDS:
                wrong(
                    (*path, str(field)), Message("unknown; a test has {test_fields}", test_fields=sorted(_TEST_FIELDS))
                )
        query = parse_query(json.get("metric"), json.get("window"), json.get("args"), self.registry, self.terms, path)
        op = _op(query.spec, json.get("op"), (*path, "op"))
        return Test(query, op, self.value(query, op, json.get("value"), (*path, "value")))

    def value(self, query: Query, op: Op, value: Json, path: Path) -> Threshold:
        if op is Op.EXISTS:
            if value is not None and value is not True:
                wrong(path, Message("EXISTS takes no value; for absence wrap the test in not"))
            return None
        if op is not Op.IN:
            return self.scalar(query, op, value, path)
        if not isinstance(value, list | tuple) or not 1 <= len(value) <= limits.CONDITION_LIST:
            wrong(
                path, Message("IN takes a list of 1 to {condition_list} values", condition_list=limits.CONDITION_LIST)
            )
        return tuple(self.scalar(query, op, part, (*path, str(at))) for at, part in enumerate(value))

    def scalar(self, query: Query, op: Op, value: Json, path: Path) -> Scalar:
        type_ = query.spec.type
        if query.spec.numeric:
            return number(value, path)
        if type_ == "flag":
            if not isinstance(value, bool) or op not in (Op.EQ, Op.NEQ, Op.IN):
                wrong(path, Message("must be true or false, compared with EQ, NEQ or IN"))
            return value
        if type_ == "attribute" and op is not Op.CONTAINS and isinstance(value, int | float | Decimal):
            return attribute_number(op, value, path)
        text = text_value(value, path)
        if type_ in ("set", "tier"):
            text = spelled(text)
        if type_ == "tier" and self.terms is not None and self.terms.tier_rank_of(query.arg("track"), text) is None:
            wrong(path, Message("there is no tier {text!r} on {query}", text=text, query=_named_track(query)))
        return text


def _only_entry(json: Json, path: Path) -> tuple[str, Json]:
    given = [(key, value) for key, value in json.items() if value is not None] if isinstance(json, Mapping) else []
    if len(given) != 1:
        wrong(path, Message('must be an object with exactly one of "all", "any", "not" and "test"'))
    return str(given[0][0]), given[0][1]


def _op(spec: MetricSpec, given: Json, path: Path) -> Op:
    known = tuple(op.value for op in spec.ops)
    try:
        op = Op(given)
    except ValueError:
        wrong(
            path,
            Message("there is no op {given}; {spec} takes {known}", given=quoted(given), spec=spec.name, known=known),
        )
    if op not in spec.ops:
        wrong(
            path, Message("{spec} does not take {value}; it takes {known}", spec=spec.name, value=op.value, known=known)
        )
    return op


def _named_track(query: Query) -> Message:
    track = query.arg("track")
    return Message("the default track") if track is None else Message("the track {track!r}", track=track)
