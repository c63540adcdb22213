"""When a condition's answer could change though nothing happens: windows move on, birthdays come, streaks lapse."""

from headless.engine.comparisons import Op
from headless.engine.leaves import edges, leaf_of
from headless.engine.measures import Forecast, Outlook, Since, since_at_least
from headless.engine.metrics import Subject, Terms
from headless.engine.sums import Sum
from headless.engine.trees import All, Condition, Not, Test

__all__ = ["Forecast", "Outlook", "forecast", "next_change"]


def next_change(condition: Condition, subject: Subject, today: int, terms: Terms) -> int | None:
    """The first local day after today on which the answer could differ without a further event.

    Never later than the first day on which it does differ; now and then earlier. None: it stays for ever. What expires
    by clock work (a tag, a lot, a stored metric) comes with its own event and is not foreseen here.
    """
    return forecast(condition, terms)(subject, today).changes_on


def forecast(condition: Condition, terms: Terms) -> Forecast:
    """The same made ready once, for many members."""
    if isinstance(condition, Test):
        return _test(condition, terms)
    if isinstance(condition, Not):
        inner = forecast(condition.condition, terms)
        return lambda subject, today: _negated(inner(subject, today))
    parts = tuple(forecast(child, terms) for child in condition.conditions)
    all_ = isinstance(condition, All)
    return lambda subject, today: _joined(all_, [part(subject, today) for part in parts])


def _test(test: Test, terms: Terms) -> Forecast:
    leaf = leaf_of(test, terms)
    measure, passes, known_edges = leaf.measure, leaf.passes, edges(leaf)

    def outlook(subject: Subject, today: int) -> Outlook:
        return Outlook(passes(measure.read(subject, today)), measure.flips(subject, today, passes, known_edges))

    if test.op is Op.GTE and isinstance(measure, Sum):
        return measure.outlook_of(leaf.thresholds[0], outlook) or outlook
    if test.op is Op.GTE and isinstance(measure, Since) and known_edges[0] > 0:
        return since_at_least(measure, known_edges[0])
    return outlook


def _negated(inner: Outlook) -> Outlook:
    return Outlook(not inner.now, inner.changes_on)


def _joined(all_: bool, children: list[Outlook]) -> Outlook:
    """One child that turns decides while all agree; else every child that stands against must turn first."""
    against = [child for child in children if child.now is not all_]
    now = all_ is not bool(against)
    if not against:
        return Outlook(now, min((child.changes_on for child in children if child.changes_on is not None), default=None))
    days = [child.changes_on for child in against]
    return Outlook(now, None if None in days else max(day for day in days if day is not None))
