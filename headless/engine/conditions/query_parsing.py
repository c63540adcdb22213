"""From JSON to a metric with its window and arguments."""

from collections.abc import Mapping
from typing import Any as Json

from headless.engine.metrics.spec import MetricSpec, Query, Registry, WindowKind
from headless.engine.metrics.subject import Terms
from headless.engine.values.calendar import Window, parse_window
from headless.engine.values.scalars import Path, quoted, text_value, wrong
from headless.engine.values.spelling import spelled
from headless.errors import Invalid
from headless.messages import Message

SPELLED = frozenset({"asset", "brand", "category", "channel", "sku", "store", "track"})
"""Arguments that name what is the merchant's own, and has one spelling."""


def parse_query(
    metric: Json, window: Json, args: Json, registry: Registry, terms: Terms | None = None, path: Path = ()
) -> Query:
    """Return the metric that is asked for, with its window and arguments.

    Raises:
        Invalid: As `parse_condition` does.
    """
    spec = registry.get(metric) if isinstance(metric, str) else None
    if spec is None:
        known = tuple(sorted(registry))
        wrong(
            (*path, "metric"),
            Message("there is no metric {metric}; the known ones are {known}", metric=quoted(metric), known=known),
        )
    parsed = _window(spec, window, (*path, "window"))
    return Query(spec, parsed, _args(spec, args, terms, (*path, "args")))


def _window(spec: MetricSpec, given: Json, path: Path) -> Window | None:
    if given is None:
        if spec.window_required:
            wrong(path, Message('{spec} needs a window of days, months or years such as "90d"', spec=spec.name))
        return None
    if not spec.windowed:
        wrong(path, Message("{spec} takes no window", spec=spec.name))
    try:
        window = parse_window(given)
    except Invalid as error:
        wrong(path, error.message)
    kind: WindowKind = "days" if window.days else "months" if window.months else "calendar"
    if kind not in spec.windows:
        wrong(
            path,
            Message(
                '{spec} takes no calendar window; use days, months or years such as "90d", "3m" or "1y"', spec=spec.name
            ),
        )
    return window


def _args(spec: MetricSpec, given: Json, terms: Terms | None, path: Path) -> tuple[tuple[str, str], ...]:
    if given is not None and not isinstance(given, Mapping):
        wrong(path, Message("must be an object"))
    entries = {key: value for key, value in (given or {}).items() if value is not None}
    parsed: list[tuple[str, str]] = []
    for argument in spec.arguments:
        value = entries.pop(argument.name, argument.default)
        if value is None:
            if argument.required:
                wrong(
                    (*path, argument.name),
                    Message(
                        "{spec} needs {argument}: {description}",
                        spec=spec.name,
                        argument=argument.name,
                        description=argument.description,
                    ),
                )
            continue
        text = text_value(value, (*path, argument.name))
        if argument.name in SPELLED:
            text = spelled(text)
        if argument.choices and text not in argument.choices:
            wrong((*path, argument.name), Message("{text!r} is none of {choices}", text=text, choices=argument.choices))
        if argument.name == "asset" and terms is not None and terms.asset_decimals(text) is None:
            wrong((*path, argument.name), Message("there is no asset kind {text!r}", text=text))
        parsed.append((argument.name, text))
    for name in entries:
        takes = tuple(argument.name for argument in spec.arguments)
        wrong((*path, str(name)), Message("{spec} has no such argument; it takes {takes}", spec=spec.name, takes=takes))
    return tuple(sorted(parsed))
