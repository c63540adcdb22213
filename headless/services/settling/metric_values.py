"""How the values of plugins' metrics are stored."""

from decimal import Decimal
from typing import Any

from headless.engine.program.program import Program
from headless.engine.standings.plugin_metrics import DECIMALS, units_of


def stored_columns(value: Any) -> tuple[int | None, int, str | None]:
    """Return the columns number, scale and text of a value."""
    if value is None or isinstance(value, str):
        return None, 0, value
    if isinstance(value, Decimal):
        number, scale = units_of(value)
        return number, min(scale, DECIMALS), None
    return int(value), 0, None


def stored_value(program: Program, name: str, number: int | None, scale: int, text: str | None) -> Any:
    """Return a value from its columns, of the type that its metric has."""
    spec = program.metrics.get(name)
    if number is None or spec is None:
        return text
    if spec.type == "flag":
        return bool(number)
    return number if spec.type == "count" and not scale else Decimal(number).scaleb(-scale)


def signature_of(program: Program) -> str:
    """Return a text that changes if all stored values must be computed again for all members."""
    voters = ((f"{track}={rule.name}", rule.plugin_version, rule.settings) for track, rule in program.voters.items())
    metrics = ((metric.name, metric.plugin_version, metric.settings) for metric in program.computed)
    rankings = ((name, ranking.plugin_version, ranking.settings) for name, ranking in program.rankings.items())
    return "; ".join(f"{name} {version} {settings!r}" for name, version, settings in (*metrics, *voters, *rankings))
