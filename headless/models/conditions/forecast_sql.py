"""When a condition may change by the passing of time, in SQL: never later than `headless.engine.conditions.forecasts` says.

Both stand on the metric's own object: `docs/decisions/0027-a-metric-is-one-object.md`.
"""

from headless.engine.conditions.conditions import Condition, tests_of
from headless.engine.conditions.leaves import leaf_of
from headless.models.conditions.calendar_sql import soonest
from headless.models.conditions.sql import Writer
from headless.models.conditions.twins import twin_of


def moves_sql(condition: Condition, writer: Writer) -> str | None:
    """Return the first local day after today on which the condition of `member m` could come out differently.

    None if it never does, for any member. `FAR_DAY` is never, or not before the `due_at` that is stored.
    """
    leaves = (leaf_of(test, writer.program) for test in tests_of(condition))
    return soonest((day for leaf in leaves if (day := twin_of(leaf).moves(leaf, writer)) is not None), writer)
