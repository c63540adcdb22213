"""Every metric is whole: read by the engine, foreseen, answered in SQL, and named in every language."""

import pytest

from headless.engine.conditions.query_parsing import parse_query
from headless.engine.metrics import built_in
from headless.engine.metrics.built_in import BUILT_IN
from headless.engine.metrics.measure import Measure
from headless.engine.metrics.spec import MetricSpec, Query
from headless.engine.metrics.sums import Sum
from headless.engine.metrics.totals import Totals
from headless.engine.texts.languages import LANGUAGES
from headless.models.conditions import twins
from headless.models.conditions.twins import TWINS
from tests.engine.people import SHOP, TODAY, Person

_GIVEN = {"asset": "points", "type": "checkin", "name": "drink"}


def asked(spec: MetricSpec) -> Query:
    """The metric with the least that it must be given."""
    args = {argument.name: _GIVEN[argument.name] for argument in spec.arguments if argument.required}
    return parse_query(spec.name, "30d" if spec.window_required else None, args, BUILT_IN, SHOP)


def is_sum(spec: MetricSpec) -> bool:
    """Whether the metric is a sum of daily totals, for which one twin is enough."""
    return isinstance(asked(spec).measure(SHOP), Sum)


@pytest.mark.parametrize("spec", BUILT_IN.values(), ids=lambda spec: spec.name)
def test_a_metric_is_read_and_foreseen_by_the_engine(spec: MetricSpec) -> None:
    query, somebody = asked(spec), Person(Totals(), birthday_on=TODAY - 9_000, tiers={"growth": ("gold", TODAY + 9)})
    measure = query.measure(SHOP)

    assert isinstance(measure, Measure)
    measure.read(somebody, TODAY)
    for day in (measure.moves(somebody, TODAY), measure.flips(somebody, TODAY, bool, ())):
        assert day is None or day > TODAY
    assert query.source == (query.key or spec.source)


def test_a_metric_that_is_no_sum_has_its_twin_in_the_file_of_the_same_name() -> None:
    engine = {
        family.__name__.rpartition(".")[2]: {spec.name for spec in family.METRICS if not is_sum(spec)}
        for family in built_in.FAMILIES
    }
    models = {family.__name__.rpartition(".")[2]: set(family.TWINS) for family in twins.FAMILIES}

    assert engine == models
    assert set(TWINS) == {spec.name for spec in BUILT_IN.values() if not is_sum(spec)}


@pytest.mark.parametrize("spec", BUILT_IN.values(), ids=lambda spec: spec.name)
def test_a_metric_is_named_in_every_language_and_described(spec: MetricSpec) -> None:
    assert set(LANGUAGES) == {lang for lang, label in spec.label.items() if label}
    assert spec.description.endswith(".")


def test_a_metric_is_read_from_totals_or_from_a_source() -> None:
    orders = BUILT_IN["orders"]

    with pytest.raises(ValueError, match="'visits' needs either the key of its totals or a source"):
        MetricSpec("visits", "count", "Visits.", orders.measure, label=orders.label)
    with pytest.raises(KeyError, match=r"visits\.label"):
        MetricSpec("visits", "count", "Visits.", orders.measure, source="profile")
