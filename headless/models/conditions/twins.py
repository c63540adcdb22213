"""The twins of metrics in SQL, by name. A metric that is a `Sum` needs none of its own."""

from collections.abc import Mapping
from types import MappingProxyType

from headless.engine.conditions.leaves import Leaf
from headless.models.conditions.metrics import assets, events, orders, profile, spending, standings, stored
from headless.models.conditions.metrics.sums import SUM
from headless.models.conditions.sql import Twin

FAMILIES = (orders, spending, events, assets, profile, standings)
TWINS: Mapping[str, Twin] = MappingProxyType({name: twin for family in FAMILIES for name, twin in family.TWINS.items()})


def twin_of(leaf: Leaf) -> Twin:
    """Return the twin of the metric that a test is about."""
    return stored.TWIN if leaf.test.query.spec.stored else TWINS.get(leaf.test.metric, SUM)
