"""The metrics that every merchant has: those of all families."""

from types import MappingProxyType

from headless.engine.metrics import assets, events, orders, profile, spending, standings
from headless.engine.metrics.spec import Registry, extended

FAMILIES = (orders, spending, events, assets, profile, standings)
BUILT_IN: Registry = extended(MappingProxyType({}), (spec for family in FAMILIES for spec in family.METRICS))
