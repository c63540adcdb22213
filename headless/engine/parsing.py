"""From JSON to a condition tree and back; everything that could be wrong is found here, with its place."""

import math
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any as Json
from typing import NoReturn

from headless.engine import limits
from headless.engine.calendar import Window, parse_window
from headless.engine.comparisons import Op
from headless.engine.metrics import MetricSpec, Query, Registry, Scalar, Terms, Value, WindowKind
from headless.engine.trees import All, Any, Condition, Not, Test
from headless.errors import Invalid

Path = tuple[str, ...]

_PLAIN = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,9})?", re.ASCII)
_UNSPEAKABLE = re.compile(r'[\x00-\x1f"\\\ud800-\udfff]')
_TEST_FIELDS = frozenset({"metric", "op", "value", "window", "args"})


def parse_condition(json: Json, registry: Registry, terms: Terms | None = None) -> Condition:
    """The tree that a JSON document describes. With `terms`, asset kinds and tiers must exist.

    Errors: Invalid with code INVALID_CONDITION and the path of what is wrong in `data`.
    """
    return _Parser(registry, terms).condition(json, ())


def parse_query(
    metric: Json, window: Json, args: Json, registry: Registry, terms: Terms | None = None, path: Path = ()
) -> Query:
    """A metric with its window and arguments. Errors: as `parse_condition`."""
    spec = registry.get(metric) if isinstance(metric, str) else None
    if spec is None:
        wrong((*path, "metric"), f"there is no metric {_quoted(metric)}; the known ones are {', '.join(sorted(registry))}")
    parsed = _window(spec, window, (*path, "window"))
    return Query(spec, parsed, _args(spec, args, terms, (*path, "args")))


def to_json(condition: Condition) -> dict[str, Json]:
    """The JSON document of a tree: counts as numbers, decimals as strings."""
    if isinstance(condition, All):
        return {"all": [to_json(child) for child in condition.conditions]}
    if isinstance(condition, Any):
        return {"any": [to_json(child) for child in condition.conditions]}
    if isinstance(condition, Not):
        return {"not": to_json(condition.condition)}
    found: dict[str, Json] = {"metric": condition.metric, "op": condition.op.value}
    if condition.op is not Op.EXISTS:
        found["value"] = value_json(condition.query.spec, condition.value)
    if condition.window is not None:
        found["window"] = str(condition.window)
    if condition.query.args:
        found["args"] = condition.args
    return {"test": found}


def value_json(spec: MetricSpec, value: Value) -> Json:
    """A threshold as JSON."""
    if isinstance(value, tuple):
        return [value_json(spec, part) for part in value]
    if not spec.numeric or value is None or isinstance(value, bool | str):
        return value
    if spec.type in ("count", "days"):
        return int(value) if value == int(value) else str(value)
    return str(value)


def wrong(path: Path, message: str) -> NoReturn:
    """Raise Invalid, saying where."""
    place = "".join(f"[{part}]" if part.isdigit() else f".{part}" for part in path)
    raise Invalid(f"condition{place}: {message}", code="INVALID_CONDITION", data={"path": list(path)})


class _Parser:
    def __init__(self, registry: Registry, terms: Terms | None) -> None:
        self.registry, self.terms, self.nodes = registry, terms, 0

    def condition(self, json: Json, path: Path, depth: int = 1) -> Condition:
        self.nodes += 1
        if depth > limits.CONDITION_DEPTH:
            wrong(path, f"more than {limits.CONDITION_DEPTH} levels deep: make it flatter")
        if self.nodes > limits.CONDITION_NODES:
            wrong(path, f"more than {limits.CONDITION_NODES} nodes in all: make it smaller")
        mode, content = _only_entry(json, path)
        below = (*path, mode)
        if mode == "test":
            return self.test(content, below)
        if mode == "not":
            return Not(self.condition(content, below, depth + 1))
        if mode not in ("all", "any"):
            wrong(below, 'unknown; a condition is one of "all", "any", "not" and "test"')
        if not isinstance(content, list | tuple):
            wrong(below, "must be a list of conditions")
        children = tuple(self.condition(child, (*below, str(at)), depth + 1) for at, child in enumerate(content))
        return All(children) if mode == "all" else Any(children)

    def test(self, json: Json, path: Path) -> Test:
        if not isinstance(json, Mapping):
            wrong(path, "must be an object with metric, op and value")
        for field in json:
            if field not in _TEST_FIELDS:
                wrong((*path, str(field)), f"unknown; a test has {', '.join(sorted(_TEST_FIELDS))}")
        query = parse_query(json.get("metric"), json.get("window"), json.get("args"), self.registry, self.terms, path)
        op = _op(query.spec, json.get("op"), (*path, "op"))
        return Test(query, op, self.value(query, op, json.get("value"), (*path, "value")))

    def value(self, query: Query, op: Op, value: Json, path: Path) -> Value:
        if op is Op.EXISTS:
            if value not in (None, True) or isinstance(value, int) and value is not True:
                wrong(path, "EXISTS takes no value; for absence wrap the test in not")
            return None
        if op is not Op.IN:
            return self.scalar(query, op, value, path)
        if not isinstance(value, list | tuple) or not 1 <= len(value) <= limits.CONDITION_LIST:
            wrong(path, f"IN takes a list of 1 to {limits.CONDITION_LIST} values")
        return tuple(self.scalar(query, op, part, (*path, str(at))) for at, part in enumerate(value))

    def scalar(self, query: Query, op: Op, value: Json, path: Path) -> Scalar:
        type_ = query.spec.type
        if query.spec.numeric:
            return _number(value, path)
        if type_ == "flag":
            if not isinstance(value, bool) or op not in (Op.EQ, Op.NEQ, Op.IN):
                wrong(path, "must be true or false, compared with EQ, NEQ or IN")
            return value
        if type_ == "attribute" and op is not Op.CONTAINS and isinstance(value, int):
            return _attribute_number(op, value, path)
        text = _text(value, path)
        if type_ == "tier" and self.terms is not None and self.terms.tier_rank_of(query.arg("track"), text) is None:
            wrong(path, f"there is no tier {text!r} on {_named_track(query)}")
        return text


def _only_entry(json: Json, path: Path) -> tuple[str, Json]:
    given = [(key, value) for key, value in json.items() if value is not None] if isinstance(json, Mapping) else []
    if len(given) != 1:
        wrong(path, 'must be an object with exactly one of "all", "any", "not" and "test"')
    return str(given[0][0]), given[0][1]


def _op(spec: MetricSpec, given: Json, path: Path) -> Op:
    known = ", ".join(op.value for op in spec.ops)
    try:
        op = Op(given)
    except ValueError:
        wrong(path, f"there is no op {_quoted(given)}; {spec.name} takes {known}")
    if op not in spec.ops:
        wrong(path, f"{spec.name} does not take {op.value}; it takes {known}")
    return op


def _window(spec: MetricSpec, given: Json, path: Path) -> Window | None:
    if given is None:
        if spec.window_required:
            wrong(path, f'{spec.name} needs a window of days, months or years such as "90d"')
        return None
    if not spec.windowed:
        wrong(path, f"{spec.name} takes no window")
    try:
        window = parse_window(given)
    except Invalid as error:
        wrong(path, error.message)
    kind: WindowKind = "days" if window.days else "months" if window.months else "calendar"
    if kind not in spec.windows:
        wrong(path, f'{spec.name} takes no calendar window; use days, months or years such as "90d", "3m" or "1y"')
    return window


def _args(spec: MetricSpec, given: Json, terms: Terms | None, path: Path) -> tuple[tuple[str, str], ...]:
    if given is not None and not isinstance(given, Mapping):
        wrong(path, "must be an object")
    entries = {key: value for key, value in (given or {}).items() if value is not None}
    found: list[tuple[str, str]] = []
    for argument in spec.arguments:
        value = entries.pop(argument.name, argument.default)
        if value is None:
            if argument.required:
                wrong((*path, argument.name), f"{spec.name} needs {argument.name}: {argument.description}")
            continue
        text = _text(value, (*path, argument.name))
        if argument.choices and text not in argument.choices:
            wrong((*path, argument.name), f"{text!r} is none of {', '.join(argument.choices)}")
        if argument.name == "asset" and terms is not None and terms.asset_decimals(text) is None:
            wrong((*path, argument.name), f"there is no asset kind {text!r}")
        found.append((argument.name, text))
    for name in entries:
        takes = ", ".join(argument.name for argument in spec.arguments) or "none"
        wrong((*path, str(name)), f"{spec.name} has no such argument; it takes {takes}")
    return tuple(sorted(found))


def _number(value: Json, path: Path) -> int | Decimal:
    """A number as JSON writes it; a fraction is read by its digits, so that 99.5 is exactly 99.5."""
    if isinstance(value, bool) or not isinstance(value, int | str | float | Decimal):
        wrong(path, f'{_quoted(value)} is not a number: write 3 or "99.50"')
    if isinstance(value, float) and not math.isfinite(value):
        wrong(path, "must be a finite number")
    text = _plain(value)
    if len(text) > 40 or _PLAIN.fullmatch(text) is None:
        wrong(
            path,
            f"{_quoted(value)} is not a plain number with at most {limits.THRESHOLD_DIGITS} digits before and "
            f"{limits.THRESHOLD_DECIMALS} after the point",
        )
    return int(text) if isinstance(value, int) else Decimal(text)


def _plain(value: int | str | float | Decimal) -> str:
    if isinstance(value, int):
        return str(value) if abs(value) < 10**limits.THRESHOLD_DIGITS else "too large"
    if isinstance(value, str):
        return value
    number = Decimal(repr(value)) if isinstance(value, float) else value
    if not number.is_finite() or abs(number.adjusted()) > limits.THRESHOLD_DIGITS:
        return str(number)
    return f"{number:f}"


def _attribute_number(op: Op, value: int, path: Path) -> int | bool:
    if isinstance(value, bool):
        if op not in (Op.EQ, Op.NEQ, Op.IN):
            wrong(path, "true and false are compared with EQ, NEQ or IN")
        return value
    return int(_number(value, path))


def _text(value: Json, path: Path) -> str:
    if not isinstance(value, str) or not value:
        wrong(path, f"{_quoted(value)} is not a text")
    if len(value) > limits.CONDITION_TEXT:
        wrong(path, f"longer than {limits.CONDITION_TEXT} characters")
    if _UNSPEAKABLE.search(value):
        wrong(path, "must not hold control characters, double quotes or backslashes")
    return value


def _quoted(value: Json) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:60]}…"


def _named_track(query: Query) -> str:
    track = query.arg("track")
    return "the default track" if track is None else f"the track {track!r}"
