"""The metrics that conditions test."""

from collections.abc import Sequence

from headless.engine.metrics.spec import MetricSpec
from headless.resolvers.reading.context import ReadContext


async def metrics(ctx: ReadContext, parents: Sequence[object]) -> list[list[MetricSpec]]:
    """Return all metrics by name."""
    listed = [ctx.program.metrics[name] for name in sorted(ctx.program.metrics)]
    return [listed for _ in parents]
