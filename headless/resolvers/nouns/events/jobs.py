"""Jobs that give coupons to many members: how far they are."""

from collections.abc import Sequence

from headless.engine.texts.told import in_language
from headless.models.tables.work.bulk_jobs import BulkJobView, jobs_by_id
from headless.resolvers.reading.context import ReadContext


async def by_id(ctx: ReadContext, ids: Sequence[int]) -> list[BulkJobView | None]:
    """Return the jobs of these ids."""
    async with ctx.read() as session:
        known = await jobs_by_id(session, ctx.merchant_id, ids)
    return [known.get(id_) for id_ in ids]


def error(ctx: ReadContext, job: BulkJobView) -> str | None:
    """Return why a job ended before all were served."""
    return None if job.error is None else in_language(job.error, ctx.lang)
