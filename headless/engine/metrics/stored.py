"""Plugins' metrics: their values are stored, not counted, and read as they were stored."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from headless.engine.metrics.measure import Steady
from headless.engine.metrics.spec import MetricSpec, MetricType, Query
from headless.engine.metrics.subject import Subject, Terms
from headless.engine.values.comparisons import Op


def stored_metric(
    name: str,
    type_: MetricType,
    label: Mapping[str, str],
    description: str,
    ops: tuple[Op, ...],
    *,
    plugin: str,
    scope: str = "members:read",
    unit: str | None = None,
) -> MetricSpec:
    """Return the metric of a plugin, as conditions know it."""
    return MetricSpec(
        name,
        type_,
        description,
        _stored,
        label=label,
        source="stored",
        ops=ops,
        scope=scope,
        unit=unit,
        plugin=plugin,
        stored=True,
    )


def _stored(query: Query, terms: Terms) -> Steady:
    spec = query.spec
    name, numeric, flag = spec.name, spec.numeric, spec.type == "flag"

    def read(subject: Subject, today: int) -> Fraction | str | bool | None:
        value = subject.stored.get(name)
        if value is None:
            return None
        if numeric:
            return Fraction(value) if isinstance(value, int | Decimal) else None
        if flag:
            return bool(value) if isinstance(value, int) else None
        return value if isinstance(value, str) else None

    return Steady(read)
