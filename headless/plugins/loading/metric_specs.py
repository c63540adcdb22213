"""Metrics of plugins as conditions know them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from headless.engine.declarations.rules import Metric
from headless.engine.evaluation.need_scopes import scopes_of_needs, tests_in
from headless.engine.explaining.fact_scopes import FACTS, PERSONAL, PROFILE
from headless.engine.metrics.spec import MetricSpec, MetricType, Registry, extended
from headless.engine.metrics.stored import stored_metric
from headless.engine.program.active_declarations import Active
from headless.engine.texts.languages import labels
from headless.engine.values.comparisons import ORDERED, Op
from headless.messages import Message
from headless.plugins.contract.declarations import Declaration

Json = Mapping[str, Any]
_TYPES: Mapping[Any, MetricType] = MappingProxyType({int: "count", Decimal: "decimal", str: "text", bool: "flag"})
_OPS: Mapping[MetricType, tuple[Op, ...]] = MappingProxyType({
    "count": (*ORDERED, Op.IN, Op.EXISTS),
    "decimal": (*ORDERED, Op.IN, Op.EXISTS),
    "text": (Op.EQ, Op.NEQ, Op.IN, Op.CONTAINS, Op.EXISTS),
    "flag": (Op.EQ, Op.NEQ, Op.IN, Op.EXISTS),
})  # fmt: skip


def spec_of(declaration: Declaration[Metric]) -> MetricSpec:
    """Return what conditions are told of a plugin's metric."""
    type_ = _TYPES[declaration.declared.type]
    return stored_metric(
        declaration.name,
        type_,
        labels(declaration),
        declaration.description,
        _OPS[type_],
        scope=declaration.declared.scope,
        unit=declaration.declared.unit,
        plugin=declaration.plugin,
    )


def registry_of(
    built_in: Registry,
    declared: Iterable[Declaration[Metric]],
    computed: Iterable[Active],
    documents: Iterable[Json],
) -> Registry:
    """Return the metrics of a merchant: those of enabled plugins, and others that its documents test.

    If the plugin of a metric is not installed, its type follows from the thresholds that it is compared with. What was stored
    can still be read.
    """
    specs = {declaration.name: spec_of(declaration) for declaration in declared}
    wanted: dict[str, MetricSpec] = {}
    for metric in computed:
        # what it needs comes before it
        scopes = scopes_of_needs({**built_in, **wanted}, metric)
        wanted[metric.name] = replace(specs[metric.name], more_scopes=scopes)
    for name, tests in _tested(documents).items():
        if name not in built_in:
            wanted.setdefault(name, specs.get(name) or _guessed(name, tests))
    return extended(built_in, wanted.values())


def _tested(documents: Iterable[Json]) -> dict[str, list[Json]]:
    tested: dict[str, list[Json]] = {}
    for document in documents:
        for test in tests_in(document):
            tested.setdefault(str(test.get("metric")), []).append(test)
    return tested


def _guessed(name: str, tests: list[Json]) -> MetricSpec:
    values = [test.get("value") for test in tests]
    given = [part for value in values for part in (value if isinstance(value, list) else [value]) if part is not None]
    type_: MetricType = "decimal"
    if given and all(isinstance(value, bool) for value in given):
        type_ = "flag"
    elif not all(_is_number(value) for value in given):
        type_ = "text"
    label = name.replace("_", " ").replace(".", ": ")
    ops = (*ORDERED, Op.IN, Op.CONTAINS, Op.EXISTS)
    description = Message("Its plugin is not installed: the last values are kept.")
    plugin = name.partition(".")[0]
    spec = stored_metric(name, type_, labels(None, label), description, ops, scope=PROFILE, plugin=plugin)
    # what it told of is not known any more
    return replace(spec, more_scopes=frozenset({*FACTS, PERSONAL}))


def _is_number(value: Any) -> bool:
    try:
        return not isinstance(value, bool) and Decimal(str(value)).is_finite()
    except ArithmeticError:
        return False
