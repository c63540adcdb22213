"""Checks of rankings, and of who may read them."""

from headless.engine.declarations.leaderboards import Places, Rank, Ranking
from headless.engine.declarations.rules import Metric, TierRule
from headless.engine.values.calendar import parse_window
from headless.engine.values.limits import RANKING_PLACES
from headless.plugins.contract.declarations import setting_of
from headless.plugins.loading.checks import BadDeclaration, check_class, named


def check_ranking(declared: object) -> type[Ranking]:
    """Return the ranking class if it can be kept. Raise BadDeclaration if not."""
    ranking = check_class(declared, Ranking, "register_rankings", "ranking")
    where = f"ranking {ranking.__name__}"
    if not isinstance(getattr(ranking, "by", None), str):
        raise BadDeclaration(f"{where}.by must be the metric that decides")
    if ranking.window is not None and setting_of(ranking.window) is None:
        parse_window(ranking.window)
    if not isinstance(ranking.most, int) or not 1 <= ranking.most <= RANKING_PLACES:
        raise BadDeclaration(f"{where}.most is {ranking.most!r}; a ranking has 1 to {RANKING_PLACES} places")
    return ranking


def check_no_rankings(declared: type) -> None:
    """Check that what is computed of one member reads no ranking, which moves with others. Raise BadDeclaration if it does."""
    for name, need in getattr(declared, "needs", {}).items():
        if issubclass(declared, Metric | TierRule | Ranking) and isinstance(need, Rank | Places):
            raise BadDeclaration(
                f"{named(declared)}.needs[{name!r}] is a ranking, which moves with other members: rules and fields read rankings"
            )
