"""The values of a metric over all active members, evenly from the lowest to the highest, as SQL."""

from headless.engine.conditions.trees import Test
from headless.engine.program.program import Program
from headless.models.base.mapping import first_values
from headless.models.base.session import Session
from headless.models.conditions.member_order import Order, is_sortable, value_sql
from headless.models.conditions.sql import Writer
from headless.models.tables.members.populations import RANKED

_SAMPLE = """SELECT s.value AS value FROM (
  SELECT v.value AS value, row_number() OVER (ORDER BY v.value) AS place, count(*) OVER () AS number FROM (
    SELECT {value} AS value FROM member m WHERE m.merchant_id = $1 AND {ranked}) v WHERE v.value IS NOT NULL) s
WHERE s.place * $2::bigint / s.number > (s.place - 1) * $2::bigint / s.number ORDER BY s.value"""


async def sample_values(session: Session, program: Program, test: Test, now: int, most: int) -> list[int]:
    """Return at most so many values of the metric of a test, in its units, lowest first.

    If SQL cannot tell them, there are none.
    """
    if not is_sortable(test, program):
        return []
    writer = Writer(program, session.dialect, program.zone.day_of(now), now)
    sort, parameters = writer.numbered(value_sql(Order(test, False), writer), 3)
    sql = _SAMPLE.format(value=sort, ranked=RANKED)
    return [int(value) for value in first_values(await session.fetch(sql, program.merchant_id, most, *parameters))]
