"""When a condition's answer could change although nothing happens: windows move on, birthdays come, streaks lapse.

An answer may come early, which costs one look at a member who has not changed. It must never come late:
`docs/decisions/0027-a-metric-is-one-object.md`.
"""

from headless.engine.conditions.leaves import edges, leaf_of
from headless.engine.conditions.trees import All, Condition, Not, Test
from headless.engine.metrics.measure import ALWAYS, NEVER, Forecast, Outlook, met_from, met_until
from headless.engine.metrics.subject import Subject, Terms
from headless.engine.values.comparisons import Op


def next_change(condition: Condition, subject: Subject, today: int, terms: Terms) -> int | None:
    """Return the first local day after today on which the answer could differ without a further event.

    It is never later than the first day on which the answer does differ, and now and then earlier. None: the answer stays. What
    expires by clock work (a tag, a lot, a stored metric) comes with its own event and is not foreseen here.
    """
    return forecast(condition, terms)(subject, today).changes_on


def forecast(condition: Condition, terms: Terms) -> Forecast:
    """Return `next_change` and the answer now, made ready once for many members."""
    if isinstance(condition, Test):
        return _test(condition, terms)
    if isinstance(condition, Not):
        inner = forecast(condition.condition, terms)
        return lambda subject, today: _negated(inner(subject, today))
    parts = tuple(forecast(child, terms) for child in condition.conditions)
    return _joined(isinstance(condition, All), parts)


def _test(test: Test, terms: Terms) -> Forecast:
    leaf = leaf_of(test, terms)
    measure, passes, known_edges = leaf.measure, leaf.passes, edges(leaf)

    def outlook(subject: Subject, today: int) -> Outlook:
        return Outlook(passes(measure.read(subject, today)), measure.flips(subject, today, passes, known_edges))

    if test.op is Op.GTE and leaf.thresholds:
        return measure.at_least(leaf.thresholds[0], outlook) or outlook
    return outlook


def _negated(inner: Outlook) -> Outlook:
    return Outlook(not inner.now, inner.changes_on)


def _joined(all_: bool, parts: tuple[Forecast, ...]) -> Forecast:
    """Return the forecast of several conditions, of which all or any must hold.

    As long as they agree, the first one that turns decides. Otherwise every one that stands against the answer must turn first.
    """
    agreed, opposed = (ALWAYS, NEVER) if all_ else (NEVER, ALWAYS)
    agreed_until, opposed_until = (met_until, met_from) if all_ else (met_from, met_until)

    def outlook(subject: Subject, today: int) -> Outlook:
        soonest: int | None = None
        latest: int | None = None
        for part in parts:
            now, changes_on = part(subject, today)
            if now is not all_:
                if changes_on is None:
                    return opposed
                if latest is None or changes_on > latest:
                    latest = changes_on
            elif changes_on is not None and (soonest is None or changes_on < soonest):
                soonest = changes_on
        if latest is not None:
            return opposed_until(latest)
        return agreed if soonest is None else agreed_until(soonest)

    return outlook
