"""Metrics: what conditions, filters and progress count."""

from typing import Any

from headless.engine.metrics.spec import MetricSpec
from headless.engine.texts.descriptions import CORE, described
from headless.engine.texts.languages import chosen
from headless.plugins.contract.schemas import schema_in
from headless.resolvers.reading.answers import by_language
from headless.resolvers.reading.context import ReadContext
from headless.schema.base.conditions import Op
from headless.schema.base.fields import object_type, value
from headless.schema.base.scalars import JSON


@by_language
def _label(ctx: ReadContext, row: MetricSpec) -> str:
    return chosen(row.label, ctx.lang)


@by_language
def _description(ctx: ReadContext, row: MetricSpec) -> str:
    return described(row.description, ctx.lang)


@by_language
def _args_schema(ctx: ReadContext, row: MetricSpec) -> dict[str, Any] | None:
    schema = row.args_schema()
    return None if schema is None else schema_in(schema, ctx.lang, CORE)


@object_type(scope="config:read", published=True)
class Metric:
    """A named, typed number or set about a member."""

    name: str = value("What conditions call it.")
    label: str = value("Name as shown to people, in the reader's language.", told=_label)
    description: str = value("What exactly is counted.", told=_description)
    type: str = value("What its values are: count, money, decimal, days, amount, text, flag, set, tier or attribute.")
    unit: str | None = value("What it is counted in, if that is always the same.")
    windowed: bool = value("True if it takes a window.")
    ops: list[Op] = value("How it can be compared.", read=lambda row: [op.value for op in row.ops])
    args_schema: JSON | None = value("The JSON Schema of its arguments; null: it takes none.", told=_args_schema)
    scope: str = value("The scope that testing or reading it needs.")
    plugin: str = value("Who gives it.")
